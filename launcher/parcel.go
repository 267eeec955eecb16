package launcher

import (
	"bytes"
	"slices"
	"time"
)

// parcel is consecutive tasks of a job that are handed to a worker together. One
// that is tried again is of one task. The dispatcher owns it.
type parcel struct {
	job     *job
	index   int // of the first task, in the job
	inputs  texts
	apart   bool // each task may be taken back by itself: they are sent ahead, and are no chunk
	attempt int  // from 1
	charged int  // failed attempts that count against the pool's retries
	deaths  int  // workers that died under it and that it was retried after
	unbegun int  // workers that died before they began it, with nothing else to do

	id       int           // of the first task, while it is handed out; never used twice in a pool
	done     int           // tasks that ended
	begun    bool          // the next one runs
	at       time.Duration // since then
	idle     time.Duration // of that, how long its process was stopped by us
	lane     int           // it runs there
	timedOut bool
	byHand   bool   // somebody killed the task
	lostBy   Result // how its worker died, where nobody waits for it any more
}

// left is how many of its tasks have not ended.
func (p *parcel) left() int { return p.inputs.len() - p.done }

// running is the index of the task that runs, or is next.
func (p *parcel) running() int { return p.index + p.done }

// nextID is the ID of the task that runs, or is next.
func (p *parcel) nextID() int { return p.id + p.done }

// waits is how many of its tasks have not begun.
func (p *parcel) waits() int {
	if p.begun {
		return p.left() - 1
	}
	return p.left()
}

// part returns a new parcel of n tasks that have not ended, from the k-th of them on.
func (p *parcel) part(k, n int) *parcel {
	from := p.done + k
	return &parcel{
		job: p.job, index: p.index + from, inputs: p.inputs.view(from, n), apart: p.apart,
		attempt: p.attempt, charged: p.charged, deaths: p.deaths, unbegun: p.unbegun,
	}
}

// one returns the task that runs, or is next, as a parcel of its own that still
// knows where and since when it runs.
func (p *parcel) one() *parcel {
	t := p.part(0, 1)
	t.begun, t.at, t.lane, t.idle, t.timedOut, t.byHand = p.begun, p.at, p.lane, p.idle, p.timedOut, p.byHand
	return t
}

// rest returns what follows the running task; nil for nothing.
func (p *parcel) rest() *parcel {
	if p.left() < 2 {
		return nil
	}
	return p.part(1, p.left()-1)
}

// pass counts n tasks as ended; next tells that the one after them began at once.
func (p *parcel) pass(n int, at time.Duration, next bool) {
	p.done += n
	p.begun, p.at, p.idle = next, at, 0
	p.timedOut, p.byHand = false, false
}

// result begins the result of its first task's attempt.
func (p *parcel) result(state State, at time.Duration) Result {
	return Result{At: at, Task: p.running(), Lane: p.lane, State: state, Input: bytes.Clone(p.inputs.at(p.done)), Attempt: p.attempt}
}

// find returns the parcel that the task of an ID is in; nil when the worker holds none.
func (w *resident) find(id int) *parcel {
	for _, p := range w.parcels {
		if id >= p.id && id < p.id+p.inputs.len() {
			return p
		}
	}
	return nil
}

// drop takes a parcel from those that the worker holds. It is the first but with
// threads, so nothing is moved.
func (w *resident) drop(p *parcel) {
	if len(w.parcels) > 0 && w.parcels[0] == p {
		w.parcels[0] = nil
		w.parcels = w.parcels[1:]
		return
	}
	w.parcels = slices.DeleteFunc(w.parcels, func(other *parcel) bool { return other == p })
}
