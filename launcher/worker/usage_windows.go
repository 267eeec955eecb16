package worker

import (
	"time"

	"golang.org/x/sys/windows"
)

// cpuTime is the CPU time of the whole process (GetProcessTimes).
func (l *lane) cpuTime() time.Duration {
	var created, ended, kernel, user windows.Filetime
	if windows.GetProcessTimes(windows.CurrentProcess(), &created, &ended, &kernel, &user) != nil {
		return 0
	}
	return ticks(kernel) + ticks(user)
}

// ticks turns a count of 100 ns into a duration; Filetime.Nanoseconds is a date.
func ticks(t windows.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}

// highWater is not known on Windows: the sampler's largest reading stands in for it.
type highWater struct{}

// at returns the mark, 0 where it is not known.
func (highWater) at(time.Duration) int64 {
	return 0
}

// now returns the mark as it is.
func (h highWater) now() int64 { return h.at(0) }
