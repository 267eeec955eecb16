//go:build linux || darwin

package spill

import (
	"os"

	"golang.org/x/sys/unix"
)

// freeSpace is how many bytes a user may still write where a file lies (statfs(2)).
func freeSpace(f *os.File) (bytes int64, known bool) {
	var s unix.Statfs_t
	if err := unix.Fstatfs(int(f.Fd()), &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true //nolint:unconvert // the types are others on other systems
}
