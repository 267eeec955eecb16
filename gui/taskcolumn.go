package gui

import (
	"bytes"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// taskColumn is a column of the table of tasks: how it is shown, and what it is
// sorted by.
type taskColumn struct {
	title string // in English; T gives what is shown
	width float32
	align fyne.TextAlign
	text  func(t run.Task, about taskAbout) string
	key   func(t run.Task, now time.Duration) sortKey
}

// taskAbout is what the text of a task needs besides it.
type taskAbout struct {
	now   time.Duration // of the snapshot
	plan  plan.Plan
	peaks exactPeaks
}

// inputColumn takes the width that the others leave.
const inputColumn = 3

// taskColumns returns the table's columns, those first that a narrow window has to
// show.
func taskColumns() []taskColumn {
	const right, left = fyne.TextAlignTrailing, fyne.TextAlignLeading
	return []taskColumn{
		{tr.Mark("Task"), 68, right, func(t run.Task, _ taskAbout) string { return strconv.Itoa(t.Index) }, number(func(t run.Task) int64 { return int64(t.Index) })},
		{tr.Mark("State"), 74, left, func(t run.Task, _ taskAbout) string { return taskState(t) }, number(stateOrder)},
		{tr.Mark("Exit"), 80, left, func(t run.Task, _ taskAbout) string { return t.Exit }, func(t run.Task, _ time.Duration) sortKey { return exitKey(t.Exit) }},
		{tr.Mark("Input"), 150, left, func(t run.Task, _ taskAbout) string { return clipped(visible(inputShown(t)), mostBarInput*4) }, inputKey},
		{tr.Mark("Ran for"), 78, right, func(t run.Task, a taskAbout) string { return wallText(t, a.now) }, func(t run.Task, now time.Duration) sortKey { return sortKey{number: float64(wallOf(t, now))} }},
		{tr.Mark("CPU time"), 86, right, func(t run.Task, a taskAbout) string { return ended(t, taskCPUText(a.plan, t.CPU)) }, number(func(t run.Task) int64 { return int64(t.CPU) })},
		{tr.Mark("Peak RSS"), 88, right, func(t run.Task, a taskAbout) string { return a.peaks.text(t.Worker, t.PeakRSS) }, number(func(t run.Task) int64 { return int64(t.PeakRSS) })},
		{tr.Mark("Start"), 76, right, func(t run.Task, _ taskAbout) string { return startText(t) }, number(func(t run.Task) int64 { return int64(t.Start) })},
		{tr.Mark("Worker"), 112, left, func(t run.Task, _ taskAbout) string { return t.Worker }, number(func(t run.Task) int64 { return int64(t.Number) })},
		{tr.Mark("PID"), 66, right, func(t run.Task, _ taskAbout) string { return positive(t.PID) }, number(func(t run.Task) int64 { return int64(t.PID) })},
	}
}

func number(of func(run.Task) int64) func(run.Task, time.Duration) sortKey {
	return func(t run.Task, _ time.Duration) sortKey { return sortKey{number: float64(of(t))} }
}

// stateOrder sorts what goes on first, then what did not end well.
func stateOrder(t run.Task) int64 {
	switch t.State {
	case launcher.Running:
		return 0
	case launcher.Queued:
		return 1
	case launcher.Failed:
		return 2
	case launcher.TimedOut:
		return 3
	case launcher.Killed:
		return 4
	case launcher.Cancelled:
		return 5
	case launcher.NotRun:
		return 6
	case launcher.Done:
		return 7
	}
	return 8
}

func inputKey(t run.Task, _ time.Duration) sortKey { return sortKey{text: t.Input} }

// taskState is the state in the words of the screen, and whether it is of an earlier run.
func taskState(t run.Task) string {
	word := stateWord(t.State)
	if t.Before {
		return tr.F("%s, before", word)
	}
	return word
}

// inputShown is the input as a person would write it: a text without its quotes, a
// list or an object as its JSON.
func inputShown(t run.Task) string {
	if t.Cut {
		return unquotedStart(t.Input) + "…"
	}
	return unquoted(t.Input)
}

// unquotedStart is unquoted for the first bytes of a text: the last escape may lack its end.
func unquotedStart(input []byte) string {
	if len(input) == 0 || input[0] != '"' {
		return string(input)
	}
	for n := len(input); n > 0 && n > len(input)-mostEscape; n-- {
		if words, err := argv.WordsOf(append(slices.Clone(input[:n]), '"')); err == nil && len(words.Values) == 1 {
			return words.Values[0]
		}
	}
	return string(input[1:])
}

const mostEscape = 13 // bytes of a rune as JSON escapes it, in two halves, and one more

// unquoted returns the bytes of a JSON text, and any other JSON as it stands.
func unquoted(input []byte) string {
	if len(input) < 2 || input[0] != '"' {
		return string(input)
	}
	if inside := input[1 : len(input)-1]; bytes.IndexByte(inside, '\\') < 0 {
		return string(inside)
	}
	words, err := argv.WordsOf(input)
	if err != nil || len(words.Values) != 1 {
		return string(input)
	}
	return words.Values[0]
}

// wallOf is how long a task's last attempt took, or takes so far.
func wallOf(t run.Task, now time.Duration) time.Duration {
	if t.State == launcher.Running {
		return max(0, now-t.Start)
	}
	return t.Wall
}

func wallText(t run.Task, now time.Duration) string {
	switch {
	case !t.Started && !t.Before:
		return ""
	case t.State == launcher.Running:
		return secondsText(wallOf(t, now))
	}
	return shortText(t.Wall)
}

// ended blanks what is only known at the end.
func ended(t run.Task, text string) string {
	if t.State == launcher.Running || t.State == launcher.Queued || !t.Started && !t.Before {
		return ""
	}
	return text
}

// taskCPUText is the processor time of a task that has ended, "" where it is not known:
// a program that speaks JSON lines need not tell it (docs/protocol.md), and no task of
// one takes none at all.
func taskCPUText(p plan.Plan, cpu time.Duration) string {
	if cpu == 0 && p.Task.Kind == plan.Program {
		return ""
	}
	return shortText(cpu)
}

func startText(t run.Task) string {
	if !t.Started {
		return ""
	}
	return shortText(t.Start)
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}
