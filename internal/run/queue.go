package run

import "time"

// queueHistory is the history of how many tasks waited and ran. An event is too short a
// time for a point: it is written down at most as often as a snapshot is made.
type queueHistory struct {
	queued, running history
}

func (h *queueHistory) reserve() {
	h.queued.reserve()
	h.running.reserve()
}

// add takes in the counts at an instant, in seconds since the run began. A point speaks
// of the time since the point before it: after a longer time without one, the counts of
// then lasted until just now.
func (h *queueHistory) add(at float64, c Counts) {
	h.queued.hold(at, float64(c.Queued))
	h.running.hold(at, float64(c.Running))
}

// hold adds a value that may have changed a moment before t.
func (h *history) hold(t, v float64) {
	n := len(h.T)
	switch before := t - publishEvery.Seconds(); {
	case n > 0 && h.T[n-1] >= t:
		return
	case n > 0 && h.T[n-1] < before && h.V[n-1] != v:
		h.add(before, h.V[n-1])
	}
	h.add(t, v)
}

// count writes down how many tasks wait and run, for the snapshot of that instant.
func (m *model) count(now time.Duration) {
	if m.phase == Ended {
		now = m.over
	}
	m.queue.add(now.Seconds(), m.counts.counts())
}
