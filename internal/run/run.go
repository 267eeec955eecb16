// Package run is one execution of a plan: it folds the launcher's events and
// the samples of metrics into snapshots.
package run

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// Options is what a run needs besides its plan.
type Options struct {
	Plan    plan.Plan   // checked
	Stdin   io.Reader   // for inputs from standard input; may be nil
	Program string      // the executable of the workers; "" is the running one
	Discard bool        // nobody wants the results but from the events of their tasks' ends
	Bare    bool        // nobody wants Snapshot.Tasks, Snapshot.Output and Snapshot.Machine
	Sink    func(Event) // called by the run's loop for every event, may be nil; one that blocks holds up the pool
	Budget  float64     // most of a core that samples may take, as DefaultBudget, above which they come less often; 0 is no bound

	Transcript *Transcript // keeps all that tasks print and return; nil where nobody wants it. Whoever made it closes it
	Points     int         // most of a Series, MaxPoints or more; 0 is MaxPoints

	Notices *plan.Notices                     // counts what in the plan's inputs is seldom meant; nil for a count of the run's own
	Inputs  iter.Seq2[json.RawMessage, error] // instead of the plan's; nil for those
	Total   int                               // number of Inputs, -1 when it is not known beforehand
	// Skip says what became of a task in an earlier run; see launcher.Job.
	Skip func(task int, input json.RawMessage) (launcher.Result, bool)
}

// Run is one execution of a plan.
type Run struct {
	Control
	pool      *launcher.Pool
	stop      context.CancelFunc
	events    chan launcher.Event // the dispatcher sends and closes
	snapshots chan *Snapshot
	looks     sight
	done      chan struct{}
	finished  Finished // written by the loop before done is closed
}

// Start begins a run; cancelling ctx ends it as Stop does. An error means that
// nothing was started.
func Start(ctx context.Context, o Options) (*Run, error) {
	if problems := o.Plan.Check(); len(problems) > 0 {
		return nil, problems
	}
	if o.Notices == nil {
		o.Notices = &plan.Notices{}
	}
	total, inputs, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	r := &Run{
		events: make(chan launcher.Event, Ahead(o.Plan.Task.Kind)), snapshots: make(chan *Snapshot, 1), looks: newSight(), done: make(chan struct{}),
	}
	job := jobOf(o.Plan, total)
	job.Inputs, job.Discard, job.Skip = inputs, o.Discard, o.Skip
	config, err := poolConfig(o, r.events)
	if err != nil {
		return nil, err
	}
	pool, err := launcher.New(config)
	if err != nil {
		return nil, fmt.Errorf("set up the pool: %w", err)
	}
	// All that it has to do is known before it starts: no worker for nothing.
	batch, err := pool.SubmitEvents(job)
	if err != nil {
		return nil, fmt.Errorf("set up the pool: %w", err)
	}
	r.pool, r.Control = pool, NewControl(pool, batch, r.done)
	pool.Close()
	ctx, r.stop = context.WithCancel(ctx)
	if err := pool.Start(ctx); err != nil {
		r.stop()
		return nil, fmt.Errorf("start the pool: %w", err)
	}
	l := newLoop(r, o, job)
	l.model.begun = pool.Began() // samples and events are on one time axis
	go l.run(ctx)
	return r, nil
}

// Ahead is how many events may wait for whoever takes them. Those of commands are few
// and slow, and what waits is not in the log yet: after a crash it is done again (issue
// 4). One of another kind may stand for hundreds of tasks that are over in no time.
func Ahead(kind plan.TaskKind) int {
	if kind == plan.Command {
		return 16
	}
	return 256
}

// prepare looks for what would keep the plan from running, and opens its inputs.
func prepare(ctx context.Context, o Options) (total int, inputs iter.Seq2[json.RawMessage, error], err error) {
	if err := o.Plan.Preflight(ctx); err != nil {
		return 0, nil, err
	}
	if o.Inputs != nil {
		return o.Total, o.Inputs, nil
	}
	return o.Plan.OpenNoting(o.Stdin, o.Notices)
}

func poolConfig(o Options, events chan<- launcher.Event) (launcher.Config, error) {
	p := o.Plan.Pool
	speaker, err := o.Plan.Speaker()
	if err != nil {
		return launcher.Config{}, err
	}
	command, err := o.Plan.Command()
	if err != nil {
		return launcher.Config{}, err
	}
	return launcher.Config{
		Workers: o.Plan.Workers(), RunAs: p.RunAs, MaxTasksPerWorker: p.MaxTasksPerWorker,
		OnWorkerDeath: p.OnWorkerDeath, Timeout: p.Timeout, Retries: p.Retries, Nice: p.Nice, Pin: p.Pin,
		Program: o.Program, Speaker: speaker, Command: command, Initializer: o.Plan.Task.Initializer, Events: events,
	}, nil
}

// jobOf returns the plan's job without its inputs.
func jobOf(p plan.Plan, total int) launcher.Job {
	job := launcher.Job{
		Function: p.Task.Name, Params: maps.Clone(p.Task.Params), Total: total,
		Method: p.Pool.Method, Chunk: p.Pool.Chunk, Halt: p.Pool.Halt,
	}
	if p.Task.Kind != plan.Builtin {
		job.Function = p.Task.Function
		return job
	}
	job.Method = job.Method.Unstarred() // a built-in task takes one argument, and the plan hands out that
	return job
}

// Snapshots returns the channel on which the newest snapshot waits: one that
// was not received is replaced by the next. The run's loop sends, and closes it
// after the snapshot of the run's end.
func (r *Run) Snapshots() <-chan *Snapshot { return r.snapshots }

// Stop asks the run to end: workers get SIGTERM, and SIGKILL after a grace
// period. It returns at once, and may be called by anyone, any number of times.
func (r *Run) Stop() { r.stop() }

// Suspend stops every process of the run before it returns, for a program that is
// about to be stopped itself; Resume lets them go on.
func (r *Run) Suspend() { r.pool.Suspend() }

// Resume lets the processes that Suspend stopped go on.
func (r *Run) Resume() { r.pool.Resume() }

// Wait returns when every process was reaped and the loop has ended.
func (r *Run) Wait() Finished {
	<-r.done
	return r.finished
}

// loop is the goroutine that alone writes the model and publishes snapshots. It
// ends when the pool has closed its events.
type loop struct {
	handle   *Run
	sink     func(Event)
	model    *model
	ticker   *time.Ticker // says when to sample
	budget   *Budget
	spent    time.Duration // by the samples
	readings *readings     // of the sampler's goroutine
	wants    chan wanted   // the loop sends and closes
	samples  chan reading  // the sampler sends, one for each of wants
	reading  bool          // the sampler was asked and has not answered
	asked    time.Time     // when it was
	ticked   time.Time     // when the ticker did last; zero where it began anew
	changed  bool          // since the newest snapshot
}

func newLoop(r *Run, o Options, job launcher.Job) *loop {
	sink := o.Sink
	if sink == nil {
		sink = func(Event) {}
	}
	m := newModel(o.Plan, job)
	m.setPoints(o.Points)
	m.tasks.off, m.output.off, m.notices = o.Bare, o.Bare, o.Notices
	m.output.all = o.Transcript
	if !o.Bare {
		m.output.lines = reserved[OutputLine](2 * MaxOutputLines)
		m.queue.reserve()
	}
	budget := NewBudget(o.Budget, o.Plan.Metrics.Every)
	budget.who = "Sampling" // this process runs the pool besides
	return &loop{
		handle: r, sink: sink, model: m, ticker: time.NewTicker(budget.Every()), budget: budget,
		readings: newReadings(o), wants: make(chan wanted), samples: make(chan reading, 1),
	}
}

// publishEvery is how often a snapshot is made at the most: as often as a
// window could draw one.
const publishEvery = 100 * time.Millisecond

func (l *loop) run(ctx context.Context) {
	defer close(l.handle.done)
	defer l.handle.stop()
	sampled := make(chan struct{})
	go func() {
		defer close(sampled)
		l.readings.run(l.wants, l.samples)
	}()
	l.begin()
	l.serve(ctx)
	close(l.wants)
	<-sampled
	l.end()
}

func (l *loop) begin() {
	m := l.model
	l.sink(Started{Plan: m.plan, Workers: m.workers, Chunk: m.chunk, Tasks: m.counts.Total, PID: os.Getpid()})
	l.changed = true
	l.publish()
}

// serve folds events and samples until the pool closes its events.
func (l *loop) serve(ctx context.Context) {
	publish := time.NewTicker(publishEvery)
	defer l.ticker.Stop()
	defer publish.Stop()
	stopping := ctx.Done()
	for {
		select {
		case e, ok := <-l.handle.events:
			if !ok {
				return
			}
			l.take(e)
		case r := <-l.samples:
			l.reading = false
			l.takeReading(r)
		case number := <-l.handle.looks:
			l.model.look(number)
			l.changed = true
		case now := <-l.ticker.C:
			l.tick(now)
		case <-publish.C:
			l.publish()
		case <-stopping:
			stopping, l.changed = nil, true
			l.model.stop(time.Since(l.model.begun))
		}
	}
}

func (l *loop) take(e launcher.Event) {
	l.model.fold(e)
	l.changed = true
	l.sink(FromPool{l.model.complete(e)})
	if _, ready := e.(launcher.WorkerReady); ready && !l.model.bySlot { // those of commands come and go by the thousand
		l.ask() // the reading that its first usage is counted from
	}
}

func (l *loop) takeReading(r reading) {
	s := r.sample
	at := s.Time.Sub(l.model.begun)
	workers := l.model.sample(at, s)
	l.model.seeDetail(r.looked, s.Threads)
	if r.machine != nil {
		l.model.machine = *r.machine
	}
	l.changed = true
	l.sink(Sampled{At: at, Sample: s, Workers: workers, Notice: l.pace(at, r.cost)})
}

// pace has the samples come as often as the budget allows. The answer is a sentence for
// the user where that has changed, else "".
func (l *loop) pace(at, cost time.Duration) string {
	l.spent += cost
	notice := l.budget.Spend(at, l.spent)
	if notice != "" {
		l.ticker.Reset(l.budget.Every())
		l.ticked = time.Time{}
		l.model.setEvery(l.budget.Every())
		l.model.notePace(notice)
	}
	return notice
}

// tick has a sample taken, and counts those that were due and not taken: ticks that this
// process was too late for, and one that came while the sample before was not done yet.
func (l *loop) tick(now time.Time) {
	every := l.budget.Every()
	if !l.ticked.IsZero() {
		l.model.missed += missedIn(now.Sub(l.ticked), every)
	}
	l.ticked = now
	if l.reading && now.Sub(l.asked) >= every/2 {
		l.model.missed++
	}
	l.ask()
}

// ask has the sampler read. While it still does, the reading is left out:
// a slow one lengthens the interval and never queues.
func (l *loop) ask() {
	if l.reading {
		return
	}
	l.reading, l.asked = true, time.Now()
	l.wants <- wanted{processes: l.model.alive(), looked: l.model.looked, detail: l.model.lookedAt()}
}

// publish replaces the snapshot that waits. The loop is the only sender, so
// there is room once the old one is taken out.
func (l *loop) publish() {
	if !l.changed {
		return
	}
	l.changed = false
	select {
	case <-l.handle.snapshots:
	default:
	}
	now := time.Since(l.model.begun)
	l.model.count(now)
	l.handle.snapshots <- l.model.snapshot(now)
}

// end publishes the last snapshot and what the run came to.
func (l *loop) end() {
	m := l.model
	l.handle.finished = Finished{
		At: m.over, CPU: m.cpu, CPULate: m.late, CPUVague: m.vague, Counts: m.counts.counts(), Started: m.started, Reaped: m.reaped, Escaped: m.escaped,
		PeakRSS: m.peak.rss, PeakPSS: m.peak.pss(), Missed: m.missed, Err: m.err, Stopped: m.stopped, Notices: m.seenNotices(),
	}
	l.sink(l.handle.finished)
	l.changed = true
	l.publish()
	close(l.handle.snapshots)
}
