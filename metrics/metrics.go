// Package metrics turns the kernel's counters into usage: of processes and of
// cores, between two readings.
//
// A Sampler has no clock and no goroutine: it subtracts what its Source reads.
// The Source is gopsutil, and on Linux the kernel's own clocks where they are
// finer.
package metrics

import "time"

// Process says which process to read. PID and Started together are the
// identity: a PID may be given to a stranger after its owner was reaped.
type Process struct {
	PID     int
	Started time.Time // wall clock just before the process was made; zero is whoever has the PID at the first reading
}

// Usage is one reading of one process.
type Usage struct {
	PID         int
	CPU         float64 // cores since the reading before, 1 is one core; NaN at the first
	CPUTime     time.Duration
	RSS         uint64 // bytes, resident set size; 0 for a zombie
	Threads     int
	Core        int     // it last ran on; -1 where the system does not say
	State       string  // "running", "sleeping", "disk wait", "stopped", "zombie", "idle", or "unknown"
	Voluntary   float64 // context switches a second of all threads, renewed about once a second; NaN at the first
	Involuntary float64
}

// Sample is one reading of every watched process and every core.
type Sample struct {
	Time      time.Time
	Processes []Usage   // those that could be read, in the order asked for
	Cores     []float64 // busy share 0..1 since the reading before, by core number; NaN at the first and for a core that is offline
	Self      Usage     // Poolscope's own process
}
