//go:build linux

package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

const (
	million         = 1_000_000
	pairOfWorkers   = 2
	unorderedRounds = 3
	unorderedGoal   = 6 // times as fast as the peer
	mapRounds       = 9
	mapGoal         = 1.5
)

// unordered measures a million messages each way.
func (s size) unordered(ctx context.Context, out *log.Logger) (bool, error) {
	ours := emptyPlan(launcher.IMapUnordered, plan.Inputs{Kind: plan.Range})
	ours.Pool.Chunk = 1
	return s.million(ctx, out, ours, "unordered", s.rounds(unorderedRounds), unorderedGoal)
}

// mapped measures a million tasks in chunks as large as either side chooses.
func (s size) mapped(ctx context.Context, out *log.Logger) (bool, error) {
	ours := emptyPlan(launcher.Map, plan.Inputs{Kind: plan.Range})
	return s.million(ctx, out, ours, "map", s.rounds(mapRounds), mapGoal)
}

// million compares a plan, over a range, with a work of peer.py.
func (s size) million(ctx context.Context, out *log.Logger, p plan.Plan, work string, rounds int, goal float64) (bool, error) {
	tasks := s.tasks(million)
	p.Inputs.Range = [3]float64{0, float64(tasks), 1}
	return withPeer(func(python *peer) (bool, error) {
		d, err := inTurns(ctx, rounds,
			func(ctx context.Context) (float64, error) { return wholeRun(ctx, p, tasks) },
			func(ctx context.Context) (float64, error) { return python.seconds(ctx, work, tasks) })
		if err != nil {
			return false, err
		}
		out.Printf("  medians of %d rounds in turns of %d tasks: %.3f s (%.0f tasks/s), Python's Pool %.3f s (%.0f tasks/s), ratio %.2f",
			rounds, tasks, median(d.ours), float64(tasks)/median(d.ours),
			median(d.theirs), float64(tasks)/median(d.theirs), d.ratio())
		return d.ratio() >= goal, nil
	})
}

// emptyPlan applies the task that does nothing, on 2 workers.
func emptyPlan(m launcher.Method, inputs plan.Inputs) plan.Plan {
	p := plan.Default()
	p.Title = "Empty tasks"
	p.Pool.Workers, p.Pool.Method = pairOfWorkers, m
	p.Task.Name, p.Task.Params = "noop", nil
	p.Inputs = inputs
	return p
}

// wholeRun returns the seconds from before a run is started until all its
// workers are reaped and every one of so many tasks is accounted for.
func wholeRun(ctx context.Context, p plan.Plan, tasks int) (float64, error) {
	began := time.Now()
	r, err := run.Start(ctx, run.Options{Plan: p, Bare: true}) // as in the terminal
	if err != nil {
		return 0, fmt.Errorf("start a run: %w", err)
	}
	var last *run.Snapshot
	for s := range r.Snapshots() {
		last = s
	}
	finished := r.Wait()
	took := time.Since(began).Seconds()
	return took, accounted(finished, last, tasks)
}

// accounted returns what is missing of a run that did so many tasks: that each
// was done, and by a worker that is known, and that no worker is left over.
func accounted(f run.Finished, last *run.Snapshot, tasks int) error {
	if f.Err != nil {
		return fmt.Errorf("the run ended early: %w", f.Err)
	}
	if f.Counts.Done != tasks || f.Counts.Total != tasks || f.Counts.Queued != 0 || f.Counts.Running != 0 {
		return fmt.Errorf("the run's counts are %+v, want all of %d tasks done", f.Counts, tasks)
	}
	if f.Reaped != f.Started {
		return fmt.Errorf("the run started %d workers and reaped %d", f.Started, f.Reaped)
	}
	known := 0
	for _, r := range last.Rows {
		known += r.Tasks
	}
	if known != tasks {
		return fmt.Errorf("the workers finished %d tasks together, want %d", known, tasks)
	}
	return nil
}
