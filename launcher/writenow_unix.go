//go:build unix

package launcher

import (
	"os"

	"golang.org/x/sys/unix"
)

// writeNow writes what a pipe has room for and returns how much that is. The pipe
// does not block: Go has it so (O_NONBLOCK, pipe(7)).
func writeNow(to *os.File, said []byte) int {
	raw, err := to.SyscallConn()
	if err != nil {
		return 0
	}
	n := 0
	if raw.Write(func(fd uintptr) bool {
		n, err = unix.Write(int(fd), said)
		return true
	}) != nil || err != nil {
		return 0
	}
	return n
}
