package spill

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// create makes a file of an unpredictable name that the system removes with its last
// handle, however the process ends (CreateFileW, FILE_FLAG_DELETE_ON_CLOSE).
func create(dir string) (*os.File, error) {
	name := filepath.Join(dir, "poolscope-"+rand.Text())
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|windows.FILE_FLAG_DELETE_ON_CLOSE, 0o600)
}

// punch cannot be done: the space comes back when all was read.
func punch(*os.File, extent) error { return errors.ErrUnsupported }
