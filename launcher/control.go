package launcher

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrNotRunning says that the pool was not started yet, or has ended.
var ErrNotRunning = errors.New("the pool is not running")

// ask has the dispatcher do something, and returns what came of it.
func (p *Pool) ask(wish func(*dispatcher) error) error {
	reply := make(chan error, 1)
	if !p.running.Load() || !p.inbox.ask(func(d *dispatcher) { reply <- wish(d) }) {
		return ErrNotRunning
	}
	return <-reply
}

// Resize changes the number of slots. New ones get workers at once where there is
// work for them; the workers of those that go finish what they run. A pool of
// threads is one process, and keeps its size. Like all that changes a running
// pool it waits for the pool to take it in, and is not for the goroutine that
// receives its events.
func (p *Pool) Resize(workers int) error {
	if workers < 1 || workers > MaxWorkers {
		return fmt.Errorf("workers: %d, want 1 to %d", workers, MaxWorkers)
	}
	if p.config.RunAs == Threads {
		return errors.New("the threads of a process are as many as it was started with")
	}
	return p.ask(func(d *dispatcher) error { return d.resize(workers) })
}

func (d *dispatcher) resize(workers int) error {
	if d.stopped {
		return ErrTerminated
	}
	d.size = workers
	for len(d.slots) < workers {
		d.slots = append(d.slots, slot{})
	}
	for n := range d.slots {
		if w := d.slots[n].worker; w != nil && n < workers {
			d.stay(w, true)
		}
	}
	d.shrink()
	d.trim()
	d.emit(Controlled{At: d.now(), Action: Resized, Task: -1, Count: workers})
	return nil
}

// stay lets a worker stay, or has it leave when it has done what it runs.
func (d *dispatcher) stay(w *resident, wanted bool) {
	switch {
	case wanted:
		w.leaving = w.closing
	case !w.leaving:
		w.leaving = true
		if !w.recalled && (w.held > w.lanes || w.waits() > 0 && !w.speech.loose()) {
			w.recall()
		}
		d.leaveIfIdle(w)
	}
}

// leaveIfIdle ends a worker that is to leave once it has nothing to do.
func (d *dispatcher) leaveIfIdle(w *resident) {
	if w.leaving && w.held == 0 {
		d.retire(w)
	}
}

// Pause stops handing out tasks; what runs goes on, and so does what was sent
// ahead. Twice is once.
func (p *Pool) Pause() error { return p.ask(func(d *dispatcher) error { return d.hold(true) }) }

// Continue hands tasks out again.
func (p *Pool) Continue() error { return p.ask(func(d *dispatcher) error { return d.hold(false) }) }

func (d *dispatcher) hold(on bool) error { //nolint:revive // the boolean is the value that is set
	if d.held == on {
		return nil
	}
	d.held = on
	action := Continued
	if on {
		action = Paused
		for _, s := range d.slots {
			if s.worker != nil && s.worker.hoards() {
				s.worker.recall()
			}
		}
	}
	d.emit(Controlled{At: d.now(), Action: action, Task: -1})
	return nil
}

// KillWorker ends a worker at once, by its name, which no other ever has. What it
// ran is dealt with as after any other death.
func (p *Pool) KillWorker(name string) error {
	return p.ask(func(d *dispatcher) error {
		w, err := d.worker(name)
		if err != nil {
			return err
		}
		w.process.kill()
		d.emit(Controlled{At: d.now(), Action: WorkerKilled, Worker: name, Task: -1})
		return nil
	})
}

// StopWorker suspends a worker and what it started, by SIGSTOP. The time of its
// task stands still meanwhile.
func (p *Pool) StopWorker(name string) error {
	return p.ask(func(d *dispatcher) error {
		w, err := d.worker(name)
		if err != nil || w.stopped > 0 {
			return err
		}
		d.pool.herd.stop(w.process, true)
		w.stopped = d.now()
		d.emit(Controlled{At: w.stopped, Action: WorkerStopped, Worker: name, Task: -1})
		return nil
	})
}

// ContinueWorker lets a stopped worker go on.
func (p *Pool) ContinueWorker(name string) error {
	return p.ask(func(d *dispatcher) error {
		w, err := d.worker(name)
		if err != nil {
			return err
		}
		d.pool.herd.stop(w.process, false)
		w.spare(w.stopped, d.now())
		w.stopped = 0
		d.expire()
		d.emit(Controlled{At: d.now(), Action: WorkerContinued, Worker: name, Task: -1})
		return nil
	})
}

// spare leaves the time that the worker was stopped out of its tasks' times.
func (w *resident) spare(from, to time.Duration) {
	for _, p := range w.parcels {
		if p.begun && from > 0 {
			p.idle += max(0, to-max(from, p.at))
		}
	}
}

func (d *dispatcher) worker(name string) (*resident, error) {
	for _, s := range d.slots {
		if w := s.worker; w != nil && w.name == name && w.process != nil {
			return w, nil
		}
	}
	return nil, fmt.Errorf("no worker %s lives now", name)
}

// KillTask ends one task of a job, by its index: its worker is killed when it runs,
// and it never starts when it waits. It is not tried again.
func (p *Pool) KillTask(b *Batch, index int) error {
	return p.ask(func(d *dispatcher) error {
		j, err := d.jobOf(b)
		if err != nil {
			return err
		}
		if index < 0 || index >= j.read {
			return fmt.Errorf("there is no task %d", index)
		}
		if err := d.killAt(j, index); err != nil {
			return err
		}
		d.emit(Controlled{At: d.now(), Action: TaskKilled, Task: index})
		return nil
	})
}

func (d *dispatcher) killAt(j *job, index int) error {
	for _, s := range d.slots {
		if s.worker == nil {
			continue
		}
		for _, p := range s.worker.parcels {
			if p.job == j && p.begun && p.running() == index {
				d.killTask(s.worker, p)
				return nil
			}
		}
	}
	if !d.waitsAt(j, index) {
		return fmt.Errorf("task %d has ended", index)
	}
	j.strikeOut(index, Result{State: NotRun, Err: "was taken out by hand before it started"})
	d.strike(j)
	return nil
}

// waitsAt reports whether a task is queued, or held by a worker that has not begun it.
func (d *dispatcher) waitsAt(j *job, index int) bool {
	in := func(p *parcel) bool { return p.job == j && index >= p.running() && index < p.index+p.inputs.len() }
	if index >= j.dealt || slices.ContainsFunc(j.back, in) {
		return true
	}
	return slices.ContainsFunc(d.slots, func(s slot) bool { return s.worker != nil && slices.ContainsFunc(s.worker.parcels, in) })
}

// killTask kills the worker of a task that runs.
func (d *dispatcher) killTask(w *resident, p *parcel) {
	p.byHand, w.byHand = true, true
	w.process.kill()
}

func (d *dispatcher) jobOf(b *Batch) (*job, error) {
	n := slices.IndexFunc(d.jobs, func(j *job) bool { return j.batch == b })
	if n < 0 {
		return nil, errors.New("the job has ended")
	}
	return d.jobs[n], nil
}

// AddInputs gives a job that has not ended more inputs, after those it has.
func (p *Pool) AddInputs(b *Batch, inputs []json.RawMessage) error {
	return p.ask(func(d *dispatcher) error {
		j, err := d.jobOf(b)
		if err != nil {
			return err
		}
		switch {
		case j.halted || d.stopped:
			return errJobStopped
		case j.shut:
			return errors.New("the inputs were closed: the job takes no more")
		}
		if j.Total >= 0 {
			j.Total += len(inputs)
		}
		more := readingOf(inputs)
		j.source.claim(more)
		d.emit(Controlled{At: d.now(), Action: InputsAdded, Task: -1, Count: len(inputs)})
		d.addInputs(j, more)
		return nil
	})
}

var errJobStopped = errors.New("the job was stopped")

// CloseInputs has a job take no further inputs, as close() does of Python's Pool: what was
// taken is done. AddInputs is refused from then on, and of inputs whose number was not
// known beforehand those that were not read yet never are. Twice is once.
func (p *Pool) CloseInputs(b *Batch) error {
	return p.ask(func(d *dispatcher) error {
		j, err := d.jobOf(b)
		switch {
		case err != nil:
			return err
		case j.halted || d.stopped:
			return errJobStopped
		case j.shut:
			return nil
		}
		j.shut = true
		d.emit(Controlled{At: d.now(), Action: InputsClosed, Task: -1})
		if j.Total < 0 && !j.all {
			d.cutInputs(j)
		}
		return nil
	})
}

// cutInputs has what was read of a job's inputs be all of them.
func (d *dispatcher) cutInputs(j *job) {
	j.stopFeed() // nothing is left to be taken after this but what take returns now
	inputs, _, err := j.source.take()
	d.addInputs(j, inputs)
	j.err = err
	d.emit(TasksRead{At: d.now(), Read: j.read, Complete: true})
	d.settleJob(j)
}

// Suspend stops every process of the pool with SIGSTOP before it returns: for a
// program that is about to be stopped itself, as by Ctrl-Z. What passes until Resume
// counts for no task's timeout. It may be called while nobody receives events.
func (p *Pool) Suspend() {
	at := time.Since(p.begun)
	p.inbox.ask(func(d *dispatcher) { d.suspended = at })
	p.herd.suspend()
}

// Resume lets the processes go on that Suspend stopped.
func (p *Pool) Resume() {
	p.inbox.ask(func(d *dispatcher) {
		for _, s := range d.slots {
			if s.worker != nil && s.worker.stopped == 0 {
				s.worker.spare(d.suspended, d.now())
			}
		}
		d.suspended = 0
		d.expire()
	})
	p.herd.resume()
}
