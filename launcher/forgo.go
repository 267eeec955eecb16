package launcher

import (
	"cmp"
	"errors"
	"slices"
)

// errUnwanted is why a worker was not started that nobody wants any more.
var errUnwanted = errors.New("it is not wanted any more")

// shrink has the workers leave that live beyond the pool's size. What those hold that are
// no processes yet goes back in its order, whichever of them was handed it first.
func (d *dispatcher) shrink() {
	var coming []*resident
	for _, s := range d.slots[min(d.size, len(d.slots)):] {
		switch w := s.worker; {
		case w == nil || w.leaving:
		case w.process == nil && d.config.Command == nil:
			coming = append(coming, w)
		default:
			d.stay(w, false)
		}
	}
	slices.SortFunc(coming, func(a, b *resident) int { return cmp.Compare(b.first(), a.first()) })
	for _, w := range coming {
		d.forgo(w)
	}
}

// first is the index of the first task that the worker holds, -1 for none.
func (w *resident) first() int {
	if len(w.parcels) == 0 {
		return -1
	}
	return w.parcels[0].running()
}

// forgo takes everything back from a worker that is no process yet. Where its start is
// under way it is told of no task, and ends.
func (d *dispatcher) forgo(w *resident) {
	w.unwanted.Store(true)
	w.outbox.abandon()
	d.requeue(w, d.now())
	d.retire(w)
}
