package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tipArea gives an object a tip that does not know the mouse itself. What a tip says may
// depend on where the mouse is.
type tipArea struct {
	widget.BaseWidget
	object fyne.CanvasObject
	text   func(x float32) string // of the tip at so many units from the left, "" for none
}

func newTipArea(object fyne.CanvasObject, text func(x float32) string) *tipArea {
	a := &tipArea{object: object, text: text}
	a.ExtendBaseWidget(a)
	return a
}

// MouseIn shows the tip soon.
func (a *tipArea) MouseIn(e *desktop.MouseEvent) { a.MouseMoved(e) }

// MouseMoved begins the wait for the tip anew.
func (a *tipArea) MouseMoved(e *desktop.MouseEvent) {
	soonOver(a.object, a.text(e.Position.X), e.AbsolutePosition, arrowHigh)
}

// MouseOut takes the tip away.
func (a *tipArea) MouseOut() { offOver(a.object) }

// CreateRenderer is what a Fyne widget is asked for.
func (a *tipArea) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(a.object))
}

// tapArea is a tipArea that a click does something to.
type tapArea struct {
	tipArea
	tapped func(x float32) // at so many units from the left
}

func newTapArea(object fyne.CanvasObject, text func(x float32) string, tapped func(x float32)) *tapArea {
	a := &tapArea{tapped: tapped}
	a.object, a.text = object, text
	a.ExtendBaseWidget(a)
	return a
}

// MouseDown takes the tip away.
func (a *tapArea) MouseDown(*desktop.MouseEvent) { offOver(a.object) }

// MouseUp does nothing.
func (a *tapArea) MouseUp(*desktop.MouseEvent) {}

// Tapped hands on where the click was.
func (a *tapArea) Tapped(e *fyne.PointEvent) {
	offOver(a.object)
	a.tapped(e.Position.X)
}

// wholeText is the tip of a label whose text may be cut.
func wholeText(l *widget.Label) func(float32) string {
	return func(float32) string {
		if fyne.MeasureText(l.Text, theme.TextSize(), l.TextStyle).Width <= l.Size().Width {
			return ""
		}
		return l.Text
	}
}
