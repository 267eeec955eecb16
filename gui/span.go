package gui

import (
	"math"
	"time"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

// span is which part of a run the time axis shows. While it follows, its right end is
// the newest instant. All of it is in seconds since the run began.
type span struct {
	length  float64 // that is shown; 0 is all there is
	to      float64 // the right end where it does not follow
	parted  bool    // it was scrolled away from the newest instant
	changed func()  // called after each change; may be nil
	newest  float64 // instant there is
	ended   bool    // no more will come
	still   bool    // the picture is paused, or the run has ended
	chosen  bool    // the length is the user's wish and stays when the run ends
}

// The lengths that can be chosen, in seconds.
const (
	halfMinute  = 30
	minute      = 60
	fiveMinutes = 300
	wholeRun    = 0
)

const (
	shortest  = 2             // seconds the axis shows at least of a run that goes on, so that it does not race at the start
	briefest  = chart.Closest // seconds that can be zoomed to
	beginning = 0.001
)

func newSpan(changed func()) *span { return &span{length: halfMinute, changed: changed} }

// unchosen is the wish of who never chose a length.
const unchosen = -1

// wish returns the length that was chosen, to be remembered.
func (v *span) wish() float64 {
	if !v.chosen {
		return unchosen
	}
	return v.length
}

// restore takes back a wish. What somebody else wrote there is none.
func (v *span) restore(wish float64) {
	for _, l := range lengthNames() {
		if l.length == wish {
			v.length, v.chosen = wish, true
		}
	}
}

// forget goes back to the newest instant: another run begins. The length stays.
func (v *span) forget() { v.to, v.parted, v.newest, v.ended, v.still = 0, false, 0, false, false }

// take learns how far a run has come, and whether its picture is paused.
func (v *span) take(s *run.Snapshot, paused bool) {
	v.newest, v.ended = math.Max(s.Elapsed.Seconds(), beginning), s.Phase == run.Ended
	v.still = paused || v.ended
}

// window returns what is to be shown.
func (v *span) window() (from, to float64) {
	if v.parted {
		return v.to - v.length, v.to
	}
	to = v.newest
	if !v.ended {
		to = math.Max(to, shortest)
	}
	if v.whole() {
		return 0, to
	}
	return math.Max(0, to-v.length), to
}

// whole tells that all of the run is shown: because that was chosen, or because it has
// ended and nothing else was.
func (v *span) whole() bool { return v.length == wholeRun || v.ended && !v.chosen }

// shown returns the length that is shown: one that can be chosen, or another after a zoom.
func (v *span) shown() float64 {
	if v.whole() && !v.parted {
		return wholeRun
	}
	return v.length
}

// choose shows another length. The right end stays where it is.
func (v *span) choose(length float64) {
	v.length, v.chosen = length, true
	if length == wholeRun {
		v.parted = false
	}
	v.settle()
}

// Zoom shows factor times as much; see chart.Navigator. A picture that follows goes on
// to: its right end stays, whatever the instant.
func (v *span) Zoom(factor, at float64) {
	from, to := v.window()
	length := math.Max((to-from)*factor, briefest)
	if length >= math.Max(v.newest, shortest) {
		v.choose(wholeRun)
		return
	}
	if !math.IsNaN(at) && (v.parted || v.still) {
		v.to, v.parted = at+(to-at)*length/(to-from), true
	}
	v.length, v.chosen = length, true
	v.settle()
}

// Scroll moves the picture; see chart.Navigator.
func (v *span) Scroll(seconds float64) {
	from, to := v.window()
	if from <= 0 && seconds < 0 || v.whole() {
		return
	}
	v.length, v.to, v.parted, v.chosen = to-from, to+seconds, true, true
	v.settle()
}

// ScrollToEnd follows again.
func (v *span) ScrollToEnd() {
	v.parted = false
	v.settle()
}

// ScrollToStart shows the beginning.
func (v *span) ScrollToStart() {
	from, _ := v.window()
	v.Scroll(-from)
}

// Show shows a stretch of the run; see chart.Navigator.
func (v *span) Show(from, to float64) {
	length := math.Max(to-from, briefest)
	v.length, v.to, v.parted, v.chosen = length, (from+to+length)/2, true, true
	v.settle()
}

// settle keeps the picture within the run: one that reaches the newest instant follows
// again.
func (v *span) settle() {
	if v.parted {
		v.to = math.Max(v.to, v.length)
		v.parted = v.to < v.newest
	}
	if v.changed != nil {
		v.changed()
	}
}

// behind returns how long ago the right end of the picture was, 0 where it follows.
func (v *span) behind() time.Duration {
	if !v.parted {
		return 0
	}
	return time.Duration((v.newest - v.to) * float64(time.Second))
}
