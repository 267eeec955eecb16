package gui

import (
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
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

// idOf returns the ID of the last bar that shows a task, one of a worker's where it has any; -1
// for none.
func idOf(s *run.Snapshot, task, worker int) int {
	found, first, own := -1, 0, false
	for _, l := range s.Lanes {
		for i := range idsOf(l) {
			bar := l.Now
			if i < len(l.Bars) {
				bar = &l.Bars[i]
			}
			if bar == nil || task < bar.Task || task >= bar.Task+max(1, bar.Tasks) || own && bar.Number != worker {
				continue
			}
			found, own = first+i, own || bar.Number == worker
		}
		first += idsOf(l)
	}
	return found
}

// choose frames a bar.
func choose(d *chart.Data, id int) {
	for i := range d.Lanes {
		for j := range d.Lanes[i].Bars {
			d.Lanes[i].Bars[j].Chosen = d.Lanes[i].Bars[j].ID == id
		}
	}
}

// idsOf returns how many IDs a lane takes: what runs now has one, even if nothing does.
func idsOf(l run.Lane) int { return len(l.Bars) + 1 }

const mostBarInput = 40 // bytes of an input beside the mouse

// barText says which task a bar is, on what, for how long, and how it ended.
func barText(s *run.Snapshot, b run.Bar) string {
	if s.Observed != nil {
		return observedBar(s, b)
	}
	if b.Tasks > 1 {
		return tr.F("%s from task %s on, together %s", plural(b.Tasks, "task"), strconv.Itoa(b.Task), spanText(b.To-b.From))
	}
	parts := []string{tr.F("Task %s", strconv.Itoa(b.Task))}
	if input := inputOf(s, b.Task); input != "" {
		parts = append(parts, tr.F("input %s", clipped(visible(input), mostBarInput)))
	}
	return strings.Join(append(parts, spanText(b.To-b.From), stateWord(b.State)), ", ")
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
