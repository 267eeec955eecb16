//go:build unix

package worker

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

var errNotPipe = errors.New("not a pipe")

// openWire returns the pipes that address names ("3,4,SECRET").
func openWire(address string) (in, out *os.File, secret string, err error) {
	var read, write int
	if _, err := fmt.Sscanf(address, "%d,%d,%s", &read, &write, &secret); err != nil {
		return nil, nil, "", fmt.Errorf("read the wire's address: %w", err)
	}
	for _, fd := range []int{read, write} {
		var stat syscall.Stat_t
		if err := syscall.Fstat(fd, &stat); err != nil {
			return nil, nil, "", fmt.Errorf("look at descriptor %d: %w", fd, err)
		}
		if stat.Mode&syscall.S_IFMT != syscall.S_IFIFO || fd <= 2 {
			return nil, nil, "", fmt.Errorf("descriptor %d: %w", fd, errNotPipe)
		}
		syscall.CloseOnExec(fd)
	}
	return os.NewFile(uintptr(read), "from the pool"), os.NewFile(uintptr(write), "to the pool"), secret, nil
}
