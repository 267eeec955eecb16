// Package run is one execution of a plan: it folds the launcher's events and
// the samples of metrics into snapshots.
package run

import (
	"context"
	"errors"
	"io"

	"github.com/poolscope/poolscope/internal/plan"
)

// Options is what a run needs besides its plan.
type Options struct {
	Plan    plan.Plan   // checked
	Stdin   io.Reader   // for inputs from standard input; may be nil
	Program string      // the executable of the workers; "" is the running one
	Sink    func(Event) // called by the run's loop for every event, may be nil; one that blocks holds up the pool
}

// Run is one execution of a plan.
type Run struct {
	snapshots chan *Snapshot
	done      chan struct{}
}

// Start begins a run; cancelling ctx ends it as Stop does. An error means that
// nothing was started.
func Start(ctx context.Context, o Options) (*Run, error) {
	return nil, errors.New("not built")
}

// Snapshots returns the channel on which the newest snapshot waits: one that
// was not received is replaced by the next. The run's loop sends, and closes it
// after the snapshot of the run's end.
func (r *Run) Snapshots() <-chan *Snapshot { return r.snapshots }

// Stop asks the run to end: workers get SIGTERM, and SIGKILL after a grace
// period. It returns at once, and may be called by anyone, any number of times.
func (r *Run) Stop() {}

// Wait returns when every process was reaped and the loop has ended.
func (r *Run) Wait() Finished { return Finished{} }
