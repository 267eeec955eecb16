//go:build linux

package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/e2e/desktop"
)

const (
	mib         = 1 << 20
	idleGoal    = 6 * mib
	paintGoal   = 1.5 // seconds
	paintRounds = 5
	costGoal    = 12 // % of a core
	growthGoal  = 1  // MiB
)

// idle measures workers that wait in a sleep, which is what one with nothing to
// do does.
func idle(ctx context.Context, out *log.Logger) (bool, error) {
	s, err := stage(ctx, usual())
	if err != nil {
		return false, err
	}
	defer s.strike()
	if err := s.busy(ctx); err != nil {
		return false, err
	}
	if err := pause(ctx, 3*time.Second); err != nil {
		return false, err
	}
	workers, err := desktop.Workers(s.window.PID)
	if err != nil {
		return false, err
	}
	largest := 0
	for _, w := range workers {
		private, err := privateMemory(w.PID)
		if err != nil {
			return false, err
		}
		largest = max(largest, private)
	}
	out.Printf("  private memory of the largest of %d workers: %.2f MiB", len(workers), float64(largest)/mib)
	return len(workers) == usual().workers && largest <= idleGoal, nil
}

func paint(ctx context.Context, out *log.Logger) (bool, error) {
	var took []float64
	for range paintRounds {
		s, err := stage(ctx, usual())
		if err != nil {
			return false, err
		}
		began := time.Now()
		err = s.open(ctx)
		took = append(took, time.Since(began).Seconds())
		s.strike()
		if err != nil {
			return false, err
		}
	}
	middle := median(took)
	out.Printf("  median of %d starts: %.2f s, slowest %.2f s", paintRounds, middle, slices.Max(took))
	return middle < paintGoal, nil
}

func cost(ctx context.Context, out *log.Logger) (bool, error) {
	s, err := stage(ctx, usual())
	if err != nil {
		return false, err
	}
	defer s.strike()
	if err := s.busy(ctx); err != nil {
		return false, err
	}
	if err := pause(ctx, 5*time.Second); err != nil {
		return false, err
	}
	percent, err := s.percent(ctx, time.Minute)
	if err != nil {
		return false, err
	}
	out.Printf("  over a minute: %.1f %% of a core", percent)
	return percent <= costGoal, nil
}

// growth fits a line through the resident memory from the second minute to the
// tenth, and counts what the line rises in that time.
func growth(ctx context.Context, out *log.Logger) (bool, error) {
	s, err := stage(ctx, usual())
	if err != nil {
		return false, err
	}
	defer s.strike()
	if err := s.busy(ctx); err != nil {
		return false, err
	}
	if err := pause(ctx, time.Minute); err != nil {
		return false, err
	}
	program, err := desktop.Guarded(s.window.PID)
	if err != nil {
		return false, err
	}
	began := time.Now()
	var seconds, memory []float64
	for time.Since(began) < 9*time.Minute {
		resident, err := residentMemory(program)
		if err != nil {
			return false, err
		}
		seconds, memory = append(seconds, time.Since(began).Seconds()), append(memory, float64(resident)/mib)
		if err := pause(ctx, 2*time.Second); err != nil {
			return false, err
		}
	}
	rise := slope(seconds, memory) * 9 * 60
	out.Printf("  %.1f MiB after the first minute, %.1f MiB at the end; the fitted line rises %.2f MiB in 9 minutes",
		memory[0], memory[len(memory)-1], rise)
	return rise < growthGoal, nil
}

// slope is that of the line with the least squares.
func slope(x, y []float64) float64 {
	var sx, sy, sxx, sxy float64
	for i := range x {
		sx, sy, sxx, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], sxy+x[i]*y[i]
	}
	n := float64(len(x))
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// pause lets a window do what is measured.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// cpuTime is what clock_getcpuclockid(3) leads to, for another process.
func cpuTime(pid int) (time.Duration, error) {
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|2), &ts); err != nil {
		return 0, fmt.Errorf("read the CPU clock of %d: %w", pid, err)
	}
	return time.Duration(ts.Nano()), nil
}

// privateMemory sums what no other process shares (proc(5), smaps_rollup).
func privateMemory(pid int) (int, error) {
	return kibs(pid, "smaps_rollup", "Private_")
}

func residentMemory(pid int) (int, error) { return kibs(pid, "status", "VmRSS:") }

// kibs sums the lines of a file in /proc that begin with a word, in bytes.
func kibs(pid int, file, word string) (int, error) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), file))
	if err != nil {
		return 0, fmt.Errorf("read the memory of %d: %w", pid, err)
	}
	sum, found := 0, false
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if !strings.HasPrefix(line, word) || len(fields) < 2 {
			continue
		}
		n, err := strconv.Atoi(fields[1])
		if err != nil {
			return 0, fmt.Errorf("read %s of %d: %w", file, pid, err)
		}
		sum, found = sum+n<<10, true
	}
	if !found {
		return 0, fmt.Errorf("no line %s in %s of %d", word, file, pid)
	}
	return sum, nil
}
