// Package metrics turns the kernel's counters into usage: of processes and of
// cores, between two readings.
package metrics

import "time"

// Process says which process to read. PID and Started together are the
// identity: a PID may be given to a stranger after its owner was reaped.
type Process struct {
	PID     int
	Started time.Time // wall clock just before the process was made
}

// Usage is one reading of one process.
type Usage struct {
	PID         int
	CPU         float64 // cores since the reading before, 1 is one core; NaN at the first
	CPUTime     time.Duration
	RSS         uint64 // bytes, resident set size
	Threads     int
	Core        int     // it last ran on; -1 where the system does not say
	State       string  // "running", "sleeping", "disk wait", "stopped", "zombie", "idle", or "unknown"
	Voluntary   float64 // context switches a second since the reading before; NaN at the first
	Involuntary float64
}

// Sample is one reading of every watched process and every core.
type Sample struct {
	Time      time.Time
	Processes []Usage   // those that could be read, in the order asked for
	Cores     []float64 // busy share 0..1 since the reading before, NaN at the first
	Self      Usage     // Poolscope's own process
}
