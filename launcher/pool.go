package launcher

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// ErrClosed says that the pool takes no more work.
var ErrClosed = errors.New("the pool is closed")

// ErrTerminated says that the pool was ended before its work was.
var ErrTerminated = errors.New("the pool was terminated")

// ErrInWorker says that a worker was about to start a pool because its program
// did not give the worker its chance: without this guard each worker would
// start workers for ever.
var ErrInWorker = errors.New("this process was started as a worker: call worker.Main in the first line of main, before starting a pool")

// Pool is a fixed number of slots that take tasks from one queue. Its methods
// may be called from any goroutine.
type Pool struct {
	config  Config
	spawner *spawner
	begun   time.Time

	speech    speech
	herd      *herd
	inbox     *inbox
	running   atomic.Bool // Start was called
	stopping  chan struct{}
	done      chan struct{}
	stopOnce  sync.Once
	startOnce sync.Once
	callers   *callers
	err       error // why it ended early; written before done is closed
}

// New returns a pool that has started nothing. The error says which setting is
// wrong and what would be right.
func New(c Config) (*Pool, error) {
	if c.Workers < 1 || c.Workers > MaxWorkers {
		return nil, fmt.Errorf("workers: %d, want 1 to %d", c.Workers, MaxWorkers)
	}
	if c.MaxTasksPerWorker < 0 || c.Retries < 0 || c.Timeout < 0 || c.Grace < 0 || c.Nice < 0 || c.Nice > 19 {
		return nil, errors.New("tasks per worker, retries, timeout and grace must not be negative, nice must be 0 to 19")
	}
	if c.Command != nil && (c.Command.Make == nil || c.RunAs == Threads || c.Speaker != nil || c.Initializer != "") {
		return nil, errors.New("a pool of commands needs to know how they are made, and has no threads, speakers or initializers")
	}
	if c.Grace == 0 {
		c.Grace = DefaultGrace
	}
	s, err := newSpawner(c)
	if err != nil {
		return nil, err
	}
	return &Pool{
		config: c, spawner: s, speech: speechOf(c), herd: newHerd(), inbox: newInbox(), callers: newCallers(),
		stopping: make(chan struct{}), done: make(chan struct{}),
	}, nil
}

// Start begins the pool's goroutines, and starts a worker in each slot. When
// ctx ends the pool is terminated. A second call does nothing.
func (p *Pool) Start(ctx context.Context) error {
	if os.Getenv(wire.Env) != "" {
		return ErrInWorker
	}
	p.startOnce.Do(func() {
		p.begun = time.Now()
		p.running.Store(true)
		d := newDispatcher(p)
		p.spawner.patrols = d.events != nil
		go p.spawner.run()
		go d.run()
		unlink := context.AfterFunc(ctx, p.Terminate)
		go func() {
			<-p.done
			unlink()
		}()
	})
	return nil
}

// Began returns the instant that the times of the pool's events are counted from: that of
// Start, which has to have returned.
func (p *Pool) Began() time.Time { return p.begun }

// Submit hands a job to the pool and returns at once. ErrClosed says that it takes no more.
func (p *Pool) Submit(j Job) (*Batch, error) {
	b := newBatch()
	b.keep = true
	return b, p.submit(j, b)
}

// SubmitEvents is Submit for a caller that takes the results from the pool's
// events: the batch keeps none.
func (p *Pool) SubmitEvents(j Job) (*Batch, error) {
	b := newBatch()
	return b, p.submit(j, b)
}

func (p *Pool) submit(j Job, b *Batch) error {
	if j.Function == "" && p.config.Speaker == nil && p.config.Command == nil || j.Inputs == nil || j.Chunk < 0 {
		return errors.New("a job needs a function, inputs, and a chunk of 0 or more")
	}
	if p.config.Command != nil {
		j.Chunk = 1
	}
	if !p.inbox.put(newJob(j, p.config.Workers, b)) {
		return ErrClosed
	}
	return nil
}

// Close lets the pool finish what was submitted and then end its workers. It
// returns at once.
func (p *Pool) Close() { p.inbox.close() }

// Terminate ends the pool now: tasks that wait never run, workers get SIGTERM
// and, after the grace period, SIGKILL. It returns at once; Join waits.
func (p *Pool) Terminate() {
	p.inbox.close()
	p.stopOnce.Do(func() { close(p.stopping) })
	p.startOnce.Do(p.endUnstarted)
}

// Join returns when every process of the pool was reaped, which needs Close or
// Terminate, and every callback has returned: nil, or why the pool ended early.
// A pool that was neither started nor terminated has nothing to wait for: ErrNotRunning.
func (p *Pool) Join() error {
	if !p.running.Load() && !p.inbox.isEnded() {
		return ErrNotRunning
	}
	p.callers.join()
	<-p.done
	p.callers.wait()
	return p.err
}

// newSecret returns what a worker must hear before it believes the wire.
func newSecret() string { return rand.Text() }
