package metrics

import (
	"math"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// userHZ is the unit of times in /proc: 100 a second to user space on every
// architecture that Go runs on (USER_HZ, time(7)).
const userHZ = 100

// quick is how long reading a clock may take to be taken as an instant. What
// takes longer was preempted midway.
const quick = 100 * time.Microsecond

// cpuClock returns the CPU time of all threads of a process, those that ended
// included, and when that was: of a few tries the one that took the shortest.
// The clock's number is what clock_getcpuclockid(3) computes.
func cpuClock(pid int) (used time.Duration, at time.Time, err error) {
	const schedClock = 2
	id := int32(^uint32(pid)<<3 | schedClock)
	shortest := time.Duration(math.MaxInt64)
	var ts unix.Timespec
	for try := 0; try < 5 && shortest >= quick; try++ {
		before := time.Now()
		// It never blocks: Go's scheduler need not hear of it.
		if _, _, errno := unix.RawSyscall(unix.SYS_CLOCK_GETTIME, uintptr(id), uintptr(unsafe.Pointer(&ts)), 0); errno != 0 {
			return 0, time.Time{}, errno
		}
		if took := time.Since(before); took < shortest {
			shortest, used, at = took, time.Duration(ts.Nano()), before.Add(took/2)
		}
	}
	return used, at, nil
}

// created returns when a process was made whose start is so many ticks after
// boot. It counts back from now: /proc/stat's btime is cut to whole seconds, and
// in some containers invented. The result has a monotonic reading.
func created(start uint64) time.Time {
	now := time.Now()
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts); err != nil {
		return time.Time{}
	}
	return now.Add(ticks(start) - time.Duration(ts.Nano()))
}

func ticks(n uint64) time.Duration { return time.Duration(n) * (time.Second / userHZ) }

// stopwatch measures the CPU time of the thread that it was started on.
type stopwatch struct {
	wall time.Time
	cpu  time.Duration
}

func startStopwatch() stopwatch { return stopwatch{time.Now(), threadClock()} }

// used returns the CPU time since. The scheduler may have moved the goroutine to
// another thread meanwhile, whose clock is another: the time that passed is the
// most that it can have used.
func (w stopwatch) used() time.Duration {
	cpu, wall := threadClock()-w.cpu, time.Since(w.wall)
	if cpu < 0 {
		return wall
	}
	return min(cpu, wall)
}

func threadClock() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		return 0
	}
	return time.Duration(ts.Nano())
}
