package gui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

func TestAWorkerThatWasOnAnotherCoreArrives(t *testing.T) {
	times := []float64{1, 1.1, 1.2, 1.3, 1.4, 3, 3.1}
	cores := []run.WhoSeries{
		{T: times, Who: []int{1, 1, 0, 2, 0, 1, 0}},
		{T: times, Who: []int{2, 2, 1, 0, 1, 0, 1}},
	}
	came := arrivals(cores, 0, 10)
	// What was seen last half a second ago or more may have come from anywhere.
	want := [][]chart.Arrival{{{At: 1.3, Who: style(2), From: 1}}, {{At: 1.2, Who: style(1), From: 0}, {At: 3.1, Who: style(1), From: 0}}}
	for core := range want {
		if !slices.Equal(came[core], want[core]) {
			t.Errorf("core %d: %+v, want %+v", core, came[core], want[core])
		}
	}
	if late := arrivals(cores, 1.25, 1.35); len(late[0]) != 1 || len(late[1]) != 0 {
		t.Errorf("between 1.25 and 1.35 s: %+v, want the one on core 0, which is told from where before", late)
	}
	if all := arrivals(slices.Repeat(cores, 9), 0, 10); slices.ContainsFunc(all, func(a []chart.Arrival) bool { return len(a) > 0 }) {
		t.Error("arrivals on cores that are too low for ticks")
	}
}

func TestTicksAreExplainedOrSaidToBeUnknown(t *testing.T) {
	s := snapshot(4)
	s.Plan.Metrics.Every = 100 * time.Millisecond
	if got := ticksText(s); !strings.Contains(got, "came from another core") {
		t.Errorf("every 100 ms: %q, want what a tick is", got)
	}
	s.Plan.Metrics.Every = time.Second
	if got := ticksText(s); !strings.Contains(got, "too far apart") {
		t.Errorf("every second: %q, want why there is none", got)
	}
	s.Cores = s.Cores[:1]
	if got := ticksText(s); got != "" {
		t.Errorf("of one core: %q, want nothing", got)
	}
}
