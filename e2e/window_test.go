//go:build e2e && linux

package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// The plan keeps its workers busy until they are stopped.
const (
	planWorkers = 4
	longPlan    = `title = "Long sleeps"
[pool]
workers = 4
method = "imap_unordered"
[task]
kind = "builtin"
name = "sleep"
[inputs]
values = [60, 60, 60, 60, 60, 60, 60, 60]
`
)

// programs returns the windows under test by the name of their folder: those of
// POOLSCOPE_BIN, which have a poolscope-cli beside them.
func programs(t *testing.T) map[string]string {
	t.Helper()
	windows := map[string]string{}
	for _, folder := range filepath.SplitList(os.Getenv("POOLSCOPE_BIN")) {
		windows[filepath.Base(folder)] = filepath.Join(folder, "poolscope")
	}
	if len(windows) == 0 {
		t.Fatal("POOLSCOPE_BIN names no folder with a poolscope and a poolscope-cli: run make e2e")
	}
	return windows
}

// within returns a context that ends soon.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// must fails the test at once.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func startDesktop(t *testing.T, server ...string) *desktop.Desktop {
	t.Helper()
	d, err := desktop.Start(within(t, 20*time.Second), desktop.Options{Dir: t.TempDir(), Server: server})
	must(t, err)
	t.Cleanup(d.Close)
	return d
}

// session is a window that is open on a desktop.
type session struct {
	*desktop.Desktop
	program *desktop.Program
	window  string
	mark    string
	said    []string // beginnings of the lines that the program is expected to write
}

func open(t *testing.T, bin string) *session {
	t.Helper()
	return openPlan(t, bin, t.TempDir(), longPlan)
}

// openPlan opens a window on a plan that lies in a folder.
func openPlan(t *testing.T, bin, folder, plan string, args ...string) *session {
	t.Helper()
	file := filepath.Join(folder, "test.pool.toml")
	must(t, os.WriteFile(file, []byte(plan), 0o600))
	return openOn(t, startDesktop(t), bin, append(args, file)...)
}

// openOn opens a window on a desktop, and gives it the focus.
func openOn(t *testing.T, d *desktop.Desktop, bin string, args ...string) *session {
	t.Helper()
	p, err := d.Launch(bin, args...)
	must(t, err)
	s := &session{Desktop: d, program: p, mark: home(d)}
	t.Cleanup(func() { s.check(t) })
	s.window, err = d.Window(within(t, 20*time.Second), "Poolscope")
	must(t, err)
	return s
}

func home(d *desktop.Desktop) string {
	for _, v := range d.Environ() {
		if strings.HasPrefix(v, "HOME=") {
			return v
		}
	}
	return ""
}

// check ends what a failed test left, and reads what the program wrote, which is nothing but
// what a test expects: Fyne logs a call that was not made on its goroutine, and every other
// error.
func (s *session) check(t *testing.T) {
	t.Helper()
	if t.Failed() {
		s.save(t, "failed")
	}
	if t.Failed() && !s.program.Ended() {
		t.Logf("where the window stood:\n%s", s.dump(t))
		return
	}
	s.program.Kill()
	for line := range strings.Lines(s.program.Said()) {
		if !slices.ContainsFunc(s.said, func(known string) bool { return strings.HasPrefix(line, known) }) {
			t.Errorf("the window wrote %q, want nothing but lines that begin with one of %q; all of it:\n%s", line, s.said, s.program.Said())
			return
		}
	}
}

// dump ends a window that hangs; a test that has ended has no time left of its own.
func (s *session) dump(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 5*time.Second)
	defer cancel()
	return s.program.Dump(ctx)
}

// workers waits until the window's process has n workers, one a name.
func (s *session) workers(t *testing.T, n int) []desktop.Process {
	t.Helper()
	var found []desktop.Process
	err := desktop.Until(within(t, 10*time.Second), fmt.Sprintf("there are %d workers", n), func() (bool, error) {
		var err error
		found, err = desktop.Workers(s.program.PID)
		return len(found) == n, err
	})
	if err != nil {
		s.save(t, "workers")
		t.Fatalf("workers = %v, want %d: %v", found, n, err)
	}
	var names []string
	for _, w := range found {
		names = append(names, w.WorkerName())
	}
	slices.Sort(names)
	if distinct := slices.Compact(slices.Clone(names)); len(distinct) != n {
		t.Errorf("workers are called %v, want %d different names", names, n)
	}
	return found
}

// runAgain presses Run until a run begins: the window learns that the last one
// has ended a moment after its last process has.
func (s *session) runAgain(t *testing.T) []desktop.Process {
	t.Helper()
	pressed := time.Time{}
	must(t, desktop.Until(within(t, 10*time.Second), "a run begins", func() (bool, error) {
		if time.Since(pressed) > 500*time.Millisecond {
			s.press(t, "ctrl+r")
			pressed = time.Now()
		}
		found, err := desktop.Workers(s.program.PID)
		return len(found) > 0, err
	}))
	return s.workers(t, planWorkers)
}

// gone waits until none of the processes lives.
func gone(t *testing.T, d time.Duration, processes []desktop.Process) {
	t.Helper()
	var left []desktop.Process
	err := desktop.Until(within(t, d), "no worker is left", func() (bool, error) {
		left = slices.DeleteFunc(slices.Clone(processes), func(p desktop.Process) bool { return !p.Alive() })
		return len(left) == 0, nil
	})
	if err != nil {
		t.Fatalf("left over = %v, want none: %v", left, err)
	}
}

// nothingLeft waits until no descendant of the window lives, whoever adopted it.
func (s *session) nothingLeft(t *testing.T) {
	t.Helper()
	var left []desktop.Process
	err := desktop.Until(within(t, time.Second), "no descendant is left", func() (bool, error) {
		marked, err := desktop.Marked(s.mark)
		left = slices.DeleteFunc(marked, func(p desktop.Process) bool {
			return p.State == 'Z' || strings.HasPrefix(filepath.Base(p.Args[0]), "openbox")
		})
		return len(left) == 0, err
	})
	if err != nil {
		t.Errorf("left over = %v, want none: %v", left, err)
	}
}

// painted waits until the window shows something.
func (s *session) painted(t *testing.T) {
	t.Helper()
	must(t, desktop.Until(within(t, 20*time.Second), "the window is painted", s.Painted))
}

// save keeps a picture of the screen for a person, in POOLSCOPE_PICTURES.
func (s *session) save(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("POOLSCOPE_PICTURES")
	if dir == "" {
		return
	}
	picture, err := s.Picture()
	must(t, err)
	must(t, os.MkdirAll(dir, 0o755))
	must(t, desktop.Save(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+"-"+name+".png"), picture))
}

func (s *session) press(t *testing.T, keys ...string) {
	t.Helper()
	must(t, s.Press(within(t, 5*time.Second+time.Duration(len(keys))*100*time.Millisecond), keys...))
}

// changes presses a key and waits until at least a share of the screen differs.
func (s *session) changes(t *testing.T, key string, share float64) {
	t.Helper()
	before, err := s.Picture()
	must(t, err)
	s.press(t, key)
	must(t, desktop.Until(within(t, 10*time.Second), "the picture has changed after "+key, func() (bool, error) {
		now, err := s.Picture()
		return err == nil && desktop.Changed(before, now) >= share, err
	}))
}

func TestWindowRunsStopsRunsAgainAndCloses(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			s.save(t, "open")

			s.changes(t, "ctrl+r", 0.005)
			first := s.workers(t, planWorkers)
			s.save(t, "running")

			s.press(t, "ctrl+period")
			gone(t, 8*time.Second, first)
			s.workers(t, 0)
			s.save(t, "stopped")

			second := s.runAgain(t)
			for _, w := range second {
				if slices.ContainsFunc(first, func(p desktop.Process) bool { return p.PID == w.PID && p.Start == w.Start }) {
					t.Errorf("worker %d of the second run is one of the first", w.PID)
				}
			}

			s.confirm(t, second)
			exit, err := s.program.Wait(within(t, 15*time.Second))
			must(t, err)
			if exit != 0 {
				t.Errorf("exit = %d, want 0", exit)
			}
			gone(t, time.Second, second)
			s.nothingLeft(t)
		})
	}
}

func TestIdleWindowClosesAtOnce(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			must(t, s.AskToClose(within(t, 5*time.Second)))
			exit, err := s.program.Wait(within(t, 15*time.Second))
			must(t, err)
			if exit != 0 {
				t.Errorf("exit = %d, want 0", exit)
			}
			s.nothingLeft(t)
		})
	}
}

func TestNoWorkerOutlivesAKilledWindow(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			s.press(t, "ctrl+r")
			workers := s.workers(t, planWorkers)
			s.program.Kill()
			gone(t, time.Second, workers)
			s.nothingLeft(t)
		})
	}
}

func TestKilledWorkerIsReplaced(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			s.press(t, "ctrl+r")
			first := s.workers(t, planWorkers)
			victim := first[0]
			kill(t, victim.PID)
			gone(t, time.Second, first[:1])
			names := map[string]bool{}
			for _, w := range first {
				names[w.WorkerName()] = true
			}
			fresh := 0
			for _, w := range s.workers(t, planWorkers) {
				if !names[w.WorkerName()] {
					fresh++
				}
			}
			if fresh != 1 {
				t.Errorf("workers with a new name = %d, want 1", fresh)
			}
			s.save(t, "killed")
			s.press(t, "ctrl+period")
			s.workers(t, 0)
		})
	}
}

// confirm closes a window while a run goes on, and answers what it asks: the answer that
// keeps the run has the focus, the other one is next. The question shades the form, which
// does not change by itself.
func (s *session) confirm(t *testing.T, workers []desktop.Process) {
	t.Helper()
	before := s.part(t, formPlace())
	s.press(t, "alt+F4")
	must(t, desktop.Until(within(t, patience), "the question shades the form", func() (bool, error) {
		return desktop.Changed(before, s.part(t, formPlace())) > 0.3, nil
	}))
	if slices.ContainsFunc(workers, func(p desktop.Process) bool { return !p.Alive() }) {
		t.Error("workers ended before the question was answered")
	}
	s.save(t, "closing")
	s.press(t, "Tab", "space")
}
