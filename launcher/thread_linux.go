package launcher

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// setThreadNice adds to the niceness of the calling thread, which on Linux is
// each thread's own and is inherited by what it starts (setpriority(2), "C
// library/kernel differences"). Niceness stops at 19.
func setThreadNice(add int) error {
	if add == 0 {
		return nil
	}
	raw, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	if err != nil {
		return fmt.Errorf("read the niceness: %w", err)
	}
	// The system call returns 20-nice, so that it is never negative.
	if err := syscall.Setpriority(syscall.PRIO_PROCESS, 0, min(20-raw+add, 19)); err != nil {
		return fmt.Errorf("set niceness %d: %w", add, err)
	}
	return nil
}

// allowedCores lists the cores that the calling thread may run on.
func allowedCores() []int { return proc.AllowedCores(0) }

// pinThread binds the calling thread, and with it what it starts, to a core. A
// core that went offline meanwhile leaves the worker where it was.
func pinThread(core int) {
	var set unix.CPUSet
	set.Set(core)
	_ = unix.SchedSetaffinity(0, &set)
}

// clearSignalMask unblocks all signals for the calling thread, and with it for what
// it starts: whoever started Poolscope may have blocked some, and exec keeps that
// (signal(7), "Signal mask and pending signals").
func clearSignalMask() {
	_ = unix.PthreadSigmask(unix.SIG_SETMASK, &unix.Sigset_t{}, nil)
}
