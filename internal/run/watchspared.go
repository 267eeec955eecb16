package run

import (
	"time"

	"github.com/poolscope/poolscope/metrics"
)

// sparedOnes are the members of a tree that are none of a Watch, by PID: see SpareOwn.
type sparedOnes map[int]spared

// spared is one of them.
type spared struct {
	start uint64
	last  time.Duration // reading that it was in
}

// spares reports whether a member that is not watched is to stay so.
func (w *Watch) spares(m metrics.Member) bool {
	if w.spared == nil {
		return false
	}
	before, known := w.spared[m.PID]
	_, descends := w.spared[m.Parent]
	if known && before.start == m.Start || descends || w.isHeld(m) {
		w.spared[m.PID] = spared{m.Start, w.glance.At}
		return true
	}
	return false
}

// forget drops those that the newest reading has not.
func (s sparedOnes) forget(newest time.Duration) {
	for pid, one := range s {
		if one.last != newest {
			delete(s, pid)
		}
	}
}
