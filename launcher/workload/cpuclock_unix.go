//go:build linux || darwin || freebsd

package workload

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuClock returns the clock of the calling thread (clock_gettime(2),
// CLOCK_THREAD_CPUTIME_ID), to be read on that thread only.
func cpuClock() func() time.Duration {
	return func() time.Duration {
		var t unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
			panic("no CPU clock of the own thread: " + err.Error()) // cannot be: the clock is always there
		}
		return time.Duration(t.Nano())
	}
}
