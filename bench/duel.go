//go:build linux

package main

import (
	"context"
	"fmt"
)

// side does one round of one side's work, and returns the seconds it took.
type side func(ctx context.Context) (float64, error)

// duel is what two sides took for the same work, in seconds, one number a round.
type duel struct {
	ours, theirs []float64
}

// inTurns has both sides do each round one after the other, so that whatever
// else the machine does hits both.
func inTurns(ctx context.Context, rounds int, ours, theirs side) (duel, error) {
	var d duel
	for n := range rounds {
		took, err := ours(ctx)
		if err != nil {
			return duel{}, fmt.Errorf("round %d: %w", n+1, err)
		}
		theirsTook, err := theirs(ctx)
		if err != nil {
			return duel{}, fmt.Errorf("round %d of what it is compared with: %w", n+1, err)
		}
		d.ours, d.theirs = append(d.ours, took), append(d.theirs, theirsTook)
	}
	return d, nil
}

// ratio returns how many times faster ours is, by the medians: 2 is half the time.
func (d duel) ratio() float64 { return median(d.theirs) / median(d.ours) }
