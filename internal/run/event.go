package run

import (
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// Event is what a sink receives, in order of time: first Started, then the
// launcher's events and the samples, last Finished.
type Event interface{ runEvent() }

// Started is the first event of a run.
type Started struct {
	Plan    plan.Plan
	Workers int // after "auto"
	Chunk   int // after "auto"
	Tasks   int // -1 when not known
	PID     int // of Poolscope
}

// FromPool wraps an event of the launcher.
type FromPool struct{ Event launcher.Event }

// Sampled is a sample with the workers' names.
type Sampled struct {
	At      time.Duration // since the run began
	Sample  metrics.Sample
	Workers map[int]string // name by PID
	Notice  string         // a sentence for the user where samples come less often by now, or more; else ""
}

// Finished is the last event of a run.
type Finished struct {
	At      time.Duration
	CPU     time.Duration // of all workers and what they started; exact but with CPUVague
	CPULate time.Duration // of it what outlived its worker, or had left its group: no task's record has it
	Counts  Counts
	Started int // workers
	Reaped  int
	Escaped []launcher.Escapee // what tasks started and could not be ended
	PeakRSS uint64             // bytes, largest sampled sum over the workers
	PeakPSS uint64             // bytes, the largest sum in which a page that they share counts once; 0 where it is not known
	Missed  int                // samples that were due and not taken, as this process had no core or was stopped, or as one took too long
	Err     error              // why the run ended early, nil otherwise
	Stopped bool               // ended by the context
	// CPUVague tells that CPU is only what is known: some of the processes that tasks
	// started were waited for by nobody.
	CPUVague bool
	Notices  []string // sentences about what in the inputs is seldom meant, as plan.Notices has them
}

// LateShown is the least CPULate that a text with two decimals can show.
const LateShown = 5 * time.Millisecond

func (Started) runEvent()  {}
func (FromPool) runEvent() {}
func (Sampled) runEvent()  {}
func (Finished) runEvent() {}
