//go:build unix

package journal

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// signalNumber returns the number of a signal such as "SIGKILL", 0 for none.
func signalNumber(name string) int {
	if n := int(unix.SignalNum(name)); n > 0 {
		return n
	}
	const first = 34 // SIGRTMIN, of the C library
	var n int
	if _, err := fmt.Sscanf(name, "SIGRTMIN+%d", &n); err == nil {
		return first + n
	}
	if name == "SIGRTMIN" {
		return first
	}
	_, _ = fmt.Sscanf(name, "signal %d", &n) // 0 for what is none
	return n
}

// signalName returns the name of a signal, "" for one that has none.
func signalName(number int) string { return unix.SignalName(syscall.Signal(number)) }
