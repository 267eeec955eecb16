//go:build linux

package launcher_test

import (
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestInitializerIsCalledOnceByEachWorkerAndReplacement(t *testing.T) {
	j := values(numbers(6)...)
	j.Function, j.Method = "initialized", launcher.IMapUnordered
	events := record(t, launcher.Config{Workers: 2, MaxTasksPerWorker: 1, Initializer: "initialize"}, j, nil)
	for _, r := range handedOut(events) {
		if r.State != launcher.Done || string(r.Value) != "1" {
			t.Errorf("task %d was run by a worker that called it %s times (%s)", r.Task, r.Value, r.State)
		}
	}
	if got := len(of[launcher.WorkerStarted](events)); got != 6 {
		t.Errorf("workers = %d, want one a task", got)
	}
}

func TestFailingInitializerBreaksThePoolWithItsOwnMessage(t *testing.T) {
	for _, initializer := range []string{"fail", "panic", "exit", "unheard-of"} {
		j := values(1, 2, 3)
		j.Function = "echo"
		events := record(t, launcher.Config{Workers: 2, Initializer: initializer}, j, nil)
		last := of[launcher.PoolFinished](events)[0]
		want := map[string]string{
			"fail": "no good", "panic": "ouch", "exit": "exit code 3", "unheard-of": "not registered",
		}[initializer]
		if last.Err == nil || !strings.Contains(last.Err.Error(), want) || !strings.Contains(last.Err.Error(), initializer) {
			t.Errorf("%s: the end = %v, want its message %q", initializer, last.Err, want)
		}
		if last.Started > 12 || last.Reaped != last.Started {
			t.Errorf("%s: %d workers started, %d reaped, want a bounded number", initializer, last.Started, last.Reaped)
		}
		for n, s := range finals(t, events, 3) {
			if s != launcher.NotRun {
				t.Errorf("%s: task %d = %s, want not run", initializer, n, s)
			}
		}
	}
}

func TestErrorsSayTypeAndPlace(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	r, err := p.Apply("panic", 1)
	if err != nil || r.State != launcher.Failed || !strings.Contains(r.Stack, "main_test.go:") || r.ErrType != "panic(string)" {
		t.Errorf("panic = %s, type %q, stack %q, %v", r.State, r.ErrType, r.Stack, err)
	}
	if strings.Contains(r.Stack, "worker.(*lane)") {
		t.Errorf("the stack shows the pool's own frames:\n%s", r.Stack)
	}
	if r, _ = p.Apply("fail", 1); r.ErrType != "*errors.errorString" && r.ErrType != "*fmt.wrapError" || r.Err != "no good: 1" {
		t.Errorf("error = %q of type %q", r.Err, r.ErrType)
	}
}

func TestStarMapCallsAFunctionOfOneArgumentWithIt(t *testing.T) {
	j := values([]int{5}, []int{6, 7})
	j.Function, j.Method = "echo", launcher.StarMap
	ready := handedOut(record(t, launcher.Config{Workers: 1}, j, nil))
	if len(ready) != 2 || string(ready[0].Value) != "5" || string(ready[1].Value) != "[6,7]" {
		t.Errorf("results = %v, want 5 and [6,7]", ready)
	}
}
