package gui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// taskList is which tasks the table shows, and in which order: only their indexes.
type taskList struct {
	tasks   run.Tasks
	about   taskAbout
	text    string         // that each shows somewhere, in lower case; "" for all
	state   launcher.State // "" for all
	column  int            // that they are sorted by
	down    bool           // the largest first
	indexes []int
	news    taskNews
}

// set takes the tasks of a snapshot.
func (l *taskList) set(s *run.Snapshot) {
	l.note(s)
	l.about.now, l.about.plan = s.Elapsed, s.Plan
	l.tasks, l.news = s.Tasks, newsOf(s)
	l.arrange()
}

// note keeps what a snapshot knows for good. It is to be called while another view is shown
// too: a worker that has ended is in few snapshots where many do.
func (l *taskList) note(s *run.Snapshot) {
	if l.about.peaks == nil {
		l.about.peaks = exactPeaks{}
	}
	l.about.peaks.note(s.Rows)
}

// sorted is a task with what it is sorted by.
type sorted struct {
	key   sortKey
	index int
}

// arrange finds the tasks that are to be shown, in their order. Those with the same
// key stay in the order of their indexes, so that rows do not jump about.
func (l *taskList) arrange() {
	column := taskColumns()[l.column]
	all := make([]sorted, 0, l.tasks.Len())
	for t := range l.tasks.All() {
		l.news.count(t)
		if l.shows(t) {
			all = append(all, sorted{column.key(t, l.about.now), t.Index})
		}
	}
	if l.column > 0 {
		slices.SortFunc(all, l.order)
	} else if l.down {
		slices.Reverse(all)
	}
	l.indexes = slices.Grow(l.indexes[:0], len(all))
	for _, s := range all {
		l.indexes = append(l.indexes, s.index)
	}
}

func (l *taskList) order(a, b sorted) int {
	if c := direction(l.down).compare(a.key, b.key); c != 0 {
		return c
	}
	return a.index - b.index
}

// shows reports whether a task is one of those that were asked for.
func (l *taskList) shows(t run.Task) bool {
	if l.state != "" && t.State != l.state {
		return false
	}
	if l.text == "" {
		return true
	}
	for _, part := range []string{inputShown(t), taskState(t), t.Exit, t.Worker} {
		if strings.Contains(strings.ToLower(part), l.text) {
			return true
		}
	}
	return strconv.Itoa(t.Index) == l.text || strconv.Itoa(t.PID) == l.text
}

// task returns the task of a row.
func (l *taskList) task(row int) (run.Task, bool) {
	if row < 0 || row >= len(l.indexes) {
		return run.Task{}, false
	}
	return l.tasks.Task(l.indexes[row])
}

// rowOf returns the row of a task, -1 where it is not shown.
func (l *taskList) rowOf(index int) int { return slices.Index(l.indexes, index) }
