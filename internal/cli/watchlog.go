package cli

import (
	"fmt"
	"os"
)

// openLog opens the file of --log, or makes it. What stands in it stays. A pipe is
// written to if somebody reads it already: nobody is waited for.
func openLog(path string) (*os.File, error) {
	log, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|logFlags, 0o666)
	switch {
	case err != nil && hasNoReader(err):
		return nil, fmt.Errorf("open the log: nobody reads the pipe %s: start its reader first, or name a file", path)
	case err != nil:
		return nil, fmt.Errorf("open the log: %w", err)
	}
	return log, nil
}
