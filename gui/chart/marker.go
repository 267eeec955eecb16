package chart

import (
	"fmt"
	"image"
	"math"
	"sort"

	"fyne.io/fyne/v2"
)

// Marker is an instant at which something was done: a dashed line through all
// plots, with a flag and a text over the first one.
type Marker struct {
	At   float64
	Text string
}

const (
	flagHalf   = 4  // half the width of a flag
	flagHigh   = 5  // over the first plot
	markerGap  = 6  // between a text and the next flag
	leastText  = 48 // a text is cut to this width before two markers share one
	markerNear = 4  // from the mouse to a marker that it is on
	mostNearby = 4  // markers that the readout names
)

// flags are markers that share a text because there is no room for one each.
type flags struct {
	first, last float32 // where they are
	n           int
	text        string
}

// seenMarkers returns the markers that the axis shows; they are in order of time.
func (d *Data) seenMarkers(from, to float64) []Marker {
	first := sort.Search(len(d.Markers), func(i int) bool { return d.Markers[i].At >= from })
	end := sort.Search(len(d.Markers), func(i int) bool { return d.Markers[i].At > to })
	return d.Markers[first:max(first, end)]
}

// gather puts markers together whose texts would lie over each other.
func (r *renderer) gather(markers []Marker) []flags {
	var all []flags
	for _, m := range markers {
		x := r.geo.left + float32(r.geo.x(m.At))*r.geo.width
		if n := len(all) - 1; n >= 0 && x-all[n].last < r.textRoom(&all[n])+flagHalf+markerGap {
			all[n].last = x
			all[n].n++
			all[n].text = fmt.Sprintf("%d actions", all[n].n)
			continue
		}
		all = append(all, flags{first: x, last: x, n: 1, text: m.Text})
	}
	return all
}

// textRoom is what the text of some flags needs at the least.
func (r *renderer) textRoom(f *flags) float32 {
	if f.n > 1 {
		return r.ruler.width(f.text)
	}
	return min(r.ruler.width(f.text), leastText)
}

// placeMarkers writes the texts of the markers in the first plot's title row.
func (r *renderer) placeMarkers() {
	all := r.gather(r.chart.data.seenMarkers(r.geo.from, r.geo.to))
	from, end := r.markerRow()
	y := r.geo.top() - r.ruler.height - 1
	for i := range all {
		to := end
		if i+1 < len(all) {
			to = all[i+1].first - flagHalf - markerGap
		}
		text, x := r.beside(&all[i], from, to)
		if text != "" {
			from = x + r.texts[markerTexts].put(text, r.painter.text, fyne.TextStyle{}, x, y) + markerGap
		}
	}
}

// beside returns what is written beside some flags between two places, and where:
// to the right of the last one, or to the left of the first where there is more room.
func (r *renderer) beside(f *flags, from, to float32) (text string, x float32) {
	wide := r.ruler.width(f.text)
	x = max(f.last+flagHalf+2, from)
	end := f.first - flagHalf - 2
	if x+wide <= to || to-x >= min(end-from, wide) {
		return r.ruler.fit(f.text, to-x), x
	}
	text = r.ruler.fit(f.text, end-from)
	return text, end - r.ruler.width(text)
}

// markerRow returns where the row over the first plot is free.
func (r *renderer) markerRow() (from, to float32) {
	d := &r.chart.data
	title, unit := d.LanesTitle, ""
	if len(d.Lanes) == 0 && len(d.Bands) > 0 {
		title, unit = d.Bands[0].Title, d.Bands[0].Unit
	}
	from = r.geo.left + r.ruler.boldWidth(title) + 2*markerGap
	if unit != "" {
		from += r.ruler.width(unit) + markerGap
	}
	to = r.geo.left + r.geo.width
	if d.Badge != "" {
		to -= r.ruler.boldWidth(d.Badge) + 18 + markerGap
	}
	return from, to
}

// top returns where the first plot begins.
func (g *geometry) top() float32 {
	top := g.size.Height
	for _, b := range []box{g.lanes, g.strips} {
		if b.h > 0 {
			top = min(top, b.y)
		}
	}
	for i := range g.bands {
		if g.bands[i].h > 0 {
			top = min(top, g.bands[i].y)
		}
	}
	return top
}

// markers draws the lines of the markers and their flags, once where several lie
// on one pixel.
func (p *painter) markers() {
	p.clip = p.img.Rect
	drawn := math.MinInt
	for _, m := range p.data.seenMarkers(p.geo.from, p.geo.to) {
		x := int(p.column(m.At))
		if x == drawn {
			continue
		}
		drawn = x
		p.dashed(x, p.geo.lanes)
		for i := range p.geo.bands {
			p.dashed(x, p.geo.bands[i].box)
		}
		p.dashed(x, p.geo.strips)
		p.flag(float64(x)+float64(p.unit)/2, p.px(p.geo.top()))
	}
}

// dashed draws an upright line through a plot, and leaves the titles between plots
// as they are.
func (p *painter) dashed(x int, plot box) {
	top, bottom := p.px(plot.y), p.px(plot.y+plot.h)
	for y := top; y < bottom; y += 7 * p.unit {
		p.fill(image.Rect(x, y, x+p.unit, min(y+4*p.unit, bottom)), p.mark)
	}
}

// flag draws a triangle that stands on its tip.
func (p *painter) flag(x float64, tip int) {
	high := max(2, p.px(flagHigh))
	for i := range high {
		half := flagHalf * p.ppu * float64(high-i) / float64(high)
		p.row(tip-high+i, x-half, x+half, p.mark)
	}
}

// markersNear returns what the readout says of the markers under the mouse.
func (r *renderer) markersNear(x float32) []string {
	var lines []string
	more := 0
	for _, m := range r.chart.data.seenMarkers(r.geo.time(x-markerNear), r.geo.time(x+markerNear)) {
		if len(lines) == mostNearby {
			more++
			continue
		}
		lines = append(lines, m.Text)
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("+%d more", more))
	}
	return lines
}
