package launcher

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

func workerName(n int) string { return "Process-" + strconv.Itoa(n) }

// takeAll handles what a worker said, in order. The times of events never go back.
func (d *dispatcher) takeAll(batch []message) {
	for _, m := range batch {
		d.latest = max(d.latest, m.at)
		m.at = d.latest
		d.take(m)
	}
}

// take handles what a worker said or what became of it.
func (d *dispatcher) take(m message) {
	w := m.from
	switch what := m.what.(type) {
	case spawned:
		d.takeSpawned(w, m.at, what.process)
	case unborn:
		d.takeUnborn(w, m.at, what.err)
	case wire.Ready:
		w.ready, d.failures = true, 0
		w.maxRSS = what.MaxRSS
		d.emit(WorkerReady{At: m.at, Worker: w.name, PID: w.process.pid})
	case wire.Started:
		d.takeStarted(w, m.at, what)
	case wire.Output:
		d.takeOutput(w, m.at, what)
	case wire.Finished:
		d.takeFinished(w, m.at, what)
	case wire.Farewell:
		w.maxRSS, w.parted = max(w.maxRSS, what.MaxRSS), true
	case wire.Returned:
		d.takeReturned(w, what)
	case rawBytes:
		d.emit(TaskOutput{At: m.at, Task: w.only(), Worker: w.name, Stream: what.stream, Data: what.data})
	case lockAsk:
		d.lock.want(w, what.id)
	case lockEnd:
		d.lock.free(w, what.id)
	case garbage:
		d.spoil(w, what.err)
	case gone:
		d.takeGone(w, m.at, what.exit)
	}
}

func (d *dispatcher) takeSpawned(w *resident, at time.Duration, p *process) {
	d.started++
	w.process = p
	d.emit(WorkerStarted{At: at, Worker: w.name, Slot: w.slot, PID: p.pid, Threads: w.lanes, Started: p.started})
	if d.stopped || w.condemned {
		p.terminate(d.config.Grace)
	}
}

// takeUnborn handles a worker that could not be started. Its number, which no
// process had, is given to the next where none is higher.
func (d *dispatcher) takeUnborn(w *resident, at time.Duration, err error) {
	if w.name == workerName(d.named) {
		d.named--
	}
	d.vacate(w)
	d.requeue(w, at)
	if d.failedStart(err) {
		d.emit(SpawnFailed{At: at, Slot: w.slot, Err: err})
	}
}

// maxFailedStarts is how many starts in a row may come to nothing before a pool
// without any process gives up.
const maxFailedStarts = 5

// failedStart makes the next start wait, longer each time, and gives the pool up
// when nothing lives and nothing can be started. False says that others of the
// same round failed before and were counted.
func (d *dispatcher) failedStart(cause error) bool {
	counted := !time.Now().Before(d.notUntil)
	if counted {
		d.failures++
		pause := min(20*time.Millisecond<<min(d.failures, 8), 5*time.Second)
		d.notUntil = time.Now().Add(pause)
		d.wakeIn(pause)
	}
	lives := slices.ContainsFunc(d.slots, func(s slot) bool { return s.worker != nil && s.worker.process != nil })
	if d.failures >= maxFailedStarts && !lives && !d.stopped {
		d.terminate(fmt.Errorf("no worker can be started, tried %d times: %w", d.failures, cause))
	}
	return counted
}

// find returns the task of an ID that the worker holds.
func (w *resident) find(id int) *task {
	n := slices.IndexFunc(w.tasks, func(t *task) bool { return t.id == id })
	if n < 0 {
		return nil
	}
	return w.tasks[n]
}

// drop takes a task from those the worker holds. It is the first but with
// threads, so nothing is moved.
func (w *resident) drop(t *task) {
	if w.tasks[0] == t {
		w.tasks = w.tasks[1:]
		return
	}
	w.tasks = slices.DeleteFunc(w.tasks, func(other *task) bool { return other == t })
}

// only returns the index of the task that bytes outside the wire belong to: the
// first that a worker of one thread holds, since these bytes may overtake the
// frame that says it started. It is -1 where nobody can tell.
func (w *resident) only() int {
	if w.lanes > 1 || len(w.tasks) == 0 {
		return -1
	}
	return w.tasks[0].index
}

func (d *dispatcher) takeStarted(w *resident, at time.Duration, s wire.Started) {
	t := w.find(s.ID)
	if t == nil || t.started || s.Lane < 1 || s.Lane > w.lanes {
		d.spoil(w, errors.New("it started a task that it was not given"))
		return
	}
	t.started, t.lane, t.at = true, s.Lane, at
	if d.config.Timeout > 0 {
		late := attempt{t.id, t.attempt}
		t.timer = time.AfterFunc(d.config.Timeout, func() { d.tellExpired(late) })
	}
	d.emit(TaskStarted{
		At: at, Task: t.index, Worker: w.name, PID: w.process.pid, Lane: t.lane, Attempt: t.attempt, Input: t.input,
	})
}

// attempt is one attempt at a task.
type attempt struct{ id, number int }

func (d *dispatcher) tellExpired(late attempt) {
	select {
	case d.expired <- late:
	case <-d.pool.done:
	}
}

func (d *dispatcher) takeOutput(w *resident, at time.Duration, o wire.Output) {
	t := w.find(o.ID)
	if t == nil {
		d.spoil(w, errors.New("it printed for a task that it was not given"))
		return
	}
	d.emit(TaskOutput{At: at, Task: t.index, Worker: w.name, Stream: Stream(o.Stream), Data: o.Data})
}

func (d *dispatcher) takeFinished(w *resident, at time.Duration, f wire.Finished) {
	t := w.find(f.ID)
	if t == nil || !t.started {
		d.spoil(w, errors.New("it finished a task that it was not running"))
		return
	}
	w.drop(t)
	w.timed(f.Wall)
	w.touched = at
	w.cpuDone += f.CPU
	w.maxRSS = max(w.maxRSS, f.MaxRSS)
	r := t.result(Done, at)
	r.Worker, r.PID, r.Value, r.Err = w.name, w.process.pid, f.Value, f.Err
	r.Wall, r.CPU, r.MaxRSS = f.Wall, f.CPU, f.MaxRSS
	if f.Err != "" {
		r.State = Failed
	}
	d.conclude(t, r)
	if d.left(w) == 0 && len(w.tasks) == 0 {
		d.retire(w)
	}
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

// expire kills the worker of a task whose time is over, unless its end has
// arrived meanwhile.
func (d *dispatcher) expire(late attempt) {
	d.catchUp()
	t := d.tasks[late.id]
	if t == nil || !t.started || t.attempt != late.number {
		return
	}
	for _, s := range d.slots {
		if s.worker != nil && s.worker.find(t.id) != nil {
			t.timedOut, s.worker.expired = true, true
			s.worker.process.kill()
		}
	}
}

// catchUp handles what was said and waits.
func (d *dispatcher) catchUp() {
	for {
		select {
		case batch := <-d.messages:
			d.takeAll(batch)
		default:
			return
		}
	}
}

// vacate empties the worker's slot.
func (d *dispatcher) vacate(w *resident) {
	w.ended = true
	d.lock.leave(w)
	d.retire(w)
	d.slots[w.slot-1].worker = nil
}

// takeGone accounts for a worker that was reaped.
func (d *dispatcher) takeGone(w *resident, at time.Duration, e exit) {
	d.reaped++
	d.vacate(w)
	peak, exact := w.peak(e.maxRSS)
	e.maxRSS = peak
	d.loseAll(w, at, e)
	d.requeue(w, at)
	d.emit(WorkerExited{
		At: at, Worker: w.name, Slot: w.slot, PID: w.process.pid, ExitCode: e.code, Signal: e.signal,
		CPU: e.cpu, MaxRSS: e.maxRSS, MaxRSSExact: exact, Voluntary: e.voluntary, Involuntary: e.involuntary,
	})
	if !w.ready && !d.stopped {
		_ = d.failedStart(w.stillborn(d.pool.spawner.program, e))
	}
}

// stillborn says why a worker never was ready.
func (w *resident) stillborn(program string, e exit) error {
	if w.broken != nil {
		return fmt.Errorf("%s does not speak as a worker of this version does (%w): is it of another?", program, w.broken)
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
