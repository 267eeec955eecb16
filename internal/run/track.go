package run

import "math"

// track is the line of a slot in which each task has a process of its own.
type track struct{ cpu, rss history }

//nolint:revive // the boolean is what is to be done
func newTrack(gap float64, reserve bool) *track {
	t := &track{cpu: history{gap: gap}, rss: history{gap: gap}}
	if reserve {
		t.cpu.reserve()
		t.rss.reserve()
	}
	return t
}

// leave breaks the line at the end of a process, where there is a line to break: of
// a thousand processes a second few are ever read.
func (t *track) leave(at float64) {
	if n := len(t.rss.V); n > 0 && !math.IsNaN(t.rss.V[n-1]) {
		t.cpu.add(at, math.NaN())
		t.rss.add(at, math.NaN())
	}
}
