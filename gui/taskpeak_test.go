package gui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// cell returns what the table of tasks says of a task that stands in a row.
func (s *stage) cell(row int, title string) string {
	table := s.w.tasks.table
	return table.text(row, slices.IndexFunc(table.columns, func(c taskColumn) bool { return c.title == title }))
}

// ranOn is a snapshot of tasks that ended on workers of these names, each with a peak of
// 10 MiB and no CPU time.
func ranOn(workers ...string) *run.Snapshot {
	s := snapshot(9)
	s.Failures = nil
	var events []launcher.Event
	for i, worker := range workers {
		events = append(events,
			launcher.TaskStarted{Task: i, Worker: worker, PID: 5000 + i, Lane: 1, Attempt: 1},
			launcher.TaskFinished{Result: launcher.Result{
				At: time.Second, Task: i, Worker: worker, PID: 5000 + i, Lane: 1, State: launcher.Done, Wall: time.Second, MaxRSS: 10 << 20, Attempt: 1,
			}})
	}
	s.Tasks = run.TasksOf(events...)
	return s
}

func TestOnlyAnExactPeakOfATaskHasNoMark(t *testing.T) {
	snap := ranOn("Process-1", "Process-2", "Process-3", "Process-4", "Process-9")
	for i, r := range []struct {
		alive, exact bool
		peak         uint64
	}{{false, true, 10 << 20}, {true, false, 10 << 20}, {false, true, 12 << 20}, {false, false, 10 << 20}} {
		snap.Rows[i].Alive, snap.Rows[i].PeakExact, snap.Rows[i].PeakRSS = r.alive, r.exact, r.peak
	}
	s := tasksStage(t, snap)
	for row, want := range []string{"10.0 MiB", "~ 10.0 MiB", "~ 10.0 MiB", "~ 10.0 MiB", "~ 10.0 MiB"} {
		if got := s.cell(row, "Peak RSS"); got != want {
			t.Errorf("peak of task %d = %q, want %q", row, got, want)
		}
		s.w.tasks.table.chosen(widget.TableCellID{Row: row})
		if card := s.w.tasks.card.Text; !strings.Contains(card, "Peak memory    "+want+"\n") {
			t.Errorf("card of task %d = %q, want %q in it", row, card, want)
		}
	}
	s.end()
}

func TestAnExactPeakStaysExactWhenItsWorkerIsForgotten(t *testing.T) {
	snap := ranOn("Process-1")
	snap.Rows[0].Alive, snap.Rows[0].PeakExact, snap.Rows[0].PeakRSS = false, true, 10<<20
	s := tasksStage(t, snap)
	later := ranOn("Process-1")
	later.Phase, later.Rows = run.Ended, later.Rows[1:]
	s.send(later)
	if got := s.cell(0, "Peak RSS"); got != "10.0 MiB" {
		t.Errorf("peak = %q, want 10.0 MiB without a mark", got)
	}
	s.end()
	s.w.runTapped()
	s.send(later) // of another run, whose Process-1 is not this one
	if got := s.cell(0, "Peak RSS"); got != "~ 10.0 MiB" {
		t.Errorf("peak in the next run = %q, want it marked", got)
	}
	s.end()
}

func TestAnExactPeakIsKnownThoughAnotherViewWasShown(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := ranOn("Process-1")
	snap.Rows[0].Alive, snap.Rows[0].PeakExact, snap.Rows[0].PeakRSS = false, true, 10<<20
	s.w.tabs.SelectIndex(liveTab)
	s.w.show(frame{snapshot: snap, texts: true})
	later := ranOn("Process-1")
	later.Rows = later.Rows[1:]
	s.w.show(frame{snapshot: later, texts: true})
	s.w.tabs.SelectIndex(tasksTab)
	if got := s.cell(0, "Peak RSS"); got != "10.0 MiB" {
		t.Errorf("peak = %q, want 10.0 MiB without a mark", got)
	}
	s.end()
}

func TestTheCPUTimeThatAProgramDoesNotTellIsBlank(t *testing.T) {
	for kind, want := range map[plan.TaskKind]string{plan.Program: "", plan.Builtin: "0.000 s"} {
		snap := ranOn("Process-1")
		snap.Plan.Task.Kind = kind
		s := tasksStage(t, snap)
		if got := s.cell(0, "CPU time"); got != want {
			t.Errorf("CPU time of a %s = %q, want %q", kind, got, want)
		}
		s.w.tasks.table.chosen(widget.TableCellID{})
		if got := strings.Contains(s.w.tasks.card.Text, "CPU time"); got != (want != "") {
			t.Errorf("the card of a %s tells the CPU time: %v", kind, got)
		}
		s.end()
	}
}

func TestACardHasThePeaksOfItsOwnRunAlone(t *testing.T) {
	snap := ranOn("Process-1")
	snap.Rows[0].Alive, snap.Rows[0].PeakExact, snap.Rows[0].PeakRSS = false, true, 10<<20
	s := tasksStage(t, snap)
	s.w.tabs.SelectIndex(liveTab)
	s.w.live.openCard(0, 1)
	if got := valueOf(t, s.w.live.detail.list.facts, "Peak memory"); got != "10.0 MiB" {
		t.Errorf("peak on the card = %q, want 10.0 MiB without a mark", got)
	}
	s.end()
	s.w.runTapped()
	again := ranOn("Process-1")
	again.Rows = again.Rows[1:]
	s.send(again)
	s.w.live.openCard(0, 1)
	if got := valueOf(t, s.w.live.detail.list.facts, "Peak memory"); got != "~ 10.0 MiB" {
		t.Errorf("peak on the card in the next run = %q, want ~ 10.0 MiB", got)
	}
	s.end()
}
