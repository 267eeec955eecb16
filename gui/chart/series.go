package chart

import (
	"math"
	"sort"
)

// begin returns where the step that ends at point i begins: at the point before,
// as a reading speaks of the time since the reading before, or at the point
// itself after a gap.
func (s *Series) begin(i int) float64 { return stepBegin(s.T, i, s.Gap) }

// stepBegin is begin for any instants.
func stepBegin(t []float64, i int, gap float64) float64 {
	if i == 0 || gap > 0 && t[i]-t[i-1] > gap {
		return t[i]
	}
	return t[i-1]
}

// value returns what the line shows at an instant, NaN where it has a gap.
func (s *Series) value(t float64) float64 {
	i := stepAt(s.T, t, s.Gap)
	if i < 0 {
		return math.NaN()
	}
	return s.V[i]
}

// stepAt returns the point whose step covers an instant, -1 for none.
func stepAt(at []float64, t, gap float64) int {
	i := sort.SearchFloat64s(at, t)
	if i == len(at) || t < stepBegin(at, i, gap) {
		return -1
	}
	return i
}

// largest returns the largest value shown between two instants, 0 for none.
func (s *Series) largest(from, to float64) float64 {
	most := 0.0
	for i := sort.SearchFloat64s(s.T, from); i < len(s.T) && s.begin(i) <= to; i++ {
		if s.V[i] > most && !math.IsInf(s.V[i], 0) {
			most = s.V[i]
		}
	}
	return most
}

// drawable tells whether there is anything to draw.
func (d *Data) drawable() bool {
	for i := range d.Lanes {
		if len(d.Lanes[i].Bars) > 0 {
			return true
		}
	}
	for i := range d.Bands {
		for j := range d.Bands[i].Series {
			if len(d.Bands[i].Series[j].T) > 0 {
				return true
			}
		}
	}
	for i := range d.Strips {
		if len(d.Strips[i].T) > 0 {
			return true
		}
	}
	return false
}
