package metrics

import (
	"time"

	"golang.org/x/sys/unix"
)

// userHZ is the unit of times in /proc: 100 a second to user space on every
// architecture that Go runs on (USER_HZ, time(7)).
const userHZ = 100

// quick is how long reading a clock may take to be taken as an instant. What
// takes longer was preempted midway.
const quick = 100 * time.Microsecond

// cpuClock returns the CPU time of all threads of a process, those that ended
// included, and when that was. The clock's number is what
// clock_getcpuclockid(3) computes.
func cpuClock(pid int) (used time.Duration, at time.Time, err error) {
	const schedClock = 2
	id := int32(^uint32(pid)<<3 | schedClock)
	var ts unix.Timespec
	for range 3 {
		before := time.Now()
		if err := unix.ClockGettime(id, &ts); err != nil {
			return 0, time.Time{}, err
		}
		took := time.Since(before)
		used, at = time.Duration(ts.Nano()), before.Add(took/2)
		if took < quick {
			break
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
