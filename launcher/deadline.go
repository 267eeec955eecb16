package launcher

import (
	"math"
	"time"
)

// deadline tells the dispatcher when to look for a task whose time is over.
type deadline struct {
	timer  *time.Timer
	passed <-chan time.Time
	set    bool
}

func newDeadline() deadline {
	timer := time.NewTimer(math.MaxInt64)
	return deadline{timer: timer, passed: timer.C}
}

// expect sees to it that a task that began at a time is looked at when its time is
// over. All tasks have the same, so one look is set at a time: for the oldest.
func (d *dispatcher) expect(begun time.Duration) {
	if d.config.Timeout == 0 || d.due.set {
		return
	}
	d.due.timer.Reset(max(0, begun+d.config.Timeout-d.now()))
	d.due.set = true
}

// expire kills the workers of the tasks whose time is over, unless their end has
// arrived meanwhile, and looks again when the next one's is.
func (d *dispatcher) expire() {
	d.due.set = false
	d.catchUp()
	d.openInbox() // somebody may have stopped the clock
	if d.config.Timeout == 0 || d.suspended > 0 {
		return
	}
	oldest := time.Duration(-1)
	for _, s := range d.slots {
		if s.worker == nil || s.worker.stopped > 0 {
			continue
		}
		for _, p := range s.worker.parcels {
			since := p.at + p.idle
			switch {
			case !p.begun, s.worker.process.gentle && s.worker.process.isOver():
			case since+d.config.Timeout <= d.now():
				p.timedOut, s.worker.expired = true, true
				s.worker.expire(d.config.Grace)
			case oldest < 0 || since < oldest:
				oldest = since
			}
		}
	}
	if oldest >= 0 {
		d.due.set = false // what began while this caught up may have set a look that is later
		d.expect(oldest)
	}
}

// expire ends a worker whose task's time is over. A command may end in its own way
// first, within the grace period.
func (w *resident) expire(grace time.Duration) {
	if w.process.gentle {
		w.process.terminate(grace)
		return
	}
	w.process.kill()
}
