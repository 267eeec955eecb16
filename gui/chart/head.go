package chart

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// head is where a plot's title stands.
type head struct {
	box
	title string
}

// titleAt returns the title at a place, "" for none.
func (r *renderer) titleAt(at fyne.Position) string {
	for i := range r.heads {
		if r.heads[i].holds(at) {
			return r.heads[i].title
		}
	}
	return ""
}

// overTitle tells over which title the mouse is now, each time that it moves there, and once
// that it has left.
func (c *Chart) overTitle(e *desktop.MouseEvent) {
	title := ""
	if c.inside && c.renderer != nil {
		title = c.renderer.titleAt(e.Position)
	}
	if c.OnTitleHovered != nil && (title != "" || c.title != "") {
		c.OnTitleHovered(title, e.AbsolutePosition)
	}
	c.title = title
}

// titleTapped hands on the title that was clicked. It reports whether there was one.
func (c *Chart) titleTapped(at fyne.Position) bool {
	title := c.renderer.titleAt(at)
	if title == "" || c.OnTitleTapped == nil {
		return false
	}
	c.OnTitleTapped(title)
	return true
}
