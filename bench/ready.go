//go:build linux

package main

import (
	"context"
	"log"
)

const (
	readyRounds    = 21
	readyForkGoal  = 1.3 // times as fast as the peer
	readySpawnGoal = 15
)

// ready measures how long it takes until each worker of a pool has run the first
// line of a task, against both ways in which the peer starts processes.
func (s size) ready(ctx context.Context, out *log.Logger) (bool, error) {
	rounds := s.rounds(readyRounds)
	return withPeer(func(python *peer) (bool, error) {
		met := true
		for _, c := range []struct {
			method string
			goal   float64
		}{{"fork", readyForkGoal}, {"spawn", readySpawnGoal}} {
			d, err := inTurns(ctx, rounds, readySeconds,
				func(ctx context.Context) (float64, error) { return python.seconds(ctx, c.method, poolSize) })
			if err != nil {
				return false, err
			}
			out.Printf("  medians of %d rounds in turns: pool %.2f ms, Python's Pool with %s %.2f ms, ratio %.2f of %g",
				rounds, median(d.ours)*1000, c.method, median(d.theirs)*1000, d.ratio(), c.goal)
			met = met && d.ratio() >= c.goal
		}
		return met, nil
	})
}

func readySeconds(ctx context.Context) (float64, error) {
	took, err := poolReady(ctx)
	return took.Seconds(), err
}
