package gui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// noTask is the task of a pane that shows a worker.
const noTask = -1

const (
	mostCardValue = 26   // runes of a value that stands beside its name
	mostCardText  = 1200 // bytes of a text below it
)

// taskFacts says all that is known of a task, as rows of the details.
func taskFacts(s *run.Snapshot, index int, peaks exactPeaks) []fact {
	t, kept := s.Tasks.Task(index)
	r, failed := failureOf(s, index)
	switch {
	case failed:
		t = taskOf(r, t)
	case !kept:
		return remark(tr.T("It is no longer kept: it ended long ago."), detailColumns)
	}
	facts := cardFact(tr.T("State"), cardState(t, r))
	facts = append(facts, cardFact(tr.T("Input"), visible(inputShown(t)))...)
	if command := taskCommand(s.Plan, t, cardShape{columns: detailColumns, wide: detailColumns, most: mostCardText}); command != "" {
		facts = append(facts, cardFact(tr.T("Command"), command)...)
	}
	if why := r.Message(); why != "" {
		facts = append(facts, cardFact(tr.T("Why"), visibleLines(why))...)
	}
	for _, f := range [][2]string{
		{tr.T("Ran for"), wallText(t, s.Elapsed)},
		{tr.T("CPU time"), ended(t, taskCPUText(s.Plan, t.CPU))},
		{tr.T("Peak memory"), peaks.text(t.Worker, t.PeakRSS)},
		{tr.T("Worker"), strings.TrimSuffix(t.Worker+", PID "+positive(t.PID), ", PID ")},
		{tr.T("Began"), afterStart(startText(t))},
		{tr.T("Attempt"), positive(t.Attempt)},
	} {
		if f[1] != "" {
			facts = append(facts, fact{name: f[0], value: f[1]})
		}
	}
	facts = append(facts, fact{name: tr.T("End of its output"), kind: headFact})
	facts = append(facts, remark(strings.TrimLeft(outputEnd(index, s.Output, cardShape{wide: detailColumns - 10, most: mostCardText}), " "), detailColumns)...)
	if r.Stack != "" {
		facts = append(facts, fact{name: tr.T("Where it happened"), kind: headFact})
		facts = append(facts, remark(strings.TrimSpace(broken(visibleLines(strings.TrimRight(r.Stack, "\n")), detailColumns)), detailColumns)...)
	}
	return facts
}

// failureOf returns the result of a task that did not end well.
func failureOf(s *run.Snapshot, index int) (launcher.Result, bool) {
	at := slices.IndexFunc(s.Failures, func(r launcher.Result) bool { return r.Task == index })
	if at < 0 {
		return launcher.Result{}, false
	}
	return s.Failures[at], true
}

// taskOf is what a result says of its task; what it does not say is as it was known.
func taskOf(r launcher.Result, known run.Task) run.Task {
	known.Index, known.State, known.Input, known.Cut = r.Task, r.State, r.Input, false
	known.Worker, known.PID, known.Started = r.Worker, r.PID, r.Worker != ""
	known.Start, known.Wall, known.CPU = r.At-r.Wall, r.Wall, r.CPU
	known.PeakRSS, known.Attempt = uint64(max(0, r.MaxRSS)), r.Attempt
	return known
}

// cardState is how a task stands, or how it ended: with exit code or signal by name.
func cardState(t run.Task, r launcher.Result) string {
	switch {
	case r.State != "":
		return whatHappened(r)
	case t.Exit != "":
		return taskState(t) + ", " + t.Exit
	}
	return taskState(t)
}

func afterStart(text string) string {
	if text == "" {
		return ""
	}
	return tr.F("%s after the start", text)
}

// cardFact is a name with its value beside it, or below it where that is long.
func cardFact(name, value string) []fact {
	value = clipped(value, mostCardText)
	if len([]rune(value)) <= mostCardValue && !strings.Contains(value, "\n") {
		return []fact{{name: name, value: value}}
	}
	return append([]fact{{name: name}}, remark(value, detailColumns)...)
}

// taskBeside returns the task that the same worker began next, with a step of 1, or before, with
// -1. False is that there is none that is still known. Where each task has a worker of its own
// it is that of the slot.
func taskBeside(s *run.Snapshot, index, step int) (int, bool) {
	if s.BySlot {
		return barBeside(s, index, step)
	}
	t, ok := s.Tasks.Task(index)
	if !ok || t.Number == 0 {
		return barBeside(s, index, step)
	}
	best, found := run.Task{}, false
	for other := range s.Tasks.All() {
		if other.Number != t.Number || !other.Started || step*beganAfter(other, t) <= 0 {
			continue
		}
		if !found || step*beganAfter(other, best) < 0 {
			best, found = other, true
		}
	}
	return best.Index, found
}

// beganAfter is 1 where a task began after another, and -1 where it did before.
func beganAfter(a, b run.Task) int {
	switch {
	case a.Start > b.Start || a.Start == b.Start && a.Index > b.Index:
		return 1
	case a.Index == b.Index:
		return 0
	}
	return -1
}

// barBeside returns the first task of the bar beside that of a task, in its lane.
func barBeside(s *run.Snapshot, index, step int) (int, bool) {
	for _, l := range s.Lanes {
		bars := l.Bars
		if l.Now != nil {
			bars = append(slices.Clip(bars), *l.Now)
		}
		at := slices.IndexFunc(bars, func(b run.Bar) bool { return b.Task == index })
		if at >= 0 && at+step >= 0 && at+step < len(bars) {
			return bars[at+step].Task, true
		}
	}
	return noTask, false
}

// taskTitle names a card.
func taskTitle(index int) string { return tr.F("Task %s", strconv.Itoa(index)) }
