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

// rebalance takes back what was sent ahead to workers that turned out slow, when
// another worker has nothing to do.
func (d *dispatcher) rebalance() {
	if !d.idle() {
		return
	}
	for _, s := range d.slots {
		if s.worker == nil || !s.worker.hoards() {
			continue
		}
		if silent := d.now() - s.worker.touched; silent < slowness {
			d.wakeIn(slowness - silent)
			continue
		}
		s.worker.recalled = true
		s.worker.outbox.put(wire.Append(nil, wire.KindRecall, func(b []byte) []byte { return b }))
	}
}

// idle reports whether a worker waits for tasks. It is asked when there are none
// left to hand out.
func (d *dispatcher) idle() bool {
	for _, s := range d.slots {
		if w := s.worker; w != nil && w.ready && len(w.tasks) == 0 && !w.closing && d.left(w) > 0 {
			return true
		}
	}
	return false
}

// hoards reports whether a worker holds tasks that it has not begun and that can
// be taken back. The tasks of a chunk stay together.
func (w *resident) hoards() bool {
	n := len(w.tasks)
	return n > w.lanes && !w.recalled && !w.closing && w.broken == nil && w.tasks[n-1].job.chunk == 1
}

// takeReturned queues what a worker gave back.
func (d *dispatcher) takeReturned(w *resident, r wire.Returned) {
	w.recalled = false
	for _, id := range slices.Backward(r.IDs) {
		t := w.find(id)
		if t == nil || t.started {
			d.spoil(w, errors.New("it returned a task that it did not hold"))
			return
		}
		w.drop(t)
		w.taken--
		delete(d.tasks, t.id)
		t.job.putBack([]*task{t})
		if d.stopped || t.job.halted {
			d.drop(t.job, d.now())
		}
	}
}

// wakeIn has the dispatcher look again after a while.
func (d *dispatcher) wakeIn(pause time.Duration) {
	time.AfterFunc(pause, func() {
		select {
		case d.wake <- struct{}{}:
		default:
		}
	})
}
