package chart

import (
	"image"
	"math"
	"sort"

	"fyne.io/fyne/v2"
)

// areaShare is how much of its colour the area under a slim band's line has, of 256.
const areaShare = 84

// slim draws a low band: the area under its line, then the line.
func (p *painter) slim(b *Band, at *bandBox) {
	area := p.panelAt(at.box)
	if area.Empty() {
		return
	}
	p.untaken(area)
	p.thick = 1.5
	for i := range b.Series {
		p.areaUnder(&b.Series[i], at, area)
		p.series(&b.Series[i], at, area)
	}
	p.limits(b, at, area)
}

// areaUnder fills what lies under a line.
func (p *painter) areaUnder(s *Series, at *bandBox, area image.Rectangle) {
	colour := p.panel.mix(p.style(s.Style), areaShare)
	for i := sort.SearchFloat64s(s.T, p.geo.from); i < len(s.T); i++ {
		begin := s.begin(i)
		if begin > p.geo.to {
			return
		}
		if v := s.V[i]; !math.IsNaN(v) && !math.IsInf(v, 0) {
			left, right := int(p.column(max(begin, p.geo.from))), int(p.column(min(s.T[i], p.geo.to)))
			p.fill(image.Rect(left, p.height(area, at, v), right, area.Max.Y), colour)
		}
	}
}

// untaken makes room for lines that take turns in an area.
func (p *painter) untaken(area image.Rectangle) {
	if n := area.Dx() * area.Dy(); cap(p.taken) < n {
		p.taken = make([]uint8, n)
	} else {
		p.taken = p.taken[:n]
		clear(p.taken)
	}
}

// placeSlim writes the title of a slim band at its left, and beside it the end of its
// axis, where the unit may be the text of that.
func (r *renderer) placeSlim(b *Band, at *bandBox) {
	if at.h <= 0 {
		return
	}
	end := b.Unit
	if end == "" {
		end = tickText(at.top, numbersOf(b))
	}
	middle := at.y + at.h/2
	r.right(valueTexts, end, middle)
	room := r.geo.left - edge - 2*labelGap - r.ruler.width(end)
	wide := r.texts[valueTexts].put(r.ruler.fit(b.Title, room), r.painter.text, fyne.TextStyle{}, edge, middle-r.ruler.height/2)
	r.heads = append(r.heads, head{box{edge, at.y, wide, at.h}, b.Title})
}
