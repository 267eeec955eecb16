//go:build linux

package launcher_test

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

func TestFailuresAreDataAndChunkMatesRun(t *testing.T) {
	j := values(1, 2, 3)
	j.Function, j.Chunk = "fail", 3
	events := record(t, launcher.Config{Workers: 1}, j, nil)
	for i, f := range of[launcher.TaskFinished](events) {
		if want := fmt.Sprintf("no good: %d", i+1); f.State != launcher.Failed || f.Err != want {
			t.Errorf("task %d = %s %q, want failed %q", i, f.State, f.Err, want)
		}
	}
	p := start(t, launcher.Config{Workers: 1})
	for function, want := range map[string]string{"panic": "panic: ouch", "chan": "encode the result", "empty": "without a message", "nobody": "not registered"} {
		r, err := p.Apply(function, 1)
		if err != nil || r.State != launcher.Failed || !strings.Contains(r.Err, want) {
			t.Errorf("%s = %s %q %v, want failed with %q", function, r.State, r.Err, err, want)
		}
	}
}

func TestADyingWorkerNamesItsTaskAndTheRestGoesOn(t *testing.T) {
	j := values(0, 1, 2, 3, 4, 5)
	j.Function, j.Chunk, j.Params = "exit-on", 3, map[string]float64{"on": 1, "attempts": 9}
	events := record(t, launcher.Config{Workers: 1}, j, nil)
	states := map[int]launcher.State{}
	for _, f := range of[launcher.TaskFinished](events) {
		states[f.Task] = f.State
		if f.Task == 1 && (f.ExitCode == nil || *f.ExitCode != 5 || f.Worker != "Process-1") {
			t.Errorf("task 1 = %+v, want exit code 5 of Process-1", f)
		}
	}
	for task := range 6 {
		want := launcher.Done
		if task == 1 {
			want = launcher.Failed
		}
		if states[task] != want {
			t.Errorf("task %d = %s, want %s", task, states[task], want)
		}
	}
	if got := len(of[launcher.WorkerExited](events)); got != 2 {
		t.Errorf("workers exited = %d, want 2", got)
	}
}

func TestRetriesAndWorkerDeathRetry(t *testing.T) {
	j := values(0, 1)
	j.Function, j.Params = "exit-on", map[string]float64{"on": 1, "attempts": 2}
	for name, c := range map[string]launcher.Config{
		"retries":         {Workers: 2, Retries: 2},
		"on worker death": {Workers: 2, OnWorkerDeath: launcher.DeathRetries},
	} {
		events := record(t, c, j, nil)
		for _, f := range of[launcher.TaskFinished](events) {
			if f.State != launcher.Done {
				t.Errorf("%s: task %d = %s", name, f.Task, f.State)
			}
		}
		if got := len(of[launcher.TaskRetried](events)); got != 2 {
			t.Errorf("%s: retried %d times, want 2", name, got)
		}
	}
}

func TestATaskThatKillsEveryWorkerComesToAnEnd(t *testing.T) {
	j := values(1)
	j.Function, j.Params = "exit-on", map[string]float64{"on": 1, "attempts": 1e9}
	events := record(t, launcher.Config{Workers: 1, OnWorkerDeath: launcher.DeathRetries}, j, nil)
	finished := of[launcher.TaskFinished](events)
	if len(finished) != 1 || finished[0].State != launcher.Failed || finished[0].Attempt != 4 {
		t.Errorf("finished = %+v, want failed at attempt 4", finished)
	}
}

func TestKilledWorkerIsNoticedAtOnce(t *testing.T) {
	j := values(60000, 1)
	j.Function = "sleep"
	begun := time.Now()
	events := record(t, launcher.Config{Workers: 2}, j, func(_ *launcher.Pool, e launcher.Event) {
		if s, ok := e.(launcher.TaskStarted); ok && s.Task == 0 {
			_ = syscall.Kill(s.PID, syscall.SIGKILL)
		}
	})
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("the run took %s", took)
	}
	for _, f := range of[launcher.TaskFinished](events) {
		if f.Task == 0 && (f.State != launcher.Killed || f.Signal != "SIGKILL") {
			t.Errorf("task 0 = %s %q, want killed by SIGKILL", f.State, f.Signal)
		}
		if f.Task == 1 && f.State != launcher.Done {
			t.Errorf("task 1 = %s, want done", f.State)
		}
	}
}

func TestTimeoutKillsThatTaskAlone(t *testing.T) {
	j := values(60000, 1, 1)
	j.Function = "sleep"
	events := record(t, launcher.Config{Workers: 1, Timeout: 300 * time.Millisecond}, j, nil)
	var states []string
	for _, f := range of[launcher.TaskFinished](events) {
		states = append(states, fmt.Sprint(f.Task, f.State))
	}
	if want := []string{"0timed_out", "1done", "2done"}; !slices.Equal(states, want) {
		t.Errorf("states = %v, want %v", states, want)
	}
}

func TestTimeoutInAThreadSparesTheOthers(t *testing.T) {
	j := values(60000, 600, 1)
	j.Function, j.Method = "sleep", launcher.IMapUnordered
	events := record(t, launcher.Config{Workers: 3, RunAs: launcher.Threads, Timeout: 1200 * time.Millisecond}, j, nil)
	for _, f := range of[launcher.TaskFinished](events) {
		want := launcher.Done
		if f.Task == 0 {
			want = launcher.TimedOut
		}
		if f.State != want {
			t.Errorf("task %d = %s (%s), want %s", f.Task, f.State, f.Err, want)
		}
	}
}

// A receiver that pauses while a worker dies must not cost what the worker said
// before.
func TestASlowReceiverLosesNothingOfAWorkerThatDied(t *testing.T) {
	j := values(numbers(4000)...)
	j.Function, j.Chunk, j.Params = "exit-on", 2000, map[string]float64{"on": 1999, "attempts": 9}
	paused := false
	events := record(t, launcher.Config{Workers: 1}, j, func(_ *launcher.Pool, e launcher.Event) {
		if s, ok := e.(launcher.TaskStarted); ok && s.Task == 100 && !paused {
			paused = true
			time.Sleep(1500 * time.Millisecond)
		}
	})
	started := map[int]int{}
	for _, s := range of[launcher.TaskStarted](events) {
		started[s.Task]++
	}
	for task, n := range started {
		if n != 1 {
			t.Errorf("task %d was started %d times, want once", task, n)
		}
	}
	for _, f := range of[launcher.TaskFinished](events) {
		if (f.State == launcher.Failed) != (f.Task == 1999) {
			t.Errorf("task %d = %s (%s)", f.Task, f.State, f.Err)
		}
	}
}
