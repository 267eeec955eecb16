//go:build unix

package proc

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// firstPrivate is the first descriptor that no program expects to inherit.
const firstPrivate = 3

// SealDescriptors has every descriptor of this process above standard error
// closed in what it starts from now on. Go opens its own that way; those that it
// inherited, and what C libraries open, are sealed only here. A descriptor that is
// handed down on purpose, by os/exec or os.StartProcess, still arrives.
func SealDescriptors() {
	if sealRange() {
		return
	}
	for _, fd := range Open() {
		unix.CloseOnExec(fd)
	}
}

// Open returns the descriptors of this process above standard error, and maybe one
// that is closed by now: that of the folder they are listed in.
func Open() []int {
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		return nil
	}
	var open []int
	for _, entry := range entries {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd >= firstPrivate {
			open = append(open, fd)
		}
	}
	return open
}

// Inherited returns the descriptors above standard error that a program which this
// process becomes, or starts by itself, would have as well.
func Inherited() []int {
	var inherited []int
	for _, fd := range Open() {
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil && flags&unix.FD_CLOEXEC == 0 {
			inherited = append(inherited, fd)
		}
	}
	return inherited
}
