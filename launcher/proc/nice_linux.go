package proc

import (
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"
)

// The bounds of niceness (sched(7)): who is less nice gets more of a core that several
// want.
const (
	LeastNice = -20
	MostNice  = 19
)

// SetNice sets the niceness of a process, with tree of all that descends from it too:
// of each thread, as it is a thread's own on Linux (setpriority(2), "C library/kernel
// differences"). What they start from then on inherits it. unix.ESRCH says that the
// process is gone, ErrForeign whose it is, and ErrInPart that some have it.
func (p Process) SetNice(nice int, tree bool) error {
	if nice < LeastNice || nice > MostNice {
		return fmt.Errorf("niceness %d: want %d to %d", nice, LeastNice, MostNice)
	}
	return p.apply(func(tid int) error {
		switch err := unix.Setpriority(unix.PRIO_PROCESS, tid, nice); {
		case errors.Is(err, unix.EACCES):
			return fmt.Errorf("only root may make it less nice than it is (%s), which %d would do", threadNice(tid), nice)
		case errors.Is(err, unix.EPERM):
			return ErrForeign
		default:
			return err //nolint:wrapcheck // ESRCH, which apply knows
		}
	}, tree)
}

// threadNice is the niceness of a thread, for a person.
func threadNice(tid int) string {
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, tid)
	if err != nil {
		return "unknown"
	}
	return strconv.Itoa(20 - raw) // the system call returns 20-nice, so that it is never negative
}

// LowestNice returns the least niceness that this process may give to one of its user:
// LeastNice with CAP_SYS_NICE, else what RLIMIT_NICE allows (getrlimit(2)), which is
// MostNice+1, and so nothing less than a process has, where nobody has raised it.
func LowestNice() int {
	if mayNice() {
		return LeastNice
	}
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NICE, &limit) != nil {
		return MostNice + 1
	}
	return 20 - int(min(limit.Cur, 40))
}

// mayNice reports whether this thread has CAP_SYS_NICE (capabilities(7)).
func mayNice() bool {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if unix.Capget(&header, &data[0]) != nil {
		return false
	}
	return data[0].Effective&(1<<unix.CAP_SYS_NICE) != 0
}
