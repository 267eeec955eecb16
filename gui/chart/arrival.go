package chart

import (
	"image"
	"math"
	"sort"
	"strconv"

	"github.com/poolscope/poolscope/gui/tr"
)

const (
	arrivalHigh = 4 // units of the tick of an arrival, over the line of who is there
	mostArrived = 3 // arrivals that the readout names
)

// seenArrivals returns those between two instants.
func (s *Strip) seenArrivals(from, to float64) []Arrival {
	first := sort.Search(len(s.Arrivals), func(i int) bool { return s.Arrivals[i].At >= from })
	end := sort.Search(len(s.Arrivals), func(i int) bool { return s.Arrivals[i].At > to })
	return s.Arrivals[first:max(first, end)]
}

// arrivals draws a tick of one thin line for each, as high as the strip where that is low, one for
// several in a column.
func (p *painter) arrivals(s *Strip, row image.Rectangle) {
	drawn := math.MinInt
	top := max(row.Min.Y, row.Max.Y-p.px(arrivalHigh))
	for _, a := range s.seenArrivals(p.geo.from, p.geo.to) {
		x := int(p.column(a.At))
		if x <= drawn+p.unit {
			continue
		}
		drawn = x
		if x < row.Min.X || x >= row.Max.X {
			continue
		}
		p.fill(image.Rect(x, top, x+p.unit, row.Max.Y), p.opposite(x, top))
	}
}

// opposite is black or white, whichever can be told better from a pixel.
func (s *surface) opposite(x, y int) ink {
	i := s.at(x, y)
	if red, green, blue := int(s.img.Pix[i]), int(s.img.Pix[i+1]), int(s.img.Pix[i+2]); 2*red+5*green+blue > 8*128 {
		return 0xFF000000
	}
	return white
}

// arrivalLines says in the readout who came to the strip under the mouse, near its instant.
func (r *renderer) arrivalLines() []string {
	d, x := &r.chart.data, r.chart.pointer.X
	if r.chart.Moved == nil || len(d.Strips) == 0 || !r.geo.strips.holds(r.chart.pointer) {
		return nil
	}
	var lines []string
	more := 0
	for _, a := range d.Strips[r.geo.stripAt(d, r.chart.pointer)].seenArrivals(r.geo.time(x-markerNear), r.geo.time(x+markerNear)) {
		if len(lines) == mostArrived {
			more++
			continue
		}
		lines = append(lines, r.chart.Moved(a.Who, a.From))
	}
	if more > 0 {
		lines = append(lines, tr.F("+%s more came", strconv.Itoa(more)))
	}
	return lines
}
