package chart

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Chart is a widget that draws one Data. It belongs to Fyne's goroutine, as
// every widget; the callbacks are called there.
type Chart struct {
	widget.BaseWidget

	// OnTapped is called with the ID of a bar that was clicked. May be nil.
	OnTapped func(id int)
	// OnHovered is called with the ID of the bar that the mouse came over, and
	// with -1 when it left it. May be nil.
	OnHovered func(id int)
	// Describe returns the line that the readout shows for a bar. May be nil.
	Describe func(id int) string
	// Navigate is asked to move the time axis. May be nil: then it stands still.
	Navigate Navigator

	data     Data
	pointer  fyne.Position
	inside   bool // the mouse is over the chart
	hovered  int
	focused  bool
	renderer *renderer // nil until the chart is shown
}

var (
	_ desktop.Hoverable  = (*Chart)(nil)
	_ desktop.Cursorable = (*Chart)(nil)
	_ fyne.Tappable      = (*Chart)(nil)
)

// New returns a chart that has nothing to draw.
func New() *Chart {
	c := &Chart{hovered: -1}
	c.ExtendBaseWidget(c)
	return c
}

// SetData replaces the picture and draws it once.
func (c *Chart) SetData(d Data) {
	c.data = d
	c.Refresh()
}

// CreateRenderer is what a Fyne widget is asked for.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	c.renderer = newRenderer(c)
	return c.renderer
}

// MouseIn shows the cursor.
func (c *Chart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved moves the cursor; the picture under it is not drawn again.
func (c *Chart) MouseMoved(e *desktop.MouseEvent) {
	c.pointer, c.inside = e.Position, true
	c.pointed()
}

// MouseOut hides the cursor.
func (c *Chart) MouseOut() {
	c.inside = false
	c.pointed()
}

// pointed follows a change of what the mouse points at.
func (c *Chart) pointed() {
	if c.renderer == nil {
		return
	}
	c.renderer.moveCursor()
	id := -1
	if bar := c.barUnderMouse(); bar != nil {
		id = bar.ID
	}
	if id != c.hovered {
		c.hovered = id
		if c.OnHovered != nil {
			c.OnHovered(id)
		}
	}
}

// Cursor returns the shape of the mouse: a hand over a bar that can be clicked.
func (c *Chart) Cursor() desktop.Cursor {
	if c.OnTapped != nil && c.barUnderMouse() != nil {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// Tapped hands the bar that was clicked to OnTapped.
func (c *Chart) Tapped(e *fyne.PointEvent) {
	if c.OnTapped == nil || c.renderer == nil {
		return
	}
	if bar := c.renderer.geo.barAt(&c.data, e.Position); bar != nil {
		c.OnTapped(bar.ID)
	}
}

// barUnderMouse returns the bar that the mouse is on, nil for none.
func (c *Chart) barUnderMouse() *Bar {
	if !c.inside || c.renderer == nil {
		return nil
	}
	return c.renderer.geo.barAt(&c.data, c.pointer)
}

// barAt returns the bar nearest to a point that is at most three units from it
// in its lane, nil for none.
func (g *geometry) barAt(d *Data, at fyne.Position) *Bar {
	lane := g.laneAt(d, at)
	if lane == nil {
		return nil
	}
	bars := lane.Bars
	t := g.time(at.X)
	best := 3 * (g.to - g.from) / float64(g.width)
	var found *Bar
	for i := range bars {
		if off := max(bars[i].From-t, t-bars[i].To, 0); off < best || off == 0 && found == nil {
			best, found = off, &bars[i]
		}
	}
	return found
}

// instant returns what the cursor stands on, NaN for nothing.
func (c *Chart) instant() float64 {
	if !c.inside || c.renderer == nil || !c.data.drawable() || !c.renderer.geo.inPlots(c.pointer) {
		return math.NaN()
	}
	return c.renderer.geo.time(c.pointer.X)
}

// laneAt returns the lane at a place, nil for none.
func (g *geometry) laneAt(d *Data, at fyne.Position) *Lane {
	if len(d.Lanes) == 0 || !g.lanes.holds(at) {
		return nil
	}
	row := int((at.Y - g.lanes.y) / g.lanes.h * float32(len(d.Lanes)))
	return &d.Lanes[min(row, len(d.Lanes)-1)]
}
