package chart

import (
	"math"

	"fyne.io/fyne/v2"
)

const (
	pickNear  = 5  // units from a line within which a click means it
	wideBar   = 24 // units that a bar is wide after a click has zoomed in to it
	crowdNear = 3  // units from a slender bar within which another one crowds it
)

// Closest is the shortest time in seconds that a click on a bar zooms in to.
const Closest = 0.02

// picked returns the style of what was clicked that is no bar: a lane's name, a row or a line.
func (g *geometry) picked(d *Data, at fyne.Position) (style int, ok bool) {
	if l := g.laneNamed(d, at); l != nil {
		return l.Style, l.Style >= 0
	}
	s := g.rowAt(d, at)
	if s == nil {
		s = g.lineAt(d, at)
	}
	if s == nil {
		return Nobody, false
	}
	return s.Style, s.Style >= 0
}

// lineAt returns the line that is nearest to a place, nil where none is near. Of several
// that are as near a bold one is meant, else the last, which is drawn over the others.
func (g *geometry) lineAt(d *Data, at fyne.Position) *Series {
	var found *Series
	best := float32(pickNear)
	for i := range g.bands {
		b := &d.Bands[i]
		if b.Rows || b.Slim != High || !g.bands[i].holds(at) {
			continue
		}
		for j := range b.Series {
			s := &b.Series[j]
			if off := g.distance(s, &g.bands[i], at); off < best || off == best && (found == nil || !found.Bold) {
				best, found = off, s
			}
		}
	}
	return found
}

// distance is how far up or down a line is from a place, at the least within a few units
// at both sides of it: it may go straight up there.
func (g *geometry) distance(s *Series, band *bandBox, at fyne.Position) float32 {
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, side := range [...]float32{-pickNear / 2, 0, pickNear / 2} {
		v := s.value(g.time(at.X + side))
		if math.IsNaN(v) {
			continue
		}
		y := band.y + float32(band.share(v))*band.h
		low, high = min(low, y), max(high, y)
	}
	return max(low-at.Y, at.Y-high, 0)
}

// crowded tells that a bar is one of many that are drawn together: those that did not end
// well are marked, and can be told from the others.
func (c *Chart) crowded(b *Bar) bool {
	g := &c.renderer.geo
	if c.Navigate == nil || b.Mark == Failed || b.Mark == Ended || !g.slender(b) || g.to-g.from <= Closest*1.01 {
		return false
	}
	near := g.seconds(crowdNear)
	for i := range c.data.Lanes {
		for j := range c.data.Lanes[i].Bars {
			if &c.data.Lanes[i].Bars[j] != b {
				continue
			}
			bars := c.data.Lanes[i].Bars
			return j > 0 && b.From-bars[j-1].To < near && g.slender(&bars[j-1]) ||
				j+1 < len(bars) && bars[j+1].From-b.To < near && g.slender(&bars[j+1])
		}
	}
	return false
}

// slender tells that a bar is drawn together with others.
func (g *geometry) slender(b *Bar) bool { return b.To-b.From < slender*g.seconds(1) }

// around returns what to show for a bar to be wide enough, with the bar in the middle.
func (g *geometry) around(b *Bar) (from, to float64) {
	half := max((b.To-b.From)*float64(g.width)/wideBar, Closest) / 2
	middle := (b.From + b.To) / 2
	return middle - half, middle + half
}
