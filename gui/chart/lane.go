package chart

import (
	"image"
	"math"
)

// slender is the width in units below which bars are drawn together, by the
// share of a column's time they took.
const slender = 3

// leastLane is the height in units of a row below which lanes share one.
const leastLane = 1

// lanes draws the task timeline.
func (p *painter) lanes() {
	area := p.panelAt(p.geo.lanes)
	n := len(p.data.Lanes)
	height := float64(area.Dy()) / float64(n)
	together := max(1, int(math.Ceil(leastLane*p.ppu/height))) // lanes that share a row
	for i := 0; i < n; i += together {
		end := min(n, i+together)
		top := area.Min.Y + int(math.Round(float64(i)*height))
		bottom := area.Min.Y + int(math.Round(float64(end)*height))
		p.lane(p.data.Lanes[i:end], image.Rect(area.Min.X, top+p.above(height), area.Max.X, bottom-p.below(height)))
	}
	p.clip = p.img.Rect
	p.laneSamples(height)
}

// above returns the free rows over the bars of a lane.
func (p *painter) above(height float64) int {
	if height < 9*p.ppu {
		return 0
	}
	return 2 * p.unit
}

// below returns the free rows under the bars of a lane.
func (p *painter) below(height float64) int {
	switch {
	case height < 3:
		return 0
	case height < 9*p.ppu:
		return p.unit
	default:
		return 2 * p.unit
	}
}

// laneSamples draws the styles' samples beside the names that are shown.
func (p *painter) laneSamples(height float64) {
	each := float32(height / p.ppu)
	for i := 0; i < len(p.data.Lanes); i += p.geo.namedLanes {
		middle := p.geo.lanes.y + (float32(i)+0.5)*each
		p.sample(edge, middle, laneSwatch-5, p.data.Lanes[i].Style)
	}
}

// lane draws the bars of one row: wide ones as shapes, slender ones together, then the
// crosses over both. In a row of several lanes all bars are slender.
func (p *painter) lane(lanes []Lane, row image.Rectangle) {
	if row.Empty() {
		return
	}
	fine, failed, ended := p.columns(row.Dx())
	if len(lanes) == 1 {
		p.spellsUnder(&lanes[0], row)
	}
	for i := range lanes {
		p.laneBars(&lanes[i], row, len(lanes))
	}
	p.slenderBars(row, fine, failed, ended)
	if len(lanes) == 1 {
		p.spellsOver(&lanes[0], row)
		p.crosses(&lanes[0], row)
		p.chosen(&lanes[0], row)
	}
}

// chosen draws a frame around the bars that were chosen, of slender ones with room inside.
func (p *painter) chosen(l *Lane, row image.Rectangle) {
	for i := range l.Bars {
		if b := &l.Bars[i]; b.Chosen {
			from, to := int(math.Round(p.column(b.From))), int(math.Round(p.column(b.To)))
			frame := image.Rect(from-p.unit, row.Min.Y-p.unit, max(to, from+p.px(slender))+p.unit, row.Max.Y+p.unit)
			p.frame(frame, max(p.unit, p.px(2)), inkOf(p.text, p.panel))
		}
	}
}

// laneBars draws the wide bars of a lane, and adds up the slender ones, each for its part
// of a row that so many lanes share.
func (p *painter) laneBars(l *Lane, row image.Rectangle, share int) {
	left := float64(row.Min.X)
	for i := range l.Bars {
		b := &l.Bars[i]
		from, to := p.column(b.From), p.column(b.To)
		if to < left || from > float64(row.Max.X) {
			continue
		}
		if to = p.widened(l, i, to); share == 1 && to-from >= slender*p.ppu {
			p.bar(b, from, to, row)
			continue
		}
		into := p.share[0]
		switch b.Mark {
		case Failed:
			into = p.share[1]
		case Ended:
			into = p.share[2]
		case Plain, Open:
		}
		// A bar of no length is still something that happened.
		to = max(to, from+0.01)
		spread(into, from-left, to-left, 1/float32(share))
		for x := max(int(from-left), 0); x < min(int(to-left)+1, len(p.owner)); x++ {
			p.owner[x] = b.Style
		}
	}
}

// widened returns the column where a slender bar ends that has room behind it:
// far enough that it can be seen.
func (p *painter) widened(l *Lane, i int, to float64) float64 {
	wide := p.column(l.Bars[i].From) + slender*p.ppu + float64(p.unit) // bar leaves the last one free
	if to >= wide || i+1 < len(l.Bars) && p.column(l.Bars[i+1].From) < wide {
		return to
	}
	return wide
}

// slenderBars draws each column by the share of its time that tasks took; what
// ended is dotted, what failed has the colour of errors, and a cross later.
func (p *painter) slenderBars(row image.Rectangle, fine, failed, ended []float32) {
	for i := range fine {
		all := fine[i] + failed[i] + ended[i]
		if all == 0 {
			continue
		}
		x := row.Min.X + i
		column := image.Rect(x, row.Min.Y, x+1, row.Max.Y)
		c := p.style(p.owner[i])
		if failed[i] > 0 {
			c = p.badInk
		}
		share := uint32(256 * min(1, max(all, 0.3)))
		if ended[i] > 0 && failed[i] == 0 {
			p.shade(column, c, share/4)
			p.hatch(column, 4*p.unit, 2*p.unit, p.panel.mix(c, max(share, 160)))
			continue
		}
		p.shade(column, c, share)
	}
}

// bar draws one bar as a shape. It ends a thin line early, so that the next one
// can be told from it.
func (p *painter) bar(b *Bar, from, to float64, row image.Rectangle) {
	r := image.Rect(int(math.Round(max(from, float64(row.Min.X)-16))), row.Min.Y, int(math.Round(min(to, float64(row.Max.X)+16)))-p.unit, row.Max.Y)
	c := p.style(b.Style)
	switch b.Mark {
	case Plain:
		p.rounded(r, c)
	case Open:
		p.pointed(r, c)
	case Failed:
		p.failed(r)
	case Ended:
		p.fill(r, p.panel.mix(c, 40))
		p.hatch(r, 5*p.unit, 2*p.unit, c)
		p.frame(r, p.unit, c)
	}
}

// failed draws a bar as an outline; in a row too low for one, as a thin line
// between two posts.
func (p *painter) failed(r image.Rectangle) {
	if r.Dy() < 5*p.unit {
		middle := (r.Min.Y + r.Max.Y) / 2
		p.fill(r, p.panel)
		p.fill(image.Rect(r.Min.X, middle, r.Max.X, middle+p.unit), p.badInk)
		p.fill(image.Rect(r.Min.X, r.Min.Y, r.Min.X+p.unit, r.Max.Y), p.badInk)
		p.fill(image.Rect(r.Max.X-p.unit, r.Min.Y, r.Max.X, r.Max.Y), p.badInk)
		return
	}
	width := p.unit
	if r.Dy() >= 8*p.unit {
		width = max(p.unit, int(math.Round(1.5*p.ppu)))
	}
	p.fill(r, p.panel.mix(p.badInk, 56))
	p.frame(r, width, p.badInk)
}

// rounded draws a bar with slightly round corners.
func (p *painter) rounded(r image.Rectangle, c ink) {
	radius := min(2.5*p.ppu, float64(r.Dy())/2, float64(r.Dx())/2)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		edge := min(float64(y-r.Min.Y), float64(r.Max.Y-1-y)) + 0.5
		in := 0.0
		if edge < radius {
			in = radius - math.Sqrt(radius*radius-(radius-edge)*(radius-edge))
		}
		p.row(y, float64(r.Min.X)+in, float64(r.Max.X)-in, c)
	}
}

// pointed draws a bar that goes on: its right end is a tip.
func (p *painter) pointed(r image.Rectangle, c ink) {
	half := float64(r.Dy()) / 2
	tip := min(half, float64(r.Dx())*0.6, 9*p.ppu)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		off := math.Abs(float64(y-r.Min.Y) + 0.5 - half)
		p.row(y, float64(r.Min.X), float64(r.Max.X)-tip*off/half, c)
	}
}

// crosses marks the failed bars, and leaves out those that would lie on the
// cross before.
func (p *painter) crosses(l *Lane, row image.Rectangle) {
	half := min(float64(row.Dy())*0.32, 3.6*p.ppu)
	width := max(1, min(1.8*p.ppu, half*0.7))
	next := math.Inf(-1)
	for i := range l.Bars {
		b := &l.Bars[i]
		if b.Mark != Failed {
			continue
		}
		from, to := max(p.column(b.From), float64(row.Min.X)), min(p.column(b.To), float64(row.Max.X))
		middle := (from + to) / 2
		if to < from || middle < next || half < 1.5 {
			continue
		}
		next = middle + 2*half + 4*p.ppu
		if to-from < 2*half+5*p.ppu { // no room in the bar: the cross stands for it
			plate := half + width/2 + 1.5*p.ppu
			left, right := min(from, middle-plate), max(to, middle+plate)
			p.fill(image.Rect(int(left), row.Min.Y, int(math.Ceil(right)), row.Max.Y), p.panel)
		}
		p.cross(middle, float64(row.Min.Y+row.Max.Y)/2, half, width, p.badInk)
	}
}
