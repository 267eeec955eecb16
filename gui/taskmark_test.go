package gui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// taskEvents is a run at 10 s in which tasks began at some instants and took so long, 0
// for one that runs.
func taskEvents(times [][2]float64) *run.Snapshot {
	s := snapshot(10)
	var events []launcher.Event
	for i, at := range times {
		start, wall := seconds(at[0]), seconds(at[1])
		events = append(events, launcher.TaskStarted{Task: i, Worker: "Process-1", PID: 5000, Lane: 1, Attempt: 1, At: start})
		if wall > 0 {
			events = append(events, launcher.TaskFinished{Result: launcher.Result{
				Task: i, Worker: "Process-1", PID: 5000, Lane: 1, State: launcher.Done, At: start + wall, Wall: wall, Attempt: 1,
			}})
		}
	}
	s.Tasks = run.TasksOf(events...)
	return s
}

func TestTasksThatBeganOrEndedAreMarkedForASecond(t *testing.T) {
	snap := taskEvents([][2]float64{{1, 2}, {5, 4.5}, {9.7, 0}, {8.2, 0}})
	s := tasksStage(t, snap)
	fills := func() (marked []bool) {
		for i := range 4 {
			task, _ := s.w.tasks.list.tasks.Task(i)
			marked = append(marked, s.w.tasks.table.fill(task) == theme.ColorNamePressed)
		}
		return marked
	}
	for i, want := range []bool{false, true, true, false} {
		if got := fills()[i]; got != want {
			t.Errorf("task %d is marked: %v, want %v", i, got, want)
		}
	}
	s.w.tasks.table.selected = 1
	task, _ := s.w.tasks.list.tasks.Task(1)
	if got := s.w.tasks.table.fill(task); got != theme.ColorNameSelection {
		t.Errorf("the chosen row lies on %q, want %q", got, theme.ColorNameSelection)
	}
	snap.Phase = run.Ended
	if news := newsOf(snap); news.has(task) {
		t.Error("a task is marked after the end of the run")
	}
	s.end()
}

func TestNoTaskIsMarkedWhereAllWouldBe(t *testing.T) {
	var times [][2]float64
	for range mostMarks + 1 {
		times = append(times, [2]float64{9.5, 0.1})
	}
	var list taskList
	if list.set(taskEvents(times)); list.news.since >= 0 {
		t.Errorf("%d tasks of the last second are marked, want none", len(times))
	}
	if list.set(taskEvents(times[1:])); list.news.since != 9*time.Second {
		t.Errorf("%d tasks are marked from %v on, want 9s", len(times)-1, list.news.since)
	}
}
