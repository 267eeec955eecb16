package chart

import (
	"image"
	"math"
	"sort"
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
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

// gather puts markers together whose texts would lie over each other. What lies over the
// end of their row leaves the texts of the markers behind it one place together.
func (r *renderer) gather(markers []Marker, end float32) []flags {
	var all []flags
	for _, m := range markers {
		f := flags{n: 1, text: m.Text}
		f.first = r.geo.left + float32(r.geo.x(m.At))*r.geo.width
		f.last = f.first
		if n := len(all) - 1; n >= 0 && r.crowd(&all[n], &f, end) {
			all[n].last = f.last
			all[n].n++
			all[n].text = tr.F("%s actions", strconv.Itoa(all[n].n))
			continue
		}
		all = append(all, f)
	}
	return all
}

// crowd tells that two neighbours in a row that ends at a place have no room for a text each.
func (r *renderer) crowd(f, next *flags, end float32) bool {
	begin := next.first
	if begin > end { // its text ends where the row does
		begin = end - r.textRoom(next)
	}
	return f.last > end || begin-f.last < r.textRoom(f)+flagHalf+markerGap
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
	r.painter.arms = r.painter.arms[:0]
	from, end := r.markerRow()
	all := r.gather(r.chart.data.seenMarkers(r.geo.from, r.geo.to), end)
	y := r.geo.top() - r.ruler.height - 1
	for i := range all {
		to := end
		if i+1 < len(all) {
			to = min(end-r.roomAt(&all[i+1], end), all[i+1].first-flagHalf-markerGap)
		}
		text, x := r.beside(&all[i], from, to)
		if text == "" {
			continue
		}
		wide := r.texts[markerTexts].put(text, r.painter.text, fyne.TextStyle{}, x, y)
		r.lead(&all[i], x, x+wide)
		from = x + wide + markerGap
	}
}

// roomAt is what some flags behind the end of the row need before it, 0 for others.
func (r *renderer) roomAt(f *flags, end float32) float32 {
	if f.first <= end {
		return 0
	}
	return r.textRoom(f) + markerGap
}

// beside returns what is written beside some flags between two places, and where:
// to the right of the last one, or to the left of the first where there is more room.
func (r *renderer) beside(f *flags, from, to float32) (text string, x float32) {
	wide := r.ruler.width(f.text)
	x = max(f.last+flagHalf+2, from)
	end := min(f.first-flagHalf-2, to)
	if x+wide <= to || to-x >= min(end-from, wide) {
		return r.ruler.fit(f.text, to-x), x
	}
	text = r.ruler.fit(f.text, end-from)
	return text, end - r.ruler.width(text)
}

// leadFrom is how far a text is from its flag at the least for a line to lead from the one to
// the other.
const leadFrom = flagHalf + 2 + markerGap

// lead underlines a text that is not beside its flags, on to them: it would seem to be that
// of others.
func (r *renderer) lead(f *flags, left, right float32) {
	switch top := r.geo.top(); {
	case f.first-right > leadFrom:
		r.painter.arms = append(r.painter.arms, box{left, top, f.last - left, 1})
	case left-f.last > leadFrom:
		r.painter.arms = append(r.painter.arms, box{f.first, top, right - f.first, 1})
	}
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
	to = r.geo.left + r.geo.width - d.Reserved
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
	for _, arm := range p.arms {
		bottom := p.px(arm.y)
		p.fill(image.Rect(p.px(arm.x), bottom-p.unit, p.px(arm.x+arm.w), bottom), p.mark)
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
		lines = append(lines, tr.F("+%s more", strconv.Itoa(more)))
	}
	return lines
}
