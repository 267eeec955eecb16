package gui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/internal/run"
)

// taskTSV returns the table of tasks as other programs read it; see workerTable.tsv.
func (t *taskTable) taskTSV() string {
	var lines strings.Builder
	for i, c := range t.columns {
		writeCell(&lines, i, tsvTaskTitle(c.title))
	}
	lines.WriteByte('\n')
	for row := range t.list.indexes {
		task, ok := t.list.task(row)
		if !ok {
			continue
		}
		for i, c := range t.columns {
			writeCell(&lines, i, plainCell(c, task, t.list.about))
		}
		lines.WriteByte('\n')
	}
	return lines.String()
}

// tsvTaskTitle is a column's title with the unit of its numbers.
func tsvTaskTitle(title string) string {
	switch title {
	case "Ran for", "CPU time", "Start":
		return title + " (s)"
	case "Peak RSS":
		return title + " (bytes)"
	}
	return title
}

// plainCell is a cell with its number in full, blank where the table has none.
func plainCell(c taskColumn, t run.Task, about taskAbout) string {
	text := c.text(t, about)
	if text == "" {
		return ""
	}
	seconds := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	switch c.title {
	case "State":
		return plainState(t)
	case "Input":
		return visible(inputShown(t))
	case "Ran for":
		return seconds(wallOf(t, about.now).Seconds())
	case "CPU time":
		return seconds(t.CPU.Seconds())
	case "Start":
		return seconds(t.Start.Seconds())
	case "Peak RSS":
		return strconv.FormatUint(t.PeakRSS, 10)
	}
	return text
}

// plainState is taskState for a program.
func plainState(t run.Task) string {
	if t.Before {
		return stateText(t.State) + ", before"
	}
	return stateText(t.State)
}

// TypedShortcut copies the table.
func (t *taskTable) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); ok {
		t.copyAll()
	}
}

// copyAll puts the rows that are shown on the clipboard.
func (t *taskTable) copyAll() { fyne.CurrentApp().Clipboard().SetContent(t.taskTSV()) }

// copyTapped puts the table of the view that is shown on the clipboard: that of the tasks,
// or of the workers.
func (w *Window) copyTapped() {
	if w.tabs.SelectedIndex() == tasksTab {
		w.tasks.table.copyAll()
		return
	}
	w.live.table.copyAll()
}
