//go:build unix

package journal

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// signalNumber returns the number of a signal such as "SIGKILL", 0 for none.
func signalNumber(name string) int { return int(unix.SignalNum(name)) }

// signalName returns the name of a signal, "" for one that has none.
func signalName(number int) string { return unix.SignalName(syscall.Signal(number)) }
