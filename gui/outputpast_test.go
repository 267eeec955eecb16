package gui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// readBack plays until what is chosen was read.
func (s *stage) readBack() {
	s.t.Helper()
	s.until("what is no longer here is read", func() bool { return !s.w.output.past.reading() })
}

// drowned is a run of which one task printed so much that the lines of the others are no
// longer here.
func drowned() *run.Snapshot {
	snap := manyLines(995_000, 1_000_000)
	snap.Output.Gone = 5
	snap.Output.All = run.TranscriptOf(
		run.Said{Task: 1, Worker: 1, Text: "one early\n", At: time.Second}, run.Said{Task: 2, Worker: 2, Text: "two early\n", At: time.Second},
		run.Said{Task: 9, Worker: 3, Text: strings.Repeat("noise\n", 100_000), At: 2 * time.Second},
		run.Said{Task: 1, Worker: 1, Text: "one late\n", Stderr: true, At: 6 * time.Second},
	)
	return snap
}

// allRows is what all rows of the output say.
func (v *outputView) allRows() []string {
	var rows []string
	for i := range v.pane.rows {
		rows = append(rows, rowText(v.face(i)))
	}
	return rows
}

func TestTheOutputOfATaskIsReadWhereAnotherDrownedIt(t *testing.T) {
	s := outputStage(t, drowned())
	v := s.w.output
	v.showTask(1)
	if got, want := v.noneText(), "The output of task 1 is being read from the disk …"; got != want {
		t.Errorf("in the place of the lines = %q, want %q", got, want)
	}
	s.readBack()
	if got, want := v.allRows(), []string{"one early", "one late"}; !slices.Equal(got, want) {
		t.Errorf("rows of task 1 = %q, want %q", got, want)
	}
	if got, want := v.dropped.Text, "2 lines; read from the disk; all of it is"; !strings.HasPrefix(got, want) {
		t.Errorf("count = %q, want %q", got, want)
	}
	v.kinds[run.FromStderr].SetChecked(false)
	s.readBack()
	if got, want := v.allRows(), []string{"one early"}; !slices.Equal(got, want) {
		t.Errorf("rows without stderr = %q, want %q", got, want)
	}
	v.showTask(9)
	s.readBack()
	if got, want := v.cutText(), "95,000 earlier lines are no longer here: double-click saves"; got != want || v.pane.rows != 5001 {
		t.Errorf("first of %d rows of task 9 = %q, want %q before 5000", v.pane.rows, got, want)
	}
	v.show("process-2")
	s.readBack()
	if got, want := v.allRows(), []string{"two early"}; !slices.Equal(got, want) {
		t.Errorf("rows of a worker = %q, want %q", got, want)
	}
	v.showTask(77)
	s.readBack()
	if got, want := v.none.Text, "Task 77 printed and returned nothing."; got != want {
		t.Errorf("in the place of the lines = %q, want %q", got, want)
	}
	v.show("")
	if got, want := v.pane.rows, 5001; got != want || v.cutText() != "995,000 earlier lines are no longer here: double-click saves" {
		t.Errorf("rows of all = %d, the first %q, want %d", got, v.cutText(), want)
	}
	s.end()
}

func TestWhatIsChosenLastIsShownWhateverWasReadLast(t *testing.T) {
	s := outputStage(t, drowned())
	v := s.w.output
	var late []func()
	v.past.behind = func(f func()) { f() }
	v.past.post = func(f func()) { late = append(late, f) }
	v.showTask(1)
	v.showTask(2)
	for _, answer := range slices.Backward(late) {
		answer()
	}
	if got, want := v.allRows(), []string{"two early"}; len(late) != 2 || !slices.Equal(got, want) {
		t.Errorf("rows after %d answers = %q, want %q after 2", len(late), got, want)
	}
	s.end()
}

func TestATaskWhoseLinesAreAllHereIsNotRead(t *testing.T) {
	snap := drowned()
	snap.Tasks = run.TasksOf(
		launcher.TaskStarted{At: 4 * time.Second, Task: 999_996, Worker: "Process-1", Lane: 1, Attempt: 1},
		launcher.TaskStarted{At: 6 * time.Second, Task: 999_997, Worker: "Process-2", Lane: 1, Attempt: 1},
		launcher.TaskStarted{At: 6 * time.Second, Task: 999_998, Worker: "Process-3", Lane: 1, Attempt: 2},
	)
	for task, want := range map[int]bool{1: true, 999_996: true, 999_997: false, 999_998: true} {
		if got := lacks(snap, outputWish{one: true, task: task}); got != want {
			t.Errorf("task %d is read: %v, want %v", task, got, want)
		}
	}
	if lacks(snap, outputWish{}) {
		t.Error("the lines of all tasks are read, want those that are here")
	}
	snap.Output.All = nil
	if lacks(snap, outputWish{one: true, task: 1}) {
		t.Error("it is read where nothing was kept")
	}
}

func TestOutputThatCannotBeReadIsSaidToBeGone(t *testing.T) {
	snap := drowned()
	_ = snap.Output.All.Close()
	s := outputStage(t, snap)
	v := s.w.output
	v.showTask(1)
	s.readBack()
	if got, want := v.none.Text, "Task 1 printed and returned nothing that is still here."; got != want || !strings.Contains(v.dropped.Text, "could not be read") {
		t.Errorf("in the place of the lines = %q and %q, want %q and why", got, v.dropped.Text, want)
	}
	s.end()
}
