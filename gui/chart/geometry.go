package chart

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
)

// Distances in Fyne's units.
const (
	edge        = 6  // around everything
	bandGap     = 6  // between a band and the next title
	labelGap    = 6  // between a label and the plot
	inset       = 4  // above the highest and below the lowest value of a band
	swatchWide  = 20 // of a line's sample
	laneSwatch  = 21
	keyGap      = 16  // between two entries of the legend
	leastLegend = 170 // height of a chart that has a legend
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
}

// share returns the height of a value as a share of the band from its top.
func (b *bandBox) share(v float64) float64 {
	v = min(max(v, 0), b.top)
	margin := min(inset/float64(b.h), 0.2)
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
	bands    []bandBox
	bottom   float32 // of the last plot
	legend   float32 // middle of its row, 0 for none
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
	g.stack(d, r)
	for i := range d.Bands {
		g.bands[i].scale(&d.Bands[i], g.from, g.to)
	}
	g.namedLanes = every(g.lanes.h, len(d.Lanes), r.height)
	g.namedStrips = every(g.strips.h, len(d.Strips), r.height)
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
		if d.Bands[i].Bytes {
			need = r.width("999 MiB") // whatever it shows now: plots should not move sideways
		}
	}
	if len(d.Lanes) > 0 {
		name := longest(len(d.Lanes), func(i int) string { return d.Lanes[i].Name })
		need = max(need, r.boldWidth(name)+laneSwatch+labelGap)
	}
	if len(d.Strips) > 0 {
		need = max(need, r.width(longest(len(d.Strips), func(i int) string { return d.Strips[i].Name })))
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

// stack places the bands one below the other.
func (g *geometry) stack(d *Data, r ruler) {
	height := g.size.Height - 2*edge - r.height - 4 // the time axis
	g.legend = 0
	if len(d.Legend) > 0 && g.size.Height >= leastLegend {
		height -= r.height + bandGap
		g.legend = g.size.Height - edge - r.height/2
	}
	plots := len(d.Bands) + min(len(d.Lanes), 1) + min(len(d.Strips), 1)
	height -= float32(plots)*(r.height+2) + float32(max(plots-1, 0))*bandGap
	lane, band, strip := shares(max(height, 10), len(d.Lanes), len(d.Bands), len(d.Strips))

	y := float32(edge)
	place := func(h float32) box {
		at := box{g.left, y + r.height + 2, g.width, h}
		y = at.y + h + bandGap
		g.bottom = at.y + h
		return at
	}
	g.bottom = y + max(height, 10)
	g.lanes, g.strips, g.bands = box{}, box{}, g.bands[:0]
	if len(d.Lanes) > 0 {
		g.lanes = place(lane * float32(len(d.Lanes)))
	}
	for range d.Bands {
		g.bands = append(g.bands, bandBox{box: place(band)})
	}
	if len(d.Strips) > 0 {
		g.strips = place(strip * float32(len(d.Strips)))
	}
}

// shares returns the heights of a lane, a band and a strip that share room.
// Bands get what is left, which is a third of the room at least.
func shares(room float32, lanes, bands, strips int) (lane, band, strip float32) {
	laneRoom, stripRoom := 0.42*room, 0.24*room
	if bands == 0 {
		laneRoom, stripRoom = 0.65*room, 0.35*room
	}
	if strips == 0 && bands == 0 {
		laneRoom = room
	}
	if lanes == 0 && bands == 0 {
		stripRoom = room
	}
	if lanes > 0 {
		lane = min(laneRoom/float32(lanes), min(max(0.05*room, 18), 28))
	}
	if strips > 0 {
		strip = min(stripRoom/float32(strips), min(max(0.035*room, 13), 20))
	}
	if bands > 0 {
		band = (room - lane*float32(lanes) - strip*float32(strips)) / float32(bands)
	}
	return lane, band, strip
}

// scale gives a band its value axis: a label each 30 units of height at most.
func (b *bandBox) scale(band *Band, from, to float64) {
	largest := 0.0
	if band.Max <= 0 {
		for i := range band.Series {
			largest = max(largest, band.Series[i].largest(from, to))
		}
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
