package chart

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Swatch is a sample of a style's line, colour and dash, as for a row of a
// table. It belongs to Fyne's goroutine.
type Swatch struct {
	widget.BaseWidget
	style int
}

// NewSwatch returns the sample of a style.
func NewSwatch(style int) *Swatch {
	s := &Swatch{style: style}
	s.ExtendBaseWidget(s)
	return s
}

// SetStyle changes the style, and draws again only if it is another one.
func (s *Swatch) SetStyle(style int) {
	if s.style == style {
		return
	}
	s.style = style
	s.Refresh()
}

// CreateRenderer is what a Fyne widget is asked for.
func (s *Swatch) CreateRenderer() fyne.WidgetRenderer {
	r := &swatchRenderer{swatch: s}
	for i := range r.pieces {
		r.pieces[i] = canvas.NewRectangle(nil)
		r.objects = append(r.objects, r.pieces[i])
	}
	r.Refresh()
	return r
}

// swatchRenderer holds the pieces of a sample: no pattern has more in its width.
type swatchRenderer struct {
	swatch  *Swatch
	pieces  [5]*canvas.Rectangle
	objects []fyne.CanvasObject
}

// MinSize returns the size of a sample.
func (r *swatchRenderer) MinSize() fyne.Size { return fyne.NewSize(swatchWide, 4) }

// Destroy has nothing to give back.
func (r *swatchRenderer) Destroy() {}

// Objects returns the pieces.
func (r *swatchRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Layout places the pieces in the middle of the height.
func (r *swatchRenderer) Layout(fyne.Size) { r.Refresh() }

// Refresh places the pieces again, in the colour of the theme's variant.
func (r *swatchRenderer) Refresh() {
	c := StyleColor(r.swatch.style, CurrentVariant())
	size := r.swatch.Size()
	y := (size.Height - 3) / 2
	d := dashOf(r.swatch.style, 1)
	used := 0
	for x := 0; x < swatchWide && used < len(r.pieces); used++ {
		from := x
		for x < swatchWide && d.on(x) {
			x++
		}
		piece := r.pieces[used]
		piece.FillColor = c
		piece.Move(fyne.NewPos(float32(from), y))
		piece.Resize(fyne.NewSize(float32(x-from), 3))
		piece.Show()
		for x < swatchWide && !d.on(x) {
			x++
		}
	}
	for _, piece := range r.pieces[used:] {
		piece.Hide()
	}
	canvas.Refresh(r.swatch)
}
