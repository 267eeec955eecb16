package launcher

import (
	"encoding/json"
	"iter"
	"strings"
	"time"
)

// Event is something that happened in a pool. At is always the time since the
// pool started, monotonic. A receiver must not change what an event holds.
type Event interface{ event() }

// WorkerStarted says that a process lives in a slot.
type WorkerStarted struct {
	At      time.Duration
	Worker  string // "Process-1"
	Slot    int    // from 1
	PID     int
	Threads int       // tasks it runs at a time: 1, or the pool's Workers with Threads
	Started time.Time // wall clock just before the process was made
}

// WorkerReady says that a worker waits for tasks: it is its program now, and what
// is read of the process is its own.
type WorkerReady struct {
	At     time.Duration
	Worker string
	PID    int
}

// TasksRead says how many inputs were read so far, where their number was not
// known beforehand. Complete tells that there will be no more, and is always sent
// when all were read.
type TasksRead struct {
	At       time.Duration
	Read     int
	Complete bool
}

// TaskStarted says that a worker began a task.
type TaskStarted struct {
	At      time.Duration
	Task    int // index in input order, from 0
	Worker  string
	PID     int
	Lane    int // thread of the worker, from 1
	Attempt int // from 1
	Input   json.RawMessage
}

// Stream tells a task's two output streams apart.
type Stream uint8

// The streams of a task.
const (
	Stdout Stream = 1
	Stderr Stream = 2
)

// TaskOutput is a piece of what a task printed, byte for byte. Task is -1 for
// bytes that a worker wrote while it ran none.
type TaskOutput struct {
	At     time.Duration
	Task   int
	Worker string
	Stream Stream
	Data   []byte
}

// Result is the end of one attempt at a task.
type Result struct {
	At       time.Duration
	Task     int
	Worker   string // "" when it never started
	PID      int
	Lane     int // 0 when it never started
	State    State
	Input    json.RawMessage
	Value    json.RawMessage // nil unless Done
	Err      string          // what went wrong, for a person; "" when Done
	ErrType  string          // the type of the error as the worker's language names it; "" where it has none
	Stack    string          // where it happened in the worker, innermost last, with file and line; "" where it is not known
	ExitCode *int            // of the worker, where it exited under the task
	Signal   string          // "SIGKILL", where a signal ended the worker under the task
	Wall     time.Duration
	CPU      time.Duration // of the process meanwhile; of the thread with Threads
	MaxRSS   int64         // bytes, high-water mark of the process so far; after its death at least so many
	Attempt  int           // from 1; 0 when it never started
	Before   bool          // it ended in an earlier run, and was not run in this one
	Heard    time.Duration // since the pool started, when all of this had come from its worker; 0 where At is that, or no worker told it
}

// Message is what went wrong in one line, as Python says it: the error's type and its
// text. Go's types of errors tell a person nothing, and are left out.
func (r Result) Message() string {
	if r.ErrType == "" || strings.HasPrefix(r.ErrType, "*") || strings.HasPrefix(r.ErrType, "panic(") || r.Err == "" {
		return r.Err
	}
	return r.ErrType + ": " + r.Err
}

// TaskFinished says that a task reached its final state.
type TaskFinished struct{ Result }

// TasksRan says that a worker did several tasks in a row, all of them Done. It
// stands for a TaskFinished of each and, but for the first, a TaskStarted: each
// began when the one before ended. Singly takes it apart.
type TasksRan struct {
	Worker  string
	PID     int
	Lane    int
	Attempt int
	First   int           // index of the first; the others follow
	Start   time.Duration // of the first
	Tasks   []Ran
	MaxRSS  int64         // bytes, high-water mark of the process so far
	Heard   time.Duration // since the pool started, when the last of them had come from the worker; as Result has it

	inputs, returned texts
}

// Ran is one task of TasksRan.
type Ran struct {
	End time.Duration // since the pool started
	CPU time.Duration
}

// Singly yields the events that an event stands for: one of each task for TasksRan,
// and any other itself.
func Singly(e Event) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		several, ok := e.(TasksRan)
		if !ok {
			yield(e)
			return
		}
		for i := range several.Tasks {
			if i > 0 && !yield(several.started(i)) || !yield(TaskFinished{several.Result(i)}) {
				return
			}
		}
	}
}

func (e TasksRan) start(i int) time.Duration {
	if i == 0 {
		return e.Start
	}
	return e.Tasks[i-1].End
}

func (e TasksRan) started(i int) TaskStarted {
	return TaskStarted{
		At: e.start(i), Task: e.First + i, Worker: e.Worker, PID: e.PID, Lane: e.Lane, Attempt: e.Attempt, Input: e.inputs.at(i),
	}
}

// Result returns the result of the i-th of the tasks, from 0. Only the last one's has a time
// at which it was heard: those before it waited for it on their way.
func (e TasksRan) Result(i int) Result {
	t := e.Tasks[i]
	heard := e.Heard
	if i < len(e.Tasks)-1 {
		heard = 0
	}
	return Result{
		At: t.End, Task: e.First + i, Worker: e.Worker, PID: e.PID, Lane: e.Lane, State: Done, Input: e.inputs.at(i),
		Value: e.returned.at(i), Wall: t.End - e.start(i), CPU: t.CPU, MaxRSS: e.MaxRSS, Attempt: e.Attempt, Heard: heard,
	}
}

// TaskLost says that a task's worker died and that nobody will ever say what became
// of the task, as DeathHangs has it. It counts as running until the pool is
// terminated.
type TaskLost struct{ Result }

// TaskRetried says that an attempt at a task ended and another will be made.
type TaskRetried struct{ Result }

// WorkerExited says that a worker's process has ended and was reaped. The
// totals are the kernel's (wait4(2), getrusage(2)).
type WorkerExited struct {
	At          time.Duration
	Worker      string
	Slot        int
	PID         int
	ExitCode    *int
	Signal      string
	CPU         time.Duration // user and system, children it waited for and orphans of its group included
	CPUVague    bool          // some of its group lived on: what they used from then on is in PoolFinished.Late
	MaxRSS      int64         // bytes; at least so many
	MaxRSSExact bool          // MaxRSS is exact
	Err         error         // what was wrong with it besides; nil where nothing is known
	Voluntary   int64         // context switches
	Involuntary int64
}

// Waiting says that no task may be started now, and why; "" that they may again.
type Waiting struct {
	At  time.Duration
	Why string
}

// Action is something that was asked of a pool while it ran.
type Action string

// The actions.
const (
	Resized         Action = "resize"
	Paused          Action = "pause"
	Continued       Action = "continue"
	WorkerKilled    Action = "kill_worker"
	WorkerStopped   Action = "stop_worker"
	WorkerContinued Action = "continue_worker"
	TaskKilled      Action = "kill_task"
	InputsAdded     Action = "add_inputs"
	InputsClosed    Action = "close_inputs"
	WorkerNiced     Action = "nice_worker"
	WorkerPinned    Action = "pin_worker"
)

// Controlled says that somebody changed the pool or a worker by hand.
type Controlled struct {
	At     time.Duration
	Action Action
	Worker string // "" where no worker was meant
	Task   int    // -1 where no task was meant
	Count  int    // slots of the pool from now on for Resized, inputs for InputsAdded, niceness for WorkerNiced
	Cores  []int  // that the worker may use from now on, for WorkerPinned; nil for all that the pool may
}

// SpawnFailed says that no process could be made for a slot.
type SpawnFailed struct {
	At   time.Duration
	Slot int
	Err  error
}

// PoolFinished is the last event: every process was reaped.
type PoolFinished struct {
	At      time.Duration
	Started int
	Reaped  int
	Escaped []Escapee // what tasks started and could not be ended
	// Late is the CPU time of what tasks started that is in no WorkerExited: of what
	// outlived its worker, or had left the worker's process group.
	Late time.Duration
	// CPULost says that there may be CPU time of such processes that is known to nobody:
	// of one that escaped, or where the system does not tell of orphans.
	CPULost bool
	Err     error // why the pool ended early, or of a job whose inputs failed; nil otherwise
}

func (WorkerStarted) event() {}
func (WorkerReady) event()   {}
func (TasksRead) event()     {}
func (TaskStarted) event()   {}
func (TaskOutput) event()    {}
func (TaskFinished) event()  {}
func (TaskRetried) event()   {}
func (TasksRan) event()      {}
func (TaskLost) event()      {}
func (ResultsReady) event()  {}
func (WorkerExited) event()  {}
func (Controlled) event()    {}
func (Waiting) event()       {}
func (SpawnFailed) event()   {}
func (PoolFinished) event()  {}
