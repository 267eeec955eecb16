package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	ringThick = 2 // of the ring
	ringGap   = 2 // between the ring and the button's own colour
)

// focusRing is what shows that a button has the focus: Fyne mixes its colour with the focus's,
// which nobody sees on a button that has that colour already. It lies within the button, a
// ring in the colour of text, and one of the window's ground between that and the button: no
// single colour has contrast both to a light button and to a dark ground.
type focusRing struct {
	ring, gap *canvas.Rectangle
}

func newFocusRing() focusRing {
	r := focusRing{ring: canvas.NewRectangle(color.Transparent), gap: canvas.NewRectangle(color.Transparent)}
	r.ring.StrokeWidth, r.gap.StrokeWidth = ringThick, ringGap
	r.ring.Hide()
	r.gap.Hide()
	return r
}

// layout places the ring along the edge of a button.
func (r *focusRing) layout(size fyne.Size) {
	r.ring.Resize(size)
	r.gap.Move(fyne.NewSquareOffsetPos(ringThick))
	r.gap.Resize(size.SubtractWidthHeight(2*ringThick, 2*ringThick))
}

// refresh takes over the colours of the theme.
func (r *focusRing) refresh(th fyne.Theme, variant fyne.ThemeVariant, focused bool) {
	r.ring.StrokeColor, r.gap.StrokeColor = th.Color(theme.ColorNameForeground, variant), th.Color(theme.ColorNameBackground, variant)
	r.ring.CornerRadius = th.Size(theme.SizeNameInputRadius)
	r.gap.CornerRadius = max(0, r.ring.CornerRadius-ringThick)
	show(r.ring, focused)
	show(r.gap, focused)
	r.ring.Refresh()
	r.gap.Refresh()
}

// ringButton is a button with a ring while it has the focus.
type ringButton struct {
	widget.Button
	focused bool
}

func newRingButton(text string, icon fyne.Resource, tapped func()) *ringButton {
	b := &ringButton{}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// FocusGained shows the ring.
func (b *ringButton) FocusGained() {
	b.focused = true
	b.Button.FocusGained()
}

// FocusLost takes the ring away.
func (b *ringButton) FocusLost() {
	b.focused = false
	b.Button.FocusLost()
}

// ringButtonRenderer is Fyne's of a button with the ring over it.
type ringButtonRenderer struct {
	fyne.WidgetRenderer
	button  *ringButton
	ring    focusRing
	objects []fyne.CanvasObject
}

// CreateRenderer is what a Fyne widget is asked for.
func (b *ringButton) CreateRenderer() fyne.WidgetRenderer {
	r := &ringButtonRenderer{WidgetRenderer: b.Button.CreateRenderer(), button: b, ring: newFocusRing()}
	r.paint()
	return r
}

// Layout places the button's parts and the ring.
func (r *ringButtonRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.layout(size)
}

// Refresh follows the focus and the theme.
func (r *ringButtonRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.paint()
}

func (r *ringButtonRenderer) paint() {
	r.ring.refresh(r.button.Theme(), fyne.CurrentApp().Settings().ThemeVariant(), r.button.focused)
}

// Objects returns what is painted, the ring last.
func (r *ringButtonRenderer) Objects() []fyne.CanvasObject {
	r.objects = append(append(r.objects[:0], r.WidgetRenderer.Objects()...), r.ring.gap, r.ring.ring)
	return r.objects
}
