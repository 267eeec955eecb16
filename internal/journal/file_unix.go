//go:build unix

package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// openFlags follow no link, and wait for nobody at the other end of a pipe.
const openFlags = unix.O_NOFOLLOW | unix.O_NONBLOCK | unix.O_NOCTTY

// isLink reports whether a file was not opened since it is a link (open(2),
// O_NOFOLLOW).
func isLink(err error) bool { return errors.Is(err, unix.ELOOP) || errors.Is(err, unix.EMLINK) }

// ours reports whether a file belongs to who runs this program.
func ours(info fs.FileInfo) bool { return owner(info) == os.Geteuid() }

// openToOthers reports whether other users may write a file.
func openToOthers(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }

// owner is the user that a file belongs to, -1 for one that is not known.
func owner(info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}

// checkFolder refuses a way to the file over a link that another user laid. Root's are
// followed, and our own.
func checkFolder(path string) error {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Lstat(dir)
		switch {
		case err != nil:
			return fmt.Errorf("folder %s: %w", dir, cause(err))
		case info.Mode()&fs.ModeSymlink != 0 && owner(info) != 0 && !ours(info):
			return fmt.Errorf("folder %s is a symbolic link of somebody else: name the folder itself", dir)
		case dir == filepath.Dir(dir):
			return nil
		}
	}
}

// lock keeps other runs from the file until it is closed (flock(2)).
func lock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EWOULDBLOCK):
			return errLocked
		case !errors.Is(err, unix.EINTR):
			return fmt.Errorf("lock it: %w", err)
		}
	}
}

// cutTo shortens a file.
func cutTo(f *os.File, size int64) error { return cause(f.Truncate(size)) }
