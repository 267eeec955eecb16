package run

import (
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// Phase is where a run stands.
type Phase string

// The phases of a run.
const (
	Going    Phase = "running"
	Stopping Phase = "stopping" // Stop was asked; processes are being ended
	Ended    Phase = "ended"    // every process was reaped
)

// Snapshot is a run at one instant. It is a value that nobody changes: what
// its slices hold stays as it is while the run goes on. Times are seconds since
// the run began.
type Snapshot struct {
	Plan    plan.Plan
	Workers int // slots of the pool at its start, after "auto"
	Slots   int // of the pool now
	Chunk   int // after "auto"
	Phase   Phase
	Paused  bool  // the pool hands out no task
	Closed  bool  // somebody closed the inputs: none can be added
	Stopped bool  // ended by Stop, not by itself
	Err     error // why the run ended early, nil otherwise
	Elapsed time.Duration
	Counts  Counts
	ETA     time.Duration // -1 while it cannot be known

	StopAsked time.Duration // when Stop was asked, -1 if it was not
	Grace     time.Duration // from then until the workers that are left are killed

	Notices []string // sentences about what in the inputs read so far is seldom meant, as plan.Notices has them
	Pacing  []string // sentences for the user: samples come less often, or as often as before; the newest last, see MaxNotices
	Waiting string   // why no task may be started now, "" for no reason

	Escaped []launcher.Escapee // what tasks started and could not be ended; known at the end

	Rows     []Row    // one a worker, in the order they started; see MaxRows
	Lanes    []Lane   // of the task timeline, slot by slot
	Idle     []Spell  // of each lane, where it has no bar: why it has none. In order of time
	Queued   Series   // tasks that waited, as Counts has them; empty for what is observed
	Running  Series   // tasks that ran, at the instants of Queued
	PoolCPU  Series   // sum of the workers, cores
	PoolMem  Series   // sum of the workers, bytes, all of PoolKind; a gap where that is not known of each
	PoolKind string   // "PSS" or "RSS", as PoolMemory says it; "" without a reading
	Cores    []Series // busy share 0..1, one a core
	CoreWho  []WhoSeries
	BySlot   bool              // each task is a process of its own: Tracks has the series that Rows have not
	Tracks   []Track           // one a slot, from 1, with BySlot; nil else
	Tasks    Tasks             // what is known of each; empty with Options.Bare
	Output   Output            // empty with Options.Bare
	Failures []launcher.Result // tasks that ended otherwise than done; see MaxFailures
	Markers  []Marker          // in order of time; see MaxMarkers

	OnDeath   launcher.DeathPolicy // the policy that is in force
	Deaths    int                  // of workers
	LastDeath *Death               // nil for none
	Lost      []int                // tasks that are forgotten, with launcher.DeathHangs; they count as running
	Broken    int                  // tasks that failed with the pool, with launcher.DeathBreaks

	Observed    *Observed       // what is watched that no plan made; nil for a run
	Machine     metrics.Machine // newest reading, about one a second; At is zero before the first, and with Options.Bare
	Frequencies []float64       // as MachineReading has them, of the same reading
	Detail      *Detail         // what Look asked for; nil for nothing, or before it was read

	SelfCPU float64 // cores, of Poolscope itself; NaN before it is known
	SelfRSS uint64  // bytes
	Started int     // workers
	Reaped  int
	PeakRSS uint64        // bytes, largest sampled sum over the workers
	PeakPSS uint64        // bytes, the largest sum in which a page that they share counts once; 0 where it is not known
	Missed  int           // readings that were due and not made, as Finished has them
	CPU     time.Duration // of the workers that were reaped, exact but with CPUVague
	// CPUVague tells at the end that some of the time is not known, or in no task's record:
	// see Finished.
	CPUVague bool
}

// Counts has the number of tasks in each state. At every instant the states
// add up to the tasks read so far, and to Total once that is known.
type Counts struct {
	Total     int  // -1 while it is not known
	Partial   bool // the run ended before the inputs did: Total is of those that were read
	Queued    int  // of the known total, those that did not start yet
	Running   int
	Done      int
	Failed    int
	TimedOut  int
	Killed    int
	Cancelled int
	NotRun    int
	Before    int // ended in an earlier run, whatever their state; they are in none of the others
	Spoilt    int // of Before, those that were not done
}

// Finished returns the number of tasks in a final state.
func (c Counts) Finished() int {
	return c.Done + c.Unsuccessful() + c.Cancelled + c.NotRun + c.Before
}

// Unsuccessful returns the number of tasks that failed, timed out or were killed.
func (c Counts) Unsuccessful() int { return c.Failed + c.TimedOut + c.Killed }

// Row is one worker in the table.
type Row struct {
	Worker string
	Number int // 1 for Process-1
	Slot   int
	PID    int
	Alive  bool
	State  string // of the process: "starting", "running", "sleeping", "stopped", …; "ended" after it was reaped
	// Usage is the newest reading, of it and all that descends from it where tasks may
	// start processes; metrics.Unread before the first one and after the end. What is
	// known for good stands beside it: CPUTime and PeakRSS.
	Usage     metrics.Usage
	Tasks     int    // that it finished
	Current   int    // task it runs, -1 for none (the first one with threads)
	Exit      string // "", "exit 0", "exit 3", "SIGKILL"
	Exact     bool   // CPUTime is the kernel's total at exit
	PeakExact bool   // PeakRSS is the kernel's high-water mark, and no sample contradicts it
	CPUTime   time.Duration
	PeakRSS   uint64
	Started   time.Duration // when its process was made
	Ended     time.Duration // when it was reaped; 0 while it lives
	// Switches of context in all, exact, of a process that was reaped by this one; else -1.
	Voluntary, Involuntary int64

	// Of a process that is observed; zero of a worker.
	Command string // how it was started, as metrics.Member has it: raw
	Parent  int    // PID of its parent in the tree, 0 for none that is seen
	Depth   int    // below the process that was named

	CPUSeries Series // cores; empty with Snapshot.BySlot
	RSSSeries Series // bytes; empty with Snapshot.BySlot
}

// Observed is what a Snapshot says of a process tree that no plan made. Its Rows are
// processes then, in an order in which children follow their parents, and named by the
// kernel's name of each; their Number is the order of discovery, from 1. Its Lanes are
// processes too, from when each was seen first to when it was gone: a bar's Task is its
// PID. Plan, Counts and what else belongs to a pool are zero.
type Observed struct {
	Title   string   // what is watched, in a few words fit for a screen
	Roots   []int    // PIDs that were named
	Command []string // that was started for it, nil for none
	Total   WatchTotal
	Exit    *WatchedExit  // of the command, once it has ended
	Every   time.Duration // between two readings now
	Missed  int           // readings that were due and not made
	Notices []string      // sentences for the user, the newest last: see MaxNotices
}

// Detail is what is read of one worker or process besides its Row.
type Detail struct {
	Number  int // of the row
	PID     int
	Threads []metrics.Thread // in the order of TID; empty where the system does not tell
}

// PoolMemory returns the memory that the workers have together in bytes, 0 where nothing
// was read, and which it is: "PSS", which counts a page that they share once, or "RSS"
// as long as that of one of them is not known.
func (s *Snapshot) PoolMemory() (bytes uint64, kind string) {
	together := memory{}
	for _, r := range s.Rows {
		if r.Alive {
			together.add(r.Usage)
		}
	}
	return together.total()
}

// Track is the usage of the processes that lived in a slot, one after the other,
// with a gap where one ended.
type Track struct {
	CPU Series // cores
	RSS Series // bytes
}

// Series is a reading over time: a value speaks of the time since the point before it. A
// gap in the readings is a NaN in V. Of a long run, older readings are thinned: of a
// stretch of time the smallest and the largest value are kept, each for so long that
// together they have its mean, and how long it had a gap (issue 5).
type Series struct {
	T []float64 // seconds since the run began, increasing
	V []float64
}

// WhoSeries tells which worker a core last ran: its Number, or its Slot with
// Snapshot.BySlot; 0 for none of ours.
type WhoSeries struct {
	T   []float64
	Who []int
}

// Lane is a row of the task timeline: a slot, or a thread with Threads.
type Lane struct {
	Slot   int
	Thread int    // from 1; 1 with processes
	Worker string // that lives there now, or did last
	Number int
	Bars   []Bar   // ended, in order of time; see MaxBars
	Spells []Spell // of its own: results that were sent, and when its worker stood still
	Now    *Bar    // what runs now; To is the snapshot's instant
}

// Bar is one attempt at a task on the timeline, or several older ones that were
// merged: then To is From and the time that they took together, State is done if
// all were, and the worker is that of the first.
type Bar struct {
	Task     int // the first
	Tasks    int // 1, or how many were merged
	From, To float64
	State    launcher.State
	Worker   string
	Number   int
}

// Output is the end of what the tasks printed and returned, in the order in which
// it came: results when the method hands them out, which for map is at the end.
type Output struct {
	Lines   []OutputLine // see MaxOutputLines
	Dropped int          // older lines that are no longer here
	Gone    float64      // none of those is of a later time, in seconds since the run began; +Inf where that is not known
	Open    []OutputLine // beginnings of lines that are not whole yet; see MaxOpenLines
	All     *Transcript  // all of it, from the first byte on; it grows with the run. Nil where it is not kept
}

// OutputKind tells lines of output apart.
type OutputKind string

// The kinds of output lines. Note is Poolscope's own, about a task or a worker.
const (
	FromStdout OutputKind = "stdout"
	FromStderr OutputKind = "stderr"
	FromResult OutputKind = "result"
	FromNote   OutputKind = "note"
)

// OutputLine is one line that a task printed, or its result.
type OutputLine struct {
	At     float64
	Task   int // -1 for none
	Worker string
	Number int
	Kind   OutputKind
	Text   string // raw bytes of the line without its newline
	// Rewritten is how many states of a line that is written again and again ("\r") are
	// no longer in Text.
	Rewritten int
}

// The bounds of what a snapshot keeps; older things give way.
const (
	MaxRows        = 1000 // ended workers beyond it are dropped, oldest first
	MaxEndedRows   = 256  // ended workers where each task is a process of its own
	MaxPoints      = 2048 // a series, unless more were asked for; older points are thinned, so all of the run stays
	MaxSeriesRows  = 256  // workers that keep their series after they ended
	MaxBars        = 8192 // of all lanes together
	MaxOutputLines = 5000
	MaxOpenLines   = 256
	MaxOutputLine  = 16384 // bytes; a longer line is cut, and says so
	MaxFailures    = 1000
	MaxMarkers     = 500
	MaxNotices     = 20
	MaxTasks       = 256 * pageTasks // in Tasks
	MaxTaskInput   = 200             // bytes of an input in Tasks
)
