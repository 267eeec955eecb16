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
	// OnCrowd is called in its place with a bar that is too slender to be told from those
	// beside it; the chart then zooms in to it. May be nil.
	OnCrowd func(id int)
	// OnPicked is called with the style of a line, of a row of a band or of a lane's name that
	// was clicked. May be nil.
	OnPicked func(style int)
	// OnKey is asked first about every key that comes here; true says that it took it. May be nil.
	OnKey func(*fyne.KeyEvent) bool
	// OnHovered is called with the ID of the bar that the mouse came over, and
	// with -1 when it left it. May be nil.
	OnHovered func(id int)
	// OnTitleHovered is called with the title of a plot each time that the mouse moves on it, and
	// with "" when it has left it, and where the mouse is on the canvas. May be nil.
	OnTitleHovered func(title string, at fyne.Position)
	// OnTitleTapped is called with the title of a plot that was clicked. May be nil.
	OnTitleTapped func(title string)
	// Describe returns the line that the readout shows for a bar. May be nil.
	Describe func(id int) string
	// Moved returns the line that the readout shows for an arrival: who came, by its style, from
	// which strip's number. May be nil.
	Moved func(who, from int) string
	// Navigate is asked to move the time axis. May be nil: then it stands still.
	Navigate Navigator

	data     Data
	pointer  fyne.Position
	inside   bool // the mouse is over the chart
	hovered  int
	title    string // of a plot, that the mouse is on
	focused  bool
	brush    brush
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
	c.brushMoved(e)
	c.overTitle(e)
	c.pointed()
}

// MouseOut hides the cursor. What was being chosen with the second button is not: where
// that is let go elsewhere the chart is not told.
func (c *Chart) MouseOut() {
	c.inside = false
	c.overTitle(&desktop.MouseEvent{})
	if c.brush.second {
		c.dropBrush()
	}
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

// Cursor returns the shape of the mouse: a hand over what can be clicked.
func (c *Chart) Cursor() desktop.Cursor {
	if c.renderer == nil || !c.inside {
		return desktop.DefaultCursor
	}
	_, picks := c.renderer.geo.picked(&c.data, c.pointer)
	if c.OnTitleTapped != nil && c.title != "" || c.OnTapped != nil && c.barUnderMouse() != nil || c.OnPicked != nil && picks {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// Tapped hands on what was clicked: a bar, or whose line, row or name it is.
func (c *Chart) Tapped(e *fyne.PointEvent) {
	if c.renderer == nil {
		return
	}
	if c.titleTapped(e.Position) {
		return
	}
	g := &c.renderer.geo
	if bar := g.barAt(&c.data, e.Position); bar != nil {
		c.barTapped(bar)
		return
	}
	if style, ok := g.picked(&c.data, e.Position); ok && c.OnPicked != nil {
		c.OnPicked(style)
	}
}

// barTapped hands a bar on, or zooms in to it where it cannot be told from others.
func (c *Chart) barTapped(b *Bar) {
	switch {
	case c.crowded(b):
		from, to := c.renderer.geo.around(b)
		if c.OnCrowd != nil {
			c.OnCrowd(b.ID)
		}
		c.Navigate.Show(from, to)
	case c.OnTapped != nil:
		c.OnTapped(b.ID)
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
	if !c.inside || c.title != "" || c.renderer == nil || !c.data.drawable() || !c.renderer.geo.inPlots(c.pointer) {
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
