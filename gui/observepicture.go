package gui

import (
	"slices"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

// spotlight has the lines of the selected process and of those that used the most
// processor time stand out, and the legend name them, where more are seen than can be
// told apart. The number is that of the selected one, 0 for none.
func spotlight(d *chart.Data, s *run.Snapshot, selected int) {
	if s.Observed == nil || len(d.Bands) == 0 || len(d.Bands[0].Series) <= legendKeys {
		return
	}
	seen := map[int]bool{}
	for _, series := range d.Bands[0].Series {
		seen[series.Style] = true
	}
	rows := slices.DeleteFunc(slices.Clone(s.Rows), func(r run.Row) bool { return !seen[style(r.Number)] })
	slices.SortStableFunc(rows, func(a, b run.Row) int {
		if (a.Number == selected) != (b.Number == selected) {
			return 1 - 2*alike(a.Number, selected)
		}
		return int(min(1, max(-1, b.CPUTime-a.CPUTime)))
	})
	rows = rows[:min(legendKeys, len(rows))]
	lit := map[int]bool{}
	d.Legend = d.Legend[:0]
	for _, r := range rows {
		lit[style(r.Number)] = true
		d.Legend = append(d.Legend, chart.Key{Style: style(r.Number), Name: observedName(r.Worker, r.PID)})
	}
	for _, band := range d.Bands {
		for i := 0; band.Slim == chart.High && i < len(band.Series); i++ {
			band.Series[i].Faint = !lit[band.Series[i].Style]
		}
	}
}

func alike(a, b int) int {
	if a == b {
		return 1
	}
	return 0
}
