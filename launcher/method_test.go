//go:build linux

package launcher_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestResultsComeInInputOrder(t *testing.T) {
	p := start(t, launcher.Config{Workers: 3})
	results, err := p.Map("echo", numbers(100))
	if err != nil || len(results) != 100 {
		t.Fatalf("Map = %d results, %v, want 100", len(results), err)
	}
	for i, r := range results {
		if r.State != launcher.Done || string(r.Value) != strconv.Itoa(i) || r.Task != i {
			t.Fatalf("result %d = %s %s of task %d", i, r.State, r.Value, r.Task)
		}
	}
}

func TestApplyReturnsOneResult(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	r, err := p.Apply("text", 0)
	if err != nil || string(r.Value) != `"<a&b>\u0000\n"` {
		t.Errorf("Apply = %s, %v", r.Value, err)
	}
}

func TestIMapYieldsInOrderAndUnorderedAsTheyCome(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	inputs := []any{400, 1}
	ordered, err := p.IMap("sleep", inputs)
	if err != nil {
		t.Fatal(err)
	}
	if got := order(ordered); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("imap order = %v, want 0 1", got)
	}
	unordered, err := p.IMapUnordered("sleep", inputs)
	if err != nil {
		t.Fatal(err)
	}
	if got := order(unordered); !slices.Equal(got, []int{1, 0}) {
		t.Errorf("imap_unordered order = %v, want 1 0", got)
	}
}

func order(results func(func(launcher.Result) bool)) []int {
	var tasks []int
	for r := range results {
		tasks = append(tasks, r.Task)
	}
	return tasks
}

func TestEmptyInputEndsAtOnceWithEveryMethod(t *testing.T) {
	for _, m := range launcher.Methods() {
		j := values()
		j.Function, j.Method = "echo", m
		events := record(t, launcher.Config{Workers: 2}, j, nil)
		last, ok := events[len(events)-1].(launcher.PoolFinished)
		if !ok || last.Err != nil || last.Started != last.Reaped {
			t.Errorf("%s: last event %+v", m, events[len(events)-1])
		}
	}
}

func TestApplyRunsOneAtATime(t *testing.T) {
	j := values(5, 5, 5, 5, 5)
	j.Function, j.Method = "sleep", launcher.Apply
	running := 0
	record(t, launcher.Config{Workers: 3}, j, func(_ *launcher.Pool, e launcher.Event) {
		switch e.(type) {
		case launcher.TaskStarted:
			running++
		case launcher.TaskFinished:
			running--
		}
		if running > 1 {
			t.Errorf("%d tasks run at a time, want 1", running)
		}
	})
}

func TestManyShortTasksAreEachDoneOnceInOrder(t *testing.T) {
	for _, m := range []launcher.Method{launcher.IMap, launcher.IMapUnordered, launcher.ApplyAsync} {
		j := values(numbers(5000)...)
		j.Function, j.Method = "echo", m
		ready := handedOut(record(t, launcher.Config{Workers: 3}, j, nil))
		got := make([]int, len(ready))
		for i, r := range ready {
			got[i] = r.Task
			if string(r.Value) != strconv.Itoa(r.Task) {
				t.Fatalf("%s: result of task %d = %s", m, r.Task, r.Value)
			}
		}
		if m == launcher.IMapUnordered {
			slices.Sort(got)
		}
		for i, task := range got {
			if task != i {
				t.Fatalf("%s: result %d is task %d", m, i, task)
			}
		}
		if len(got) != 5000 {
			t.Errorf("%s: results = %d, want 5000", m, len(got))
		}
	}
}
