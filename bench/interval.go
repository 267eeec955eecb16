//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"time"
)

const (
	intervalFor  = 20 * time.Second
	intervalTick = 0.1   // seconds
	intervalNear = 0.015 // seconds
	intervalGoal = 95    // % of the ticks
)

// interval measures how well 10 samples a second keep their instants while every core
// is under full load: those of a watch beside it, and those of a run that is the load.
func (s size) interval(ctx context.Context, out *log.Logger) (bool, error) {
	dir, remove, err := workshop()
	if err != nil {
		return false, err
	}
	defer remove()
	program, err := compiled(ctx, dir, "family", familySource)
	if err != nil {
		return false, err
	}
	load, err := startFamily(ctx, program, runtime.NumCPU()+1, 0, runtime.NumCPU())
	if err != nil {
		return false, err
	}
	long := max(intervalFor/time.Duration(s.part), 3*time.Second)
	watched, err := sampled(ctx, long, "watch", strconv.Itoa(load.pid()), "--every", "100ms", "--json")
	load.end()
	if err != nil {
		return false, err
	}
	plan := filepath.Join(dir, "load.pool.toml")
	if err := os.WriteFile(plan, []byte(loadPlan()), 0o600); err != nil {
		return false, fmt.Errorf("write a plan: %w", err)
	}
	ran, err := sampled(ctx, long, "run", plan, "--json")
	if err != nil {
		return false, err
	}
	return punctual("watch", watched, out) && punctual("run", ran, out), nil
}

// loadPlan keeps every core busy for longer than the measure takes.
func loadPlan() string {
	return fmt.Sprintf("[pool]\nworkers = %d\n[task]\nkind = \"builtin\"\nname = \"dial\"\n"+
		"params = {cpu = 600, wait = 0, memory = 1, jitter = 0}\n[inputs]\nrepeat = %d\n[metrics]\nevery = \"100ms\"\n",
		runtime.NumCPU(), runtime.NumCPU())
}

// sampled has poolscope-cli write --json for a while, and returns the instants of its
// samples in seconds, those of the first second left out.
func sampled(ctx context.Context, long time.Duration, words ...string) ([]float64, error) {
	cmd := exec.CommandContext(ctx, cli, words...)
	var said, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complaint
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start poolscope-cli: %w", err)
	}
	waited := pause(ctx, time.Second+long)
	_ = cmd.Process.Signal(os.Interrupt) // it has ended already if something went wrong
	_ = cmd.Wait()                       // its status says that it was interrupted
	if waited != nil {
		return nil, waited
	}
	var instants []float64
	for line := range bytes.Lines(said.Bytes()) {
		var l struct {
			Event string
			At    float64
		}
		if json.Unmarshal(line, &l) == nil && l.Event == "sample" && l.At >= 1 {
			instants = append(instants, l.At)
		}
	}
	if len(instants) < 2 {
		return nil, fmt.Errorf("poolscope-cli %s took %d samples: %s", words[0], len(instants), bytes.TrimSpace(complaint.Bytes()))
	}
	return instants, nil
}

// punctual tells how many ticks have a sample near them.
func punctual(what string, instants []float64, out *log.Logger) bool {
	hit, all, worst := onTime(instants)
	percent := 100 * float64(hit) / float64(all)
	out.Printf("  %s, every core busy: %.1f %% of %d ticks within ±%.0f ms (goal %d), the latest %.0f ms off",
		what, percent, all, 1000*intervalNear, intervalGoal, 1000*worst)
	return percent >= intervalGoal
}

// onTime counts the ticks between the first and the last of some instants, and those
// that have an instant near them; worst is the farthest that an instant is from its tick.
// Where the ticks lie is what the middle one of the instants says.
func onTime(instants []float64) (hit, all int, worst float64) {
	offsets := make([]float64, len(instants))
	for i, at := range instants {
		offsets[i] = math.Remainder(at-instants[0], intervalTick)
	}
	first := instants[0] + median(offsets)
	near := map[int]bool{}
	for _, at := range instants {
		tick := math.Round((at - first) / intervalTick)
		off := math.Abs(at - first - tick*intervalTick)
		worst = max(worst, off)
		if off <= intervalNear {
			near[int(tick)] = true
		}
	}
	all = int(math.Round((instants[len(instants)-1]-first)/intervalTick)) + 1
	return len(near), max(all, len(near)), worst
}
