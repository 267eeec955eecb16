package launcher_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/proc"
)

// niceness returns that of a thread.
func niceness(t *testing.T, tid int) int {
	t.Helper()
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, tid)
	if err != nil {
		t.Fatalf("niceness of %d: %v", tid, err)
	}
	return 20 - raw
}

// family is a command with a child and a grandchild, which has another child when it is
// told to.
type family struct {
	*watched

	root launcher.TaskStarted
	flag string // a file whose being there tells it
}

func newFamily(t *testing.T, nice int) family {
	t.Helper()
	f := family{flag: t.TempDir() + "/go"}
	script := "sh -c 'sleep 60 & echo one; sleep 60' & until [ -e '" + f.flag + "' ]; do sleep 0.01; done; sleep 60 & echo two; wait"
	f.watched = watch(t, launcher.Config{Workers: 1, Nice: nice, Command: sh()}, values(script))
	f.root = until(t, f.watched, anyOf[launcher.TaskStarted])
	f.hears(t, "one")
	return f
}

func (f family) hears(t *testing.T, word string) {
	t.Helper()
	until(t, f.watched, func(o launcher.TaskOutput) bool { return strings.Contains(string(o.Data), word) })
}

// grow has it have another child, and returns the PIDs of all.
func (f family) grow(t *testing.T) []int {
	t.Helper()
	if err := os.WriteFile(f.flag, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f.hears(t, "two")
	pids := []int{f.root.PID}
	for _, p := range proc.Descendants(f.root.PID) {
		pids = append(pids, p.PID)
	}
	if len(pids) < 4 {
		t.Fatalf("processes = %d, want 4 or 5", len(pids))
	}
	return pids
}

// end kills it, and waits for the end of its pool.
func (f family) end(t *testing.T) {
	t.Helper()
	if err := f.KillWorker(f.root.Worker); err != nil {
		t.Error(err)
	}
	f.rest()
}

func TestNicenessReachesAllThatAWorkerStartedAndStarts(t *testing.T) {
	bothWays(t, func(t way) {
		f := newFamily(t.T, t.nice)
		name := f.root.Worker
		if err := f.SetNice(name, 7); err != nil {
			t.Fatal(err)
		}
		c := until(t.T, f.watched, anyOf[launcher.Controlled])
		if c.Action != launcher.WorkerNiced || c.Worker != name || c.Count != 7 || c.Task != -1 {
			t.Errorf("event = %+v, want that %s has niceness 7", c, name)
		}
		for _, pid := range f.grow(t.T) {
			if got := niceness(t.T, pid); got != 7 {
				t.Errorf("niceness of %d (worker %d) = %d, want 7", pid, f.root.PID, got)
			}
		}
		f.end(t.T)
	})
}

func TestAWorkerKeepsToTheCoresItIsPinnedTo(t *testing.T) {
	allowed := launcher.AllowedCores()
	last := allowed[len(allowed)-1:]
	bothWays(t, func(t way) {
		f := newFamily(t.T, t.nice)
		name := f.root.Worker
		if err := f.SetAffinity(name, []int{last[0], last[0]}); err != nil {
			t.Fatal(err)
		}
		c := until(t.T, f.watched, anyOf[launcher.Controlled])
		if want := told(last, allowed); c.Action != launcher.WorkerPinned || c.Worker != name || !slices.Equal(c.Cores, want) {
			t.Errorf("event = %+v, want that %s may use %v", c, name, want)
		}
		pids := f.grow(t.T)
		for _, pid := range pids {
			if got := proc.AllowedCores(pid); !slices.Equal(got, last) {
				t.Errorf("cores of %d (worker %d) = %v, want %v", pid, f.root.PID, got, last)
			}
		}
		if err := f.SetAffinity(name, nil); err != nil {
			t.Fatal(err)
		}
		if c := until(t.T, f.watched, anyOf[launcher.Controlled]); c.Cores != nil {
			t.Errorf("event = %+v, want no cores named for all", c)
		}
		for _, pid := range pids {
			if got := proc.AllowedCores(pid); !slices.Equal(got, allowed) {
				t.Errorf("cores of %d (worker %d) = %v, want %v again", pid, f.root.PID, got, allowed)
			}
		}
		f.end(t.T)
	})
}

// told is what an event says of some cores.
func told(cores, allowed []int) []int {
	if len(cores) == len(allowed) {
		return nil
	}
	return cores
}

func TestNeitherNicenessNorCoresReachTheWorkerThatFollows(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 1, MaxTasksPerWorker: 1}, sleeps(300, 300))
	s := until(t, w, task(0))
	if err := w.SetNice(s.Worker, 9); err != nil {
		t.Fatal(err)
	}
	if got := niceness(t, s.PID); got != 9 {
		t.Errorf("niceness = %d, want 9", got)
	}
	own := niceness(t, 0)
	if s = until(t, w, task(1)); niceness(t, s.PID) != own {
		t.Errorf("niceness of the next worker = %d, want %d", niceness(t, s.PID), own)
	}
	w.rest()
}

func TestWhatCannotBeSetIsRefusedInWords(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 1}, sleeps(60_000))
	s := until(t, w, anyOf[launcher.TaskStarted])
	for _, c := range []struct {
		err  error
		want string
	}{
		{w.SetNice(s.Worker, 20), "want -20 to 19"},
		{w.SetNice(s.Worker, -21), "want -20 to 19"},
		{w.SetNice("Process-9", 1), "no worker Process-9 lives now"},
		{w.SetAffinity("Process-9", nil), "no worker Process-9 lives now"},
		{w.SetAffinity(s.Worker, []int{4000}), "core 4000: this program may use the cores"},
		{w.SetAffinity(s.Worker, []int{-1}), "core -1: this program may use the cores"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error = %v, want %q in it", c.err, c.want)
		}
	}
	w.Terminate()
	for _, e := range of[launcher.Controlled](w.rest()) {
		t.Errorf("event %+v of what was refused", e)
	}
	if err := w.SetNice(s.Worker, 1); !errors.Is(err, launcher.ErrNotRunning) {
		t.Errorf("niceness in an ended pool = %v, want %v", err, launcher.ErrNotRunning)
	}
}

func TestClosedInputsAreDoneAsFarAsTheyWereRead(t *testing.T) {
	bothWays(t, func(t way) {
		j := values()
		j.Function, j.Total, j.Method = "sleep", -1, launcher.IMapUnordered
		more, given := make(chan string), 0
		j.Inputs = func(yield func(json.RawMessage, error) bool) {
			for text := range more {
				if !yield(json.RawMessage(text), nil) {
					return
				}
			}
		}
		c := launcher.Config{Workers: 2}
		if t.nice > 0 {
			c = launcher.Config{Workers: 2, Command: naps()}
		}
		w := watch(t.T, c, j)
		defer close(more)
		for given < 5 {
			more <- "1"
			given++
		}
		until(t.T, w, func(r launcher.TasksRead) bool { return r.Read >= 4 })
		if err := errors.Join(w.CloseInputs(w.batch), w.CloseInputs(w.batch)); err != nil {
			t.Fatal(err)
		}
		if err := w.AddInputs(w.batch, []json.RawMessage{json.RawMessage("1")}); err == nil {
			t.Error("an input was added after the end of the inputs")
		}
		all := w.rest() // which ends although more is not closed yet
		read := 0
		for _, r := range of[launcher.TasksRead](all) {
			read = max(read, r.Read)
		}
		if read < 4 || read > given {
			t.Errorf("read = %d, want 4 or %d", read, given)
		}
		for n, s := range finals(t.T, all, read) {
			if s != launcher.Done {
				t.Errorf("task %d = %s, want done", n, s)
			}
		}
		closed := 0
		for _, e := range of[launcher.Controlled](all) {
			if e.Action == launcher.InputsClosed {
				closed++
			}
		}
		if closed != 1 {
			t.Errorf("events of the end of the inputs = %d, want 1", closed)
		}
	})
}

// The receiver of the events is slow, so that much was read that the pool has not taken in.
func TestNoInputThatWasTakenIsLostWhenTheInputsAreClosed(t *testing.T) {
	for range 20 {
		j, many, taken := sleeps(), make(chan bool), make(chan int, 1)
		j.Total = -1
		j.Inputs = func(yield func(json.RawMessage, error) bool) {
			n := 0
			for yield(json.RawMessage("0"), nil) {
				if n++; n == 4000 {
					close(many)
				}
			}
			taken <- n
		}
		events := make(chan launcher.Event)
		p, err := launcher.New(launcher.Config{Workers: 2, Events: events})
		if err != nil {
			t.Fatal(err)
		}
		b, err := p.SubmitEvents(j)
		if err = errors.Join(err, p.Start(t.Context())); err != nil { // in this order: nobody takes events yet
			t.Fatal(err)
		}
		<-many
		closed := make(chan error, 1)
		go func() {
			closed <- p.CloseInputs(b)
			p.Close()
		}()
		read := 0
		for e := range events {
			if r, ok := e.(launcher.TasksRead); ok {
				read = r.Read
			}
		}
		if got, want := read, <-taken; got != want || <-closed != nil {
			t.Fatalf("tasks = %d, want the %d inputs that were taken", got, want)
		}
	}
}

func TestInputsWhoseNumberIsKnownAreAllDoneAfterTheirEnd(t *testing.T) {
	j, closed := sleeps(), make(chan struct{})
	j.Total = 3
	j.Inputs = func(yield func(json.RawMessage, error) bool) {
		for n := range 3 {
			if n > 0 {
				<-closed
			}
			if !yield(json.RawMessage("1"), nil) {
				return
			}
		}
	}
	w := watch(t, launcher.Config{Workers: 1}, j)
	until(t, w, task(0))
	if err := w.CloseInputs(w.batch); err != nil {
		t.Fatal(err)
	}
	if err := w.AddInputs(w.batch, []json.RawMessage{json.RawMessage("1")}); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("further input = %v, want that the inputs were closed", err)
	}
	close(closed)
	for n, s := range finals(t, w.rest(), 3) {
		if s != launcher.Done {
			t.Errorf("task %d = %s, want done", n, s)
		}
	}
	if err := w.CloseInputs(w.batch); err == nil {
		t.Error("the inputs of a job that has ended were closed")
	}
}
