package gui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// taskNews tells which tasks began or ended a moment ago: those after an instant, none
// while there are more of them than can be told from the others, as the tasks of a row of
// short ones are.
type taskNews struct {
	since time.Duration // since the run began; negative marks none
	seen  int           // tasks that it was asked of and that were
}

// newsOf is that of a snapshot, whose tasks are still to be counted.
func newsOf(s *run.Snapshot) taskNews {
	if s.Phase == run.Ended || s.Elapsed < markTime {
		return taskNews{since: -1}
	}
	return taskNews{since: s.Elapsed - markTime}
}

// count takes in a task that is kept.
func (n *taskNews) count(t run.Task) {
	if !n.has(t) {
		return
	}
	if n.seen++; n.seen > mostMarks {
		n.since = -1
	}
}

// has tells whether a task began or ended a moment ago.
func (n *taskNews) has(t run.Task) bool {
	if n.since < 0 || t.Before || !t.Started {
		return false
	}
	at := t.Start
	if t.State != launcher.Running {
		at += t.Wall
	}
	return at > n.since
}

// fill is what lies behind a row that is selected, or whose task began or ended a moment
// ago: its state says which.
func (t *taskTable) fill(task run.Task) fyne.ThemeColorName {
	switch {
	case task.Index == t.selected:
		return theme.ColorNameSelection
	case t.list.news.has(task):
		return theme.ColorNamePressed
	}
	return ""
}
