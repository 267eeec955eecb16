package run

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/poolscope/poolscope/launcher"
)

// ErrEnded says that a run can no longer be changed: its last process was reaped.
var ErrEnded = errors.New("the run has ended")

// PoolControl is what a run changes of a pool as a whole; *launcher.Pool has it.
type PoolControl interface {
	Resize(workers int) error
	Pause() error
	Continue() error
	AddInputs(b *launcher.Batch, inputs []json.RawMessage) error
	CloseInputs(b *launcher.Batch) error
}

// WorkerControl is what a run does to one worker or task of a pool; *launcher.Pool
// has it. Names of workers are never given twice, so that a name hits the worker
// that was meant or none.
type WorkerControl interface {
	KillWorker(name string) error
	StopWorker(name string) error
	ContinueWorker(name string) error
	KillTask(b *launcher.Batch, index int) error
}

// ShareControl is what a run changes of the share that one worker of a pool has of the
// cores; *launcher.Pool has it. See WorkerControl.
type ShareControl interface {
	SetNice(name string, nice int) error
	SetAffinity(name string, cores []int) error
}

// Controllable is a pool that can be changed while it runs.
type Controllable interface {
	PoolControl
	WorkerControl
	ShareControl
}

// Control is a run's hand on its pool. Its methods may be called by anyone at any
// time; an error says what could not be done and why. What took effect is a
// launcher.Controlled among the run's events and a Marker in its snapshots.
type Control struct {
	pool  Controllable
	batch *launcher.Batch
	ended <-chan struct{}
}

// NewControl returns the hand on a pool that runs one batch. ended is closed when
// the run has ended.
func NewControl(pool Controllable, batch *launcher.Batch, ended <-chan struct{}) Control {
	return Control{pool: pool, batch: batch, ended: ended}
}

// Resize gives the pool so many slots, 1..launcher.MaxWorkers. Fewer let what runs
// on the others end first.
func (c Control) Resize(workers int) error {
	return c.do(fmt.Sprintf("resize the pool to %d", workers), func() error { return c.pool.Resize(workers) })
}

// Pause holds back every task that has not started; what has begun goes on.
func (c Control) Pause() error { return c.do("hold the tasks", c.pool.Pause) }

// Continue hands out tasks again.
func (c Control) Continue() error { return c.do("hand out the tasks", c.pool.Continue) }

// AddInputs appends tasks to those of the plan.
func (c Control) AddInputs(inputs []json.RawMessage) error {
	return c.do("add inputs", func() error { return c.pool.AddInputs(c.batch, inputs) })
}

// CloseInputs has the run take no further input, as launcher.Pool.CloseInputs does: what
// was taken is done, and then it ends.
func (c Control) CloseInputs() error {
	return c.do("close the inputs", func() error { return c.pool.CloseInputs(c.batch) })
}

// KillWorker ends a worker at once. What becomes of its task is the plan's
// on_worker_death.
func (c Control) KillWorker(name string) error {
	return c.do("kill "+name, func() error { return c.pool.KillWorker(name) })
}

// StopWorker freezes a worker's process where it stands, as SIGSTOP does.
func (c Control) StopWorker(name string) error {
	return c.do("stop "+name, func() error { return c.pool.StopWorker(name) })
}

// ContinueWorker lets a worker that was stopped go on.
func (c Control) ContinueWorker(name string) error {
	return c.do("continue "+name, func() error { return c.pool.ContinueWorker(name) })
}

// SetNice sets how nice a worker and all that descends from it are, launcher.LeastNice to
// launcher.MostNice.
func (c Control) SetNice(name string, nice int) error {
	return c.do(fmt.Sprintf("set the niceness of %s to %d", name, nice), func() error { return c.pool.SetNice(name, nice) })
}

// SetAffinity lets a worker and all that descends from it run on some cores alone, of
// those that launcher.AllowedCores returns; none is all of them.
func (c Control) SetAffinity(name string, cores []int) error {
	return c.do("pin "+name, func() error { return c.pool.SetAffinity(name, cores) })
}

// KillTask ends a task that runs, and the worker that it runs on.
func (c Control) KillTask(index int) error {
	return c.do(fmt.Sprintf("kill task %d", index), func() error { return c.pool.KillTask(c.batch, index) })
}

// do says what was being done where it fails. A pool that has ended knows less
// about why than the run does.
func (c Control) do(what string, act func() error) error {
	select {
	case <-c.ended:
		return fmt.Errorf("%s: %w", what, ErrEnded)
	default:
	}
	if err := act(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
