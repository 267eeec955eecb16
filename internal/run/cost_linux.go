package run

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// costOf returns the CPU time that work took: that of the one thread which it ran on, so
// that nothing of what this process does besides is in it (CLOCK_THREAD_CPUTIME_ID in
// clock_gettime(2)).
func costOf(work func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before, known := threadTime()
	begin := time.Now()
	work()
	if after, ok := threadTime(); ok && known {
		return after - before
	}
	return time.Since(begin)
}

// threadTime is the CPU time of the calling thread so far, false where it is not told.
func threadTime() (time.Duration, bool) {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		return 0, false
	}
	return time.Duration(t.Nano()), true
}
