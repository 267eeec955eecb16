package launcher

import (
	"errors"
	"slices"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// slowness is how long a worker may say nothing before others that are idle get
// the tasks that were sent ahead to it.
const slowness = 2 * time.Millisecond

// stuck is how long a worker may say nothing that holds tasks and has begun none, and
// how long it may leave a recall without an answer before it is given up: it stands
// still, and nothing is lost with it.
const (
	stuck   = time.Second
	deafFor = 5 * time.Second
)

// rebalance takes back what was sent ahead to workers that turned out slow, when
// another worker has nothing to do.
func (d *dispatcher) rebalance() {
	if !d.idle() {
		return
	}
	for _, s := range d.slots {
		if w := s.worker; w != nil && w.waits() > 0 && !w.closing && w.broken == nil {
			d.takeFrom(w)
		}
	}
}

// takeFrom asks a worker for what it has not begun, or gives it up, when it is time.
func (d *dispatcher) takeFrom(w *resident) {
	silent, pause := d.now()-w.touched, slowness
	switch {
	case w.recalled && (w.begins() || w.speech.loose() || w.stopped > 0 || d.suspended > 0):
		return // its running task tells, or somebody made it stand still
	case w.recalled:
		silent, pause = d.now()-w.asked, deafFor
	case !w.begins():
		pause = stuck
	case !w.hoards():
		return
	}
	switch {
	case silent < pause:
		d.wakeIn(pause - silent)
	case w.recalled:
		d.spoil(w, errStandsStill)
	default:
		w.asked = d.now()
		w.recall()
		d.wakeIn(deafFor)
	}
}

var errStandsStill = errors.New("it stands still: it begins none of its tasks and gives none back")

// waits is how many tasks the worker holds and has not begun.
func (w *resident) waits() int {
	n := 0
	for _, p := range w.parcels {
		n += p.waits()
	}
	return n
}

// begins reports whether the worker has begun a task that has not ended.
func (w *resident) begins() bool {
	return slices.ContainsFunc(w.parcels, func(p *parcel) bool { return p.begun })
}

// recall asks for everything that a worker has not begun.
func (w *resident) recall() {
	w.recalled = true
	w.outbox.put(w.speech.recall())
}

// idle reports whether a worker waits for tasks. It is asked when there are none
// left to hand out.
func (d *dispatcher) idle() bool {
	return !d.held && slices.ContainsFunc(d.slots, func(s slot) bool {
		w := s.worker
		return w != nil && w.ready && w.held == 0 && !w.leaving && w.stopped == 0 && d.left(w) > 0
	})
}

// hoards reports whether a worker holds tasks that it has not begun and that can
// be taken back. The tasks of a chunk stay together.
func (w *resident) hoards() bool {
	n := len(w.parcels)
	if n == 0 || w.recalled || w.closing || w.broken != nil || w.held <= w.lanes {
		return false
	}
	last := w.parcels[n-1]
	return last.apart && last.waits() > 0
}

// takeReturned queues what a worker gave back: ends of parcels.
func (d *dispatcher) takeReturned(w *resident, ranges []wire.Range) {
	w.recalled = false
	for _, part := range slices.Backward(ranges) {
		p := w.find(part.ID)
		if p == nil || part.ID+part.Count != p.id+p.inputs.len() || part.Count > p.waits() {
			d.spoil(w, errors.New("it returned a task that it did not hold"))
			return
		}
		w.held -= part.Count
		w.taken -= part.Count
		d.giveBack(p.part(p.left()-part.Count, part.Count), d.now())
		if p.inputs = p.inputs.view(0, p.inputs.len()-part.Count); p.left() == 0 {
			w.drop(p)
		}
	}
	d.leaveIfIdle(w)
}

// wakeIn has the dispatcher look again after a while, or sooner where something else
// wants that: who still waits then says so again.
func (d *dispatcher) wakeIn(pause time.Duration) {
	at := d.now() + pause
	if d.waking > 0 && d.waking <= at {
		return
	}
	d.waking = at
	time.AfterFunc(pause, func() {
		select {
		case d.wake <- struct{}{}:
		default:
		}
	})
}
