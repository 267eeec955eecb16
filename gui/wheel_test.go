package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// middle is the point of the canvas in the middle of an object.
func middle(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(o.Size().Width/2, o.Size().Height/2)
}

// turned turns the wheel by steps over an object, and returns how far the form went.
// Fyne's test driver would not say where the mouse is.
func turned(f *form, o fyne.CanvasObject, by float32) float32 {
	before := f.content.Offset.Y
	f.content.Content.(*fyne.Container).Objects[1].(*wheel).Scrolled(&fyne.ScrollEvent{
		PointEvent: fyne.PointEvent{AbsolutePosition: middle(o)}, Scrolled: fyne.Delta{DY: by},
	})
	return f.content.Offset.Y - before
}

func TestTheWheelMovesTheFormWhateverIsUnderTheMouse(t *testing.T) {
	f := commandForm(t)
	canvas := fyne.CurrentApp().Driver().CanvasForObject(f.content)
	for name, o := range map[string]fyne.CanvasObject{
		"an entry of several lines": f.kinds.lines[1], "an entry": f.workers.entry, "a choice": f.method.box, "a slider": f.workers.slider,
	} {
		f.content.ScrollToTop()
		test.Scroll(canvas, middle(o), 0, -10)
		if got := f.content.Offset.Y; got != 10 {
			t.Errorf("over %s, the form moved by %g, want 10", name, got)
		}
	}
}

func TestAnEntryOfSeveralLinesScrollsAsLongAsItHasMore(t *testing.T) {
	f := commandForm(t)
	entry := f.kinds.lines[1]

	f.content.ScrollToTop()
	entry.SetText(strings.Repeat("NAME=VALUE\n", 20))
	if got := turned(f, entry, -25); got != 0 || entry.lines.Offset.Y != 25 {
		t.Errorf("with more below, form and text moved by %g and %g, want 0 and 25", got, entry.lines.Offset.Y)
	}
	turned(f, entry, -10000)
	if got := turned(f, entry, -25); got != 25 {
		t.Errorf("at the end of the text, the form moved by %g, want 25", got)
	}
	if got := turned(f, entry, 25); got != 0 {
		t.Errorf("with more above, the form moved by %g, want 0", got)
	}
	if got := turned(f, f.workers.entry, 25); got != -25 {
		t.Errorf("beside the entry, the form moved by %g, want -25", got)
	}
}

func TestAShortTextLeavesTheWheelToTheForm(t *testing.T) {
	f := commandForm(t)
	entry := f.kinds.lines[1]
	for _, text := range []string{"", "A=B", "A=B\nC=D", "A=" + strings.Repeat("x", 300)} {
		entry.SetText(text)
		f.content.ScrollToTop()
		if got := turned(f, entry, -25); got != 25 {
			t.Errorf("over a text of %d bytes, the form moved by %g, want 25", len(text), got)
		}
	}
}
