package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// shield lies under what stands above or below something that scrolls. Of entries in it,
// which scroll themselves, Fyne knows where they end but not where the form does
// (walkObjectTree in internal/driver, v2.7.1): they take the mouse out there, and its
// software painter draws their text there too.
type shield struct {
	widget.BaseWidget
	back *canvas.Rectangle
}

// shielded returns an object with a shield under it.
func shielded(o fyne.CanvasObject) *fyne.Container {
	s := &shield{back: canvas.NewRectangle(theme.Color(theme.ColorNameBackground))}
	s.ExtendBaseWidget(s)
	return container.NewStack(s, o)
}

// CreateRenderer is what a Fyne widget is asked for.
func (s *shield) CreateRenderer() fyne.WidgetRenderer {
	return &shieldRenderer{WidgetRenderer: widget.NewSimpleRenderer(s.back), shield: s}
}

// Tapped does nothing, nor does what is under the shield.
func (*shield) Tapped(*fyne.PointEvent) {}

// Cursor is the usual one.
func (*shield) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// MouseIn does nothing, nor do MouseMoved and MouseOut.
func (*shield) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (*shield) MouseMoved(*desktop.MouseEvent) {}

// MouseOut does nothing.
func (*shield) MouseOut() {}

// shieldRenderer takes the colour of the theme that there is.
type shieldRenderer struct {
	fyne.WidgetRenderer

	shield *shield
}

// Layout is what a Fyne renderer is asked for. The air above and below is covered too.
func (r *shieldRenderer) Layout(size fyne.Size) {
	r.shield.back.Move(fyne.NewPos(0, -theme.Padding()))
	r.shield.back.Resize(size.AddWidthHeight(0, 2*theme.Padding()))
}

// Refresh is what a Fyne renderer is asked for.
func (r *shieldRenderer) Refresh() {
	r.shield.back.FillColor = theme.Color(theme.ColorNameBackground)
	r.WidgetRenderer.Refresh()
}
