package chart

import (
	"image"
	"math"
	"sort"
)

// braid is the length, in units, of the pieces by which lines that lie on each
// other take turns: workers that all keep a core busy would else look like one.
const braid = 9

// band draws a value axis' lines and its series, the bold ones last.
func (p *painter) band(b *Band, at *bandBox) {
	area := p.panelAt(at.box)
	if area.Empty() {
		return
	}
	for i := 0; float64(i)*at.step <= at.top*(1+1e-9); i++ {
		y := p.height(area, at, float64(i)*at.step)
		p.fill(image.Rect(area.Min.X, y, area.Max.X, y+p.unit), p.grid)
	}
	p.untaken(area)
	p.thick = 2
	if len(b.Series) > 8 {
		p.thick = 1.5
	}
	for layer := range layers {
		for i := range b.Series {
			if b.Series[i].layer() == layer {
				p.series(&b.Series[i], at, area)
			}
		}
	}
	p.limits(b, at, area)
}

// height returns the row of a value.
func (p *painter) height(area image.Rectangle, at *bandBox, v float64) int {
	return p.ladder(area, at).row(v)
}

// ladder turns the values of a band into rows of pixels.
type ladder struct {
	bottom, each float64 // row of zero, rows a unit of value
	top          float64 // the largest value
}

func (p *painter) ladder(area image.Rectangle, at *bandBox) ladder {
	high := float64(area.Dy())
	zero, top := at.share(0)*high, at.share(at.top)*high
	return ladder{bottom: float64(area.Min.Y) + zero, each: (zero - top) / at.top, top: at.top}
}

func (l ladder) row(v float64) int {
	return int(l.bottom - min(max(v, 0), l.top)*l.each + 0.5) // no row is negative
}

// pen draws one line in steps. It keeps the column it stands in and how far up
// and down the line went there, and draws a column when it leaves it: many
// points in one column cost no more than one.
type pen struct {
	p      *painter
	area   image.Rectangle
	ink    ink
	dash   dash
	full   int    // whole pixels of the line's width
	part   uint32 // of 256, the rest of it
	column int
	low    int // smallest row
	high   int // largest row
	down   bool
	pale   bool // whole, and over whatever is there: it takes no turns
}

// layers is how many layers of lines there are.
const layers = 3

// layer is where a line lies: over those with a smaller one.
func (s *Series) layer() int {
	switch {
	case s.Bold:
		return 2
	case s.Faint:
		return 0
	}
	return 1
}

// faintness is how much of its colour a faint line has, of 256.
const faintness = 110

// newPen returns the pen of a series.
func (p *painter) newPen(s *Series, area image.Rectangle) pen {
	width, colour := max(1, p.thick*p.ppu), p.style(s.Style)
	switch s.layer() {
	case 0:
		width, colour = max(1, p.ppu), p.panel.mix(colour, faintness)
	case 2:
		width += 1.2 * p.ppu
	}
	full := int(width)
	return pen{
		p: p, area: area, ink: colour, dash: dashOf(s.Style, p.unit),
		full: full, part: uint32(256 * (width - float64(full))), pale: s.layer() == 0,
	}
}

// series draws a line. What stays in one row is one piece: most lines of memory are.
func (p *painter) series(s *Series, at *bandBox, area image.Rectangle) {
	pen, ladder := p.newPen(s, area), p.ladder(area, at)
	left, right, row := 0, 0, math.MinInt // the piece that is not drawn yet
	flush := func() {
		if row != math.MinInt {
			pen.step(left, right, row)
			row = math.MinInt
		}
	}
	for i := sort.SearchFloat64s(s.T, p.geo.from); i < len(s.T); i++ {
		begin := s.begin(i)
		if begin > p.geo.to {
			break
		}
		v := s.V[i]
		if known := !math.IsNaN(v) && !math.IsInf(v, 0); !known || begin == s.T[i] {
			flush()
			pen.lift()
			if !known {
				continue
			}
		}
		end, here := int(p.column(min(s.T[i], p.geo.to))), ladder.row(v)
		if here != row {
			flush()
			left, row = int(p.column(max(begin, p.geo.from))), here
		}
		right = end
	}
	flush()
	pen.lift()
}

// step draws a piece between two columns, joined to the piece before if the pen
// is down.
func (n *pen) step(left, right, row int) {
	if !n.down {
		n.down, n.column, n.low, n.high = true, left, row, row
	}
	n.low, n.high = min(n.low, row), max(n.high, row)
	if right <= n.column {
		return
	}
	n.upright()
	n.level(n.column, right, row)
	n.column, n.low, n.high = right, row, row
}

// lift ends the piece.
func (n *pen) lift() {
	if !n.down {
		return
	}
	if n.low == n.high {
		n.level(n.column, n.column+n.full, n.low)
	}
	n.upright()
	n.down = false
}

// level draws from one column to another. Where other lines went already, it
// takes its turn with them.
func (n *pen) level(from, to, row int) {
	top := row - n.full/2
	from, to = max(from, n.area.Min.X), min(to, n.area.Max.X)
	if row < n.area.Min.Y || row >= n.area.Max.Y {
		return
	}
	if n.pale {
		n.p.fill(image.Rect(from, top, to, top+n.full), n.ink)
		return
	}
	taken := n.p.taken[(row-n.area.Min.Y)*n.area.Dx():]
	turn := braid * n.p.unit
	for x := from; x < to; x++ {
		before := &taken[x-n.area.Min.X]
		mine := *before == 0 || (x/turn)%(int(*before)+1) == int(*before)
		if *before < math.MaxUint8 {
			*before++
		}
		if mine && n.dash.on(x) {
			n.mark(x, top)
		}
	}
}

// mark draws one column of a level piece.
func (n *pen) mark(x, top int) {
	s := &n.p.surface
	for y := max(top, n.area.Min.Y); y < min(top+n.full, n.area.Max.Y); y++ {
		s.put(s.at(x, y), n.ink)
	}
	if y := top + n.full; n.part > 0 && y < n.area.Max.Y {
		s.blend(s.at(x, y), n.ink, n.part)
	}
}

// upright draws how far the line went up and down in its column.
func (n *pen) upright() {
	left := max(n.column-n.full/2, n.area.Min.X)
	right := min(n.column-n.full/2+n.full, n.area.Max.X)
	if n.low == n.high || right < left {
		return
	}
	s := &n.p.surface
	for y := max(n.low-n.full/2, n.area.Min.Y); y < min(n.high+n.full-n.full/2, n.area.Max.Y); y++ {
		if !n.pale && !n.dash.on(y) {
			continue
		}
		for x := left; x < right; x++ {
			s.put(s.at(x, y), n.ink)
		}
		if n.part > 0 && right < n.area.Max.X {
			s.blend(s.at(right, y), n.ink, n.part)
		}
	}
}
