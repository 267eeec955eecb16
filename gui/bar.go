package gui

import (
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// barOf returns the bar that lanes gave an ID: bars are counted through, lane by
// lane, because a task that is tried again has more than one.
func barOf(s *run.Snapshot, id int) (run.Bar, bool) {
	if s == nil || id < 0 {
		return run.Bar{}, false
	}
	for _, l := range s.Lanes {
		if id < len(l.Bars) {
			return l.Bars[id], true
		}
		if id == len(l.Bars) && l.Now != nil {
			return *l.Now, true
		}
		id -= idsOf(l)
		if id < 0 {
			break
		}
	}
	return run.Bar{}, false
}

// idsOf returns how many IDs a lane takes: what runs now has one, even if nothing does.
func idsOf(l run.Lane) int { return len(l.Bars) + 1 }

const mostBarInput = 40 // bytes of an input beside the mouse

// barText says which task a bar is, on what, for how long, and how it ended.
func barText(s *run.Snapshot, b run.Bar) string {
	if s.Observed != nil {
		return observedBar(s, b)
	}
	parts := []string{"Task " + strconv.Itoa(b.Task)}
	if input := inputOf(s, b.Task); input != "" {
		parts = append(parts, "input "+clipped(visible(input), mostBarInput))
	}
	return strings.Join(append(parts, spanText(b.To-b.From), stateText(b.State)), ", ")
}

// inputOf returns the input of a task as it is shown beside the mouse, "" where the
// snapshot does not hold it.
func inputOf(s *run.Snapshot, task int) string {
	if s.BySlot { // its inputs may have several sources
		t, _ := s.Tasks.Task(task)
		return inputShown(t)
	}
	in := s.Plan.Inputs
	switch {
	case in.Kind == plan.Values && task >= 0 && task < len(in.Values):
		return string(in.Values[task])
	case in.Kind == plan.Range && task >= 0:
		return strconv.FormatFloat(in.Range[0]+float64(task)*in.Range[2], 'g', -1, 64)
	}
	for _, r := range s.Failures {
		if r.Task == task {
			return string(r.Input)
		}
	}
	return ""
}

// hasCard tells that a bar's task did not end well and is among the failures.
func hasCard(s *run.Snapshot, b run.Bar) bool {
	if b.State == launcher.Done || b.State == launcher.Running {
		return false
	}
	for _, r := range s.Failures {
		if r.Task == b.Task {
			return true
		}
	}
	return false
}

// embolden draws what belongs to a worker bold: its lane and its lines. The number is
// that of the lines, see lineOf.
func embolden(d *chart.Data, number int) {
	if number == 0 {
		return
	}
	for i := range d.Lanes {
		d.Lanes[i].Bold = d.Lanes[i].Style == style(number)
	}
	for _, band := range d.Bands {
		for i := range band.Series {
			band.Series[i].Bold = band.Series[i].Style == style(number)
		}
	}
}
