package run

import "math"

// leastBreak is how many seconds a slot is empty at the least for its line to have a hole
// there: where one process follows another at once there would be no more than points.
const leastBreak = 0.05

// track is the line of a slot in which each task has a process of its own.
type track struct{ cpu, rss history }

//nolint:revive // the boolean is what is to be done
func newTrack(empty history, reserve bool) *track {
	t := &track{cpu: empty, rss: empty}
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

// come ends what leave began, when the process that is read now began: its first value does
// not hold for the time before.
func (t *track) come(began float64) {
	n := len(t.rss.V)
	if n == 0 || !math.IsNaN(t.rss.V[n-1]) || began-t.rss.T[n-1] < leastBreak {
		return
	}
	t.cpu.grow(began, math.NaN())
	t.rss.grow(began, math.NaN())
}
