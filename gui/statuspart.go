package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// partGap is between the parts of the status line's texts.
const partGap = "   "

// explained gives the parts of a label a tip each, and on a click the sheet that says more.
func explained(l *widget.Label, meaning func(topic)) fyne.CanvasObject {
	return newTapArea(l,
		func(x float32) string { return partNote(partAt(l, x)).statusTip() },
		func(x float32) {
			if note := partNote(partAt(l, x)); note.text != "" {
				meaning(note.topic)
			}
		},
	)
}

// partAt returns the part of a label's text at so many units from the left, "" for none.
func partAt(l *widget.Label, x float32) string {
	wide := func(text string) float32 { return fyne.MeasureText(text, theme.TextSize(), l.TextStyle).Width }
	x -= theme.InnerPadding()
	if l.Alignment == fyne.TextAlignTrailing {
		x -= max(0, l.Size().Width-2*theme.InnerPadding()-wide(l.Text))
	}
	rest := l.Text
	for rest != "" && x >= 0 {
		part, after, _ := strings.Cut(rest, partGap)
		if x <= wide(part) {
			return part
		}
		x -= wide(rest[:len(rest)-len(after)])
		rest = after
	}
	return ""
}

// partNote says what a part of the status line is, by a word in it: each stands, in every
// language, in the texts that it is to be found in.
func partNote(part string) columnNote {
	if part == "" || strings.HasPrefix(part, shownWord()) || strings.HasPrefix(part, observedWord()) {
		return columnNote{}
	}
	for _, known := range []struct {
		word string
		note columnNote
	}{
		{tr.In("part", "earlier run"), columnNote{tr.T("Tasks that ended in an earlier run of this plan, and were not run again."), aboutTasks}},
		{tr.In("part", "Asked"), stageNote()},
		{tr.In("part", "Killing"), stageNote()},
		{tr.In("part", "waiting"), columnNote{tr.T("Why no task may be started now; the plan's limits say it."), aboutHeld}},
		{tr.In("part", "Poolscope itself"), columnNote{tr.T("What this window and the sampling cost. It is not part of the pool."), aboutSelf}},
		{tr.In("part", "pool CPU"), columnNote{tr.T("Processor time of all workers since the last sample; 2.00 is two cores kept busy."), aboutCPU}},
		{tr.In("part", "CPU time"), columnNote{tr.T("Processor time of all that was observed, children that have ended included."), aboutExact}},
		{tr.In("part", "exact"), columnNote{tr.T("Processor time of all workers by the kernel's count, taken when each was reaped."), aboutExact}},
		{tr.In("part", "CPU"), columnNote{tr.T("Processor time of all processes since the last sample."), aboutCPU}},
		{tr.In("part", "peak"), columnNote{tr.T("The largest sum of memory that a sample met. PSS counts a page that processes share once, RSS in each of them."), aboutMemory}},
		{tr.In("part", "memory"), columnNote{tr.T("Memory of all together: PSS counts a page that they share once, RSS in each of them."), aboutMemory}},
		{tr.In("part", "reaped"), columnNote{tr.T("Every process that was started, and how many of them have ended and were waited for."), aboutReaped}},
		{tr.In("part", "stopped"), columnNote{tr.T("Workers in the pool, and how many the system holds frozen."), aboutHeld}},
		{tr.In("part", "worker"), columnNote{tr.T("Workers that live now, in so many places of the pool."), aboutReaped}},
		{tr.In("part", "process"), columnNote{tr.T("Processes that live now."), aboutTree}},
		{tr.In("part", "thread"), columnNote{tr.T("Threads of all processes together."), aboutTree}},
		{tr.In("part", "exit"), endNote()},
		{"SIG", endNote()},
		{tr.In("part", "cancelled"), columnNote{tr.T("Tasks that had begun when the run was ended."), aboutTasks}},
		{tr.In("part", "not run"), columnNote{tr.T("Tasks that never began."), aboutTasks}},
	} {
		if strings.Contains(part, known.word) {
			return known.note
		}
	}
	if part[0] >= '0' && part[0] <= '9' {
		return columnNote{tr.T("Time since the run began."), aboutTasks}
	}
	return columnNote{}
}

// stageNote is that of the stages of a stop.
func stageNote() columnNote {
	return columnNote{tr.T("Workers are asked to end first; those that do not are killed."), aboutReaped}
}

// endNote is that of how a command ended, by an exit status or by a signal.
func endNote() columnNote {
	return columnNote{tr.T("How the command ended: its exit status, or the signal that ended it."), aboutEnd}
}

// statusTip is the text with what leads to more.
func (n columnNote) statusTip() string {
	if n.text == "" {
		return ""
	}
	return n.text + "\n" + tr.T("A click explains more.")
}
