package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestAMeterWithoutRoomIsNotDrawnBackwards(t *testing.T) {
	test.NewTempApp(t)
	m := newMeter()
	m.set(0.5, 0.1)
	r := m.CreateRenderer()
	r.Layout(fyne.NewSize(-40, meterHeight))
	for _, o := range r.Objects() {
		if got := o.Size().Width; got < 0 {
			t.Errorf("width = %v, want 0 at least: Fyne's software painter does not live through it", got)
		}
	}
}
