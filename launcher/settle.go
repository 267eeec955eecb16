package launcher

import (
	"bytes"
	"slices"
	"time"
)

// conclude ends an attempt at a task: another follows, or its state is final.
func (d *dispatcher) conclude(t *parcel, r Result) {
	again := r.State == Failed || r.State == TimedOut || r.State == Killed && !t.byHand
	if again && t.charged < d.config.Retries && !d.stopped && !t.job.halted {
		t.charged++
		d.retry(t, r)
		return
	}
	t.job.out--
	d.settle(t.job, r)
}

// retry queues a task for another attempt, before all others.
func (d *dispatcher) retry(t *parcel, r Result) {
	d.emit(TaskRetried{r})
	again := t.part(0, 1)
	again.attempt++
	t.job.putBack(again)
}

// settleRan gives tasks that are done their final state.
func (d *dispatcher) settleRan(j *job, e TasksRan) {
	n := len(e.Tasks)
	j.out -= n
	j.ended += n
	j.good += n
	if n == 1 {
		d.emit(TaskFinished{e.Result(0)})
	} else {
		d.emit(e)
	}
	d.ended(j, e.First, e, j.whole(e))
}

// whole returns the results of tasks where somebody ranges over them.
func (j *job) whole(e TasksRan) []Result {
	if !j.order.keep {
		return nil
	}
	full := make([]Result, len(e.Tasks))
	for i := range full {
		full[i] = e.Result(i)
		full[i].Input = bytes.Clone(full[i].Input) // the rest of its memory need not stay
	}
	return full
}

// settle gives a task its final state.
func (d *dispatcher) settle(j *job, r Result) {
	j.ended++
	if r.State == Done {
		j.good++
	}
	d.emit(TaskFinished{r})
	d.ended(j, r.Task, r, []Result{r})
}

// ended hands out what may be, and sees whether the job has come to its end.
func (d *dispatcher) ended(j *job, first int, of outcomes, full []Result) {
	if !j.order.keep {
		full = nil
	}
	if !j.Discard {
		j.order.add(first, of, full, j.hander(d))
	}
	if j.haltNow() {
		d.halt(j)
	}
	d.settleJob(j)
}

// hander hands out results of a job.
func (j *job) hander(d *dispatcher) hander {
	return func(first int, of outcomes, full []Result) {
		d.emit(ResultsReady{First: first, of: of})
		j.batch.put(full...)
	}
}

// settleJob ends a job when all its tasks have ended.
func (d *dispatcher) settleJob(j *job) {
	n := slices.Index(d.jobs, j)
	if n < 0 || !j.complete() {
		return
	}
	d.jobs = slices.Delete(d.jobs, n, n+1)
	if !j.Discard {
		j.order.end(j.read, j.hander(d))
	}
	d.inputErr = first(d.inputErr, j.err)
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

// strikeAll is strike for every job.
func (d *dispatcher) strikeAll() {
	for _, j := range slices.Clone(d.jobs) {
		d.strike(j)
	}
}

// strike settles the tasks that come next and are never handed out.
func (d *dispatcher) strike(j *job) {
	for len(j.struck) > 0 && j.fresh.count > 0 {
		r, ok := j.struck[j.dealt]
		if !ok {
			return
		}
		delete(j.struck, j.dealt)
		input := j.fresh.take(1)
		r.At, r.Task, r.Input = d.now(), j.dealt, bytes.Clone(input.at(0))
		j.dealt++
		j.source.release(1, input.size())
		d.settle(j, r)
	}
}

// halt ends a job early: what waits never runs, and with Now what runs is killed.
func (d *dispatcher) halt(j *job) {
	j.halted = true
	j.stopFeed()
	d.drop(j, d.now(), d.why)
	if !j.Halt.Now {
		return
	}
	for _, s := range d.slots {
		if s.worker != nil && slices.ContainsFunc(s.worker.parcels, func(p *parcel) bool { return p.job == j }) {
			s.worker.endNow(d.config.Grace)
		}
	}
}

// drop gives every task that waits in a job the state and the text of like.
func (d *dispatcher) drop(j *job, at time.Duration, like Result) {
	back, rest, index := j.back, j.fresh, j.dealt
	j.back, j.fresh, j.dealt = nil, fresh{}, j.dealt+j.fresh.count
	for _, p := range back {
		for i := range p.left() {
			r := like
			r.At, r.Task, r.Input, r.Attempt = at, p.running()+i, p.inputs.at(p.done+i), p.attempt-1
			d.settle(j, r)
		}
	}
	for ; rest.count > 0; index++ {
		input := rest.take(1)
		r := like
		r.At, r.Task, r.Input = at, index, input.at(0)
		d.settle(j, r)
	}
}

// terminate ends the pool; cause is nil when somebody asked for it.
func (d *dispatcher) terminate(cause error) {
	if d.stopped {
		return
	}
	d.stopped = true
	d.pool.inbox.close() // nobody would answer what is left later
	d.err = first(d.err, cause)
	if len(d.jobs) > 0 {
		d.err = first(d.err, ErrTerminated)
	}
	d.endProcesses()
	d.endLost()
	for _, j := range slices.Clone(d.jobs) {
		j.stopFeed()
		d.drop(j, d.now(), d.why)
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
	w.unwanted.Store(true)
	if w.process != nil {
		w.process.terminate(grace)
	}
}

// peak returns the worker's largest resident set, and whether that is certain.
// The kernel's figure at exit begins at the size of the pool's own process, whose
// memory the child of vfork(2) shares until exec: where it is no larger than that
// was, it is not the worker's. Then there is what the worker reported itself, which
// is certain if it did so at its end.
func (w *resident) peak(kernel int64) (size int64, certain bool) {
	if kernel > w.process.floor {
		return kernel, true
	}
	return w.maxRSS, w.parted && w.maxRSS > 0
}
