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
// the results of ApplyAsync, Map and MapAsync come together at the end, those
// of IMap in input order as they are ready, those of IMapUnordered as they come.
const (
	Apply         Method = "apply"
	ApplyAsync    Method = "apply_async"
	Map           Method = "map"
	MapAsync      Method = "map_async"
	IMap          Method = "imap"
	IMapUnordered Method = "imap_unordered"
)

// Methods lists every method in the order a form shows them.
func Methods() []Method {
	return []Method{Apply, ApplyAsync, Map, MapAsync, IMap, IMapUnordered}
}

// DeathPolicy says what becomes of a task whose worker died under it.
type DeathPolicy string

// DeathFails fails the task; DeathRetries hands it out again. Either way a new
// worker takes the slot.
const (
	DeathFails   DeathPolicy = "fail"
	DeathRetries DeathPolicy = "retry"
)

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
	Events            chan<- Event  // nil or drained by the receiver until the pool closes it
}

// DefaultGrace is how long a worker has between SIGTERM and SIGKILL.
const DefaultGrace = 3 * time.Second

// Job is one call of a pool's method: a function applied to each of the inputs.
type Job struct {
	Function string
	Params   map[string]float64 // the same for every task
	Inputs   iter.Seq2[json.RawMessage, error]
	Total    int // number of inputs, -1 when it is not known beforehand
	Method   Method
	Chunk    int // tasks a message; 0 is automatic, see AutoChunk
	Halt     Halt
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
// (multiprocessing/pool.py, _map_async): ceil(n / (4*workers)) for Map and
// MapAsync, and 1 for every other method or when n is not known.
func AutoChunk(m Method, n, workers int) int {
	if (m != Map && m != MapAsync) || n <= 0 {
		return 1
	}
	return (n + 4*workers - 1) / (4 * workers)
}
