package guard

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// Suspend stops this process as Ctrl-Z does one that doesn't catch it, and returns
// when it goes on. Where nobody could continue it, as no shell with job control is
// above, the kernel does not stop it and Suspend returns at once (SIGTSTP in an
// orphaned process group, POSIX general terminal interface).
//
// Go's runtime keeps its handler of SIGTSTP once it was asked for it, so the action
// is changed behind its back for that long.
func Suspend() {
	var standard, gos action
	changeAction(unix.SIGTSTP, &standard, &gos)
	stopHere(unix.SIGTSTP)
	changeAction(unix.SIGTSTP, &gos, nil)
}

// stopHere sends a signal that stops the process to the calling thread, and so
// returns when the process goes on. One that is sent to the process may be taken by
// another thread while this one goes on for a while.
func stopHere(sig unix.Signal) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	_ = unix.Tgkill(os.Getpid(), unix.Gettid(), sig)
}
