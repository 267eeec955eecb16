package run

import (
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// spentModel is a model of commands with one worker, of which samples saw so much.
func spentModel(seen time.Duration) *model {
	m := newModel(plan.Plan{Pool: plan.Pool{Workers: 1}, Task: plan.Task{Kind: plan.Command}}, launcher.Job{Total: 1})
	m.fold(launcher.WorkerStarted{Worker: "Process-1", Slot: 1, PID: 4711, Threads: 1})
	m.byName["Process-1"].CPUTime = seen
	return m
}

func TestTotalsAreNeverLessThanWhatSamplesSaw(t *testing.T) {
	for _, c := range []struct {
		name             string
		seen, told, late time.Duration
		lost             bool
		task, total      time.Duration
		exact, all       bool // of the worker, of the run
	}{
		{"all was told", 2 * time.Second, 2 * time.Second, 0, false, 2 * time.Second, 2 * time.Second, true, true},
		{"too short to be seen", 0, 5 * time.Millisecond, 0, false, 5 * time.Millisecond, 5 * time.Millisecond, true, true},
		{"children that nobody waited for", 2 * time.Second, time.Second, 0, false, 2 * time.Second, 2 * time.Second, false, false},
		{"a daemon that was seen", 2 * time.Second, time.Second, time.Second, false, 2 * time.Second, 2 * time.Second, false, true},
		{"a daemon that was not", time.Second, time.Second, time.Second, false, time.Second, 2 * time.Second, true, true},
		{"one that escaped", time.Second, time.Second, 0, true, time.Second, time.Second, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := spentModel(c.seen)
			done := launcher.TaskFinished{Result: launcher.Result{Worker: "Process-1", PID: 4711, Lane: 1, State: launcher.Done, CPU: c.told}}
			if got := m.complete(done).(launcher.TaskFinished).CPU; got != c.task {
				t.Errorf("task = %v, want %v", got, c.task)
			}
			exited := launcher.WorkerExited{Worker: "Process-1", Slot: 1, PID: 4711, CPU: c.told}
			m.fold(exited)
			if got := m.complete(exited).(launcher.WorkerExited); got.CPU != c.task || got.CPUVague == c.exact {
				t.Errorf("worker = %v, vague %v, want %v, %v", got.CPU, got.CPUVague, c.task, !c.exact)
			}
			if r := m.byName["Process-1"]; r.CPUTime != c.task || r.Exact != c.exact {
				t.Errorf("row = %v, exact %v, want %v, %v", r.CPUTime, r.Exact, c.task, c.exact)
			}
			m.fold(launcher.PoolFinished{Late: c.late, CPULost: c.lost})
			if m.cpu != c.total || m.late != c.late || m.vague == c.all {
				t.Errorf("total = %v, late %v, vague %v, want %v, %v, %v", m.cpu, m.late, m.vague, c.total, c.late, !c.all)
			}
		})
	}
}
