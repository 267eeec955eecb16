//go:build e2e && linux

package e2e

import (
	"image"
	"slices"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// runButton is where the button Run stands in a window.
func runButton(window image.Rectangle) image.Rectangle {
	return image.Rect(6, 32, 60, 54).Add(window.Min)
}

// onlyWorkers expects that the window has started these workers and no others, whichever
// pool they are of.
func (s *session) onlyWorkers(t *testing.T, workers []desktop.Process) {
	t.Helper()
	marked, err := desktop.Marked(s.mark)
	must(t, err)
	for _, p := range marked {
		known := slices.ContainsFunc(workers, func(w desktop.Process) bool { return w.PID == p.PID && w.Start == p.Start })
		if p.WorkerName() != "" && !known {
			t.Errorf("%s (PID %d) is a worker of another run, want those of the first alone", p.WorkerName(), p.PID)
		}
	}
}

// stopsFast ends a run by many presses, and expects all of it to end, and that another
// one is offered.
func (s *session) stopsFast(t *testing.T, workers []desktop.Process) {
	t.Helper()
	must(t, s.Type(within(t, 5*time.Second), keyTime, slices.Repeat([]string{"ctrl+period"}, 20)...))
	gone(t, timeToStop, workers)
	s.workers(t, 0)
	s.offered(t)
}

func TestRunPressedTwiceFastStartsOneRun(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			for range 3 {
				must(t, s.Type(within(t, 5*time.Second), keyTime, slices.Repeat([]string{"ctrl+r"}, 10)...))
				workers := s.workers(t, planWorkers)
				s.changes(t, "ctrl+3", 0.01) // all keys before this one have arrived
				s.press(t, "ctrl+1")
				s.onlyWorkers(t, workers)
				s.stopsFast(t, workers)
			}
			s.closes(t)
		})
	}
}

// offered waits until a run can be started.
func (s *session) offered(t *testing.T) {
	t.Helper()
	place, err := s.Place(within(t, 5*time.Second), s.window)
	must(t, err)
	must(t, desktop.Until(within(t, 10*time.Second), "Run is offered", func() (bool, error) { return s.offers(t, place), nil }))
}

// offers tells whether Run can be pressed: it has the colour of what is important then.
func (s *session) offers(t *testing.T, window image.Rectangle) bool {
	t.Helper()
	button := runButton(window)
	const ring = 5 // that the focus draws along the button's edge
	c := s.whole(t).RGBAAt(button.Min.X+ring, button.Min.Y+button.Dy()/2)
	return int(c.B)-int(c.R) > 60
}

// focusRun gives the focus to the button Run by keyboard: backwards from nothing, it comes
// behind the button for help, while Pause and Stop can't be pressed.
func (s *session) focusRun(t *testing.T) {
	t.Helper()
	s.offered(t)
	s.changes(t, "shift+Tab", 1e-5)
	s.press(t, "shift+Tab")
}

func TestAKeyHeldOnRunStartsOneRun(t *testing.T) {
	for name, bin := range programs(t) {
		for _, key := range []string{"Return", "space"} {
			t.Run(name+"/"+key, func(t *testing.T) {
				s := open(t, bin)
				s.painted(t)
				s.focusRun(t)
				var since time.Time
				must(t, s.Hold(within(t, 15*time.Second), key, "a run goes on for 2 s", func() (bool, error) {
					all, err := desktop.Workers(s.program.PID)
					if len(all) > 0 && since.IsZero() {
						since = time.Now()
					}
					return !since.IsZero() && time.Since(since) > 2*time.Second, err
				}))
				workers := s.workers(t, planWorkers)
				s.onlyWorkers(t, workers)
				s.stopsFast(t, workers)
				s.closes(t)
			})
		}
	}
}
