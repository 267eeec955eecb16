package chart

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"fyne.io/fyne/v2"
)

// ending is the name of a line at its end.
type ending struct {
	name  string
	style int
	y     float32
}

// placeEndings writes the names of lines at their ends, above them, and pushed apart
// where they would lie on each other.
func (r *renderer) placeEndings() {
	for i := range r.geo.bands {
		b, at := &r.chart.data.Bands[i], &r.geo.bands[i]
		if at.h <= 0 || b.Slim != High || b.Rows {
			continue
		}
		r.endings = r.endings[:0]
		for j := range b.Series {
			if s := &b.Series[j]; s.Label != "" {
				if v := s.last(r.geo.to); !math.IsNaN(v) {
					r.endings = append(r.endings, ending{s.Label, s.Style, at.y + float32(at.share(v))*at.h - r.ruler.height - 1})
				}
			}
		}
		r.writeEndings(at)
	}
}

func (r *renderer) writeEndings(at *bandBox) {
	high := 0.95 * r.ruler.height
	r.endings = r.endings[:min(len(r.endings), int(at.h/high))]
	slices.SortFunc(r.endings, func(a, b ending) int { return cmp.Compare(a.y, b.y) })
	low := at.y
	for i := range r.endings {
		r.endings[i].y = max(r.endings[i].y, low)
		low = r.endings[i].y + high
	}
	high = at.y + at.h - high
	for i := len(r.endings) - 1; i >= 0; i-- {
		e := &r.endings[i]
		e.y = min(e.y, high)
		high = e.y - 0.95*r.ruler.height
		r.plated(e.name, e.style, fyne.NewPos(at.x+at.w-r.plateWidth(e.name, e.style)-1, e.y))
	}
}

// last returns the last known value before an instant, NaN for none.
func (s *Series) last(t float64) float64 {
	for i := min(sort.SearchFloat64s(s.T, t), len(s.T)-1); i >= 0; i-- {
		if !math.IsNaN(s.V[i]) {
			return s.V[i]
		}
	}
	return math.NaN()
}
