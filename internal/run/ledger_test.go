package run

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

func TestARecordOfATaskIsSmall(t *testing.T) {
	if got := unsafe.Sizeof(record{}); got > 64 {
		t.Errorf("a record takes %d bytes, want at most 64 besides its input", got)
	}
}

func TestATaskIsKnownByWhatWasToldOfIt(t *testing.T) {
	var l ledger
	at := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	l.start(launcher.TaskStarted{At: at(1), Task: 600, Worker: "Process-7", PID: 42, Lane: 1, Attempt: 1, Input: json.RawMessage(`"a b"`)})
	running := l.snapshot()
	l.end(launcher.Result{
		At: at(3), Task: 600, Worker: "Process-7", PID: 42, Lane: 1, State: launcher.Killed, Signal: "SIGKILL",
		Wall: at(2), CPU: at(1), MaxRSS: 4096, Attempt: 1,
	}, launcher.Queued)
	l.start(launcher.TaskStarted{At: at(4), Task: 600, Worker: "Process-8", PID: 43, Lane: 1, Attempt: 2, Input: json.RawMessage(`"a b"`)})
	code := 137
	l.end(launcher.Result{At: at(5), Task: 600, Worker: "Process-8", PID: 43, Lane: 1, State: launcher.Failed, ExitCode: &code, Wall: at(1), Attempt: 2}, launcher.Failed)
	ended := l.snapshot()
	first, _ := running.Task(600)
	if first.State != launcher.Running || first.Worker != "Process-7" || first.PID != 42 || first.Start != at(1) || string(first.Input) != `"a b"` || first.Exit != "" {
		t.Errorf("while it ran = %+v", first)
	}
	last, ok := ended.Task(600)
	if !ok || last.State != launcher.Failed || last.Exit != "exit 137" || last.Worker != "Process-8" || last.Attempt != 2 || last.Wall != at(1) || last.Start != at(4) {
		t.Errorf("at the end = %+v", last)
	}
	if ended.Len() != 1 || ended.Dropped != 0 {
		t.Errorf("tasks = %d, %d dropped, want 1, 0", ended.Len(), ended.Dropped)
	}
	if _, ok := ended.Task(601); ok {
		t.Error("task 601 is known, and nothing was told of it")
	}
}

func TestWhatASnapshotHoldsOfTasksStaysAsItIs(t *testing.T) {
	var l ledger
	start := func(task int) {
		l.start(launcher.TaskStarted{Task: task, Worker: "Process-1", Lane: 1, Attempt: 1, Input: json.RawMessage(`"input"`)})
	}
	start(0)
	seen := l.snapshot()
	start(1)
	l.end(launcher.Result{Task: 0, Worker: "Process-1", Lane: 1, State: launcher.Done, Attempt: 1}, launcher.Done)
	n := 0
	for task := range seen.All() {
		n++
		if task.State != launcher.Running || string(task.Input) != `"input"` {
			t.Errorf("task %d = %s of %s, want running", task.Index, task.State, task.Input)
		}
	}
	if n != 1 || seen.Len() != 1 {
		t.Errorf("tasks = %d, Len %d, want 1", n, seen.Len())
	}
}

func TestALongInputIsCut(t *testing.T) {
	var l ledger
	l.start(launcher.TaskStarted{Task: 0, Worker: "Process-1", Input: json.RawMessage(`"` + strings.Repeat("x", 1000) + `"`)})
	tasks := l.snapshot()
	if task, _ := tasks.Task(0); len(task.Input) != MaxTaskInput || !task.Cut {
		t.Errorf("input = %d bytes, cut %v, want %d, true", len(task.Input), task.Cut, MaxTaskInput)
	}
}

func TestATaskThatRunsOutlastsTheDropping(t *testing.T) {
	var l ledger
	l.start(launcher.TaskStarted{Task: 0, Worker: "Process-1"})
	const n = MaxTasks + 5*pageTasks
	for i := 1; i < n; i++ {
		l.end(launcher.Result{Task: i, Worker: "Process-2", Lane: 1, State: launcher.Done}, launcher.Done)
	}
	tasks := l.snapshot()
	if task, ok := tasks.Task(0); !ok || task.State != launcher.Running {
		t.Errorf("task 0 = %+v, %v, want running", task, ok)
	}
	if tasks.Len()+tasks.Dropped != n || tasks.Len() > MaxTasks || tasks.Dropped == 0 {
		t.Errorf("tasks = %d, dropped %d, want %d together", tasks.Len(), tasks.Dropped, n)
	}
}

func TestMillionsOfTasksInARowKeepTheNewest(t *testing.T) {
	const n = 1_000_000
	p := sleeping(2)
	p.Task.Name, p.Inputs = "noop", plan.Inputs{Kind: plan.Repeat, Repeat: n}
	r, err := Start(t.Context(), Options{Plan: p})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	tasks := (<-r.Snapshots()).Tasks
	if tasks.Len()+tasks.Dropped != n || tasks.Len() > MaxTasks || tasks.Len() < MaxTasks/2 {
		t.Errorf("tasks = %d, dropped %d, want nearly %d of %d", tasks.Len(), tasks.Dropped, MaxTasks, n)
	}
	if task, ok := tasks.Task(n - 1); !ok || task.State != launcher.Done || string(task.Input) != "999999" {
		t.Errorf("the last = %+v, %v, want done with its input", task, ok)
	}
	open := 0
	for _, n := range tasks.pages {
		if n.page.open != nil {
			open++
		}
	}
	if open > 2 { // the newest is not full, and of the oldest some were dropped
		t.Errorf("open pages = %d of %d after the run, want them packed", open, len(tasks.pages))
	}
}

// largeBatch returns an event of a real pool that stands for at least fewTasks tasks.
func largeBatch(t *testing.T) launcher.TasksRan {
	t.Helper()
	var largest launcher.TasksRan
	p := sleeping(2)
	p.Task.Name, p.Inputs = "noop", plan.Inputs{Kind: plan.Repeat, Repeat: 200_000}
	r, err := Start(t.Context(), Options{Plan: p, Sink: func(e Event) {
		if from, ok := e.(FromPool); ok {
			if ran, ok := from.Event.(launcher.TasksRan); ok && len(ran.Tasks) > len(largest.Tasks) {
				largest = ran
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	if len(largest.Tasks) < fewTasks {
		t.Fatalf("largest event = %d tasks, want %d", len(largest.Tasks), fewTasks)
	}
	return largest
}

func TestWhatNobodyLooksAtIsNotWritten(t *testing.T) {
	var l ledger
	e := largeBatch(t)
	n := len(e.Tasks)
	batches := 3*MaxTasks/n + 1
	for i := range batches {
		e.First = i * n
		l.start(launcher.TaskStarted{Task: e.First, Worker: e.Worker})
		l.many(e)
	}
	if l.inWait > MaxTasks+n || len(l.waiting) == 0 {
		t.Errorf("waiting = %d tasks in %d events, want at most %d", l.inWait, len(l.waiting), MaxTasks+n)
	}
	tasks := l.snapshot()
	if tasks.Len()+tasks.Dropped != batches*n {
		t.Errorf("tasks = %d, dropped %d, want %d together", tasks.Len(), tasks.Dropped, batches*n)
	}
	for task := range tasks.All() {
		if task.State != launcher.Done {
			t.Fatalf("task %d = %s, want done", task.Index, task.State)
		}
	}
}

func TestNothingIsKeptWhereNobodyWantsIt(t *testing.T) {
	l := ledger{off: true}
	l.start(launcher.TaskStarted{Task: 0})
	l.end(launcher.Result{Task: 0, State: launcher.Done}, launcher.Done)
	l.many(launcher.TasksRan{Tasks: make([]launcher.Ran, 1)})
	if tasks := l.snapshot(); tasks.Len() != 0 || tasks.Dropped != 0 {
		t.Errorf("tasks = %d, dropped %d, want none", tasks.Len(), tasks.Dropped)
	}
}
