package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
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

// partNote says what a part of the status line is, by how its words begin or end.
func partNote(part string) columnNote {
	if part == "" || strings.HasPrefix(part, shownWord) || strings.HasPrefix(part, observedWord) {
		return columnNote{}
	}
	for _, known := range []struct {
		word string
		note columnNote
	}{
		{"waiting", columnNote{"Why no task may be started now; the plan's limits say it.", aboutHeld}},
		{"Poolscope itself", columnNote{"What this window and the sampling cost. It is not part of the pool.", aboutSelf}},
		{"pool CPU", columnNote{"Processor time of all workers since the last sample; 2.00 is two cores kept busy.", aboutCPU}},
		{"CPU time", columnNote{"Processor time of all that was observed, children that have ended included.", aboutExact}},
		{"exact", columnNote{"Processor time of all workers by the kernel's count, taken when each was reaped.", aboutExact}},
		{"CPU", columnNote{"Processor time of all processes since the last sample.", aboutCPU}},
		{"peak", columnNote{"The largest sum of memory over the workers that a sample met. RSS counts shared pages in each.", aboutMemory}},
		{"memory", columnNote{"Memory of all together: PSS counts a page that they share once, RSS in each of them.", aboutMemory}},
		{"reaped", columnNote{"Every process that was started, and how many of them have ended and were waited for.", aboutReaped}},
		{"stopped", columnNote{"Workers in the pool, and how many the system holds frozen.", aboutHeld}},
		{"worker", columnNote{"Workers that live now, in so many places of the pool.", aboutReaped}},
		{"process", columnNote{"Processes that live now.", aboutTree}},
		{"thread", columnNote{"Threads of all processes together.", aboutTree}},
		{"exit", columnNote{"How the command ended: its exit status, or the signal that ended it.", aboutEnd}},
		{"cancelled", columnNote{"Tasks that had begun when the run was ended.", aboutTasks}},
		{"not run", columnNote{"Tasks that never began.", aboutTasks}},
	} {
		if strings.Contains(part, known.word) {
			return known.note
		}
	}
	if part[0] >= '0' && part[0] <= '9' {
		return columnNote{"Time since the run began.", aboutTasks}
	}
	return columnNote{}
}

// statusTip is the text with what leads to more.
func (n columnNote) statusTip() string {
	if n.text == "" {
		return ""
	}
	return n.text + "\nA click explains more."
}
