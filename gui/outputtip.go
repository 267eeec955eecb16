package gui

import (
	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
)

// outputNotes are the tips of the columns that outputColumns has.
func outputNotes() [4]columnNote {
	return [4]columnNote{
		{tr.T("When the line came, in seconds since the run began."), aboutOutput},
		{tr.T("The task that printed or returned it."), aboutTasks},
		{tr.T("Who did the task."), aboutTasks},
		{tr.T("stdout or stderr, a result that the task returned, or a note of Poolscope's own."), aboutOutput},
	}
}

// outputNoteAt is that of the column at so many units from the left.
func outputNoteAt(x float32) columnNote {
	for i, width := range outputColumns() {
		if x -= width; x < 0 {
			return outputNotes()[i]
		}
	}
	return columnNote{tr.T("The line as a terminal would show it; Raw shows each byte as it came."), aboutOutput}
}

// newOutputTitles are the titles over the output, with a tip each and on a click the sheet
// that says more.
func newOutputTitles(explain func(topic)) fyne.CanvasObject {
	return newTapArea(newOutputHead(), func(x float32) string { return outputNoteAt(x).statusTip() }, func(x float32) { explain(outputNoteAt(x).topic) })
}
