package chart

import (
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
)

// placeLegend writes the names of the styles, and how many more there are.
func (r *renderer) placeLegend() {
	keys := r.geo.keys
	r.painter.keys = r.painter.keys[:0]
	if r.geo.legend == 0 {
		return
	}
	x, end := r.geo.left, r.geo.left+r.geo.width
	y := r.geo.legend - r.ruler.height/2
	left := len(keys) + r.unlisted()
	more := func() string { return tr.F("+%s more", strconv.Itoa(left)) }
	for _, key := range keys {
		wide := swatchWide + 5 + r.ruler.width(key.Name)
		reserve := float32(0)
		if left > 1 {
			reserve = keyGap + r.ruler.width(more())
		}
		if x+wide+reserve > end {
			break
		}
		r.painter.keys = append(r.painter.keys, keyAt{style: key.Style, x: x})
		r.texts[legendTexts].put(key.Name, r.painter.text, fyne.TextStyle{}, x+swatchWide+5, y)
		x += wide + keyGap
		left--
	}
	if left > 0 {
		r.texts[legendTexts].put(more(), r.painter.dim, fyne.TextStyle{}, x, y)
	}
}

// unlisted returns how many lines have a name neither in the legend nor at a lane: 0 where
// the legend is not of lines.
func (r *renderer) unlisted() int {
	d := &r.chart.data
	named, lines := map[Key]bool{}, false
	for _, key := range d.Legend {
		named[key] = true
		lines = lines || key.Style >= 0
	}
	if !lines {
		return 0
	}
	for i := 0; r.geo.namedLanes == 1 && i < len(d.Lanes); i++ {
		named[Key{Style: d.Lanes[i].Style, Name: d.Lanes[i].Name}] = true
	}
	n := 0
	for i := range d.Bands {
		for j := range d.Bands[i].Series {
			s := &d.Bands[i].Series[j]
			if key := (Key{Style: s.Style, Name: s.Name}); s.Style >= 0 && !named[key] {
				named[key] = true
				n++
			}
		}
	}
	return n
}
