package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestTheTableOfTasksIsCopiedAsItIsShownWithNumbersInFull(t *testing.T) {
	s := tasksStage(t, commandRun(30))
	s.w.tasks.filter.SetText("no 2")
	s.w.tasks.table.TypedShortcut(&fyne.ShortcutCopy{Clipboard: s.w.app.Clipboard()})
	lines := strings.Split(strings.TrimSuffix(s.w.app.Clipboard().Content(), "\n"), "\n")
	if got, want := lines[0], "Task\tState\tExit\tInput\tRan for (s)\tCPU time (s)\tPeak RSS (bytes)\tStart (s)\tWorker\tPID"; got != want {
		t.Errorf("header = %q, want %q", got, want)
	}
	if got, want := len(lines)-1, len(s.w.tasks.list.indexes); got != want || want == 0 {
		t.Fatalf("rows copied = %d, want the %d that the filter shows", got, want)
	}
	task, _ := s.w.tasks.list.task(0)
	for i, cell := range strings.Split(lines[1], "\t") {
		c := s.w.tasks.table.columns[i]
		if shown := c.text(task, s.w.tasks.list.about); (cell == "") != (shown == "") || strings.ContainsAny(cell, "~≤") {
			t.Errorf("column %q is copied as %q, the table has %q", c.title, cell, shown)
		}
	}
	s.w.app.Clipboard().SetContent("")
	s.w.rows.copy.Action()
	if got := s.w.app.Clipboard().Content(); !strings.HasPrefix(got, "Task\tState") {
		t.Errorf("the menu copies %.40q, want the tasks while they are shown", got)
	}
	s.w.tabs.SelectIndex(liveTab)
	s.w.rows.copy.Action()
	if got := s.w.app.Clipboard().Content(); !strings.HasPrefix(got, "Worker\tPID") {
		t.Errorf("the menu copies %.40q, want the workers while they are shown", got)
	}
	s.end()
}
