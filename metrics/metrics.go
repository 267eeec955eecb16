// Package metrics turns the kernel's counters into usage: of processes, their
// threads and of cores, between two readings.
//
// A Sampler has no clock and no goroutine: it subtracts what its Source reads.
// NewSource reads the kernel's own files and clocks where that is finer or
// cheaper, NewPortableSource reads everything through gopsutil.
package metrics

import (
	"math"
	"time"
)

// Unknown stands in whole numbers for what the system does not say, or does not
// say to this user. What is no whole number is NaN then. Nice alone has a mark
// of its own, UnknownNice, as -1 is one of its values.
const Unknown = -1

// UnknownNice stands in Usage.Nice for one that could not be read. The values
// themselves are -20 to 19 (sched(7)).
const UnknownNice = -128

// Process says which process to read. PID and Started together are the
// identity: a PID may be given to a stranger after its owner was reaped.
type Process struct {
	PID     int
	Started time.Time // wall clock just before the process was made; zero is whoever has the PID at the first reading
}

// Usage is one reading of one process. What comes at a slower pace stays as it
// was read last: PSS, USS, PeakRSS, bytes, Descriptors and Affinity, switches and
// Migrations. All of them together take at most 1 % of a core in the long run,
// however many processes there are.
type Usage struct {
	PID         int
	Processes   int     // whose sum this is: 1, but for that of a process tree (Families)
	CPU         float64 // cores since the reading before, 1 is one core; NaN at the first
	CPUTime     time.Duration
	RSS         uint64 // bytes, resident set size; 0 for a zombie
	Threads     int
	Core        int     // it last ran on; Unknown where the system does not say
	State       string  // "running", "sleeping", "disk wait", "stopped", "zombie", "idle", or "unknown"
	Voluntary   float64 // context switches a second of all threads, renewed about once a second; NaN at the first
	Involuntary float64

	// MainEnded tells that the main thread has ended while others live on, whose
	// State and RSS these are. Other tools show such a process as a zombie.
	MainEnded bool
	// PeakRSS is the largest RSS so far in bytes (VmHWM in proc_pid_status(5)),
	// or Unknown. It is never below an RSS that was read, and a zombie's is the one
	// that was known last.
	PeakRSS int64
	// PSS and USS are bytes or Unknown: resident memory where each page counts in
	// equal parts for all who map it, and where only pages count that nobody else
	// maps (proc_pid_smaps(5), smaps_rollup). PSS may be summed up over processes,
	// RSS may not. They are read again every three seconds or less often, and at
	// once for a process that is new or whose RSS changed by a quarter. 0 for a zombie.
	PSS, USS int64
	// ReadBytes and WriteBytes are what system calls moved since the process was
	// made, through pipes and terminals and caches too; StorageRead and
	// StorageWritten what storage had to deliver and to take (proc_pid_io(5):
	// rchar, wchar, read_bytes, write_bytes). Bytes or Unknown, as for another
	// user's process.
	ReadBytes, WriteBytes       int64
	StorageRead, StorageWritten int64
	// Descriptors is how many files are open, or Unknown.
	Descriptors int
	// Nice is -20 (first) to 19 (last) of the main thread, or UnknownNice.
	Nice int
	// Affinity is which cores the main thread may use.
	Affinity Affinity
	// Migrations is how often a second its threads changed the core, NaN at the
	// first. Where the kernel does not count that (/proc/PID/sched), it is how
	// often Core was another than at the sample before: at most one a sample.
	Migrations float64
}

// Affinity is the cores that a process may use.
type Affinity struct {
	Cores int    // how many, or Unknown
	List  string // by number, as in "0-3,8" (cpuset(7), list format); "" when unknown
}

// Unread returns the Usage of a process of which nothing is known yet.
func Unread(pid int) Usage {
	return Usage{
		PID: pid, Processes: 1, CPU: math.NaN(), Core: Unknown, State: stateUnknown, Voluntary: math.NaN(), Involuntary: math.NaN(),
		PeakRSS: Unknown, PSS: Unknown, USS: Unknown, ReadBytes: Unknown, WriteBytes: Unknown,
		StorageRead: Unknown, StorageWritten: Unknown, Descriptors: Unknown, Nice: UnknownNice,
		Affinity: Affinity{Cores: Unknown}, Migrations: math.NaN(),
	}
}

// Thread is one reading of one thread of a process that SetDetail names.
type Thread struct {
	PID, TID int
	Name     string        // as the kernel has it, any bytes, 15 at most; "" when unknown
	CPU      float64       // cores since the reading before, 0 to 1; NaN at the first
	CPUTime  time.Duration // behind by a tick of the scheduler, 1 to 10 ms, while the thread runs
	Core     int           // it last ran on, or Unknown
	State    string        // as in Usage
}

// Sample is one reading of every watched process and every core.
type Sample struct {
	Time      time.Time
	Processes []Usage   // those that could be read, in the order asked for
	Cores     []float64 // busy share 0..1 since the reading before, by core number; NaN at the first and for a core that is offline
	Self      Usage     // Poolscope's own process
	Strays    Usage     // sum over the orphans that belong to none of the families; Processes is 0 where there are none
	Threads   []Thread  // of the processes that SetDetail names, in its order, by TID
}
