//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

const (
	neighbour       = "gnome-system-monitor"
	neighbourGoal   = 2.5 // times what it costs
	neighbourRounds = 3
	neighbourWarm   = 10 * time.Second
	neighbourSlow   = 0.8 // pictures a second are too few: its setting had no effect
)

// neighbourSettings has it show its processes once a second: milliseconds, by the key of
// its schema (org.gnome.gnome-system-monitor.gschema.xml of version 42).
const neighbourSettings = "[org/gnome/gnome-system-monitor]\nupdate-interval=1000\ncurrent-tab='processes'\nshow-whose-processes='all'\n"

// once is the run of 16 workers that is sampled and drawn once a second.
func once() show {
	s := charts(bandsFew)
	s.plan = strings.Replace(s.plan, "100ms", "1s", 1)
	s.settings["draw.pictures"], s.settings["draw.texts"] = "1", "1"
	return s
}

// monitor compares a window that is drawn once a second with GNOME's, in turns, on a
// screen each of the same size.
func (s size) monitor(ctx context.Context, out *log.Logger) (bool, error) {
	if _, err := exec.LookPath(neighbour); err != nil {
		out.Printf("  %s: not installed, not compared", neighbour)
		return true, nil
	}
	var ours, theirs []float64
	for range s.rounds(neighbourRounds) {
		our, err := s.ourSecond(ctx)
		if err != nil {
			return false, err
		}
		their, err := s.theirSecond(ctx)
		if err != nil {
			return false, err
		}
		ours, theirs = append(ours, our), append(theirs, their)
	}
	our, their := median(ours), median(theirs)
	out.Printf("  Poolscope %.2f %% of a core, %s %.2f %%: %.2f times (goal at most %.1f)", our, neighbour, their, our/their, neighbourGoal)
	return our <= neighbourGoal*their, nil
}

// ourSecond returns what the window costs in percent of a core.
func (s size) ourSecond(ctx context.Context) (float64, error) {
	scene, err := stage(ctx, once())
	if err != nil {
		return 0, err
	}
	defer scene.strike()
	if err := scene.busy(ctx); err != nil {
		return 0, err
	}
	program, err := scene.program()
	if err != nil {
		return 0, err
	}
	return s.second(ctx, scene, program)
}

// theirSecond returns what GNOME's costs.
func (s size) theirSecond(ctx context.Context) (float64, error) {
	scene, err := stage(ctx, once())
	if err != nil {
		return 0, err
	}
	defer scene.strike()
	if err := scene.neighbourSettings(); err != nil {
		return 0, err
	}
	scene.window, err = desktop.Launch(append(scene.Environ(), "GSETTINGS_BACKEND=keyfile"), neighbour)
	if err != nil {
		return 0, err
	}
	ready, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	id, err := scene.Window(ready, "System Monitor")
	if err != nil {
		return 0, fmt.Errorf("%w: it said %q", err, scene.window.Said())
	}
	if _, err := scene.Resize(ready, id, handWidth, handHeight); err != nil {
		return 0, err
	}
	return s.second(ctx, scene, scene.window.PID)
}

// second returns what a program costs once it is warm, and refuses one that draws less
// than about once a second.
func (s size) second(ctx context.Context, scene *scene, pid int) (float64, error) {
	if err := pause(ctx, neighbourWarm); err != nil {
		return 0, err
	}
	watcher, err := scene.drawing()
	if err != nil {
		return 0, err
	}
	defer watcher.Close()
	over := s.minutes(0.5)
	percent, err := percentOf(ctx, pid, over)
	if err != nil {
		return 0, err
	}
	drawn, err := watcher.Pictures()
	if err != nil {
		return 0, err
	}
	if rate := float64(drawn) / over.Seconds(); rate < neighbourSlow {
		return 0, fmt.Errorf("%.2f pictures a second were drawn, want about 1", rate)
	}
	return percent, nil
}

// neighbourSettings writes them where the keyfile backend of GSettings reads them.
func (s *scene) neighbourSettings() error {
	folder := filepath.Join(s.dir, "home", ".config", "glib-2.0", "settings")
	err := os.MkdirAll(folder, 0o700)
	if err = errors.Join(err, os.WriteFile(filepath.Join(folder, "keyfile"), []byte(neighbourSettings), 0o600)); err != nil {
		return fmt.Errorf("write the settings of %s: %w", neighbour, err)
	}
	return nil
}
