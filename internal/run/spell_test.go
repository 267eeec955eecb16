package run

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// folded is a model of two workers that took in some events.
func folded(total int, events ...launcher.Event) *model {
	p := plan.Plan{Pool: plan.Pool{Workers: 2, RunAs: launcher.Processes}, Task: plan.Task{Kind: plan.Builtin, Name: "noop"}}
	m := newModel(p, launcher.Job{Total: total})
	for i := range 2 {
		m.fold(launcher.WorkerStarted{At: ms(1), Worker: fmt.Sprintf("Process-%d", i+1), Slot: i + 1, PID: 100 + i, Threads: 1})
	}
	for _, e := range events {
		m.fold(e)
	}
	return m
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

func began(task, at int) launcher.Event {
	return launcher.TaskStarted{Task: task, Worker: "Process-1", PID: 100, Lane: 1, Attempt: 1, At: ms(at)}
}

func did(task, at, heard int) launcher.Event {
	return launcher.TaskFinished{Result: launcher.Result{Task: task, Worker: "Process-1", PID: 100, Lane: 1, State: launcher.Done, At: ms(at), Heard: ms(heard)}}
}

func wantSpells(t *testing.T, what string, got []Spell, want ...Spell) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

func TestWhoHasNoTaskWaitsForInputsThatMayStillCome(t *testing.T) {
	read := func(n, at int) launcher.Event { return launcher.TasksRead{Read: n, At: ms(at)} }
	m := folded(-1, read(1, 100), began(0, 100), did(0, 200, 200), read(2, 500), began(1, 501), did(1, 600, 600),
		launcher.TasksRead{Read: 2, Complete: true, At: ms(900)})
	wantSpells(t, "after the last input", m.idle.seen(2), Spell{0.1, 0.9, AwaitsInput})
	m = folded(-1, read(1, 100), began(0, 100), read(3, 300), did(0, 800, 800), began(1, 800))
	wantSpells(t, "while one waits", m.idle.seen(1), Spell{0.1, 0.3, AwaitsInput})
	m = folded(2, began(0, 100), did(0, 200, 200), began(1, 200), did(1, 300, 300))
	wantSpells(t, "where all are known and done", m.idle.seen(1))
}

func TestWhatHoldsTasksBackIsTold(t *testing.T) {
	m := folded(9, began(0, 10), launcher.Controlled{Action: launcher.Paused, Task: -1, At: ms(100)},
		launcher.Controlled{Action: launcher.Continued, Task: -1, At: ms(300)}, began(1, 400),
		launcher.Waiting{At: ms(500), Why: "load"}, launcher.Waiting{At: ms(900)})
	wantSpells(t, "held, then gated", m.idle.seen(1), Spell{0.1, 0.3, HeldBack}, Spell{0.5, 0.9, Gated})
	m = folded(1, began(0, 10), launcher.Controlled{Action: launcher.Paused, Task: -1, At: ms(100)})
	wantSpells(t, "held with nothing left", m.idle.seen(1))
	m = folded(9, began(0, 10), launcher.Controlled{Action: launcher.Paused, Task: -1, At: ms(100)})
	m.stop(ms(200))
	wantSpells(t, "once the run was asked to end", m.idle.seen(1), Spell{0.1, 0.2, HeldBack})
}

func TestAResultThatIsLongOnItsWayIsTold(t *testing.T) {
	m := folded(9, began(0, 10), did(0, 100, 180), began(1, 200), did(1, 300, 310), began(2, 400), did(2, 500, 0))
	wantSpells(t, "one of 80 ms, one of 10, one that nobody timed", m.lanes[0].seen(1).Spells, Spell{0.1, 0.18, SendsResult})
	many := launcher.TasksRan{Worker: "Process-1", PID: 100, Lane: 1, First: 0, Start: ms(10), Tasks: []launcher.Ran{{End: ms(20)}, {End: ms(30)}}, Heard: ms(90)}
	m = folded(9, began(0, 10))
	m.lanes[0].endMany(many, 1)
	wantSpells(t, "the last of several", m.lanes[0].seen(1).Spells, Spell{0.03, 0.09, SendsResult})
}

func TestAWorkerThatIsStoppedStandsStillUntilItGoesOn(t *testing.T) {
	stop := launcher.Controlled{Action: launcher.WorkerStopped, Worker: "Process-2", Task: -1, At: ms(100)}
	goOn := launcher.Controlled{Action: launcher.WorkerContinued, Worker: "Process-2", Task: -1, At: ms(400)}
	m := folded(9, stop, goOn)
	r := m.byName["Process-2"]
	m.workerSpell(r, ms(390), StandsStill) // a reading that was overtaken
	wantSpells(t, "by hand", m.lanes[1].seen(1).Spells, Spell{0.1, 0.4, StandsStill})
	wantSpells(t, "the other lane", m.lanes[0].seen(1).Spells)
	m.workerSpell(r, ms(600), stillness("stopped"))
	m.workerSpell(r, ms(700), stillness("stopped"))
	wantSpells(t, "by somebody else, and still", m.lanes[1].seen(0.8).Spells, Spell{0.1, 0.4, StandsStill}, Spell{0.6, 0.8, StandsStill})
	m.fold(launcher.WorkerExited{Worker: "Process-2", Slot: 2, PID: 101, Signal: "SIGKILL", At: ms(900)})
	wantSpells(t, "killed", m.lanes[1].seen(1).Spells, Spell{0.1, 0.4, StandsStill}, Spell{0.6, 0.9, StandsStill})
}

func TestSpellsStayFewHoweverManyThereAre(t *testing.T) {
	var s spells
	var given, before []Spell
	for i := range 5000 {
		at := float64(i)
		if i == MaxSpells {
			given = s.past // as seen returns it where no other is over
			before = slices.Clone(given)
		}
		s.turn(at, HeldBack)
		s.turn(at+0.02+0.0001*float64(i%1000), NoSpell)
	}
	seen := s.seen(6000)
	if len(seen) > MaxSpells+2 || len(seen) < MaxSpells/4 {
		t.Errorf("kept = %d, want %d at the most and not next to nothing", len(seen), MaxSpells)
	}
	if !slices.IsSortedFunc(seen, func(a, b Spell) int { return int(1e6 * (a.From - b.From)) }) {
		t.Error("they are not in order of time")
	}
	if !slices.Equal(given, before) {
		t.Error("what a snapshot was given has changed")
	}
	for i, newest := range seen[len(seen)-MaxSpells/2:] {
		at := float64(5000 - MaxSpells/2 + i)
		if newest.From != at || newest.To > at+0.13 {
			t.Fatalf("one of the newest %d is %+v, want it from %v on as it was", MaxSpells/2, newest, at)
		}
	}
}

func TestSpellsOfDifferentKindsAreInOrderOfTime(t *testing.T) {
	var s spells
	s.turn(1, StandsStill)
	s.turn(2, NoSpell)
	s.note(Spell{3, 3.5, SendsResult})
	s.turn(4, StandsStill)
	wantSpells(t, "stopped, sent, stopped", s.seen(5), Spell{1, 2, StandsStill}, Spell{3, 3.5, SendsResult}, Spell{4, 5, StandsStill})
}

func TestSpellsOfShortTasksCostNoMemory(t *testing.T) {
	var s spells
	at := 0.0
	got := testing.AllocsPerRun(1000, func() {
		at += 0.0001
		s.turn(at, AwaitsInput)
		at += 0.0001
		s.turn(at, NoSpell)
	})
	if got != 0 {
		t.Errorf("allocations of two turns = %v, want none", got)
	}
	wantSpells(t, "a wait that moments interrupt", s.seen(at), Spell{0.0001, at, AwaitsInput})
}
