package chart

import (
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
)

// Distances in Fyne's units.
const (
	edge        = 6  // around everything
	bandGap     = 6  // between a band and the next title
	labelGap    = 6  // between a label and the plot
	slimInset   = 1  // inset of a slim band
	inset       = 4  // above the highest and below the lowest value of a band
	swatchWide  = 20 // of a line's sample
	laneSwatch  = 21
	keyGap      = 16  // between two entries of the legend
	leastLegend = 170 // height of a chart that has a legend
	slimHigh    = 14  // of a slim band
	slimGap     = 2   // over it
	leastBand   = 40  // height of a high band below which slim ones are left out
	plateEdge   = 3   // left and right of the text on a plate
	plateSample = 12  // width of the sample on it
	mostTicks   = 200
)

// box is a rectangle in Fyne's units.
type box struct{ x, y, w, h float32 }

// holds tells whether a point is inside.
func (b box) holds(p fyne.Position) bool {
	return p.X >= b.x && p.X < b.x+b.w && p.Y >= b.y && p.Y < b.y+b.h
}

// bandBox is where a band's lines are drawn, and its value axis.
type bandBox struct {
	box
	top, step float64
	inset     float64 // free above the highest and below the lowest value
	tall      int     // rows that are high enough for their label, the first with one
}

// share returns the height of a value as a share of the band from its top.
func (b *bandBox) share(v float64) float64 {
	v = min(max(v, 0), b.top)
	margin := min(b.inset/float64(b.h), 0.2)
	return margin + (1-v/b.top)*(1-2*margin)
}

// geometry is where things are, in Fyne's units.
type geometry struct {
	size     fyne.Size
	from, to float64
	left     float32 // of the plots
	width    float32 // of the plots
	lanes    box
	strips   box
	cells    cellGrid
	bands    []bandBox
	bottom   float32 // of the last plot
	legend   float32 // middle of its row, 0 for none
	keys     []Key   // of the legend that are shown
	step     float64 // of the time axis

	namedLanes  int // every how many lanes have room for their name
	namedStrips int
}

// ruler measures text of the chart's size.
type ruler struct {
	size   float32
	height float32
}

func newRuler(size float32) ruler {
	return ruler{size: size, height: fyne.MeasureText("Hg", size, fyne.TextStyle{}).Height}
}

func (r ruler) width(text string) float32 {
	return fyne.MeasureText(text, r.size, fyne.TextStyle{}).Width
}

func (r ruler) boldWidth(text string) float32 {
	return fyne.MeasureText(text, r.size, fyne.TextStyle{Bold: true}).Width
}

// fit returns a text that is at most as wide as room, with an ellipsis when it
// had to be cut.
func (r ruler) fit(text string, room float32) string {
	if r.width(text) <= room {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		if cut := string(runes[:n]) + "…"; r.width(cut) <= room {
			return cut
		}
	}
	return ""
}

// wrap returns a text in lines that are at most as wide as room where its words
// allow it.
func (r ruler) wrap(text string, room float32) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if longer := strings.TrimSpace(line + " " + word); line == "" || r.width(longer) <= room {
			line = longer
			continue
		}
		lines, line = append(lines, line), word
	}
	return append(lines, line)
}

// arrange places everything that data has into size.
func (g *geometry) arrange(d *Data, size fyne.Size, r ruler) {
	g.size = size
	g.from, g.to = d.From, d.To
	if span := g.to - g.from; !(span >= 1e-6 && span < 1e12) {
		g.to = g.from + 1
	}
	g.left = gutter(d, size.Width, r)
	g.width = max(1, size.Width-g.left-2*edge)
	g.step = timeStep(g.to-g.from, int(g.width/75))
	g.keys = d.unnamed()
	g.stack(d, r)
	g.namedLanes = every(g.lanes.h, len(d.Lanes), r.height)
	if g.namedLanes > 1 && len(g.keys) < len(d.Legend) { // not every lane has room for its name
		g.keys = d.Legend
		g.stack(d, r)
		g.namedLanes = every(g.lanes.h, len(d.Lanes), r.height)
	}
	for i := range d.Bands {
		g.bands[i].scale(&d.Bands[i], g.from, g.to)
	}
	g.namedStrips = every(g.strips.h, len(d.Strips), r.height)
}

// unnamed returns the entries of the legend that no lane has already, with name and sample.
func (d *Data) unnamed() []Key {
	var keys []Key
	for _, key := range d.Legend {
		if !slices.ContainsFunc(d.Lanes, func(l Lane) bool { return l.Style == key.Style && l.Name == key.Name }) {
			keys = append(keys, key)
		}
	}
	return keys
}

// every returns every how many of n rows have room for a name.
func every(room float32, n int, height float32) int {
	if n == 0 || room <= 0 {
		return 1
	}
	// Names may touch a little: no letter uses all of a line's height.
	return max(1, int(math.Ceil(float64(height*0.85*float32(n)/room))))
}

// gutter returns the room that the names and the labels left of the plots need.
func gutter(d *Data, width float32, r ruler) float32 {
	need := r.width("100")
	for i := range d.Bands {
		widest := r.width("100")
		if d.Bands[i].Bytes {
			widest = r.width("999 MiB") // whatever it shows now: plots should not move sideways
		}
		if d.Bands[i].Slim != High {
			widest = max(r.width("1000 MiB"), r.width(d.Bands[i].Unit)) + labelGap + r.width(d.Bands[i].Title)
		}
		need = max(need, widest)
	}
	if len(d.Lanes) > 0 {
		name := longest(len(d.Lanes), func(i int) string { return d.Lanes[i].Name })
		need = max(need, r.boldWidth(name)+laneSwatch+labelGap)
	}
	if len(d.Strips) > 0 {
		name := func(i int) string { return d.Strips[i].Name }
		if len(d.Strips) > mostNamedStrips {
			name = func(i int) string { return d.Strips[i].Group }
		}
		need = max(need, r.width(longest(len(d.Strips), name)))
	}
	return min(edge+need+labelGap, width*0.3, 180)
}

// longest returns the name with the most letters.
func longest(n int, name func(int) string) string {
	most := ""
	for i := range n {
		if s := name(i); len(s) > len(most) {
			most = s
		}
	}
	return most
}

// scale gives a band its value axis: a label each 30 units of height at most.
func (b *bandBox) scale(band *Band, from, to float64) {
	if b.h <= 0 {
		return
	}
	b.tall = tallRows(band, b.h)
	largest := 0.0
	if band.Max <= 0 {
		for i := range band.Series {
			largest = max(largest, band.Series[i].largest(from, to))
		}
		largest = max(largest, band.reach(largest))
	}
	parts := min(max(int(b.h/30), 1), 5)
	b.top, b.step = valueAxis(band.Max, largest, parts, numbersOf(band))
}

// x returns where an instant is, as a share of the plots' width.
func (g *geometry) x(t float64) float64 { return (t - g.from) / (g.to - g.from) }

// time returns the instant at a place.
func (g *geometry) time(x float32) float64 {
	return g.from + float64((x-g.left)/g.width)*(g.to-g.from)
}

// inPlots tells whether a point is between the first plot's top and the last
// one's bottom.
func (g *geometry) inPlots(p fyne.Position) bool {
	return p.X >= g.left && p.X <= g.left+g.width && p.Y >= 0 && p.Y <= g.bottom
}

// ticks returns the first instant that the time axis names, and how many follow
// from it on, one every step.
func (g *geometry) ticks() (first float64, n int) {
	first = g.step * math.Ceil(g.from/g.step-1e-9)
	n = int(math.Floor((g.to-first)/g.step+1e-9)) + 1
	return first, min(max(n, 0), mostTicks)
}
