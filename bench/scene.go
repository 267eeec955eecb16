//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// show is what a window is opened on.
type show struct {
	plan          string
	settings      map[string]string // of the window, by key
	workers       int               // that the run has once it goes on
	width, height int               // of the screen; 0 is the desktop's own
}

// usual is a run of 4 workers at short tasks, 10 samples a second, drawn as often as
// the window does by itself. It goes on for longer than any measure takes.
func usual() show { return show{plan: sleepers(4, 0.25), workers: 4} }

// sleepers is a plan whose workers wait so many seconds in each task, sampled 10 times a
// second. Its inputs take no room: they would be part of what the window's memory is.
func sleepers(workers int, seconds float64) string {
	return fmt.Sprintf("[pool]\nworkers = %d\nmethod = \"imap_unordered\"\nchunk = 1\n[task]\nkind = \"builtin\"\nname = \"dial\"\n"+
		"params = { cpu = 0.0, wait = %v, memory = 0, jitter = 0.0 }\n[inputs]\nrepeat = %d\n[metrics]\nevery = \"100ms\"\n",
		workers, seconds, lastingTasks(workers, seconds))
}

// lastingTasks are enough for so many workers for 80 minutes.
func lastingTasks(workers int, seconds float64) int { return int(float64(workers) / seconds * 80 * 60) }

// scene is a window on a desktop of its own.
type scene struct {
	*desktop.Desktop
	show

	window *desktop.Program
	id     string // of the window for the window manager, once it was asked for
	dir    string
}

// stage makes a desktop with the plan's file on it, and the settings in the home folder.
func stage(ctx context.Context, what show) (*scene, error) {
	dir, err := os.MkdirTemp("", "poolscope-bench-")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	s := &scene{show: what, dir: dir}
	if err := s.furnish(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	starting, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	s.Desktop, err = desktop.Start(starting, desktop.Options{Dir: dir, Width: what.width, Height: what.height})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// furnish writes the files that the window reads.
func (s *scene) furnish() error {
	if err := os.WriteFile(s.planPath(), []byte(s.plan), 0o600); err != nil {
		return fmt.Errorf("write a plan: %w", err)
	}
	folder := filepath.Join(s.dir, "home", ".config", "poolscope")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make a folder for the settings: %w", err)
	}
	text, err := json.Marshal(s.settings)
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "settings.json"), text, 0o600); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

func (s *scene) planPath() string { return filepath.Join(s.dir, "busy.pool.toml") }

// strike ends all that stage and open began.
func (s *scene) strike() {
	if s.window != nil {
		s.window.Kill()
	}
	s.Close()
	_ = os.RemoveAll(s.dir) // a folder in /tmp that stays is no failure of a measure
}

// open starts the window and returns once it shows something.
func (s *scene) open(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var err error
	s.window, err = s.Launch("bin/poolscope", s.planPath())
	if err != nil {
		return err
	}
	return desktop.Until(ctx, "the window is painted", func() (bool, error) {
		if s.window.Ended() {
			return false, errors.New("the window has ended: " + s.window.Said())
		}
		return s.Painted()
	})
}

// begin opens the window and presses Run.
func (s *scene) begin(ctx context.Context) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var err error
	if s.id, err = s.Window(ctx, "Poolscope"); err != nil {
		return err
	}
	return s.Press(ctx, "ctrl+r")
}

// busy opens the window, starts the run by keyboard, and returns once all workers are
// there.
func (s *scene) busy(ctx context.Context) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	return desktop.Until(ctx, fmt.Sprintf("%d workers run", s.workers), func() (bool, error) {
		if s.window.Ended() {
			return false, errors.New("the window has ended: " + s.window.Said())
		}
		workers, err := desktop.Workers(s.window.PID)
		// To look at all processes costs what hundreds of new ones need.
		return len(workers) == s.workers, errors.Join(err, pause(ctx, lookEvery))
	})
}

// lookEvery is how far apart looks at all processes are.
const lookEvery = 200 * time.Millisecond

// program is the process that shows the window: neither its guard nor a worker.
func (s *scene) program() (pid int, err error) { return desktop.Guarded(s.window.PID) }

// percent returns the processor time of the window's process over a while, all threads,
// in percent of a core.
func (s *scene) percent(ctx context.Context, over time.Duration) (float64, error) {
	program, err := s.program()
	if err != nil {
		return 0, err
	}
	return percentOf(ctx, program, over)
}

// percentOf returns the processor time of a process over a while, in percent of a core.
func percentOf(ctx context.Context, pid int, over time.Duration) (float64, error) {
	began := time.Now()
	before, err := cpuTime(pid)
	if err != nil {
		return 0, err
	}
	if err := pause(ctx, over); err != nil {
		return 0, err
	}
	after, err := cpuTime(pid)
	if err != nil {
		return 0, err
	}
	return 100 * (after - before).Seconds() / time.Since(began).Seconds(), nil
}
