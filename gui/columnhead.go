package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// columnHead is the title of a table's column, with the sign of the way that it is
// sorted. It can be tapped.
type columnHead struct {
	widget.BaseWidget
	cell   *fyne.Container
	sign   *canvas.Text
	tapped func()
	note   columnNote
	more   func(topic) // shows what a number means
}

func newColumnHead() *columnHead {
	h := &columnHead{cell: newCell().(*fyne.Container), sign: canvas.NewText("", nil), tapped: func() {}, more: func(topic) {}}
	h.ExtendBaseWidget(h)
	return h
}

// set shows a title, and the sign beside it, "" for none.
func (h *columnHead) set(title string, align fyne.TextAlign, sign string, tapped func()) {
	h.tapped = tapped
	setCell(h.cell, cellText{text: title, align: align, color: theme.ColorNameForeground, bold: true})
	h.sign.Text, h.sign.Color, h.sign.TextSize = sign, theme.Color(theme.ColorNamePrimary), theme.CaptionTextSize()
	h.place()
	h.sign.Refresh()
}

// explain gives the title a tip. more shows what a number means.
func (h *columnHead) explain(note columnNote, more func(topic)) { h.note, h.more = note, more }

// MouseIn shows the tip soon.
func (h *columnHead) MouseIn(e *desktop.MouseEvent) { h.MouseMoved(e) }

// MouseMoved begins the wait for the tip anew.
func (h *columnHead) MouseMoved(e *desktop.MouseEvent) {
	soonOver(h, h.note.tip(), e.AbsolutePosition, arrowHigh)
}

// MouseOut takes the tip away.
func (h *columnHead) MouseOut() { offOver(h) }

// MouseDown takes the tip away.
func (h *columnHead) MouseDown(*desktop.MouseEvent) { offOver(h) }

// MouseUp does nothing.
func (h *columnHead) MouseUp(*desktop.MouseEvent) {}

// TappedSecondary shows what the column's numbers mean.
func (h *columnHead) TappedSecondary(*fyne.PointEvent) {
	offOver(h)
	if h.note.text != "" {
		h.more(h.note.topic)
	}
}

// signGap is between a title and its sign. A title that fills its column has the sign
// in the gap between the columns, so that no column is wider than what stands in it.
const signGap = 2

// place puts the sign on that side of the title where there is room.
func (h *columnHead) place() {
	title := h.cell.Objects[textObject].(*canvas.Text)
	wide := fyne.MeasureText(title.Text, title.TextSize, title.TextStyle).Width
	size := h.sign.MinSize()
	x := cellSide + wide + signGap
	if title.Alignment == fyne.TextAlignTrailing {
		x = h.Size().Width - cellSide - wide - signGap - size.Width
	}
	h.sign.Resize(size)
	h.sign.Move(fyne.NewPos(x, (h.Size().Height-size.Height)/2))
}

// Resize places the title and its sign in a column that has another width.
func (h *columnHead) Resize(size fyne.Size) {
	h.BaseWidget.Resize(size)
	h.cell.Resize(size)
	h.place()
}

// Tapped sorts by the column.
func (h *columnHead) Tapped(*fyne.PointEvent) {
	offOver(h)
	h.tapped()
}

// CreateRenderer is what a Fyne widget is asked for.
func (h *columnHead) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout(h.cell, h.sign))
}

// MinSize is that of a cell: a title has no say in the width of its column.
func (h *columnHead) MinSize() fyne.Size { return h.cell.MinSize() }
