//go:build e2e && linux

package e2e

import (
	"image"
	"testing"
	"time"
)

// A window that is closed gets what the mouse does until it is gone: over a field the mouse
// has another shape than beside it.
func TestAWindowThatIsClosedUnderAMovingMouseEnds(t *testing.T) {
	const times = 3
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			for range times {
				s := open(t, bin)
				s.painted(t)
				place, err := s.Resize(within(t, 15*time.Second), s.window, 1280, 800)
				must(t, err)
				must(t, s.PressAndMove(within(t, 5*time.Second), "ctrl+q", place.Min.Add(fieldPoint()), place.Min.Add(besidePoint()), 20))
				s.ends(t)
				s.nothingLeft(t)
			}
		})
	}
}

// fieldPoint is in the field for the title of the plan, and besidePoint in the empty chart.
func fieldPoint() image.Point  { return image.Pt(200, 148) }
func besidePoint() image.Point { return image.Pt(700, 200) }
