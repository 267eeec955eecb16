package chart

import (
	"image"
	"math"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/gui/tr"
)

// rowsOf divides an area into n rows, as many together as make one pixel, and calls draw
// for each with the first of its members and where the next row's begin.
func (p *painter) rowsOf(area image.Rectangle, n int, draw func(row image.Rectangle, first, end int)) {
	if n == 0 {
		return
	}
	together := max(1, int(math.Ceil(float64(n)/float64(max(area.Dy(), 1)))))
	count := (n + together - 1) / together
	height := float64(area.Dy()) / float64(count)
	gap := 0
	if height >= 4*p.ppu {
		gap = p.unit
	}
	for i := range count {
		top := area.Min.Y + int(math.Round(float64(i)*height))
		bottom := area.Min.Y + int(math.Round(float64(i+1)*height))
		draw(image.Rect(area.Min.X, top, area.Max.X, bottom-gap), i*together, min(n, (i+1)*together))
	}
}

// rows draws a band's series as rows of shades: the mean of a column's time.
func (p *painter) rows(b *Band, at *bandBox) {
	area := p.panelAt(at.box)
	if area.Empty() {
		return
	}
	at.eachRow(b, func(first, end int, y, high float32) {
		part := image.Rect(area.Min.X, p.px(y), area.Max.X, p.px(y+high))
		if b.Series[first].Label != "" && end == first+1 {
			part.Min.Y, part.Max.Y = part.Min.Y+p.unit, part.Max.Y-p.unit
		}
		p.rowsOf(part, end-first, func(row image.Rectangle, from, to int) {
			sum, known, _ := p.columns(row.Dx())
			for i := first + from; i < first+to; i++ {
				p.means(b.Series[i].T, b.Series[i].V, float64(row.Min.X), sum, known)
			}
			if at.plots(b) {
				p.plotlet(row, sum, known, at.top, p.shadeOf(&b.Series[first+from]))
				return
			}
			p.shades(row, sum, known, at.top)
		})
	})
}

// leastPlot is the height from which rows show their values by height, as small multiples of
// the band (Tufte, Envisioning Information, 1990): in lower ones a shade tells more.
const leastPlot = 6

// plots tells whether the rows of a band have room to be plots: all of them, or none.
func (b *bandBox) plots(of *Band) bool {
	return b.lowRow(of) >= leastPlot
}

// lowRow is the height of a row that is not tall.
func (b *bandBox) lowRow(of *Band) float32 {
	return (b.h - tallRow*float32(b.tall)) / float32(max(1, len(of.Series)-b.tall))
}

// shadeOf is the colour of a row of heights.
func (p *painter) shadeOf(s *Series) ink {
	if s.Faint {
		return p.panel.mix(p.style(s.Style), faintness)
	}
	return p.style(s.Style)
}

// plotlet draws a row of means as bars without gaps over a line at 0. What is more than
// nothing has a pixel.
func (p *painter) plotlet(row image.Rectangle, sum, known []float32, top float64, c ink) {
	row = row.Intersect(p.clip)
	ground := p.panel.mix(c, faintness)
	for i := range sum[:row.Dx()] {
		if known[i] == 0 {
			continue
		}
		x, share := row.Min.X+i, float64(sum[i]/known[i])/top
		high := int(math.Ceil(min(max(share, 0), 1)*float64(row.Dy()-1) - 0.02))
		for y := row.Max.Y - 1 - high; y < row.Max.Y-1; y++ {
			p.put(p.at(x, y), c)
		}
		p.put(p.at(x, row.Max.Y-1), ground)
	}
}

// tallRow is the height of a row beside which its label stands, and tallPart how much of
// a band such rows may take.
const (
	tallRow  = 13
	tallPart = 0.6
)

// tallRows returns how many rows of a band can be tall.
func tallRows(b *Band, high float32) int {
	n := 0
	for i := range b.Series {
		if b.Rows && b.Series[i].Label != "" {
			n++
		}
	}
	return min(n, int(tallPart*high/tallRow))
}

// eachRow calls do for each tall row, and for each stretch of low ones, with the first
// of its series and the one behind its last.
func (b *bandBox) eachRow(of *Band, do func(first, end int, y, high float32)) {
	low := b.lowRow(of)
	y, tall, first := b.y, 0, 0
	stretch := func(end int) {
		if end > first {
			do(first, end, y, low*float32(end-first))
			y += low * float32(end-first)
		}
	}
	for i := range of.Series {
		if of.Series[i].Label == "" || tall == b.tall {
			continue
		}
		stretch(i)
		do(i, i+1, y, tallRow)
		y, tall, first = y+tallRow, tall+1, i+1
	}
	stretch(len(of.Series))
}

// means adds up steps by column: time times value, and time. A step that is longer than a
// column has all of those that it begins in or goes through: sharing the first with the
// step before would cost more than anybody sees.
func (p *painter) means(t, v []float64, left float64, sum, known []float32) {
	first := sort.SearchFloat64s(t, p.geo.from)
	if first == len(t) {
		return
	}
	to := p.column(stepBegin(t, first, 0)) - left
	for i := first; i < len(t) && stepBegin(t, i, 0) <= p.geo.to; i++ {
		from := to
		to = p.column(t[i]) - left
		if math.IsNaN(v[i]) || to <= from {
			continue
		}
		if to-from < 1 { // one of several in a column
			if x := int(from); from >= 0 && x < len(sum) {
				sum[x] += float32(v[i] * (to - from))
				known[x] += float32(to - from)
			}
			continue
		}
		for x, end := int(max(from, 0)), int(min(to, float64(len(sum)))); x < end; x++ {
			sum[x] += float32(v[i])
			known[x]++
		}
	}
}

// shades draws a row of means over top, columns of which nothing is known left free.
func (p *painter) shades(row image.Rectangle, sum, known []float32, top float64) {
	row = row.Intersect(p.clip)
	if row.Empty() {
		return
	}
	line := p.img.Pix[p.at(row.Min.X, row.Min.Y):p.at(row.Max.X, row.Min.Y)]
	scale := float32(255 / top)
	for i := range sum[:row.Dx()] {
		if known[i] > 0 {
			p.put(p.at(row.Min.X+i, row.Min.Y), p.heat[int(min(max(sum[i]/known[i]*scale, 0), 255))])
		}
	}
	for y := row.Min.Y + 1; y < row.Max.Y; y++ {
		copy(p.img.Pix[p.at(row.Min.X, y):], line)
	}
}

// rowUnit says what the heights or the shades of a band of rows mean.
func (r *renderer) rowUnit(b *Band, at *bandBox) string {
	top := tickText(at.top, numbersOf(b))
	if b.Over {
		top = tr.F("%s and above", top)
	}
	if at.plots(b) {
		return b.Unit + "  " + tr.F("each from 0 to %s", top)
	}
	return b.Unit + "  " + tr.F("%s, to %s", r.busier(), top)
}

// busier tells which shades are the higher values.
func (r *renderer) busier() string {
	if r.painter.variant == theme.VariantLight {
		return tr.T("darker is more")
	}
	return tr.T("brighter is more")
}

// placeRows writes the labels of a band of rows at the left of those that are tall.
func (r *renderer) placeRows(b *Band, at *bandBox) {
	at.eachRow(b, func(first, end int, y, high float32) {
		s := &b.Series[first]
		if s.Label == "" || end != first+1 {
			return
		}
		style := fyne.TextStyle{Bold: s.Bold}
		text := r.ruler.fit(s.Label, r.geo.left-edge-2*labelGap)
		x := r.geo.left - labelGap - fyne.MeasureText(text, r.ruler.size, style).Width
		r.texts[valueTexts].put(text, r.painter.text, style, x, y+(high-r.ruler.height)/2)
	})
}

// rowAt returns the series whose row is at a place, nil for none.
func (g *geometry) rowAt(d *Data, at fyne.Position) *Series {
	var found *Series
	for i := range g.bands {
		b := &d.Bands[i]
		if !b.Rows || len(b.Series) == 0 || !g.bands[i].holds(at) {
			continue
		}
		g.bands[i].eachRow(b, func(first, end int, y, high float32) {
			if at.Y >= y && at.Y < y+high {
				found = &b.Series[first+min(int((at.Y-y)/high*float32(end-first)), end-first-1)]
			}
		})
	}
	return found
}
