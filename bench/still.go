//go:build linux

package main

import (
	"context"
	"log"

	"github.com/poolscope/poolscope/e2e/desktop"
)

const stillGoal = 2 // % of a core

// still measures a window in which nothing runs, and counts what is drawn on its screen:
// the server tells of every drawing.
func (s size) still(ctx context.Context, out *log.Logger) (bool, error) {
	scene, err := stage(ctx, usual())
	if err != nil {
		return false, err
	}
	defer scene.strike()
	if err := scene.open(ctx); err != nil {
		return false, err
	}
	if err := pause(ctx, watchFor); err != nil { // what opening a window draws is over then
		return false, err
	}
	watcher, err := scene.drawing()
	if err != nil {
		return false, err
	}
	defer watcher.Close()
	percent, err := scene.percent(ctx, s.minutes(1))
	if err != nil {
		return false, err
	}
	drawn, err := watcher.Pictures()
	if err != nil {
		return false, err
	}
	out.Printf("  over %v: %.2f %% of a core (goal under %d), %d pictures drawn (goal 0)", s.minutes(1), percent, stillGoal, drawn)
	return percent < stillGoal && drawn == 0, nil
}

// drawing returns a client that counts pictures from now on. The caller closes it.
func (s *scene) drawing() (*desktop.Client, error) {
	c, err := s.Dial()
	if err != nil {
		return nil, err
	}
	if err := c.WatchDrawing(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}
