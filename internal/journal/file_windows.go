package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// openFlags are none: who may make links here is an administrator.
const openFlags = 0

func isLink(error) bool { return false }

// ours is not asked here: a file's rights are those of its folder.
func ours(fs.FileInfo) bool { return true }

func openToOthers(fs.FileInfo) bool { return false }

func checkFolder(string) error { return nil }

// lock keeps other runs from the file until it is closed. What is locked is a byte
// that no file has, since a lock keeps others from reading, too (LockFileEx).
func lock(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	beyond := windows.Overlapped{Offset: math.MaxUint32, OffsetHigh: math.MaxInt32}
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &beyond)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errLocked
	}
	if err != nil {
		return fmt.Errorf("lock it: %w", err)
	}
	return nil
}

// cutTo shortens a file, by its name: one that is open for appending may not be.
func cutTo(f *os.File, size int64) error { return cause(os.Truncate(f.Name(), size)) }
