package workload

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// unnamedFile opens a file that never has a name, so that nothing is left of it
// even after SIGKILL (open(2), O_TMPFILE; O_EXCL keeps it from getting one).
func unnamedFile(folder string) (*os.File, error) {
	fd, err := unix.Open(folder, unix.O_TMPFILE|unix.O_EXCL|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EISDIR) {
		return removedFile(folder) // a file system or a kernel that cannot do it
	}
	if err != nil {
		return nil, fmt.Errorf("in %s: %w", folder, err)
	}
	return os.NewFile(uintptr(fd), "unnamed file in "+folder), nil
}
