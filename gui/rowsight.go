package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// CreateRenderer is what a Fyne widget is asked for. Of what Fyne makes of a table, what
// its rows scroll in is kept: there is no other way to know which of them are seen.
func (t *workerTable) CreateRenderer() fyne.WidgetRenderer {
	r := t.Table.CreateRenderer()
	for _, o := range r.Objects() {
		if lines, ok := o.(*container.Scroll); ok {
			t.lines = lines
		}
	}
	return r
}

// sideStep is by how much a key moves the columns.
const sideStep = 80

// inSight reports whether all of a worker's row is seen.
func (t *workerTable) inSight(number int) bool {
	at := t.list.rowOf(number)
	if number == 0 || at < 0 || t.lines == nil {
		return false
	}
	top := float32(at) * (cellHeight + theme.Padding())
	return top >= t.lines.Offset.Y && top+cellHeight <= t.lines.Offset.Y+t.lines.Size().Height
}

// reveal scrolls up or down, never sideways, until a worker's row is seen.
func (t *workerTable) reveal(number int) {
	at := t.list.rowOf(number)
	if at < 0 || t.lines == nil || t.inSight(number) {
		return
	}
	top := float32(at) * (cellHeight + theme.Padding())
	y := top
	if top > t.lines.Offset.Y {
		y = top + cellHeight - t.lines.Size().Height
	}
	t.ScrollToOffset(fyne.NewPos(t.lines.Offset.X, max(0, y)))
}

// shift scrolls sideways.
func (t *workerTable) shift(by float32) {
	if t.lines != nil {
		t.ScrollToOffset(fyne.NewPos(t.lines.Offset.X+by, t.lines.Offset.Y))
		t.settle()
	}
}

// settle scrolls back where the rows or the columns that were seen are no longer there.
func (t *workerTable) settle() {
	if t.lines == nil {
		return
	}
	room := t.lines.Content.MinSize().Subtract(t.lines.Size())
	kept := fyne.NewPos(min(t.lines.Offset.X, max(0, room.Width)), min(t.lines.Offset.Y, max(0, room.Height)))
	kept.X, kept.Y = max(0, kept.X), max(0, kept.Y)
	if kept != t.lines.Offset {
		t.ScrollToOffset(kept)
	}
}
