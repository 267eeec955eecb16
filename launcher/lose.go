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
	var lost []*parcel
	for _, p := range w.parcels {
		if p.begun {
			lost = append(lost, p)
		}
	}
	if len(lost) == 0 && len(w.parcels) > 0 && w.ready && !d.stopped && !w.spared() && !w.brokenStart() {
		p := w.parcels[0]
		if p.unbegun++; p.unbegun > maxDeaths {
			p.at = at
			lost = append(lost, p)
		}
	}
	if len(lost) > 0 {
		e.cpu = max(0, e.cpu-w.cpuDone) / time.Duration(len(lost))
	}
	for _, p := range lost {
		d.lose(w, p, at, e)
	}
}

// lose accounts for the task of a parcel whose worker died under it. What follows
// it in the parcel goes back to the queue, before another attempt at it.
func (d *dispatcher) lose(w *resident, p *parcel, at time.Duration, e exit) {
	t, rest := p.one(), p.rest()
	w.drop(p)
	r := p.result(d.lossState(t, e), at)
	r.Worker, r.PID, r.ExitCode, r.Signal = w.name, w.process.pid, e.code, e.signal
	r.Wall, r.CPU, r.MaxRSS = max(0, at-p.at), e.cpu, e.maxRSS
	r.Err = d.lossText(w, t, r.State, e)
	if d.config.OnWorkerDeath == DeathHangs && !d.stopped && !t.job.halted && !w.spared() {
		d.forget(t, rest, r)
		return
	}
	if rest != nil {
		rest.unbegun = 0
		d.giveBack(rest, at)
	}
	if !d.stopped && !t.job.halted && d.forgives(w, t) {
		d.retry(t, r)
		return
	}
	d.conclude(t, r)
}

// giveBack queues tasks that a worker does not do after all.
func (d *dispatcher) giveBack(p *parcel, at time.Duration) {
	p.job.putBack(p)
	if d.stopped || p.job.halted {
		d.drop(p.job, at, d.why)
	}
}

// forget does what CPython's Pool does when a worker dies: nobody waits for the
// task any more but its caller, nor for those that came with it in one chunk.
func (d *dispatcher) forget(t, rest *parcel, r Result) {
	switch {
	case rest != nil && t.apart:
		d.giveBack(rest, r.At)
	case rest != nil:
		d.lost = append(d.lost, rest)
	}
	d.lost = append(d.lost, t)
	t.lostBy = r
	d.emit(TaskLost{r})
}

// endLost gives lost tasks their final state: the pool is terminated.
func (d *dispatcher) endLost() {
	lost := d.lost
	d.lost = nil
	for _, p := range lost {
		for i := range p.left() {
			r := Result{
				At: d.now(), Task: p.running() + i, State: Cancelled, Input: p.inputs.at(p.done + i), Attempt: p.attempt,
				Err: "was lost with its worker, as Python's Pool has it: nobody waited for it any more",
			}
			if r.Worker, r.PID, r.Lane = p.lostBy.Worker, p.lostBy.PID, p.lane; !p.begun {
				r.State, r.Attempt = NotRun, p.attempt-1
			}
			p.job.out--
			d.settle(p.job, r)
		}
	}
}

// breakPool does what ProcessPoolExecutor does when a worker dies: every task that
// has not ended fails, and the pool takes no more (CPython,
// concurrent/futures/process.py, terminate_broken).
func (d *dispatcher) breakPool(w *resident, e exit) {
	d.why = Result{State: Failed, ErrType: "BrokenProcessPool", Err: fmt.Sprintf("the pool is broken: %s died (%s)", w.name, e)}
	d.terminate(fmt.Errorf("%s, and with it ends every task, as in ProcessPoolExecutor", d.why.Err))
}

// forgives reports whether the task is handed out again whatever its retries:
// it only shared a process with one that timed out, was killed by hand or was
// halted, or the pool retries on a worker's death.
func (d *dispatcher) forgives(w *resident, t *parcel) bool {
	switch {
	case w.expired:
		return !t.timedOut
	case w.byHand:
		return !t.byHand
	case w.condemned:
		return true // another job was halted
	}
	t.deaths++
	return d.config.OnWorkerDeath == DeathRetries && t.deaths <= maxDeaths
}

func (d *dispatcher) lossState(t *parcel, e exit) State {
	switch {
	case t.timedOut:
		return TimedOut
	case t.byHand:
		return Killed
	case d.why.State == Failed:
		return Failed
	case d.stopped || t.job.halted && t.job.Halt.Now:
		return Cancelled
	case e.code == nil:
		return Killed
	default:
		return Failed
	}
}

func (d *dispatcher) lossText(w *resident, t *parcel, s State, e exit) string {
	switch {
	case s == TimedOut:
		if t.idle == loading {
			return fmt.Sprintf("took longer than the timeout of %s, and %s more that a program has until its first word", d.config.Timeout, loading)
		}
		return fmt.Sprintf("took longer than the timeout of %s", d.config.Timeout)
	case s == Cancelled:
		return "was running when the pool was stopped"
	case t.byHand:
		return "was killed by hand"
	case d.why.State == Failed:
		return d.why.Err
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

// requeue takes back what an ended worker had not started.
func (d *dispatcher) requeue(w *resident, at time.Duration) {
	for _, p := range slices.Backward(w.parcels) {
		d.giveBack(p.part(0, p.left()), at)
	}
	w.parcels, w.held = nil, 0
}
