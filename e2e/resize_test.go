//go:build e2e && linux

package e2e

import (
	"fmt"
	"image"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// blackShare is how much of a picture has not a trace of colour.
func blackShare(picture *image.RGBA) float64 {
	black := 0
	for i := 0; i+3 < len(picture.Pix); i += 4 {
		if [3]byte(picture.Pix[i:i+3]) == [3]byte{} {
			black++
		}
	}
	return float64(black) / float64(len(picture.Pix)/4)
}

// fills waits until the window has a size, and is painted into each of its corners: what was
// not painted is black, and no theme has that much of it. A size that the window took back
// is asked for again: Fyne sets the one that it last heard of when the least size of the
// content changes meanwhile (runGL and repaintWindow in internal/driver/glfw of v2.7.1).
func (s *session) fills(t *testing.T, width, height int) {
	t.Helper()
	ctx := within(t, 10*time.Second)
	const corner, most = 48, 0.02
	var place image.Rectangle
	var black float64
	asked := time.Now()
	err := desktop.Until(ctx, fmt.Sprintf("the window has %dx%d and is painted", width, height), func() (bool, error) {
		var err error
		if place, err = s.Place(ctx, s.window); err != nil || place.Dx() != width || place.Dy() != height {
			if time.Since(asked) > time.Second && err == nil {
				asked, err = time.Now(), s.AskSize(ctx, s.window, width, height)
			}
			return false, err
		}
		black = blackShare(s.part(t, place))
		for _, x := range []int{place.Min.X, place.Max.X - corner} {
			for _, y := range []int{place.Min.Y, place.Max.Y - corner} {
				at := image.Pt(x, y)
				black = max(black, blackShare(s.part(t, image.Rectangle{Min: at, Max: at.Add(image.Pt(corner, corner))})))
			}
		}
		return black < most, nil
	})
	if err != nil {
		s.save(t, "size")
		t.Fatalf("window at %v, %.0f %% of it or of a corner are black: %v", place, 100*black, err)
	}
}

func TestTheWindowIsPaintedInEverySizeWhileARunGoesOn(t *testing.T) {
	const width, height, times = 800, 500, 20
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			_, err := s.Resize(within(t, 15*time.Second), s.window, width, height)
			must(t, err)
			s.press(t, "ctrl+r")
			workers := s.workers(t, planWorkers)
			screen := s.whole(t).Bounds()
			for range times {
				must(t, s.AskFullScreen(within(t, 5*time.Second), s.window, true))
				s.fills(t, screen.Dx(), screen.Dy())
				must(t, s.AskFullScreen(within(t, 5*time.Second), s.window, false))
				s.fills(t, width, height)
			}
			s.save(t, "small")
			s.alive(t, workers)
			s.stopsFast(t, workers)
			s.closes(t)
		})
	}
}

// alive expects that the run goes on: its workers are the same.
func (s *session) alive(t *testing.T, workers []desktop.Process) {
	t.Helper()
	for _, w := range workers {
		if !w.Alive() {
			t.Errorf("%s (PID %d) has ended, want it to go on", w.WorkerName(), w.PID)
		}
	}
	s.workers(t, len(workers))
}

// whole returns what the screen shows.
func (s *session) whole(t *testing.T) *image.RGBA {
	t.Helper()
	picture, err := s.Picture()
	must(t, err)
	return picture
}
