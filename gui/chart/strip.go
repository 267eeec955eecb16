package chart

import (
	"image"
	"math"
	"sort"
)

// mostNamedStrips is how many strips are drawn with their names and who ran there; more
// are low rows.
const mostNamedStrips = 16

// strips draws the cores.
func (p *painter) strips() {
	area := p.panelAt(p.geo.strips)
	if len(p.data.Strips) > mostNamedStrips {
		p.manyStrips(area)
		return
	}
	height := float64(area.Dy()) / float64(len(p.data.Strips))
	who := 0
	if height >= 9*p.ppu {
		who = max(2, p.px(2.5))
	}
	for i := range p.data.Strips {
		top := area.Min.Y + int(math.Round(float64(i)*height))
		bottom := area.Min.Y + int(math.Round(float64(i+1)*height))
		if height >= 4*p.ppu && !p.data.twinAfter(i) {
			bottom -= 2 * p.unit
		} else if height >= 4*p.ppu {
			bottom -= p.unit / 2
		}
		p.strip(&p.data.Strips[i], image.Rect(area.Min.X, top, area.Max.X, bottom), who)
	}
}

// twinAfter tells that a strip is drawn close to the next one.
func (d *Data) twinAfter(i int) bool { return i+1 < len(d.Strips) && d.Strips[i+1].Twin }

// groups calls do for each stretch of strips of one group.
func (d *Data) groups(do func(first, end int)) {
	first := 0
	for i := range d.Strips {
		if i+1 == len(d.Strips) || d.Strips[i+1].Group != d.Strips[i].Group {
			do(first, i+1)
			first = i + 1
		}
	}
}

// manyStrips draws the cores as low rows, their groups apart.
func (p *painter) manyStrips(area image.Rectangle) {
	n := float64(len(p.data.Strips))
	p.data.groups(func(first, end int) {
		part := area
		part.Min.Y = area.Min.Y + int(math.Round(float64(first)/n*float64(area.Dy())))
		part.Max.Y = area.Min.Y + int(math.Round(float64(end)/n*float64(area.Dy())))
		if end < len(p.data.Strips) {
			part.Max.Y -= 2 * p.unit
		}
		p.rowsOf(part, end-first, func(row image.Rectangle, from, to int) {
			sum, known, _ := p.columns(row.Dx())
			for i := first + from; i < first+to; i++ {
				p.means(p.data.Strips[i].T, p.data.Strips[i].V, float64(row.Min.X), sum, known)
			}
			p.shades(row, sum, known, 1)
		})
	})
}

// strip draws one core: the mean of a column's time as heat, and below it whose
// process ran there, in a line of thick pixels.
func (p *painter) strip(s *Strip, row image.Rectangle, thick int) {
	if row.Empty() {
		return
	}
	busy, known, who := p.columns(row.Dx())
	p.means(s.T, s.V, float64(row.Min.X), busy, known)
	line := row
	line.Min.Y = row.Max.Y
	if thick > 0 && len(s.Who) == len(s.T) {
		p.owners(s, float64(row.Min.X), who)
		line.Min.Y = row.Max.Y - thick
		row.Max.Y = line.Min.Y - p.unit
	}
	p.shades(row, busy, known, 1)
	for i := range who {
		if known[i] <= 0 || who[i] <= 0 || p.owner[i] < 0 {
			continue
		}
		x := row.Min.X + i
		if d := dashOf(p.owner[i], p.unit); d.on(x) {
			p.fill(image.Rect(x, line.Min.Y, x+1, line.Max.Y), p.style(p.owner[i]))
		}
	}
	if thick > 0 {
		p.arrivals(s, row)
	}
}

// owners adds up by column the time on which somebody ran, and notes who did last.
func (p *painter) owners(s *Strip, left float64, who []float32) {
	for i := sort.SearchFloat64s(s.T, p.geo.from); i < len(s.T); i++ {
		begin := stepBegin(s.T, i, 0)
		if begin > p.geo.to {
			return
		}
		if s.Who[i] < 0 || math.IsNaN(s.V[i]) || begin == s.T[i] {
			continue
		}
		from, to := p.column(begin)-left, p.column(s.T[i])-left
		spread(who, from, to, 1)
		for x := max(int(from), 0); x < min(int(math.Ceil(to)), len(p.owner)); x++ {
			p.owner[x] = s.Who[i]
		}
	}
}
