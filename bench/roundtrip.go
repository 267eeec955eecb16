//go:build linux

package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

const (
	calls           = 20_000
	warmUpCalls     = 1_000
	roundTripRounds = 5
	roundTripGoal   = 6 // times as fast as the peer
)

// roundTrip measures one task there and back, with nothing else under way.
func (s size) roundTrip(ctx context.Context, out *log.Logger) (bool, error) {
	n, rounds := s.tasks(calls), s.rounds(roundTripRounds)
	return withPeer(func(python *peer) (bool, error) {
		d, err := inTurns(ctx, rounds,
			func(ctx context.Context) (float64, error) { return applySeconds(ctx, n) },
			func(ctx context.Context) (float64, error) { return python.seconds(ctx, "apply", n) })
		if err != nil {
			return false, err
		}
		out.Printf("  medians of %d rounds in turns of the median of %d calls: %.1f µs, Python's Pool %.1f µs, ratio %.2f",
			rounds, n, median(d.ours)*1e6, median(d.theirs)*1e6, d.ratio())
		return d.ratio() >= roundTripGoal, nil
	})
}

// applySeconds returns the median of n calls on a pool that is warm.
func applySeconds(ctx context.Context, n int) (float64, error) {
	pool, err := launcher.New(launcher.Config{Workers: pairOfWorkers})
	if err != nil {
		return 0, fmt.Errorf("make a pool: %w", err)
	}
	if err := pool.Start(ctx); err != nil {
		return 0, fmt.Errorf("start a pool: %w", err)
	}
	took, failed := timeCalls(pool, n)
	pool.Close()
	if err := pool.Join(); err != nil {
		return 0, fmt.Errorf("join a pool: %w", err)
	}
	if failed != nil {
		return 0, failed
	}
	return median(took), nil
}

// timeCalls returns the seconds of each of n calls after those that warm up.
func timeCalls(pool *launcher.Pool, n int) ([]float64, error) {
	took := make([]float64, 0, n)
	for i := range warmUpCalls + n {
		began := time.Now()
		r, err := pool.Apply("noop", i)
		if err != nil {
			return nil, fmt.Errorf("apply %d: %w", i, err)
		}
		if r.State != launcher.Done {
			return nil, fmt.Errorf("apply %d is %s: %s", i, r.State, r.Err)
		}
		if i >= warmUpCalls {
			took = append(took, time.Since(began).Seconds())
		}
	}
	return took, nil
}
