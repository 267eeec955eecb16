package chart

import (
	"image"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
)

// reach returns the largest limit that is within reach of a value, 0 for none.
func (b *Band) reach(largest float64) float64 {
	most := 0.0
	for _, l := range b.Limits {
		if largest >= l.At/2 {
			most = max(most, l.At)
		}
	}
	return most
}

// shown tells whether a limit is on a band's axis.
func (l *Limit) shown(at *bandBox) bool { return at.h > 0 && l.At > 0 && l.At <= at.top*(1+1e-9) }

// limitLine says in the readout which limits are seen.
func (r *renderer) limitLine() string {
	var parts []string
	for i := range r.geo.bands {
		for j := range r.chart.data.Bands[i].Limits {
			l := &r.chart.data.Bands[i].Limits[j]
			if l.shown(&r.geo.bands[i]) && !slices.Contains(parts, l.Name) {
				parts = append(parts, l.Name)
			}
		}
	}
	return strings.Join(parts, ", ")
}

// limits draws the limits of a band as dashed lines.
func (p *painter) limits(b *Band, at *bandBox, area image.Rectangle) {
	for i := range b.Limits {
		if !b.Limits[i].shown(at) {
			continue
		}
		y := p.height(area, at, b.Limits[i].At)
		for x := area.Min.X; x < area.Max.X; x += 8 * p.unit {
			p.fill(image.Rect(x, y, x+5*p.unit, y+max(p.unit, p.px(1.5))), p.badInk)
		}
	}
}

// placeLimits names the limits that are seen, at the left of their lines.
func (r *renderer) placeLimits() {
	for i := range r.geo.bands {
		b, at := &r.chart.data.Bands[i], &r.geo.bands[i]
		for j := range b.Limits {
			if l := &b.Limits[j]; l.shown(at) && !b.Rows {
				y := at.y + float32(at.share(l.At))*at.h + 1
				r.plated(l.Name, Nobody, fyne.NewPos(at.x+labelGap, min(y, at.y+at.h-r.ruler.height)))
			}
		}
	}
}
