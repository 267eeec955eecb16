//go:build linux

package launcher_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// watched is a pool whose events are received as they come.
type watched struct {
	*launcher.Pool
	batch  *launcher.Batch
	events chan launcher.Event
	all    []launcher.Event
}

// watch starts a job on a pool that stays open.
func watch(t *testing.T, c launcher.Config, j launcher.Job) *watched {
	t.Helper()
	w := &watched{events: make(chan launcher.Event, 100_000)}
	c.Events = w.events
	p, err := launcher.New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	w.Pool = p
	if w.batch, err = p.SubmitEvents(j); err != nil {
		t.Fatalf("Submit: %v", err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() {
		p.Terminate()
		_ = p.Join()
	})
	return w
}

// until receives events up to the first that fits, which it returns.
func until[E launcher.Event](t *testing.T, w *watched, fits func(E) bool) E {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		select {
		case several, ok := <-w.events:
			if !ok {
				t.Fatalf("the pool ended before there was the %T", *new(E))
			}
			var found *E
			for e := range launcher.Singly(several) {
				w.all = append(w.all, e)
				if e, ok := e.(E); ok && found == nil && fits(e) {
					found = &e
				}
			}
			if found != nil {
				return *found
			}
		case <-late:
			t.Fatalf("no %T in 20 s", *new(E))
		}
	}
}

// rest closes the pool and receives what is left.
func (w *watched) rest() []launcher.Event {
	w.Close()
	for several := range w.events {
		for e := range launcher.Singly(several) {
			w.all = append(w.all, e)
		}
	}
	return w.all
}

func anyOf[E launcher.Event](E) bool { return true }

func task(n int) func(launcher.TaskStarted) bool {
	return func(s launcher.TaskStarted) bool { return s.Task == n }
}

// finals returns each task's final state, and fails where one has none or two.
func finals(t *testing.T, events []launcher.Event, tasks int) []launcher.State {
	t.Helper()
	states := make([]launcher.State, tasks)
	for _, f := range of[launcher.TaskFinished](events) {
		if states[f.Task] != "" {
			t.Errorf("task %d ended twice: %s and %s", f.Task, states[f.Task], f.State)
		}
		states[f.Task] = f.State
	}
	for n, s := range states {
		if s == "" {
			t.Errorf("task %d has no end", n)
		}
	}
	return states
}

func sleeps(ms ...any) launcher.Job {
	j := values(ms...)
	j.Function, j.Method = "sleep", launcher.IMapUnordered
	return j
}

func repeat(ms any, n int) []any { return slices.Repeat([]any{ms}, n) }

func TestResizeStartsAndEndsWorkersWithoutLosingATask(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 1}, sleeps(repeat(20, 60)...))
	until(t, w, anyOf[launcher.TaskStarted])
	if err := w.Resize(4); err != nil {
		t.Fatal(err)
	}
	for range 2 { // one that was not started yet never is
		until(t, w, func(s launcher.WorkerStarted) bool { return s.Slot >= 3 })
	}
	if err := w.Resize(2); err != nil {
		t.Fatal(err)
	}
	until(t, w, func(e launcher.WorkerExited) bool { return e.Slot == 4 || e.Slot == 3 })
	until(t, w, func(e launcher.WorkerExited) bool { return e.Slot == 4 || e.Slot == 3 })
	all := w.rest()
	for n, s := range finals(t, all, 60) {
		if s != launcher.Done {
			t.Errorf("task %d = %s, want done", n, s)
		}
	}
	counts := []int{}
	for _, c := range of[launcher.Controlled](all) {
		counts = append(counts, c.Count)
	}
	if !slices.Equal(counts, []int{4, 2}) {
		t.Errorf("sizes = %v, want 4 and 2", counts)
	}
}

func TestResizeRefusesNonsense(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 2, RunAs: launcher.Threads}, sleeps(50))
	if err := w.Resize(0); err == nil || !strings.Contains(err.Error(), "1 to") {
		t.Errorf("Resize(0) = %v", err)
	}
	if err := w.Resize(3); err == nil {
		t.Error("a pool of threads was resized")
	}
	w.rest()
	if err := w.Pause(); !errors.Is(err, launcher.ErrNotRunning) {
		t.Errorf("Pause of an ended pool = %v, want %v", err, launcher.ErrNotRunning)
	}
}

func TestPausedPoolHandsOutNothing(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 2}, sleeps(repeat(1, 300)...))
	until(t, w, task(20))
	if err := w.Pause(); err != nil {
		t.Fatal(err)
	}
	until(t, w, func(c launcher.Controlled) bool { return c.Action == launcher.Paused })
	before := w.settled(t)
	if after := w.settled(t); after != before || after == 300 {
		t.Errorf("tasks that ended = %d, then %d, while nothing was handed out", before, after)
	}
	if err := w.Continue(); err != nil {
		t.Fatal(err)
	}
	finals(t, w.rest(), 300)
}

// settled returns how many tasks have ended once nothing happened for 200 ms.
func (w *watched) settled(t *testing.T) int {
	t.Helper()
	for {
		select {
		case several := <-w.events:
			for e := range launcher.Singly(several) {
				w.all = append(w.all, e)
			}
		case <-time.After(200 * time.Millisecond):
			return len(of[launcher.TaskFinished](w.all))
		}
	}
}

func TestKilledWorkerIsReplacedAndItsTaskNamed(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 2}, sleeps(repeat(100, 8)...))
	s := until(t, w, anyOf[launcher.TaskStarted])
	if err := w.KillWorker(s.Worker); err != nil {
		t.Fatal(err)
	}
	all := w.rest()
	for n, state := range finals(t, all, 8) {
		if want := map[bool]launcher.State{true: launcher.Killed, false: launcher.Done}[n == s.Task]; state != want {
			t.Errorf("task %d = %s, want %s", n, state, want)
		}
	}
	if err := w.KillWorker(s.Worker); !errors.Is(err, launcher.ErrNotRunning) {
		t.Errorf("kill of a worker of an ended pool = %v", err)
	}
}

func TestNobodyIsKilledUnderANameThatIsGone(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 1, MaxTasksPerWorker: 1}, sleeps(1, 1, 500))
	until(t, w, task(2))
	if err := w.KillWorker("Process-1"); err == nil || !strings.Contains(err.Error(), "Process-1") {
		t.Errorf("kill of an ended worker = %v, want an error that names it", err)
	}
	for n, s := range finals(t, w.rest(), 3) {
		if s != launcher.Done {
			t.Errorf("task %d = %s, want done", n, s)
		}
	}
}

func TestTheTimeThatAWorkerIsStoppedCountsForNoTimeout(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 1, Timeout: 600 * time.Millisecond}, sleeps(300, 1))
	s := until(t, w, anyOf[launcher.TaskStarted])
	if err := w.StopWorker(s.Worker); err != nil {
		t.Fatal(err)
	}
	<-time.After(900 * time.Millisecond) // longer than the timeout: that it is the clock that passes is the test
	if err := w.ContinueWorker(s.Worker); err != nil {
		t.Fatal(err)
	}
	for n, state := range finals(t, w.rest(), 2) {
		if state != launcher.Done {
			t.Errorf("task %d = %s, want done", n, state)
		}
	}
}

func TestSuspendStopsEveryProcessAndTheTimeouts(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 2, Timeout: 700 * time.Millisecond}, sleeps(300, 300, 1, 1))
	until(t, w, task(1))
	w.Suspend()
	before := w.settled(t)
	<-time.After(800 * time.Millisecond)
	if after := w.settled(t); after != before {
		t.Errorf("%d tasks ended while all was suspended", after-before)
	}
	w.Resume()
	for n, state := range finals(t, w.rest(), 4) {
		if state != launcher.Done {
			t.Errorf("task %d = %s, want done", n, state)
		}
	}
}

func TestAWorkerStoppedByHandCanBeTerminated(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 1, Grace: 200 * time.Millisecond}, sleeps(60_000))
	s := until(t, w, anyOf[launcher.TaskStarted])
	if err := w.StopWorker(s.Worker); err != nil {
		t.Fatal(err)
	}
	w.Terminate()
	if got := finals(t, w.rest(), 1); got[0] != launcher.Cancelled {
		t.Errorf("task = %s, want cancelled", got[0])
	}
}

func TestKilledTaskIsNotTriedAgainAndTheOthersAre(t *testing.T) {
	for _, as := range []launcher.RunAs{launcher.Processes, launcher.Threads} {
		w := watch(t, launcher.Config{Workers: 2, RunAs: as, Retries: 3}, sleeps(400, 60_000, 1, 1))
		until(t, w, task(1))
		if err := w.KillTask(w.batch, 1); err != nil {
			t.Fatal(err)
		}
		got := finals(t, w.rest(), 4)
		if want := []launcher.State{launcher.Done, launcher.Killed, launcher.Done, launcher.Done}; !slices.Equal(got, want) {
			t.Errorf("%s: states = %v, want %v", as, got, want)
		}
	}
}

func TestTaskTakenOutBeforeItStartsNeverRuns(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 1}, sleeps(1000, 1, 1, 1))
	until(t, w, task(0))
	if err := w.KillTask(w.batch, 2); err != nil {
		t.Fatal(err)
	}
	if err := w.KillTask(w.batch, 9); err == nil || !strings.Contains(err.Error(), "no task 9") {
		t.Errorf("KillTask(9) = %v", err)
	}
	all := w.rest()
	if got := finals(t, all, 4); got[2] != launcher.NotRun || got[3] != launcher.Done {
		t.Errorf("states = %v, want task 2 not run", got)
	}
	for _, s := range of[launcher.TaskStarted](all) {
		if s.Task == 2 {
			t.Error("task 2 was started")
		}
	}
	if err := w.KillTask(w.batch, 0); err == nil {
		t.Error("a task of an ended pool was killed")
	}
}

func TestAddedInputsAreTasksLikeTheOthers(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 1}, sleeps(1000, 1))
	until(t, w, task(0))
	if err := w.AddInputs(w.batch, []json.RawMessage{json.RawMessage("2"), json.RawMessage("3")}); err != nil {
		t.Fatal(err)
	}
	all := w.rest()
	finals(t, all, 4)
	last := handedOut(all)
	if len(last) != 4 {
		t.Errorf("results = %d, want 4", len(last))
	}
	if err := w.AddInputs(w.batch, nil); err == nil {
		t.Error("inputs were added to a job that has ended")
	}
}
