package gui

import (
	"sort"
	"time"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// coarse is how many seconds apart two readings of a worker are from which on nobody can
// tell when it moved, nor where it was meanwhile.
const coarse = 0.5

// sighting is where somebody was seen last.
type sighting struct {
	at   float64
	core int
}

// arrivals returns for each core who came to it from another one between two instants, as
// far as the readings tell: a worker that was seen on one core and less than coarse later on
// another. What happens between two readings nobody sees. All cores are read at the same
// instants.
func arrivals(cores []run.WhoSeries, from, to float64) [][]chart.Arrival {
	came := make([][]chart.Arrival, len(cores))
	if len(cores) == 0 || len(cores) > mostTicked {
		return came
	}
	last := map[int]sighting{}
	times := cores[0].T
	for i := sort.SearchFloat64s(times, from-coarse); i < len(times) && times[i] <= to; i++ {
		for core := range cores {
			if i >= len(cores[core].Who) || cores[core].Who[i] <= 0 {
				continue
			}
			who := cores[core].Who[i]
			before, known := last[who]
			if known && before.core != core && times[i]-before.at < coarse && times[i] >= from {
				came[core] = append(came[core], chart.Arrival{At: times[i], Who: style(who), From: before.core})
			}
			last[who] = sighting{times[i], core}
		}
	}
	return came
}

// mostTicked is how many cores are drawn high enough for ticks.
const mostTicked = 16

// ticksText says what a tick on a core is, or why there is none.
func ticksText(s *run.Snapshot) string {
	every := s.Plan.Metrics.Every
	if s.Observed != nil {
		every = s.Observed.Every
	}
	switch {
	case len(s.Cores) < 2 || len(s.Cores) > mostTicked:
		return ""
	case every >= time.Duration(coarse*float64(time.Second)):
		return tr.T("samples are too far apart to tell who moves between cores")
	}
	return tr.T("a tick: a worker came from another core, as far as samples tell")
}
