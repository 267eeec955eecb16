package chart

import (
	"image"
	"math"
	"sort"
	"strconv"

	"fyne.io/fyne/v2"
)

const (
	cellTop   = 5 // over the first row of cells
	cellApart = 7 // between two cells
	meterGap  = 3 // between a number and its meter
	meterWide = 11
	mostApart = 1.6  // times the least distance that cells are apart at the most
	groupTop  = 4    // over a group's first row
	mostCells = 0.34 // of the room of all plots that cells may take
)

// cellGrid is where the numbered cells of many cores are: what each does at one instant.
type cellGrid struct {
	box
	high   float32 // of all rows, 0 where there are none
	row    float32 // of one row
	wide   float32 // of a cell
	number float32 // width of the longest number
	across int     // cells in a row
}

// measure finds the room that the cells need: none where it is too much, or where there
// are few strips, which say it all by themselves.
func (c *cellGrid) measure(d *Data, width, room float32, r ruler) {
	*c = cellGrid{}
	if len(d.Strips) <= mostNamedStrips {
		return
	}
	c.number, c.row = r.width("000"[:min(3, digits(len(d.Strips)-1))]), r.height
	c.wide = c.number + meterGap + meterWide + cellApart
	c.across = max(1, int(width/c.wide))
	if c.across >= 16 {
		c.across -= c.across % 8 // rows that are easy to count
	}
	c.wide = min(width/float32(c.across), mostApart*c.wide)
	high := float32(cellTop - groupTop)
	d.groups(func(first, end int) {
		high += groupTop + c.row*float32((end-first+c.across-1)/c.across)
	})
	if high <= mostCells*room {
		c.high = high
	}
}

func digits(n int) int {
	if n < 10 {
		return 1
	}
	return 1 + digits(n/10)
}

func (c *cellGrid) place(at box) { c.box = at }

// each calls do for each cell with its upper left corner, in Fyne's units.
func (c *cellGrid) each(d *Data, do func(i int, at fyne.Position)) {
	y := c.y + cellTop - groupTop
	d.groups(func(first, end int) {
		y += groupTop
		for i := first; i < end; i++ {
			n := i - first
			do(i, fyne.NewPos(c.x+float32(n%c.across)*c.wide, y+float32(n/c.across)*c.row))
		}
		y += c.row * float32((end-first+c.across-1)/c.across)
	})
}

// reading returns how busy a strip is at an instant, NaN when that is not known, and whose
// process is on it. After its newest reading it goes on as that says.
func (s *Strip) reading(t float64) (busy float64, who int) {
	at := min(sort.SearchFloat64s(s.T, t), len(s.T)-1)
	if at < 0 || t < stepBegin(s.T, at, 0) {
		return math.NaN(), Nobody
	}
	if len(s.Who) != len(s.T) {
		return s.V[at], Nobody
	}
	return s.V[at], s.Who[at]
}

// meters draws the meters of the cells alone, into a picture of w x h device pixels: what
// changes with the mouse is drawn without the rest.
func (p *painter) meters(w, h int) image.Image {
	p.reset(w, h)
	p.fill(p.img.Rect, p.back)
	c := &p.geo.cells
	if c.high <= 0 || c.w <= 0 {
		return p.img
	}
	p.ppu = float64(w) / float64(c.w)
	p.unit = max(1, int(math.Round(p.ppu)))
	c.each(p.data, func(i int, at fyne.Position) {
		busy, who := p.data.Strips[i].reading(p.at0)
		frame := p.pixels(box{at.X - c.x + c.number + meterGap, at.Y - c.y + 1, meterWide, c.row - 3})
		if math.IsNaN(busy) {
			return
		}
		line := frame
		line.Min.Y = frame.Max.Y - max(2, p.px(2.5))
		frame.Max.Y = line.Min.Y - p.unit
		p.fill(frame, p.heat[0])
		level := frame
		level.Min.Y = frame.Max.Y - int(math.Round(min(max(busy, 0), 1)*float64(frame.Dy())))
		p.fill(level, p.heat[len(p.heat)-1])
		if who >= 0 {
			p.fill(line, p.style(who))
		}
	})
	return p.img
}

// placeCells writes the numbers of the cells and draws their meters.
func (r *renderer) placeCells() {
	c := &r.geo.cells
	if c.high <= 0 || !r.chart.data.drawable() {
		if r.grid.Visible() {
			r.grid.Hide()
		}
		return
	}
	r.grid.Move(fyne.NewPos(c.x, c.y))
	r.grid.Resize(fyne.NewSize(c.w, c.h))
	r.grid.Show()
}

// readCells draws the meters as they are at the mouse's instant, or the newest.
func (r *renderer) readCells() {
	if r.geo.cells.high <= 0 {
		return
	}
	r.meters.inks, r.meters.at0 = r.painter.inks, r.geo.to
	if t := r.chart.instant(); !math.IsNaN(t) {
		r.meters.at0 = t
	}
	r.grid.Refresh()
}

// placeGroups names the groups of low rows, and numbers the cells.
func (r *renderer) placeGroups() {
	d, each := &r.chart.data, r.geo.strips.h/float32(max(1, len(r.chart.data.Strips)))
	last := float32(math.Inf(-1))
	d.groups(func(first, end int) {
		middle := r.geo.strips.y + each*float32(first+end)/2
		if middle-last < 0.85*r.ruler.height {
			return
		}
		last = middle
		r.right(nameTexts, r.ruler.fit(d.Strips[first].Group, r.geo.left-edge-labelGap), middle)
	})
	if r.geo.cells.high <= 0 {
		return
	}
	r.geo.cells.each(d, func(i int, at fyne.Position) {
		text := strconv.Itoa(d.Strips[i].Number)
		r.texts[nameTexts].put(text, r.painter.dim, fyne.TextStyle{}, at.X+r.geo.cells.number-r.ruler.width(text), at.Y)
	})
}
