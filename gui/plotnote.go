package gui

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
)

// plotNote is the tip of a plot's title, and the topic that says more.
func plotNote(title string) columnNote {
	switch title {
	case tr.T("Tasks"):
		return columnNote{tr.T("A lane a worker, a bar a task, from its start to its end."), aboutPlots}
	case tr.T("Processes"):
		return columnNote{tr.T("A lane a process, a bar from its start to its end."), aboutTree}
	case tr.T("Queued"):
		return columnNote{tr.T("Tasks that wait for a worker, at each instant. The number is the end of the axis."), aboutPlots}
	case tr.T("Running"):
		return columnNote{tr.T("Tasks that workers have begun and not ended, at each instant. The number is the end of the axis."), aboutPlots}
	case tr.T("CPU"):
		return columnNote{tr.T("A line a worker: processor time since the sample before, by the time between the two."), aboutCPU}
	case tr.T("Memory"):
		return columnNote{tr.T("A line a worker: RSS, what of its process is in memory, pages shared with others included."), aboutMemory}
	case tr.T("Cores"):
		return columnNote{tr.T("How busy each core was, by any program, and below that whose worker ran there, in its colour."), aboutCores}
	}
	return totalNote(title)
}

// totalNote is that of a plot of all together.
func totalNote(title string) columnNote {
	whose, kind, _ := strings.Cut(title, " ")
	switch {
	case whose != tr.T("Pool") && whose != tr.T("All"):
		return columnNote{}
	case kind == "":
		return columnNote{tr.T("All together: processor time, as so many cores kept busy. The number is the end of the axis."), aboutCPU}
	case kind == "PSS":
		return columnNote{tr.T("The memory of all together, pages that several share counted once. The number is the end of the axis."), aboutMemory}
	}
	return columnNote{tr.T("The memory of all together. Pages that several share count in each of them: it is an upper bound. The number is the end of the axis."), aboutMemory}
}

// plotHovered shows the tip of the title of a plot soon, "" none.
func (v *liveView) plotHovered(title string, at fyne.Position) {
	soonOver(v.chart, plotNote(title).statusTip(), at, arrowHigh)
}

// plotTapped shows what the numbers of a plot mean.
func (v *liveView) plotTapped(title string) {
	offOver(v.chart)
	if note := plotNote(title); note.text != "" && v.table.meaning != nil {
		v.table.meaning(note.topic)
	}
}
