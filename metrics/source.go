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

// Inspector is the power of some Sources to read what costs too much for every
// sample. Each method is about the process that Read read last under the PID, and
// answers ErrGone when that has ended meanwhile, never a stranger's numbers.
// What cannot be read, for want of permission or of a kernel that has it, is
// Unknown in the answer and no error.
type Inspector interface {
	// Footprint reads how much of the memory is whose.
	Footprint(pid int) (Footprint, error)
	// Activity reads what the process did and has open.
	Activity(pid int) (Activity, error)
	// Scheduling reads what the scheduler did with all threads.
	Scheduling(pid int) (Scheduling, error)
	// Threads lists the threads by TID. The slice is the caller's until the next
	// call.
	Threads(pid int) ([]ThreadCounters, error)
}

// Counters is what the system has counted for one process since it was made.
type Counters struct {
	At        time.Time // when CPU was read; zero means the time of the sample
	Created   time.Time // when the process was made, within a second
	Birth     uint64    // differs between two processes that had the same PID one after the other, and is the same for one until Forget
	CPU       time.Duration
	Fine      bool   // two readings with the same CPU prove that the process did not run between them
	RSS       uint64 // bytes
	Parent    int    // its PID; 0 where the system does not say
	Threads   int
	State     string // as in Usage
	MainEnded bool   // as in Usage
	Core      int    // Unknown where the system does not say
	Nice      int    // as in Usage
	Switches  Switches
}

// Switches counts the context switches of all threads of a process.
type Switches struct {
	At          time.Time // when they were counted; zero where the system does not say
	Voluntary   uint64
	Involuntary uint64
}

// Footprint is the memory of a process as Usage has it.
type Footprint struct {
	PSS, USS int64
	Cost     time.Duration // CPU time that reading took; wall time where the system does not tell
}

// Activity is what a process did and has open, as Usage has it.
type Activity struct {
	PeakRSS                     int64
	ReadBytes, WriteBytes       int64
	StorageRead, StorageWritten int64
	Descriptors                 int
	Affinity                    Affinity
	Cost                        time.Duration // as in Footprint
}

// Scheduling is what the scheduler has counted for all threads of a process.
type Scheduling struct {
	Switches   Switches
	Migrations int64         // changes of the core, at Switches.At, or Unknown
	Cost       time.Duration // as in Footprint
}

// ThreadCounters is what the system has counted for one thread.
type ThreadCounters struct {
	At    time.Time
	TID   int
	Birth uint64 // as in Counters
	Name  string // as in Thread
	CPU   time.Duration
	Core  int
	State string
}

// CoreTimes is what the system has counted for one core since it was booted.
type CoreTimes struct {
	Core int // number, as in Usage.Core
	Busy time.Duration
	Idle time.Duration // waiting for I/O included: the core was free meanwhile
}
