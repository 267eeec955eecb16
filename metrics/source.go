package metrics

import (
	"errors"
	"time"
)

// ErrGone says that no process has the PID any more.
var ErrGone = errors.New("process is gone")

// Source reads raw counters. It is called by one goroutine, that of its Sampler.
type Source interface {
	// Read returns the counters of the process that has the PID now. The error
	// is ErrGone when there is none.
	Read(pid int) (Counters, error)
	// Cores returns the counters of every core that is online.
	Cores() ([]CoreTimes, error)
	// Forget closes what was kept to read the PID faster.
	Forget(pid int)
}

// Counters is what the system has counted for one process since it was made.
type Counters struct {
	At       time.Time // when CPU was read; zero means the time of the sample
	Created  time.Time // when the process was made, within a second
	Birth    uint64    // differs between two processes that had the same PID one after the other
	CPU      time.Duration
	RSS      uint64 // bytes
	Threads  int
	State    string // as in Usage
	Core     int    // -1 where the system does not say
	Switches Switches
}

// Switches counts the context switches of all threads of a process.
type Switches struct {
	At          time.Time // when they were counted; zero where the system does not say
	Voluntary   uint64
	Involuntary uint64
}

// CoreTimes is what the system has counted for one core since it was booted.
type CoreTimes struct {
	Core int // number, as in Usage.Core
	Busy time.Duration
	Idle time.Duration // waiting for I/O included: the core was free meanwhile
}
