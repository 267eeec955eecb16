package metrics

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"
)

// procPath is a path below /proc that is written again and again in the same
// memory.
type procPath struct{ text []byte }

// newProcPath returns the path /proc/PID/.
func newProcPath(pid int) procPath {
	p := procPath{make([]byte, 0, 64)}
	p.set(pid)
	return p
}

// set makes it the path of another process.
func (p *procPath) set(pid int) {
	p.text = append(appendInt(append(p.text[:0], "/proc/"...), pid), '/')
}

// file returns the path of a file of the process. It is valid until the next
// call.
func (p *procPath) file(name string) []byte {
	return append(append(p.text, name...), 0)
}

// ofThread returns the path of a file of one thread, or of its folder when name
// is empty. It is valid until the next call.
func (p *procPath) ofThread(tid int, name string) []byte {
	text := append(p.text, "task/"...)
	text = append(appendInt(text, tid), '/')
	return append(append(text, name...), 0)
}

func appendInt(text []byte, n int) []byte {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return append(text, digits[i:]...)
		}
	}
}

// openPath opens a path that ends with a zero byte. unix.Open would copy it to
// add that byte, which is memory for each file and sample.
func openPath(path []byte, flags int) (int, error) {
	for {
		dir := unix.AT_FDCWD
		fd, _, errno := unix.Syscall6(unix.SYS_OPENAT, uintptr(dir), uintptr(unsafe.Pointer(&path[0])), uintptr(flags|unix.O_CLOEXEC), 0, 0, 0)
		if errno == 0 {
			return int(fd), nil
		}
		if errno != unix.EINTR {
			return -1, errno
		}
	}
}

// pread reads the whole file from its beginning into buf, which it may replace
// by a larger one. The files of /proc that are read here are made in one piece,
// so that one that came short of the room is at its end: asking once more would
// make it again.
func pread(fd int, buf []byte) ([]byte, error) {
	buf = buf[:cap(buf)]
	for done := 0; ; {
		n, err := unix.Pread(fd, buf[done:], int64(done))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return buf[:0], err
		}
		if done += n; n == 0 || done < len(buf) {
			return buf[:done], nil
		}
		buf = append(buf, 0)
		buf = buf[:cap(buf)]
	}
}

// slurp opens, reads and closes a file.
func slurp(path, buf []byte) ([]byte, error) {
	fd, err := openPath(path, unix.O_RDONLY)
	if err != nil {
		return buf[:0], err
	}
	defer func() { _ = unix.Close(fd) }()
	return pread(fd, buf)
}

// keeper bounds how many descriptors a Source keeps.
type keeper struct{ kept, most int }

// newKeeper leaves two thirds of what the process may open to everything else that
// it does, workers' pipes first.
func newKeeper() *keeper {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return &keeper{}
	}
	return &keeper{most: int(min(limit.Cur, 1<<20) / 3)}
}

// keptFile is a file of /proc that stays open where the keeper allows it.
type keptFile struct {
	keep *keeper
	name string
	fd   int // -1 when it is closed
}

func (f *keptFile) read(path *procPath, buf []byte) ([]byte, error) {
	if f.fd >= 0 {
		return pread(f.fd, buf)
	}
	fd, err := openPath(path.file(f.name), unix.O_RDONLY)
	if errors.Is(err, unix.EMFILE) {
		// Somebody else needs more than was left to them.
		f.keep.most = f.keep.kept / 2
	}
	if err != nil {
		return buf[:0], err
	}
	if f.keep.kept < f.keep.most {
		f.fd = fd
		f.keep.kept++
		return pread(fd, buf)
	}
	defer func() { _ = unix.Close(fd) }()
	return pread(fd, buf)
}

func (f *keptFile) close() {
	if f.fd >= 0 {
		_ = unix.Close(f.fd)
		f.fd = -1
		f.keep.kept--
	}
}
