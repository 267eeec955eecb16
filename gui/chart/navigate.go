package chart

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Scrollable   = (*Chart)(nil)
	_ fyne.Draggable    = (*Chart)(nil)
	_ fyne.Focusable    = (*Chart)(nil)
	_ desktop.Mouseable = (*Chart)(nil)
)

// Navigator moves a time axis, at the user's wish. The chart asks; whoever has it answers with
// another Data.
type Navigator interface {
	// Zoom has the axis show factor times as much time, where the instant at stays in
	// its place; NaN is no particular one.
	Zoom(factor, at float64)
	// Scroll moves the axis by seconds, to the past when they are negative.
	Scroll(seconds float64)
	// ScrollToEnd goes to the newest instant and stays there as time goes on.
	ScrollToEnd()
	// ScrollToStart goes to the first instant.
	ScrollToStart()
	// Show has the axis show a stretch of time, in seconds.
	Show(from, to float64)
}

const (
	// wheelNotch is what Fyne's drivers tell of one notch of a wheel, in units.
	wheelNotch = 25
	// notchZoom is by how much a notch, or a key, shortens what is shown.
	notchZoom = 0.8
	// keyScroll is the part of the axis that an arrow key goes on by.
	keyScroll = 0.1
)

// Scrolled zooms at the mouse with the wheel, and goes sideways with one that has two
// directions.
func (c *Chart) Scrolled(e *fyne.ScrollEvent) {
	if c.Navigate == nil || c.renderer == nil {
		return
	}
	g := &c.renderer.geo
	if math.Abs(float64(e.Scrolled.DX)) > math.Abs(float64(e.Scrolled.DY)) {
		c.Navigate.Scroll(-g.seconds(e.Scrolled.DX))
		return
	}
	at := math.NaN()
	if g.inPlots(e.Position) {
		at = g.time(e.Position.X)
	}
	c.Navigate.Zoom(math.Pow(notchZoom, float64(e.Scrolled.DY)/wheelNotch), at)
}

// Dragged draws the axis along with the mouse.
func (c *Chart) Dragged(e *fyne.DragEvent) {
	switch {
	case c.Navigate == nil || c.renderer == nil || c.brush.spent:
	case c.brush.on:
		c.brushTo(e.Position.X)
		c.pointer = e.Position
		c.renderer.moveCursor()
	default:
		c.Navigate.Scroll(-c.renderer.geo.seconds(e.Dragged.DX))
	}
}

// DragEnd shows what was chosen with Shift.
func (c *Chart) DragEnd() { c.brushUp() }

// MouseDown gives the chart the focus, so that keys move its axis. With Shift, or of the
// second button, it begins to choose a stretch of time.
func (c *Chart) MouseDown(e *desktop.MouseEvent) {
	c.brushDown(e)
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c); canvas != nil && c.Navigate != nil {
		canvas.Focus(c)
	}
}

// MouseUp shows what was chosen.
func (c *Chart) MouseUp(*desktop.MouseEvent) { c.brushUp() }

// TypedKey moves the axis: arrows by a tenth, Home and End to the ends. Escape takes back
// what is being chosen with the mouse.
func (c *Chart) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape && c.brushEscaped() {
		c.pointed()
		return
	}
	if c.OnKey != nil && c.OnKey(e) || c.Navigate == nil || c.renderer == nil {
		return
	}
	shown := c.renderer.geo.to - c.renderer.geo.from
	scroll := map[fyne.KeyName]float64{fyne.KeyLeft: -keyScroll, fyne.KeyRight: keyScroll, fyne.KeyPageUp: -1, fyne.KeyPageDown: 1}
	zoom := map[fyne.KeyName]float64{fyne.KeyUp: notchZoom, fyne.KeyDown: 1 / notchZoom}
	end := map[fyne.KeyName]func(){fyne.KeyHome: c.Navigate.ScrollToStart, fyne.KeyEnd: c.Navigate.ScrollToEnd}
	if by, ok := scroll[e.Name]; ok {
		c.Navigate.Scroll(by * shown)
	}
	if by, ok := zoom[e.Name]; ok {
		c.Navigate.Zoom(by, math.NaN())
	}
	if to, ok := end[e.Name]; ok {
		to()
	}
}

// TypedRune zooms with plus and minus.
func (c *Chart) TypedRune(r rune) {
	if c.Navigate == nil {
		return
	}
	switch r {
	case '+', '=':
		c.Navigate.Zoom(notchZoom, math.NaN())
	case '-':
		c.Navigate.Zoom(1/notchZoom, math.NaN())
	}
}

// FocusGained shows that keys come here.
func (c *Chart) FocusGained() { c.setFocused(true) }

// FocusLost takes that back.
func (c *Chart) FocusLost() { c.setFocused(false) }

func (c *Chart) setFocused(on bool) {
	c.focused = on
	if c.renderer != nil {
		c.renderer.placeFocus()
	}
}

// seconds is how much time lies in a width.
func (g *geometry) seconds(width float32) float64 {
	return float64(width/g.width) * (g.to - g.from)
}
