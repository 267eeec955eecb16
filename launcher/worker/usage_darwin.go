package worker

import (
	"syscall"
	"time"
)

// cpuTime is the CPU time of the whole process: darwin has no clock of a
// thread that needs no C.
func (l *lane) cpuTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// highWater is the largest resident set that the process had, from ru_maxrss,
// which is in bytes on darwin (getrusage(2)).
type highWater struct{}

// at returns the mark, 0 where it is not known.
func (highWater) at(time.Duration) int64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return usage.Maxrss
}

// now returns the mark as it is.
func (h highWater) now() int64 { return h.at(0) }
