package launcher

import (
	"encoding/json"
	"iter"
	"time"
)

// RunAs says what executes the tasks of a pool.
type RunAs string

// The two ways to run a pool: N processes of one thread, or one process of N threads.
const (
	Processes RunAs = "processes"
	Threads   RunAs = "threads"
)

// Method says how tasks are handed out and in which order results come back,
// after the methods of Python's multiprocessing.Pool of the same names.
type Method string

// The methods. Apply hands out a task only when the one before has its result;
// ApplyAsync hands out each task as soon as a worker is free; Map sends chunks;
// StarMap is Map over inputs that are each a list of arguments; the results of
// ApplyAsync, Map and StarMap come together at the end, those of IMap in input
// order as they are ready, those of IMapUnordered as they come.
const (
	Apply         Method = "apply"
	ApplyAsync    Method = "apply_async"
	Map           Method = "map"
	MapAsync      Method = "map_async"
	StarMap       Method = "starmap"
	StarMapAsync  Method = "starmap_async"
	IMap          Method = "imap"
	IMapUnordered Method = "imap_unordered"
)

// Chunked reports whether the method hands out chunks of several tasks by itself.
func (m Method) Chunked() bool {
	return m == Map || m == MapAsync || m == StarMap || m == StarMapAsync
}

// Star reports whether each input of the method is a list of arguments.
func (m Method) Star() bool { return m == StarMap || m == StarMapAsync }

// Unstarred returns the method that differs in nothing but that an input is no list
// of arguments.
func (m Method) Unstarred() Method {
	switch m {
	case StarMap:
		return Map
	case StarMapAsync:
		return MapAsync
	case Apply, ApplyAsync, Map, MapAsync, IMap, IMapUnordered:
	}
	return m
}

// Methods lists every method in the order a form shows them.
func Methods() []Method {
	return []Method{Apply, ApplyAsync, Map, MapAsync, StarMap, StarMapAsync, IMap, IMapUnordered}
}

// DeathPolicy says what becomes of a task whose worker died under it.
type DeathPolicy string

// What to do. DeathFails fails the task, DeathRetries hands it out again, and
// either way a new worker takes the slot. The other two are for teaching:
// DeathHangs is what CPython's multiprocessing.Pool does, which gives the slot a
// new worker and forgets the task, so that whoever waits for its result waits for
// ever (bpo-22393); DeathBreaks is what concurrent.futures.ProcessPoolExecutor
// does, which fails every task that has not ended and takes no more
// (BrokenProcessPool).
const (
	DeathFails   DeathPolicy = "fail"
	DeathRetries DeathPolicy = "retry"
	DeathHangs   DeathPolicy = "hang"
	DeathBreaks  DeathPolicy = "break"
)

// DeathPolicies lists every policy in the order a form shows them.
func DeathPolicies() []DeathPolicy {
	return []DeathPolicy{DeathFails, DeathRetries, DeathHangs, DeathBreaks}
}

// MaxWorkers is the largest pool that can be asked for: far above any use, far
// below what would take the machine down.
const MaxWorkers = 4096

// Config is how a pool is set up. The zero value of each field but Workers is
// its default.
type Config struct {
	Workers           int           // slots, 1..MaxWorkers
	RunAs             RunAs         // "" is Processes
	MaxTasksPerWorker int           // a worker is replaced after so many tasks; 0 is no limit
	OnWorkerDeath     DeathPolicy   // "" is DeathFails
	Timeout           time.Duration // of each task from its own start; 0 is none
	Retries           int           // further attempts of a task that failed, timed out or was killed
	Nice              int           // added to the workers' niceness, 0..19
	Pin               bool          // one core per slot, round robin over the cores allowed
	Grace             time.Duration // from SIGTERM to SIGKILL at Terminate; 0 is DefaultGrace
	Program           string        // the executable of the workers; "" is the running one
	Speaker           *Speaker      // workers that speak JSON lines, instead of Program; nil for none
	Command           *Command      // each task is a process of its own, instead of Program; nil for workers that stay
	Initializer       string        // function that each worker calls once, before its first task; "" for none
	NoAhead           bool          // never hand a worker more than it can begin at once, not even the shortest tasks
	Events            chan<- Event  // nil or drained by the receiver until the pool closes it
}

// Speaker is a program that speaks JSON lines with its pool (docs/protocol.md): one
// process of it is a worker.
type Speaker struct {
	Argv    []string // the program and its arguments; a name without a slash is looked up in PATH
	Dir     string   // it is started in; "" is the current one
	Env     []string // added to the environment: "NAME=value"
	Inside  bool     // it speaks over descriptors 3 and 4, its standard streams being its tasks'; else over stdin and stdout
	Prelude []byte   // written to it before the first line
}

// Command has each task be a process of its own: the worker is the command that is
// made of the task's input, and its end is the task's. Exit code 0 is Done.
type Command struct {
	// Make returns what a task is; an error fails that task alone. Several
	// goroutines call it at once.
	Make func(Errand) (Invocation, error)
	// Delay is the least time between two starts.
	Delay time.Duration
	// Hold is asked before each start, and again each second while it says why none may
	// be made now; "" is no reason. The dispatcher calls it, so it must not block. nil is never.
	Hold func() string
}

// Errand is one attempt at a task that is a command.
type Errand struct {
	Task    int // index in input order, from 0
	Slot    int // from 1; no two live tasks have the same
	Attempt int // from 1
	Input   json.RawMessage
}

// Invocation is a command as the system is asked to start it. Its standard input is
// empty.
type Invocation struct {
	Argv []string // the program, which is looked up in PATH where it has no slash, and its arguments
	Dir  string   // "" is the current folder
	Env  []string // added to the environment: "NAME=value"
}

// DefaultGrace is how long a worker has between SIGTERM and SIGKILL.
const DefaultGrace = 3 * time.Second

// Job is one call of a pool's method: a function applied to each of the inputs.
type Job struct {
	Function string
	Params   map[string]float64                // the same for every task
	Inputs   iter.Seq2[json.RawMessage, error] // each is copied before the next is asked for
	Total    int                               // number of inputs, -1 when it is not known beforehand
	Method   Method
	Chunk    int // tasks a message; 0 is automatic, see AutoChunk
	Halt     Halt
	Discard  bool // nobody wants the results: none is kept or handed out
	// Skip says of a task, by its index and its input, what became of it before: it is not
	// run, and has that result. The dispatcher calls it once for each input, in order; nil
	// is no task.
	Skip func(task int, input json.RawMessage) (Result, bool)

	given []json.RawMessage // what Inputs yields, where all of it is there
}

// ChunkFor returns the tasks a message that the job has on a pool of so many
// workers: its Chunk, or AutoChunk's. It is 1 for Apply, and with a condition to
// halt, since then nothing may be sent that has not to start now.
func (j Job) ChunkFor(workers int) int {
	switch {
	case j.Method == Apply || j.Halt != (Halt{}):
		return 1
	case j.Chunk > 0:
		return j.Chunk
	}
	return AutoChunk(j.Method, j.Total, workers)
}

// AutoChunk returns the chunk that CPython's Pool.map chooses for n inputs
// (multiprocessing/pool.py, _map_async): ceil(n / (4*workers)) for Map,
// StarMap and their kin, and 1 for every other method or when n is not known.
func AutoChunk(m Method, n, workers int) int {
	if !m.Chunked() || n <= 0 {
		return 1
	}
	return (n + 4*workers - 1) / (4 * workers)
}
