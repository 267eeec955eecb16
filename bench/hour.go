//go:build linux

package main

import (
	"context"
	"log"
	"time"
)

const (
	hourWorkers = 16
	hourRise    = 1 // MiB in 10 minutes
	hourWarm    = 2 * time.Minute
	hourEvery   = 5 * time.Second
)

// hour watches a window with 16 workers for an hour, or a part of one: how its memory
// rises, and whether it ever has more goroutines at once than after its first minutes.
func (s size) hour(ctx context.Context, out *log.Logger) (bool, error) {
	scene, err := stage(ctx, charts(hourWorkers))
	if err != nil {
		return false, err
	}
	defer scene.strike()
	if err := scene.busy(ctx); err != nil {
		return false, err
	}
	if err := pause(ctx, hourWarm); err != nil {
		return false, err
	}
	program, err := scene.program()
	if err != nil {
		return false, err
	}
	goroutines, err := goroutinesOf(program)
	if err != nil {
		return false, err
	}
	defer goroutines.close()
	first, err := goroutines.most()
	if err != nil {
		return false, err
	}
	memory, err := residentOver(ctx, program, s.hourRest())
	if err != nil {
		return false, err
	}
	last, err := goroutines.most()
	if err != nil {
		return false, err
	}
	rise := slope(memory.seconds, memory.mib) * 600
	out.Printf("  %.1f MiB after %v, %.1f MiB at the end; the fitted line rises %.2f MiB in 10 minutes (goal under %d); at most %d goroutines at once by then, %d at the end (goal: as many)",
		memory.mib[0], hourWarm, memory.mib[len(memory.mib)-1], rise, hourRise, first, last)
	return rise < hourRise && last <= first, nil
}

// hourRest is how much of the hour is left after its beginning, or of a part of it, long
// enough for a line through what is read.
func (s size) hourRest() time.Duration { return max(s.minutes(60)-hourWarm, 3*hourEvery) }

// course is how the resident memory of a process went.
type course struct{ seconds, mib []float64 }

// residentOver reads the memory of a process for a while.
func residentOver(ctx context.Context, pid int, over time.Duration) (course, error) {
	var c course
	for began := time.Now(); time.Since(began) < over; {
		resident, err := residentMemory(pid)
		if err != nil {
			return c, err
		}
		c.seconds, c.mib = append(c.seconds, time.Since(began).Seconds()), append(c.mib, float64(resident)/mib)
		if err := pause(ctx, hourEvery); err != nil {
			return c, err
		}
	}
	return c, nil
}
