package gui

import (
	"cmp"
	"math"
	"slices"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

const (
	plainLines   = 5  // lines that can be told apart by colour
	mostLines    = 16 // more are rows that are sorted
	mostOutliers = 3  // outliers of a band of lines that are named
	usualPart    = 4  // the highest mean by this is the least that an outlier is off
	leastPart    = 20 // and so is the end of the axis by this
)

// focus sees to it that no band is a bundle of lines. What is selected stands out, and all
// else recedes. Of more lines of processor time than can be told apart each has a row, in the
// order of the lanes while there are few enough to find one again, else the highest first.
// Memory stays lines, most of which are level: outliers stand out, and are named.
func focus(d *chart.Data, s *run.Snapshot, selected int) {
	for i := range d.Bands {
		b := &d.Bands[i]
		switch n := len(b.Series); {
		case b.Slim != chart.High:
		case n > plainLines && !b.Bytes && (s.Observed == nil || n > mostLines):
			asRows(b, selected, d.From, d.To)
			recede(b, func(line *chart.Series) bool { return selected == 0 || line.Style == style(selected) })
		case selected != 0:
			recede(b, func(line *chart.Series) bool { return line.Style == style(selected) })
		case n > plainLines && (s.Observed == nil || n > mostLines):
			nameOutliers(b, d.From, d.To)
		}
	}
}

// recede makes all lines faint but some, where there are some.
func recede(b *chart.Band, stays func(*chart.Series) bool) {
	found := false
	for i := range b.Series {
		found = found || stays(&b.Series[i])
	}
	for i := range b.Series {
		b.Series[i].Faint = found && !stays(&b.Series[i])
	}
}

// nameOutliers has the lines recede that are about as most are.
func nameOutliers(b *chart.Band, from, to float64) {
	for i := range b.Series {
		b.Series[i].Faint = true
	}
	for _, i := range outliers(b, from, to) {
		b.Series[i].Faint, b.Series[i].Label = false, b.Series[i].Name
	}
}

// outliers returns the few lines that are furthest from where most are.
func outliers(b *chart.Band, from, to float64) []int {
	off := deviations(b, from, to)
	var order []int
	for i, v := range off {
		if v > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(off[j], off[i]) })
	return order[:min(mostOutliers, len(order))]
}

// asRows makes a band's lines rows, many of them with the highest first, and names the outliers.
func asRows(b *chart.Band, selected int, from, to float64) {
	b.Rows = true
	level := make(map[int]float64, len(b.Series))
	for i := range b.Series {
		level[b.Series[i].Style] = meanBetween(&b.Series[i], from, to)
	}
	for _, i := range outliers(b, from, to) {
		b.Series[i].Label = b.Series[i].Name
	}
	if len(b.Series) > mostLines {
		step := b.Max / rowLevels
		slices.SortStableFunc(b.Series, func(a, c chart.Series) int {
			// In coarse levels, so that rows do not change places all the time.
			return cmp.Compare(levelOf(level[c.Style], step), levelOf(level[a.Style], step))
		})
		brighten(b, level)
	}
	for i := range b.Series {
		if line := &b.Series[i]; line.Style == style(selected) {
			line.Label, line.Bold = line.Name, true
		}
	}
}

// shadeRoom is how many times the highest mean of a row the last shade stands for.
const shadeRoom = 2

// brighten has the shades of rows end where the means of some of them are: many workers have
// little of a core each, and all their rows would be as dark as the ground.
func brighten(b *chart.Band, level map[int]float64) {
	highest := 0.0
	for _, mean := range level {
		if mean > highest { // no NaN is
			highest = mean
		}
	}
	if top := chart.RoundUp(shadeRoom * highest); highest > 0 && top < b.Max {
		b.Max, b.Over = top, true
	}
}

// rowLevels is how many levels rows are sorted by.
const rowLevels = 8

// levelOf is the level of a mean, -1 where nothing is known.
func levelOf(mean, step float64) float64 {
	if math.IsNaN(mean) {
		return -1
	}
	return math.Floor(mean / step)
}

// deviations returns for each line how far its mean is from the median of all, 0 for
// those that are about as most are.
func deviations(b *chart.Band, from, to float64) []float64 {
	means := make([]float64, len(b.Series))
	known := make([]float64, 0, len(means))
	for i := range b.Series {
		if means[i] = meanBetween(&b.Series[i], from, to); !math.IsNaN(means[i]) {
			known = append(known, means[i])
		}
	}
	if len(known) == 0 {
		return make([]float64, len(means))
	}
	middle := median(known)
	off := make([]float64, len(known))
	for i, v := range known {
		off[i] = math.Abs(v - middle)
	}
	usual := max(3*median(off), slices.Max(known)/usualPart, b.Max/leastPart)
	for i, v := range means {
		if means[i] = math.Abs(v - middle); math.IsNaN(v) || means[i] <= usual {
			means[i] = 0
		}
	}
	return means
}

// median returns the middle one of some numbers, which it sorts.
func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// meanBetween returns a line's mean over the time that is shown, NaN where nothing is known.
func meanBetween(s *chart.Series, from, to float64) float64 {
	sum, long := 0.0, 0.0
	for i := 1; i < len(s.T) && s.T[i-1] < to; i++ {
		if lasts := math.Min(s.T[i], to) - math.Max(s.T[i-1], from); lasts > 0 && !math.IsNaN(s.V[i]) {
			sum, long = sum+lasts*s.V[i], long+lasts
		}
	}
	return sum / long
}
