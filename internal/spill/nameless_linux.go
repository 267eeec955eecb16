package spill

import (
	"os"

	"golang.org/x/sys/unix"
)

// create makes a file that has no name and that nobody else can open. File systems
// without O_TMPFILE (NFS, overlays of old kernels; open(2)) have it named for a moment.
func create(dir string) (*os.File, error) {
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_EXCL|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return createNamed(dir)
	}
	return os.NewFile(uintptr(fd), ""), nil
}

// punch gives the space of a part of the file back (fallocate(2)).
func punch(f *os.File, e extent) error {
	return unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, e.at, e.length)
}
