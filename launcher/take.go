package launcher

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

func workerName(n int) string { return "Process-" + strconv.Itoa(n) }

// takeAll handles what a worker said, in order.
func (d *dispatcher) takeAll(batch []message) {
	for _, m := range batch {
		d.take(m)
	}
}

// take handles what a worker said or what became of it.
func (d *dispatcher) take(m message) {
	w := m.from
	switch what := m.what.(type) {
	case *ran:
		d.takeRan(w, what)
	case *began:
		d.takeBegan(w, what)
	case *failed:
		d.takeFailed(w, what)
	case printed:
		d.takePrinted(w, m.at, what)
	case rawBytes:
		d.emit(TaskOutput{At: m.at, Task: w.only(), Worker: w.name, Stream: what.stream, Data: what.data})
	case returned:
		d.takeReturned(w, what.ranges)
	case lockAsk:
		d.lock.want(w, what.id)
	case lockEnd:
		d.lock.free(w, what.id)
	default:
		d.takeLife(w, m.at, what)
	}
}

// takeLife handles what became of a worker.
func (d *dispatcher) takeLife(w *resident, at time.Duration, what any) {
	switch what := what.(type) {
	case spawned:
		d.takeSpawned(w, at, what.process)
	case unborn:
		if d.config.Command != nil {
			d.takeUnstarted(w, at, what.err)
			return
		}
		d.takeUnborn(w, at, what.err)
	case ready:
		w.ready, w.maxRSS = true, max(w.maxRSS, what.maxRSS)
		if !what.early {
			d.failures = 0
		}
		w.restart(at)
		if !w.speech.loose() {
			d.emit(WorkerReady{At: at, Worker: w.name, PID: w.process.pid})
		}
	case broken:
		w.broken = w.brokenBy(what.fault)
		w.process.terminate(d.config.Grace) // where it does not end by itself
	case parting:
		w.maxRSS, w.parted = max(w.maxRSS, what.maxRSS), true
		d.endLater(w) // where it does not
	case garbage:
		d.spoil(w, what.err)
	case cut:
		w.broken = errLate
	case gone:
		if d.config.Command != nil {
			d.takeDone(w, at, what.exit)
			return
		}
		d.takeGone(w, at, what.exit)
	}
}

func (d *dispatcher) takeSpawned(w *resident, at time.Duration, p *process) {
	d.started++
	w.process = p
	d.emit(WorkerStarted{At: at, Worker: w.name, Slot: w.slot, PID: p.pid, Threads: w.lanes, Started: p.started})
	if w.speech.loose() { // it need not say so, and is its program already
		d.emit(WorkerReady{At: at, Worker: w.name, PID: p.pid})
	}
	if d.stopped || w.condemned {
		p.terminate(d.config.Grace)
	} else if w.unwanted.Load() {
		d.endLater(w) // its wire is closed
	}
	d.assume(w, at)
}

// takeUnborn handles a worker that could not be started.
func (d *dispatcher) takeUnborn(w *resident, at time.Duration, err error) {
	d.unname(w)
	d.vacate(w)
	d.requeue(w, at)
	if !errors.Is(err, errUnwanted) && d.failedStart(w, err) {
		d.emit(SpawnFailed{At: at, Slot: w.slot, Err: err})
	}
}

// unname has the next worker be given the number of one that was never a process,
// where none is higher.
func (d *dispatcher) unname(w *resident) {
	if w.name == workerName(d.named) {
		d.named--
	}
}

// maxFailedStarts is how many starts in a row may come to nothing before a pool
// without any process gives up.
const maxFailedStarts = 5

// failedStart makes the next start wait, longer each time, and gives the pool up
// when nothing lives and nothing can be started. False says that others of the
// same round failed before and were counted.
func (d *dispatcher) failedStart(w *resident, cause error) bool {
	counted := w.round == d.rounds
	if counted {
		d.failures++
		d.rounds++
		pause := min(20*time.Millisecond<<min(d.failures, 8), 5*time.Second)
		d.notUntil = time.Now().Add(pause)
	}
	lives := slices.ContainsFunc(d.slots, func(s slot) bool { return s.worker != nil && s.worker.process != nil })
	if d.failures >= maxFailedStarts && !lives && !d.stopped {
		d.terminate(fmt.Errorf("no worker can be started, tried %d times: %w", d.failures, cause))
	}
	return counted
}

// only returns the index of the task that bytes outside the wire belong to: the
// first that a worker of one thread holds, since these bytes may overtake the
// frame that says it started. It is -1 where nobody can tell.
func (w *resident) only() int {
	if w.lanes > 1 || len(w.parcels) == 0 {
		return -1
	}
	return w.parcels[0].running()
}

func (d *dispatcher) takeBegan(w *resident, b *began) {
	p := w.find(b.id)
	d.failures = 0
	if w.assumed && p != nil && b.id == p.nextID() {
		w.restart(b.at)
		w.assumed = false // it tells itself
		if p.begun {
			return
		}
	}
	if p == nil || p.begun || b.id != p.nextID() || b.lane < 1 || b.lane > w.lanes {
		d.spoil(w, errors.New("it started a task that it was not given"))
		return
	}
	p.lane = b.lane
	d.begun(w, p, b.at)
}

// begun takes in that the next task of a parcel runs.
func (d *dispatcher) begun(w *resident, p *parcel, at time.Duration) {
	p.begun, p.at, p.idle = true, at, 0
	d.expect(at)
	d.emit(TaskStarted{
		At: at, Task: p.running(), Worker: w.name, PID: w.process.pid, Lane: p.lane, Attempt: p.attempt,
		Input: bytes.Clone(p.inputs.at(p.done)),
	})
	if _, ok := p.job.struck[p.running()]; ok {
		delete(p.job.struck, p.running())
		d.killTask(w, p)
	}
}

// assume takes the first task of a worker that does not say what it begins for begun.
func (d *dispatcher) assume(w *resident, at time.Duration) {
	if w.assumed && w.process != nil && len(w.parcels) > 0 && !w.parcels[0].begun {
		p := w.parcels[0]
		p.lane = 1
		if d.begun(w, p, at); !w.ready {
			p.idle = loading
		}
	}
}

// loading is how much longer than its timeout the first task may take of a worker
// that has not said a word: it may still be on its way, and need not say when it is
// there.
const loading = 10 * time.Second

// restart has the task that was taken for begun begin now: the worker was not ready
// for it before.
func (w *resident) restart(at time.Duration) {
	if w.assumed && len(w.parcels) > 0 && w.parcels[0].begun {
		w.parcels[0].at, w.parcels[0].idle = at, 0
	}
}

// unannounced takes the end of a task that was not said to begin for both.
func (d *dispatcher) unannounced(w *resident, p *parcel, start time.Duration) {
	if p != nil && !p.begun && w.speech.loose() {
		p.lane = 1
		d.begun(w, p, start)
	}
}

func (d *dispatcher) takePrinted(w *resident, at time.Duration, o printed) {
	// What a goroutine prints that outlived its task is nobody's.
	task := -1
	if p := w.find(o.id); p != nil {
		task = p.index + o.id - p.id
	}
	d.emit(TaskOutput{At: at, Task: task, Worker: w.name, Stream: o.stream, Data: o.data})
}

// takeRan accounts for tasks that are done.
func (d *dispatcher) takeRan(w *resident, r *ran) {
	p, n := w.find(r.first), len(r.tasks)
	d.unannounced(w, p, r.start)
	if p == nil || !p.begun || r.first != p.nextID() || n > p.left() || r.next && n == p.left() {
		d.spoil(w, errors.New("it finished a task that it was not running"))
		return
	}
	d.failures, w.ready = 0, true
	if r.untimed {
		r.start = min(p.at, r.tasks[n-1].End)
	}
	e := TasksRan{
		Worker: w.name, PID: w.process.pid, Lane: p.lane, Attempt: p.attempt, First: p.running(), Start: r.start,
		Tasks: r.tasks, MaxRSS: r.maxRSS, Heard: r.heard, inputs: p.inputs.view(p.done, n), returned: r.values,
	}
	last := r.tasks[n-1].End
	w.took(e)
	w.held -= n
	p.pass(n, last, false)
	if p.left() == 0 {
		w.drop(p)
	}
	d.settleRan(p.job, e)
	d.goOn(w, p, last, r.next)
}

// took takes in what tasks cost their worker.
func (w *resident) took(e TasksRan) {
	w.touched = e.Tasks[len(e.Tasks)-1].End
	w.timed(w.touched-e.Start, len(e.Tasks))
	for _, t := range e.Tasks {
		w.cpuDone += t.CPU
	}
	w.maxRSS = max(w.maxRSS, e.MaxRSS)
}

// goOn takes in what the worker does after the end of a task.
func (d *dispatcher) goOn(w *resident, p *parcel, at time.Duration, next bool) { //nolint:revive // the boolean is what the worker said
	if next {
		d.begun(w, p, at)
	}
	d.assume(w, at)
	if (d.left(w) == 0 || w.leaving) && w.held == 0 {
		d.retire(w)
	}
}

func (d *dispatcher) takeFailed(w *resident, f *failed) {
	p := w.find(f.id)
	w.ready = true
	d.unannounced(w, p, f.end-f.wall)
	if p == nil || !p.begun || f.id != p.nextID() || f.next && p.left() == 1 {
		d.spoil(w, errors.New("it finished a task that it was not running"))
		return
	}
	w.touched = f.end
	w.timed(f.wall, 1)
	w.cpuDone += f.cpu
	w.maxRSS = max(w.maxRSS, f.maxRSS)
	r := p.result(Failed, f.end)
	r.Worker, r.PID, r.Wall, r.CPU, r.MaxRSS, r.Heard = w.name, w.process.pid, f.wall, f.cpu, f.maxRSS, f.heard
	r.Err, r.ErrType, r.Stack = f.fault.Text, f.fault.Type, f.fault.Stack
	if r.Err == "" {
		r.Err = "failed without a message"
	}
	t := p.one()
	w.held--
	p.pass(1, f.end, false)
	if p.left() == 0 {
		w.drop(p)
	}
	d.conclude(t, r)
	d.goOn(w, p, f.end, f.next)
}

// spoil gives up a worker that does not keep to the protocol.
func (d *dispatcher) spoil(w *resident, why error) {
	if w.broken == nil && !w.closing {
		w.broken = why
		if w.process != nil {
			w.process.kill()
		}
	}
}

// catchUp handles what was said and waits.
func (d *dispatcher) catchUp() {
	if d.events != nil {
		d.events.look()
		d.takeAll(d.events.hear())
	}
	for {
		select {
		case batch := <-d.messages:
			d.takeAll(batch)
		default:
			return
		}
	}
}

// vacate empties the worker's slot. One beyond the pool's size goes with it.
func (d *dispatcher) vacate(w *resident) {
	w.ended = true
	d.lock.leave(w)
	d.retire(w)
	if w.ending != nil {
		w.ending.Stop()
	}
	d.slots[w.slot-1].worker = nil
	d.starved = time.Time{}
	d.trim()
}

// trim drops the empty slots beyond the pool's size.
func (d *dispatcher) trim() {
	for n := len(d.slots); n > d.size && d.slots[n-1].worker == nil; n-- {
		d.slots = d.slots[:n-1]
	}
}

// takeGone accounts for a worker that was reaped.
func (d *dispatcher) takeGone(w *resident, at time.Duration, e exit) {
	d.reaped++
	retired := w.closing && w.held == 0
	busy := slices.ContainsFunc(w.parcels, func(p *parcel) bool { return p.begun })
	d.vacate(w)
	left := d.exited(w, at, e)
	e.maxRSS = left.MaxRSS
	d.loseAll(w, at, e)
	d.requeue(w, at)
	d.emit(left)
	switch {
	case d.stopped || w.unwanted.Load():
	case !w.ready && !busy || w.brokenStart():
		_ = d.failedStart(w, w.stillborn(d.pool.spawner.program, e))
	case d.config.OnWorkerDeath == DeathBreaks && !retired && !w.spared():
		d.breakPool(w, e)
	}
}

// exited returns what is told of a worker that was reaped.
func (d *dispatcher) exited(w *resident, at time.Duration, e exit) WorkerExited {
	peak, exact := w.peak(e.maxRSS)
	return WorkerExited{
		At: at, Worker: w.name, Slot: w.slot, PID: w.process.pid, ExitCode: e.code, Signal: e.signal,
		CPU: e.cpu, CPUVague: e.vague, MaxRSS: peak, MaxRSSExact: exact, Err: w.broken, Voluntary: e.voluntary, Involuntary: e.involuntary,
	}
}

// spared reports whether the worker was ended by the pool itself, for a task's or a
// job's sake.
func (w *resident) spared() bool { return w.expired || w.condemned || w.byHand }

// initializerError is an initializer that failed, or what a worker needs and could
// not load.
type initializerError struct {
	name  string // "" for what it needs
	fault wire.Fault
}

func (e initializerError) Error() string {
	text := e.fault.Text
	if e.fault.Type != "" {
		text = e.fault.Type + ": " + text
	}
	if e.fault.Stack != "" {
		text += "\n" + e.fault.Stack
	}
	if e.name == "" {
		return text
	}
	return fmt.Sprintf("the initializer %s failed: %s", e.name, text)
}

// brokenBy returns what kept a worker from beginning. One that speaks JSON lines
// says it in a whole sentence.
func (w *resident) brokenBy(fault wire.Fault) error {
	if w.speech.loose() {
		return initializerError{fault: wire.Fault{Text: fault.Text, Stack: fault.Stack}}
	}
	return initializerError{w.initializer, fault}
}

// brokenStart reports whether the worker ended because it could not begin to work.
func (w *resident) brokenStart() bool {
	_, ok := errors.AsType[initializerError](w.broken)
	return ok
}

// stillborn says why a worker never was ready.
func (w *resident) stillborn(program string, e exit) error {
	if bad, ok := errors.AsType[initializerError](w.broken); ok {
		return bad
	}
	if w.broken != nil {
		return fmt.Errorf("%s does not speak as a worker of this version does (%w): is it of another?", program, w.broken)
	}
	if w.initializer != "" {
		return fmt.Errorf("%s ended in the initializer %s: %s", w.name, w.initializer, e)
	}
	return fmt.Errorf("%s ended before it was ready: %s", w.name, e)
}

// String says how a process ended.
func (e exit) String() string {
	if e.code != nil {
		return fmt.Sprintf("exit code %d", *e.code)
	}
	return "ended by " + e.signal
}
