package spill

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// freeSpace is how many bytes a user may still write where a file lies
// (GetDiskFreeSpaceExW).
func freeSpace(f *os.File) (bytes int64, known bool) {
	dir, err := windows.UTF16PtrFromString(filepath.Dir(f.Name()))
	if err != nil {
		return 0, false
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(dir, &free, nil, nil); err != nil {
		return 0, false
	}
	return int64(min(free, 1<<62)), true
}
