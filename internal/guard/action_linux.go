package guard

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// action holds the kernel's struct sigaction, which is smaller on every machine.
// All zero it is the default action, SIG_DFL with no flags and an empty mask.
type action [64]byte

// changeAction sets what a signal does to this process, and keeps in was what it
// did before, unless was is nil (sigaction(2)).
func changeAction(sig unix.Signal, to, was *action) {
	const maskSize = 8 // _NSIG/8
	_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGACTION,
		uintptr(sig), uintptr(unsafe.Pointer(to)), uintptr(unsafe.Pointer(was)), maskSize, 0, 0)
}
