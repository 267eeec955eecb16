package gui

import (
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
)

// Session is a run that goes on, as much of it as a window needs.
type Session interface {
	// Snapshots returns the channel on which the newest snapshot waits. The run
	// closes it when every process was reaped.
	Snapshots() <-chan *run.Snapshot
	// Stop asks the run to end and returns at once.
	Stop()
}

// StartFunc begins a run of a checked plan. An error means that nothing was
// started.
type StartFunc func(plan.Plan) (Session, error)
