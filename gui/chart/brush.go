package chart

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/gui/tr"
)

// brush is a stretch of time that is being chosen with the mouse: with Shift, or with the
// second button.
type brush struct {
	on       bool
	second   bool    // button
	spent    bool    // it was taken back, and the first button is still down
	begin    float64 // instant where it began: the picture may move on under the mouse
	from, to float32 // units
}

// leastBrush is the width in units below which nothing was chosen: a click that slipped.
const leastBrush = 4

// brushDown begins to choose where the mouse is, if that was asked for.
func (c *Chart) brushDown(e *desktop.MouseEvent) {
	second := e.Button == desktop.MouseButtonSecondary
	if c.renderer == nil || c.Navigate == nil || !second && e.Modifier&fyne.KeyModifierShift == 0 || !c.renderer.geo.inPlots(e.Position) {
		return
	}
	c.brush = brush{on: true, second: second, begin: c.renderer.geo.time(e.Position.X), from: e.Position.X, to: e.Position.X}
}

// brushMoved goes on with the second button, of which nothing is told as a drag is. One
// that was let go elsewhere has chosen nothing.
func (c *Chart) brushMoved(e *desktop.MouseEvent) {
	switch {
	case !c.brush.on || !c.brush.second:
	case e.Button&desktop.MouseButtonSecondary == 0:
		c.dropBrush()
	default:
		c.brushTo(e.Position.X)
	}
}

func (c *Chart) brushTo(x float32) {
	g := &c.renderer.geo
	c.brush.to = min(max(x, g.left), g.left+g.width)
	c.renderer.placeBrush()
}

// brushUp shows what was chosen.
func (c *Chart) brushUp() {
	if !c.brush.on {
		c.brush = brush{}
		return
	}
	from, to := c.brush.ends()
	c.dropBrush()
	if to-from >= leastBrush && c.Navigate != nil {
		c.Navigate.Show(c.renderer.geo.time(from), c.renderer.geo.time(to))
	}
}

// dropBrush chooses nothing.
func (c *Chart) dropBrush() {
	c.brush = brush{}
	if c.renderer != nil {
		c.renderer.placeBrush()
	}
}

// brushEscaped chooses nothing, whatever the mouse does until its button is let go. It
// reports whether something was being chosen.
func (c *Chart) brushEscaped() bool {
	if !c.brush.on {
		return false
	}
	spent := !c.brush.second
	c.dropBrush()
	c.brush.spent = spent
	return true
}

// ends returns the left and the right one.
func (b brush) ends() (from, to float32) { return min(b.from, b.to), max(b.from, b.to) }

func newBrushArea() *canvas.Rectangle {
	area := canvas.NewRectangle(nil)
	area.StrokeWidth = 1
	area.Hide()
	return area
}

// placeBrush shows what is being chosen, over all plots.
func (r *renderer) placeBrush() {
	if !r.chart.brush.on {
		if r.brush.Visible() {
			r.brush.Hide()
		}
		return
	}
	r.chart.brush.from = r.geo.left + r.geo.width*float32(min(max(r.geo.x(r.chart.brush.begin), 0), 1))
	from, to := r.chart.brush.ends()
	top := r.geo.top()
	primary := inkOf(theme.Color(theme.ColorNamePrimary), 0)
	r.brush.FillColor, r.brush.StrokeColor = primary.faint(), theme.Color(theme.ColorNamePrimary)
	r.brush.Move(fyne.NewPos(from, top))
	r.brush.Resize(fyne.NewSize(to-from, r.geo.bottom-top))
	r.brush.Show()
	r.brush.Refresh()
}

// brushLine says in the readout what is being chosen, "" for nothing.
func (r *renderer) brushLine() string {
	if !r.chart.brush.on {
		return ""
	}
	from, to := r.chart.brush.ends()
	long := r.geo.seconds(to - from)
	return tr.F("zoom to %s: let go", timeText(long, math.Max(r.geo.seconds(1), 1e-3), seconds))
}
