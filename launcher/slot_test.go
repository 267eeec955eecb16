//go:build linux

package launcher_test

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

func TestEachSlotGetsItsShareBeforeAnyGetsASecond(t *testing.T) {
	j := values(1, 2, 3, 4)
	j.Function = "echo"
	for range 5 {
		events := record(t, launcher.Config{Workers: 4}, j, nil)
		var workers []string
		for _, f := range of[launcher.TaskFinished](events) {
			workers = append(workers, fmt.Sprintf("%s:%d", f.Worker, f.Task+1))
		}
		sort.Strings(workers)
		want := []string{"Process-1:1", "Process-2:2", "Process-3:3", "Process-4:4"}
		if !slices.Equal(workers, want) {
			t.Fatalf("tasks went to %v, want %v", workers, want)
		}
	}
}

func TestThreadsShareOneProcess(t *testing.T) {
	j := values(200, 200, 200, 200)
	j.Function, j.Method = "sleep", launcher.IMapUnordered
	events := record(t, launcher.Config{Workers: 4, RunAs: launcher.Threads}, j, nil)
	started := of[launcher.WorkerStarted](events)
	if len(started) != 1 || started[0].Threads != 4 {
		t.Fatalf("workers = %+v, want one of 4 threads", started)
	}
	lanes := map[int]bool{}
	for _, s := range of[launcher.TaskStarted](events) {
		lanes[s.Lane] = true
	}
	if len(lanes) != 4 {
		t.Errorf("threads used = %d, want 4", len(lanes))
	}
}

func TestAWorkerIsReplacedAfterItsTasksNotItsChunks(t *testing.T) {
	j := values(0, 1, 2, 3, 4, 5, 6)
	j.Function, j.Chunk = "echo", 5
	events := record(t, launcher.Config{Workers: 1, MaxTasksPerWorker: 2}, j, nil)
	per := map[string]int{}
	for _, f := range of[launcher.TaskFinished](events) {
		per[f.Worker]++
	}
	if len(per) != 4 {
		t.Errorf("workers = %v, want 4", per)
	}
	for name, n := range per {
		if n > 2 {
			t.Errorf("%s ran %d tasks, want at most 2", name, n)
		}
	}
}

func TestNiceIsInheritedByTheWorkers(t *testing.T) {
	own := niceOfSelf()
	p := start(t, launcher.Config{Workers: 1, Nice: 3})
	r, err := p.Apply("nice", 0)
	if want := strconv.Itoa(min(own+3, 19)); err != nil || string(r.Value) != want {
		t.Errorf("niceness = %s, %v, want %s", r.Value, err, want)
	}
	if niceOfSelf() != own {
		t.Errorf("own niceness changed to %d", niceOfSelf())
	}
}

func TestAProgramThatIsNoWorkerBreaksThePoolWithAReason(t *testing.T) {
	j := values(1, 2)
	j.Function = "echo"
	for _, program := range []string{"/bin/true", "/nonexistent/program"} {
		events := record(t, launcher.Config{Workers: 2, Program: program}, j, nil)
		last := of[launcher.PoolFinished](events)[0]
		if last.Err == nil || !strings.Contains(last.Err.Error(), "no worker can be started") {
			t.Errorf("%s: %v", program, last.Err)
		}
		for _, f := range of[launcher.TaskFinished](events) {
			if f.State != launcher.NotRun {
				t.Errorf("%s: task %d = %s, want not run", program, f.Task, f.State)
			}
		}
	}
}

func TestWhatWasSentAheadToASlowWorkerIsTakenBack(t *testing.T) {
	inputs := slices.Repeat([]any{0}, 300)
	inputs = append(inputs, 2000)
	inputs = append(inputs, slices.Repeat([]any{0}, 30)...)
	j := values(inputs...)
	j.Function, j.Method = "sleep", launcher.IMapUnordered
	events := record(t, launcher.Config{Workers: 2}, j, nil)
	finished := of[launcher.TaskFinished](events)
	seen := map[int]int{}
	for _, f := range finished {
		seen[f.Task]++
		if f.State != launcher.Done || f.Attempt != 1 {
			t.Errorf("task %d = %s at attempt %d, want done at 1", f.Task, f.State, f.Attempt)
		}
	}
	if len(seen) != 331 || len(finished) != 331 {
		t.Errorf("%d tasks finished %d times, want 331 once each", len(seen), len(finished))
	}
	if last := finished[len(finished)-1]; last.Task != 300 {
		t.Errorf("last to finish is task %d, want the slow one, 300", last.Task)
	}
}

func TestNoMoreWorkersThanTasks(t *testing.T) {
	for _, n := range []int{0, 2} {
		j := values(numbers(n)...)
		j.Function = "echo"
		events := record(t, launcher.Config{Workers: 50}, j, nil)
		if got := len(of[launcher.WorkerStarted](events)); got != n {
			t.Errorf("%d tasks started %d workers", n, got)
		}
	}
}

func TestFewDescriptorsMeanFewerWorkersNotNone(t *testing.T) {
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	few := syscall.Rlimit{Cur: 60, Max: old.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &old) }()
	j := values(numbers(40)...)
	j.Function, j.Method = "echo", launcher.IMap
	events := record(t, launcher.Config{Workers: 40, MaxTasksPerWorker: 1}, j, nil)
	names := map[string]int{}
	for _, w := range of[launcher.WorkerStarted](events) {
		names[w.Worker]++
	}
	for name, n := range names {
		if n != 1 {
			t.Errorf("%s is the name of %d processes", name, n)
		}
	}
	for _, f := range of[launcher.TaskFinished](events) {
		if f.State != launcher.Done {
			t.Errorf("task %d = %s %q", f.Task, f.State, f.Err)
		}
	}
	failed := of[launcher.SpawnFailed](events)
	if len(failed) == 0 {
		t.Error("no failed start was told")
	}
	for i := 1; i < len(failed); i++ {
		if pause := failed[i].At - failed[i-1].At; pause < 20*time.Millisecond {
			t.Errorf("failed starts %d and %d are told within %s, want one a round", i-1, i, pause)
		}
	}
}
