package launcher

import (
	"fmt"
	"slices"
	"time"
)

// maxDeaths is how often a task is handed out again after its worker died,
// where the pool retries on a worker's death: one that kills every worker must
// come to an end.
const maxDeaths = 3

// loseAll accounts for the tasks that a worker died under. The processor time it
// had spent on them is divided among them: nobody knows whose it was. A worker
// that dies on tasks it never begins has died of the first.
func (d *dispatcher) loseAll(w *resident, at time.Duration, e exit) {
	var lost []*task
	for _, t := range w.tasks {
		if t.started {
			lost = append(lost, t)
		}
	}
	if len(lost) == 0 && len(w.tasks) > 0 && w.ready && !d.stopped && !w.condemned {
		t := w.tasks[0]
		if t.unbegun++; t.unbegun > maxDeaths {
			t.at = at
			lost = append(lost, t)
		}
	}
	if len(lost) > 0 {
		e.cpu = max(0, e.cpu-w.cpuDone) / time.Duration(len(lost))
	}
	for _, t := range lost {
		d.lose(w, t, at, e)
	}
}

// lose accounts for a task whose worker died under it.
func (d *dispatcher) lose(w *resident, t *task, at time.Duration, e exit) {
	w.drop(t)
	r := t.result(d.lossState(t, e), at)
	r.Worker, r.PID, r.ExitCode, r.Signal = w.name, w.process.pid, e.code, e.signal
	r.Wall, r.CPU, r.MaxRSS = at-t.at, e.cpu, e.maxRSS
	r.Err = d.lossText(w, r.State, e)
	if !d.stopped && !t.job.halted && d.forgives(w, t) {
		d.retry(t, r)
		return
	}
	d.conclude(t, r)
}

// forgives reports whether the task is handed out again whatever its retries:
// it only shared a process with one that timed out or was halted, or the pool
// retries on a worker's death.
func (d *dispatcher) forgives(w *resident, t *task) bool {
	if w.expired {
		return !t.timedOut
	}
	if w.condemned {
		return true // another job was halted
	}
	t.deaths++
	return d.config.OnWorkerDeath == DeathRetries && t.deaths <= maxDeaths
}

func (d *dispatcher) lossState(t *task, e exit) State {
	switch {
	case t.timedOut:
		return TimedOut
	case d.stopped || t.job.halted && t.job.Halt.Now:
		return Cancelled
	case e.code == nil:
		return Killed
	default:
		return Failed
	}
}

func (d *dispatcher) lossText(w *resident, s State, e exit) string {
	switch {
	case s == TimedOut:
		return fmt.Sprintf("took longer than the timeout of %s", d.config.Timeout)
	case s == Cancelled:
		return "was running when the pool was stopped"
	case w.expired:
		return fmt.Sprintf("its worker %s was ended because another of its tasks timed out", w.name)
	case w.broken != nil:
		return fmt.Sprintf("its worker %s was ended: %v", w.name, w.broken)
	case e.code != nil:
		return fmt.Sprintf("its worker %s exited with code %d before the task ended", w.name, *e.code)
	default:
		return fmt.Sprintf("its worker %s was killed by %s", w.name, e.signal)
	}
}

// conclude ends an attempt at a task: another follows, or its state is final.
func (d *dispatcher) conclude(t *task, r Result) {
	again := r.State == Failed || r.State == TimedOut || r.State == Killed
	if again && t.charged < d.config.Retries && !d.stopped && !t.job.halted {
		t.charged++
		d.retry(t, r)
		return
	}
	t.job.out--
	d.settle(t, r)
}

// retry queues a task for another attempt, before all others.
func (d *dispatcher) retry(t *task, r Result) {
	d.emit(TaskRetried{r})
	delete(d.tasks, t.id)
	t.job.putBack([]*task{t})
	t.attempt++
}

// settle gives a task its final state.
func (d *dispatcher) settle(t *task, r Result) {
	t.reset()
	delete(d.tasks, t.id)
	j := t.job
	j.ended++
	if r.State == Done {
		j.good++
	}
	d.emit(TaskFinished{r})
	for _, ready := range j.order.add(r) {
		d.hand(j, ready)
	}
	if j.haltNow() {
		d.halt(j)
	}
	d.settleJob(j)
}

func (d *dispatcher) hand(j *job, r Result) {
	d.emit(ResultReady{r})
	j.batch.put(r)
}

// settleJob ends a job when all its tasks have ended.
func (d *dispatcher) settleJob(j *job) {
	n := slices.Index(d.jobs, j)
	if n < 0 || !j.complete() {
		return
	}
	d.jobs = slices.Delete(d.jobs, n, n+1)
	j.order.end(func(r Result) { d.hand(j, r) })
	d.err = first(d.err, j.err)
	cause := j.err
	if d.stopped {
		cause = first(cause, d.err)
	}
	j.batch.finish(cause)
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// requeue takes back what an ended worker had not started.
func (d *dispatcher) requeue(w *resident, at time.Duration) {
	byJob := map[*job][]*task{}
	for _, t := range w.tasks {
		delete(d.tasks, t.id)
		byJob[t.job] = append(byJob[t.job], t)
	}
	w.tasks = nil
	for j, back := range byJob {
		j.putBack(back)
		if d.stopped || j.halted {
			d.drop(j, at)
		}
	}
}

// halt ends a job early: what waits never runs, and with Now what runs is killed.
func (d *dispatcher) halt(j *job) {
	j.halted = true
	j.stopFeed()
	d.drop(j, d.now())
	if !j.Halt.Now {
		return
	}
	for _, s := range d.slots {
		if s.worker != nil && slices.ContainsFunc(s.worker.tasks, func(t *task) bool { return t.job == j }) {
			s.worker.endNow(d.config.Grace)
		}
	}
}

// drop gives every task that waits in a job its final state.
func (d *dispatcher) drop(j *job, at time.Duration) {
	queue := j.queue
	j.queue = nil
	for _, t := range queue {
		r := t.result(NotRun, at)
		r.Attempt, r.Err = t.attempt-1, "never started: the pool was stopped before"
		d.settle(t, r)
	}
}

// terminate ends the pool; cause is nil when somebody asked for it.
func (d *dispatcher) terminate(cause error) {
	if d.stopped {
		return
	}
	d.stopped = true
	d.err = first(d.err, cause)
	if len(d.jobs) > 0 {
		d.err = first(d.err, ErrTerminated)
	}
	d.endProcesses()
	for _, j := range slices.Clone(d.jobs) {
		j.stopFeed()
		d.drop(j, d.now())
		d.settleJob(j)
	}
}

// endProcesses asks every worker to end, with the grace period.
func (d *dispatcher) endProcesses() {
	for _, s := range d.slots {
		if s.worker != nil {
			s.worker.endNow(d.config.Grace)
		}
	}
}

func (w *resident) endNow(grace time.Duration) {
	w.condemned = true
	if w.process != nil {
		w.process.terminate(grace)
	}
}

// peak returns the worker's largest resident set, and whether that is certain.
// The kernel's figure at exit begins at the size of the pool's own process, whose
// memory the child of vfork(2) shares until exec: where it is no larger than that
// was, it is not the worker's. Then there is what the worker reported itself, which
// is certain if it did so at its end.
func (w *resident) peak(kernel int64) (bytes int64, certain bool) {
	if kernel > w.process.floor {
		return kernel, true
	}
	return w.maxRSS, w.parted && w.maxRSS > 0
}
