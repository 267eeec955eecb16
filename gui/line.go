package gui

import (
	"strconv"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// line is what the bands draw as one: a worker, or a slot where each task is a process
// of its own.
type line struct {
	name     string
	number   int // of the worker or the slot: its style follows from it
	goesOn   int // 1 while there is a process that it is drawn for
	cpu, rss run.Series
}

// seenLines returns the lines that have a reading between two instants.
func seenLines(s *run.Snapshot, from, to float64) []line {
	var seen []line
	for _, l := range linesOf(s) {
		if n := len(l.rss.T); n > 0 && l.rss.T[n-1] >= from && l.rss.T[0] <= to {
			seen = append(seen, l)
		}
	}
	return seen
}

func linesOf(s *run.Snapshot) []line {
	lines := make([]line, 0, max(len(s.Rows), len(s.Tracks)))
	if !s.BySlot {
		for _, r := range s.Rows {
			lines = append(lines, line{name: lineName(s, r), number: r.Number, goesOn: alive(r), cpu: r.CPUSeries, rss: r.RSSSeries})
		}
		return lines
	}
	for i, t := range s.Tracks {
		lines = append(lines, line{name: tr.F("Slot %s", strconv.Itoa(i+1)), number: i + 1, cpu: t.CPU, rss: t.RSS})
	}
	for _, r := range s.Rows {
		if r.Alive && r.Slot <= len(lines) {
			lines[r.Slot-1].goesOn = 1
		}
	}
	return lines
}

// lineName names the line of a worker, or of a process that is observed.
func lineName(s *run.Snapshot, r run.Row) string {
	if s.Observed != nil {
		return observedName(r.Worker, r.PID)
	}
	return r.Worker
}

func (l line) series(series run.Series, from float64) chart.Series {
	series = since(series, from)
	return chart.Series{Name: l.name, Style: style(l.number), T: series.T, V: series.V}
}

// lineOf returns the number of the line that a worker's readings are on, 0 for none.
func lineOf(s *run.Snapshot, worker int) int {
	if !s.BySlot || worker == 0 {
		return worker
	}
	r, _ := rowOf(s, worker)
	return r.Slot
}
