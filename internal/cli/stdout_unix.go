//go:build unix

package cli

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

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
