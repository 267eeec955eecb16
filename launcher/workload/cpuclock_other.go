//go:build !linux && !darwin && !freebsd && !windows

package workload

import "time"

// cpuClock is the wall clock where no clock of a thread is at hand.
func cpuClock() func() time.Duration {
	begin := time.Now()
	return func() time.Duration { return time.Since(begin) }
}
