package worker

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

var errNotPipe = errors.New("not a pipe")

// openWire returns the pipes whose handles address names ("184,188,SECRET").
func openWire(address string) (in, out *os.File, secret string, err error) {
	var read, write uintptr
	if _, err := fmt.Sscanf(address, "%d,%d,%s", &read, &write, &secret); err != nil {
		return nil, nil, "", fmt.Errorf("read the wire's address: %w", err)
	}
	for _, handle := range []uintptr{read, write} {
		kind, err := syscall.GetFileType(syscall.Handle(handle))
		if err != nil || kind != syscall.FILE_TYPE_PIPE {
			return nil, nil, "", fmt.Errorf("handle %d: %w", handle, errNotPipe)
		}
		if err := syscall.SetHandleInformation(syscall.Handle(handle), syscall.HANDLE_FLAG_INHERIT, 0); err != nil {
			return nil, nil, "", fmt.Errorf("keep handle %d from children: %w", handle, err)
		}
	}
	return os.NewFile(read, "from the pool"), os.NewFile(write, "to the pool"), secret, nil
}
