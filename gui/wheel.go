package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// wheel lies over the form and takes nothing but the turns of the mouse wheel. Fyne
// gives a turn to the innermost object that could scroll, and each entry could: the
// form would stand still as soon as one of them is under the mouse.
type wheel struct {
	widget.BaseWidget
	entries []*listEntry
	form    *container.Scroll
}

func newWheel(entries []*listEntry) *wheel {
	w := &wheel{entries: entries}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled moves the text of the entry under the mouse while there is more of it that
// way, else the form.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) {
	for _, entry := range w.entries {
		if covers(entry, e.AbsolutePosition) && entry.scrolled(e) {
			return
		}
	}
	w.form.Scrolled(e)
}

// CreateRenderer is what a Fyne widget is asked for.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// covers reports whether an object that is shown lies under a point of the canvas. One
// in what is hidden counts as in the upper left corner, where no form is.
func covers(o fyne.CanvasObject, at fyne.Position) bool {
	inside := at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(o))
	size := o.Size()
	return o.Visible() && inside.X >= 0 && inside.Y >= 0 && inside.X < size.Width && inside.Y < size.Height
}
