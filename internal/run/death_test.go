package run

import (
	"slices"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// killed is the end of task 3, whose worker a signal ended.
func killed() launcher.Result {
	return launcher.Result{Task: 3, Worker: "Process-2", Lane: 1, State: launcher.Killed, Signal: "SIGKILL"}
}

// dying returns a model of two workers, the second of which runs task 3.
func dying(policy launcher.DeathPolicy) *model {
	m := started(2, 10)
	m.plan.Pool.OnWorkerDeath = policy
	m.fold(launcher.TaskStarted{Task: 3, Worker: "Process-2", Lane: 1})
	return m
}

// reap tells a model that its second worker was reaped and another took the slot.
func reap(m *model, signal string, code *int) Snapshot {
	m.fold(launcher.WorkerExited{At: time.Second, Worker: "Process-2", Slot: 2, Signal: signal, ExitCode: code})
	m.fold(spawned(3, 2))
	return *m.snapshot(2 * time.Second)
}

func TestADeathNamesTheTaskTheWorkerAndItsHeir(t *testing.T) {
	want := Death{At: 1, Worker: "Process-2", Number: 2, Slot: 2, Exit: "SIGKILL", Task: 3, Tasks: 1, Heir: "Process-3"}
	for policy, what := range map[launcher.DeathPolicy]Fate{
		launcher.DeathFails: TaskEnded, launcher.DeathRetries: TaskAgain, launcher.DeathHangs: TaskLost,
	} {
		m := dying(policy)
		switch what {
		case TaskEnded:
			m.fold(launcher.TaskFinished{Result: killed()})
		case TaskAgain:
			m.fold(launcher.TaskRetried{Result: killed()})
		case TaskLost:
			m.fold(launcher.TaskLost{Result: killed()})
		case NoTask:
		}
		s := reap(m, "SIGKILL", nil)
		want.Fate = what
		if s.Deaths != 1 || s.LastDeath == nil || *s.LastDeath != want || s.OnDeath != policy {
			t.Errorf("%s: %d deaths, the last %+v, want one, %+v", policy, s.Deaths, s.LastDeath, want)
		}
	}
}

func TestALostTaskIsNamedAndStillCounts(t *testing.T) {
	m := dying(launcher.DeathHangs)
	m.fold(launcher.TaskLost{Result: killed()})
	s := reap(m, "SIGKILL", nil)
	if !slices.Equal(s.Lost, []int{3}) || s.Counts.Running != 1 || s.Counts.Queued != 9 {
		t.Errorf("lost %v, counts %+v, want task 3 lost and running for ever", s.Lost, s.Counts)
	}
}

func TestABrokenPoolCountsWhatFailedWithIt(t *testing.T) {
	m := dying(launcher.DeathBreaks)
	m.fold(launcher.TaskFinished{Result: launcher.Result{Task: 0, State: launcher.Failed}}) // its own fault, before
	m.fold(launcher.TaskFinished{Result: killed()})
	for task := 4; task < 10; task++ {
		m.fold(launcher.TaskFinished{Result: launcher.Result{Task: task, State: launcher.Failed}})
	}
	m.fold(launcher.WorkerExited{Worker: "Process-2", Slot: 2, Signal: "SIGKILL"})
	m.fold(launcher.WorkerExited{Worker: "Process-1", Slot: 1, Signal: "SIGTERM"})
	s := m.snapshot(time.Second)
	if s.Broken != 7 || s.Deaths != 1 || s.LastDeath.Worker != "Process-2" {
		t.Errorf("%d tasks failed with the pool, %d deaths, the last %+v, want 7, 1, Process-2", s.Broken, s.Deaths, s.LastDeath)
	}
}

func TestAnIdleWorkerThatIsKilledDies(t *testing.T) {
	s := reap(started(2, 10), "SIGKILL", nil)
	if s.LastDeath == nil || s.LastDeath.Task != -1 || s.LastDeath.Fate != NoTask || s.LastDeath.Heir != "Process-3" {
		t.Errorf("last death = %+v, want one without a task", s.LastDeath)
	}
}

func TestAnEndThatWasMeantIsNoDeath(t *testing.T) {
	zero := 0
	if s := reap(started(2, 10), "", &zero); s.Deaths != 0 || s.LastDeath != nil {
		t.Errorf("a worker that had done its share: %+v", s.LastDeath)
	}
	m := dying(launcher.DeathFails)
	r := killed()
	r.State = launcher.TimedOut
	m.fold(launcher.TaskFinished{Result: r})
	if s := reap(m, "SIGKILL", nil); s.Deaths != 0 {
		t.Errorf("a worker whose task timed out: %+v", s.LastDeath)
	}
	m = dying(launcher.DeathFails)
	m.phase = Stopping
	m.fold(launcher.TaskFinished{Result: killed()})
	if s := reap(m, "SIGTERM", nil); s.Deaths != 0 {
		t.Errorf("a worker of a run that is stopped: %+v", s.LastDeath)
	}
}
