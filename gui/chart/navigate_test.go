package chart

import (
	"fmt"
	"math"
	"testing"

	"fyne.io/fyne/v2"
)

// asked is a Navigator that writes down what it was asked.
type asked struct{ all []string }

func (a *asked) Zoom(factor, at float64) {
	a.all = append(a.all, fmt.Sprintf("zoom %.2f at %.1f", factor, at))
}

func (a *asked) Scroll(seconds float64) { a.all = append(a.all, fmt.Sprintf("scroll %.1f", seconds)) }

func (a *asked) Show(from, to float64) {
	a.all = append(a.all, fmt.Sprintf("show %.2f to %.2f", from, to))
}
func (a *asked) ScrollToEnd()   { a.all = append(a.all, "end") }
func (a *asked) ScrollToStart() { a.all = append(a.all, "start") }

func (a *asked) got(t *testing.T, what, want string) {
	t.Helper()
	if got := fmt.Sprint(a.all); got != "["+want+"]" {
		t.Errorf("%s: asked for %s, want [%s]", what, got, want)
	}
	a.all = nil
}

func TestWheelDragAndKeysMoveTheAxis(t *testing.T) {
	r := drawn(t, pool(4, 30), fyne.NewSize(700, 500))
	c, a := r.chart, &asked{}
	c.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 25)})
	c.Navigate = a
	at := r.over(0, 12)
	turn := func(dx, dy float32) {
		c.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.NewDelta(dx, dy)})
	}
	turn(0, 25)
	a.got(t, "a notch", "zoom 0.80 at 12.0")
	turn(0, -50)
	a.got(t, "two notches back", "zoom 1.56 at 12.0")
	turn(r.geo.width/2, 1)
	a.got(t, "half of the picture sideways", "scroll -15.0")
	c.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(r.geo.width/3, 4)})
	a.got(t, "drawn to the right", "scroll -10.0")
	for key, want := range map[fyne.KeyName]string{
		fyne.KeyLeft: "scroll -3.0", fyne.KeyRight: "scroll 3.0", fyne.KeyPageUp: "scroll -30.0", fyne.KeyHome: "start", fyne.KeyEnd: "end",
		fyne.KeyUp: fmt.Sprintf("zoom 0.80 at %.1f", math.NaN()),
	} {
		c.TypedKey(&fyne.KeyEvent{Name: key})
		a.got(t, string(key), want)
	}
	c.TypedRune('-')
	a.got(t, "minus", "zoom 1.25 at NaN")
}

func TestTheChartShowsThatKeysComeToIt(t *testing.T) {
	r := drawn(t, pool(4, 30), fyne.NewSize(700, 500))
	r.chart.FocusGained()
	if r.focus.Visible() {
		t.Error("an axis that stands still has the focus")
	}
	r.chart.Navigate = &asked{}
	r.chart.FocusGained()
	if !r.focus.Visible() {
		t.Error("no frame with the focus")
	}
	r.chart.FocusLost()
	if r.focus.Visible() {
		t.Error("a frame without the focus")
	}
}
