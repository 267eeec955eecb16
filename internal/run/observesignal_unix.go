//go:build unix

package run

import (
	"os"
	"syscall"
)

func stopSignal() os.Signal { return syscall.SIGSTOP }

func continueSignal() os.Signal { return syscall.SIGCONT }
