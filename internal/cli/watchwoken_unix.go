//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// notifyWoken has it told when the process goes on after it was stopped.
func notifyWoken(woken chan<- os.Signal) { signal.Notify(woken, syscall.SIGCONT) }
