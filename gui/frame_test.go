package gui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// The tests' window lays out anew whenever it is asked to, so what Fyne's own one would
// forget is seen by the order alone; package e2e sees the pixels.
func TestTheTopOfTheWindowIsLaidOutAfterAllElse(t *testing.T) {
	s := newStage(t, fyne.NewSize(1280, 800))
	all := s.w.win.Content().(*fyne.Container).Objects[0].(*fyne.Container).Objects
	top := all[len(all)-1].Position()
	for _, o := range all {
		if o.Position().Y < top.Y {
			t.Errorf("%T at %v comes before the last at %v, want the last to be the top", o, o.Position(), top)
		}
	}
	if len(all) != 3 {
		t.Errorf("parts of the window = %d, want 3", len(all))
	}
}
