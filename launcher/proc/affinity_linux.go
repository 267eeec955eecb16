package proc

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// SetAffinity lets a process run on some cores alone, with tree all that descends from
// it too: each thread, as it is a thread's own (sched_setaffinity(2)). What they start
// from then on inherits it. unix.ESRCH says that the process is gone, ErrForeign whose
// it is, and ErrInPart that some have it.
func (p Process) SetAffinity(cores []int, tree bool) error {
	var set unix.CPUSet
	for _, core := range cores {
		if most := len(set) * 64; core < 0 || core >= most {
			return fmt.Errorf("core %d: want 0 to %d", core, most-1)
		}
		set.Set(core)
	}
	return p.apply(func(tid int) error {
		switch err := unix.SchedSetaffinity(tid, &set); {
		case errors.Is(err, unix.EINVAL):
			return fmt.Errorf("it may use none of the cores %v", cores)
		case errors.Is(err, unix.EPERM):
			return ErrForeign
		default:
			return err //nolint:wrapcheck // ESRCH, which apply knows
		}
	}, tree)
}

// AllowedCores lists in order the cores that a thread may run on (sched_getaffinity(2));
// 0 is the calling one. None says that it is not known.
func AllowedCores(tid int) []int {
	var set unix.CPUSet
	if unix.SchedGetaffinity(tid, &set) != nil {
		return nil
	}
	var cores []int
	for core := range len(set) * 64 {
		if set.IsSet(core) {
			cores = append(cores, core)
		}
	}
	return cores
}
