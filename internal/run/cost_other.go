//go:build !linux

package run

import "time"

// costOf returns the time that work took by the wall clock, which is at least what it
// took of a core: this is asked where the CPU time of one thread is not to be had.
func costOf(work func()) time.Duration {
	begin := time.Now()
	work()
	return time.Since(begin)
}
