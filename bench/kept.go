//go:build linux

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

const (
	keptFrom = 100_000 // finished tasks
	keptTo   = 1_000_000
	keptGoal = 64 // bytes a finished task
	// keptChunk divides both, so that no chunk waits for inputs that do not come
	// yet.
	keptChunk = 50
)

// memory is what this process holds after a garbage collection, in bytes.
type memory struct {
	heap, resident float64
}

// kept measures what the parent keeps of each task that is finished. The inputs
// come through a pipe, and stop while the memory is read: so nothing is under
// way then, and nothing that the run holds can be freed by its end.
func (s size) kept(ctx context.Context, out *log.Logger) (bool, error) {
	from, to := s.tasks(keptFrom)/keptChunk*keptChunk, s.tasks(keptTo)/keptChunk*keptChunk
	met := true
	for _, c := range []struct {
		method launcher.Method
		chunk  int
	}{{launcher.Map, keptChunk}, {launcher.IMapUnordered, 1}} {
		p := emptyPlan(c.method, plan.Inputs{Kind: plan.Stdin})
		p.Pool.Chunk = c.chunk
		each, err := keptEach(ctx, p, from, to)
		if err != nil {
			return false, fmt.Errorf("%s: %w", c.method, err)
		}
		out.Printf("  %s: heap %.1f bytes, resident %.1f bytes a task, from %d to %d finished", c.method, each.heap, each.resident, from, to)
		met = met && each.heap < keptGoal
	}
	return met, nil
}

// keptEach runs a plan with inputs from standard input, and returns what the
// memory grew by between two numbers of finished tasks, for each task.
func keptEach(ctx context.Context, p plan.Plan, from, to int) (memory, error) {
	inputs, feed := io.Pipe()
	defer func() { _ = feed.Close() }() // nothing can fail in a pipe of package io
	r, err := run.Start(ctx, run.Options{Plan: p, Stdin: inputs})
	if err != nil {
		return memory{}, fmt.Errorf("start a run: %w", err)
	}
	defer func() {
		r.Stop()
		r.Wait()
	}()
	before, err := memoryAt(r, feed, 0, from)
	if err != nil {
		return memory{}, err
	}
	after, err := memoryAt(r, feed, from, to)
	if err != nil {
		return memory{}, err
	}
	_ = feed.Close() // as above
	var last *run.Snapshot
	for s := range r.Snapshots() {
		last = s
	}
	return after.less(before).over(to - from), accounted(r.Wait(), last, to)
}

// memoryAt feeds a run the inputs between two numbers, and returns the memory
// once so many tasks are finished.
func memoryAt(r *run.Run, feed *io.PipeWriter, from, to int) (memory, error) {
	var written sync.WaitGroup
	defer written.Wait()
	written.Go(func() { writeInputs(feed, from, to) })
	for s := range r.Snapshots() {
		if s.Counts.Finished() == to {
			return readMemory()
		}
	}
	_ = feed.Close() // a run that has ended reads no more: the writer would wait for ever
	if err := r.Wait().Err; err != nil {
		return memory{}, fmt.Errorf("the run ended before %d tasks were finished: %w", to, err)
	}
	return memory{}, fmt.Errorf("the run was stopped before %d tasks were finished", to)
}

// writeInputs ends early when the pipe is closed.
func writeInputs(feed io.Writer, from, to int) {
	lines := bufio.NewWriter(feed)
	for i := from; i < to; i++ {
		if _, err := fmt.Fprintln(lines, i); err != nil {
			return
		}
	}
	_ = lines.Flush() // fails where the pipe was closed, and then nobody reads
}

func readMemory() (memory, error) {
	debug.FreeOSMemory() // which collects first
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	resident, err := residentMemory(os.Getpid())
	return memory{float64(stats.HeapAlloc), float64(resident)}, err
}

func (m memory) less(before memory) memory {
	return memory{m.heap - before.heap, m.resident - before.resident}
}

func (m memory) over(tasks int) memory {
	return memory{m.heap / float64(tasks), m.resident / float64(tasks)}
}
