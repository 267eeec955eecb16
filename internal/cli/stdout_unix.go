//go:build unix

package cli

import (
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// nullFlag is how Go's runtime opens /dev/null in the place of a standard
// stream that is closed (runtime, checkfds); a shell opens it to write alone.
const nullFlag = unix.O_RDWR

// orClosed returns the stream, or one that says it is closed where the program was
// started without it: what is written to it would be lost without a word.
func orClosed(stream io.Writer) io.Writer {
	f, ok := stream.(*os.File)
	if !ok {
		return stream
	}
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	if err != nil || flags&unix.O_ACCMODE != nullFlag {
		return stream
	}
	var this, null unix.Stat_t
	if unix.Fstat(int(f.Fd()), &this) != nil || unix.Stat(os.DevNull, &null) != nil || this.Rdev != null.Rdev || this.Mode&unix.S_IFMT != unix.S_IFCHR {
		return stream
	}
	return closedStream{}
}

// closedStream takes nothing.
type closedStream struct{}

func (closedStream) Write([]byte) (int, error) { return 0, syscall.EBADF }

// unread reports whether nobody reads a pipe any more (POLLERR of poll(2)): who waits
// for the next write to learn it waits for a task that may take for ever.
func unread(stream io.Writer) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	pipe := []unix.PollFd{{Fd: int32(f.Fd())}}
	n, err := unix.Poll(pipe, 0)
	return err == nil && n > 0 && pipe[0].Revents&unix.POLLERR != 0
}
