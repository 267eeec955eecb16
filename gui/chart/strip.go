package chart

import (
	"image"
	"math"
	"sort"
)

// strips draws the cores.
func (p *painter) strips() {
	area := p.panelAt(p.geo.strips)
	height := float64(area.Dy()) / float64(len(p.data.Strips))
	who := 0
	if height >= 9*p.ppu {
		who = max(2, p.px(2.5))
	}
	for i := range p.data.Strips {
		top := area.Min.Y + int(math.Round(float64(i)*height))
		bottom := area.Min.Y + int(math.Round(float64(i+1)*height))
		if height >= 4*p.ppu {
			bottom -= 2 * p.unit
		}
		p.strip(&p.data.Strips[i], image.Rect(area.Min.X, top, area.Max.X, bottom), who)
	}
}

// strip draws one core: the mean of a column's time as heat, and below it whose
// process ran there, in a line of thick pixels.
func (p *painter) strip(s *Strip, row image.Rectangle, thick int) {
	if row.Empty() {
		return
	}
	busy, known, who := p.columns(row.Dx())
	p.average(s, float64(row.Min.X), busy, known, who)
	line := row
	line.Min.Y = row.Max.Y
	if thick > 0 && len(s.Who) == len(s.T) {
		line.Min.Y = row.Max.Y - thick
		row.Max.Y = line.Min.Y - p.unit
	}
	for i := range busy {
		if known[i] <= 0 {
			continue
		}
		x := row.Min.X + i
		heat := p.heat[int(255*min(max(busy[i]/known[i], 0), 1))]
		p.fill(image.Rect(x, row.Min.Y, x+1, row.Max.Y), heat)
		if who[i] > 0 && p.owner[i] >= 0 {
			if d := dashOf(p.owner[i], p.unit); d.on(x) {
				p.fill(image.Rect(x, line.Min.Y, x+1, line.Max.Y), p.style(p.owner[i]))
			}
		}
	}
}

// average adds up a strip's steps by column: time times value, time, and time
// on which somebody ran.
func (p *painter) average(s *Strip, left float64, busy, known, who []float32) {
	for i := sort.SearchFloat64s(s.T, p.geo.from); i < len(s.T); i++ {
		begin := stepBegin(s.T, i, 0)
		if begin > p.geo.to {
			return
		}
		if math.IsNaN(s.V[i]) || begin == s.T[i] {
			continue
		}
		from, to := p.column(begin)-left, p.column(s.T[i])-left
		spread(busy, from, to, float32(s.V[i]))
		spread(known, from, to, 1)
		if len(s.Who) != len(s.T) || s.Who[i] < 0 {
			continue
		}
		spread(who, from, to, 1)
		for x := max(int(from), 0); x < min(int(math.Ceil(to)), len(p.owner)); x++ {
			p.owner[x] = s.Who[i]
		}
	}
}
