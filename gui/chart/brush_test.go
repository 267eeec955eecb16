package chart

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestAStretchIsChosenWithShiftOrTheSecondButton(t *testing.T) {
	r := drawn(t, pool(4, 30), fyne.NewSize(700, 500))
	c, a := r.chart, &asked{}
	c.Navigate = a
	begin, end := r.over(0, 20), r.over(0, 5)
	mouse := func(at fyne.Position, b desktop.MouseButton, m fyne.KeyModifier) *desktop.MouseEvent {
		return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: b, Modifier: m}
	}
	c.MouseDown(mouse(begin, desktop.MouseButtonPrimary, fyne.KeyModifierShift))
	c.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: end}, Dragged: fyne.NewDelta(end.X-begin.X, 0)})
	if !r.brush.Visible() || r.brush.Size().Width != begin.X-end.X {
		t.Errorf("area: visible %v, %v wide; want it from 5 to 20 s", r.brush.Visible(), r.brush.Size().Width)
	}
	if text := strings.Join(r.shown(), "\n"); !strings.Contains(text, "zoom to 15.0") {
		t.Errorf("texts = %q, want how long it is", text)
	}
	c.DragEnd()
	a.got(t, "with Shift", "show 5.00 to 20.00")
	c.MouseUp(mouse(end, desktop.MouseButtonPrimary, 0))
	a.got(t, "the button let go after that", "")
	c.MouseDown(mouse(end, desktop.MouseButtonSecondary, 0))
	c.MouseMoved(mouse(begin, desktop.MouseButtonSecondary, 0))
	c.MouseUp(mouse(begin, desktop.MouseButtonSecondary, 0))
	a.got(t, "with the second button", "show 5.00 to 20.00")
	if r.brush.Visible() {
		t.Error("the area is shown when all is over")
	}
}

func TestASlipAndAButtonThatWasLetGoElsewhereChooseNothing(t *testing.T) {
	r := drawn(t, pool(4, 30), fyne.NewSize(700, 500))
	c, a := r.chart, &asked{}
	c.Navigate = a
	begin, end := r.over(0, 5), r.over(0, 20)
	down := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: begin}, Button: desktop.MouseButtonSecondary}
	c.MouseDown(down)
	c.MouseUp(down)
	c.MouseDown(down)
	c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: end}})
	c.MouseUp(down)
	a.got(t, "a slip, and one that came back with no button", "")
	c.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: begin}, Button: desktop.MouseButtonPrimary})
	c.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: end}, Dragged: fyne.NewDelta(r.geo.width/3, 0)})
	a.got(t, "without Shift", "scroll -10.0")
}

func TestAChoiceIsTakenBackByEscapeAndByLeavingTheChart(t *testing.T) {
	r := drawn(t, pool(4, 30), fyne.NewSize(700, 500))
	c, a := r.chart, &asked{}
	c.Navigate = a
	begin, end := r.over(0, 5), r.over(0, 20)
	drag := &fyne.DragEvent{PointEvent: fyne.PointEvent{Position: end}, Dragged: fyne.NewDelta(end.X-begin.X, 0)}
	c.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: begin}, Button: desktop.MouseButtonPrimary, Modifier: fyne.KeyModifierShift})
	c.Dragged(drag)
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.brush.Visible() {
		t.Error("the area is shown after Escape")
	}
	c.Dragged(drag)
	c.DragEnd()
	a.got(t, "the rest of the drag after Escape", "")
	c.Dragged(drag)
	if a.got(t, "the next drag", "scroll -15.0"); c.brush.spent {
		t.Error("the next drag is still spent")
	}
	second := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: begin}, Button: desktop.MouseButtonSecondary}
	c.MouseDown(second)
	c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: end}, Button: desktop.MouseButtonSecondary})
	c.MouseOut()
	if r.brush.Visible() {
		t.Error("the area stays when the mouse has left with the second button")
	}
	c.MouseUp(second)
	a.got(t, "the second button out of the chart", "")
}

func TestAChoiceBeginsAtItsInstantThoughThePictureMovesOn(t *testing.T) {
	d := pool(4, 30)
	r := drawn(t, d, fyne.NewSize(700, 500))
	c, a := r.chart, &asked{}
	c.Navigate = a
	begin, end := r.over(0, 10), r.over(0, 20)
	c.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: begin}, Button: desktop.MouseButtonPrimary, Modifier: fyne.KeyModifierShift})
	c.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: end}, Dragged: fyne.NewDelta(end.X-begin.X, 0)})
	d.From, d.To = d.From+4, d.To+4
	c.SetData(d)
	c.DragEnd()
	a.got(t, "after 4 s more", "show 10.00 to 24.00")
}
