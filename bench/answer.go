//go:build linux

package main

import (
	"context"
	"fmt"
	"image"
	"log"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	answerMedian  = 100 // ms
	answerWorst   = 200
	answerPresses = 100
)

// answer measures how long the window takes to show the other view after a key or a
// click on its tab, in turns, while jobs start, output comes in and stops are pending.
func (s size) answer(ctx context.Context, out *log.Logger) (bool, error) {
	scene, err := stage(ctx, show{plan: burden(), settings: map[string]string{"end": endingOf(time.Minute)}, width: 1380, height: 900})
	if err != nil {
		return false, err
	}
	defer scene.strike()
	if err := scene.begin(ctx); err != nil {
		return false, err
	}
	hand, err := scene.hand(ctx)
	if err != nil {
		return false, err
	}
	defer hand.close()
	if err := pause(ctx, burdenGrows); err != nil {
		return false, err
	}
	load := &load{}
	took, err := hand.views(ctx, s.tasks(answerPresses), load)
	if err != nil {
		return false, err
	}
	loaded := load.tell(out)
	delay, err := hand.delay()
	if err != nil {
		return false, err
	}
	slowest := slices.Max(took)
	middle := median(took)
	out.Printf("  %d keys and clicks: median %.0f ms (goal under %d), slowest %.0f ms (goal under %d); the server took %.2f ms of each for a key that is made up",
		len(took), middle, answerMedian, slowest, answerWorst, delay)
	return loaded && middle < answerMedian && slowest < answerWorst, nil
}

// views shows the one view and the other in turns, by key and by click, and returns how
// many milliseconds each took.
func (h *hand) views(ctx context.Context, n int, load *load) ([]float64, error) {
	live, tasks, err := h.viewKeys()
	if err != nil {
		return nil, err
	}
	liveSign, tasksSign, err := h.learn(ctx, h.shortcut(live), h.shortcut(tasks))
	if err != nil {
		return nil, err
	}
	ways := []struct {
		act func() error
		to  sign
	}{
		{h.shortcut(tasks), tasksSign},
		{h.shortcut(live), liveSign},
		{h.click(tasksTab()), tasksSign},
		{h.click(liveTab()), liveSign},
	}
	var took []float64
	for i := range n {
		// Not in step with the pictures.
		if err := pause(ctx, time.Duration(150+rand.IntN(200))*time.Millisecond); err != nil {
			return nil, err
		}
		if err := load.look(); err != nil {
			return nil, err
		}
		way := ways[i%len(ways)]
		ms, err := h.time(ctx, way.act, way.to.shown)
		if err != nil {
			return nil, fmt.Errorf("answer %d: %w", i+1, err)
		}
		took = append(took, ms)
	}
	return took, nil
}

// viewKeys returns the keys that show the live view and the tasks, with Control.
func (h *hand) viewKeys() (live, tasks byte, err error) {
	if live, err = h.client.Keycode('1'); err != nil {
		return 0, 0, err
	}
	tasks, err = h.client.Keycode('2')
	return live, tasks, err
}

// Where the tabs are in a window of 1280x800.
func liveTab() image.Point  { return image.Pt(370, 79) }
func tasksTab() image.Point { return image.Pt(416, 79) }
