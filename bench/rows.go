//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log"
	"slices"
	"strings"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

const (
	rowsGoal    = 150 // ms
	rowsWorkers = 500
	rowsTasks   = 10_000 // that are over
	rowsRounds  = 20
	rowsIdle    = 200 * time.Millisecond // that 500 workers which wait use in a second, on a full machine
	rowsFill    = 3 * time.Minute        // is enough for them
)

// finished is a run of 500 workers whose first 10,000 tasks are over soon; each worker
// then waits in one more.
func finished() show {
	const plan = "[pool]\nworkers = %d\nmethod = \"imap_unordered\"\nchunk = 1\n[task]\nkind = \"builtin\"\nname = \"sleep\"\n[inputs]\nvalues = [%s%s]\n"
	short, long := strings.Repeat("0,", rowsTasks), strings.TrimSuffix(strings.Repeat("3600,", rowsWorkers), ",")
	return show{
		plan: fmt.Sprintf(plan, rowsWorkers, short, long), workers: rowsWorkers, width: 1380, height: 900,
		settings: map[string]string{"end": endingOf(time.Minute)},
	}
}

// table is where a table's parts are in a window of 1280x800.
type table struct {
	name  string
	view  uint32          // digit that shows it with Control
	title image.Point     // of a column that it can be sorted by
	rows  image.Rectangle // that are seen
}

func tables() []table {
	return []table{
		{"10,000 tasks", '2', image.Pt(805, 173), image.Rect(360, 190, 1265, 520)},
		{"500 workers", '1', image.Pt(795, 574), image.Rect(360, 610, 1265, 715)},
	}
}

// tableRows measures how long the tables take to show other rows, from the key or the mouse
// to the pixels.
func (s size) tableRows(ctx context.Context, out *log.Logger) (bool, error) {
	scene, err := stage(ctx, finished())
	if err != nil {
		return false, err
	}
	defer scene.strike()
	if err := scene.busy(ctx); err != nil {
		return false, err
	}
	hand, err := scene.hand(ctx)
	if err != nil {
		return false, err
	}
	defer hand.close()
	if err := scene.allWait(ctx); err != nil {
		return false, err
	}
	met := true
	for _, t := range tables() {
		fast, err := hand.use(ctx, t, s.rounds(rowsRounds), out)
		if err != nil {
			return false, fmt.Errorf("%s: %w", t.name, err)
		}
		met = met && fast
	}
	return met, nil
}

// allWait returns once the workers use no processor for a while: the short tasks are
// over.
func (s *scene) allWait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, rowsFill)
	defer cancel()
	var before time.Duration
	var last time.Time
	return desktop.Until(ctx, "the short tasks are over", func() (bool, error) {
		workers, err := desktop.Workers(s.window.PID)
		if err != nil {
			return false, err
		}
		used := time.Duration(0)
		for _, w := range workers {
			cpu, err := cpuTime(w.PID)
			if err != nil {
				return false, err
			}
			used += cpu
		}
		now := time.Now()
		still := !last.IsZero() && restful(used-before, now.Sub(last))
		before, last = used, now
		return still, pause(ctx, time.Second)
	})
}

// restful reports whether processes that used so much in some time do no more than wait: a
// look at 500 of them takes longer than a second where others have the processor.
func restful(used, over time.Duration) bool {
	return used.Seconds() < rowsIdle.Seconds()*over.Seconds()
}

// use sorts, scrolls and filters a table, and returns whether each took no longer than
// the goal.
func (h *hand) use(ctx context.Context, t table, rounds int, out *log.Logger) (bool, error) {
	deeds, err := h.deeds(t)
	if err != nil {
		return false, err
	}
	met := true
	for _, d := range deeds {
		if err := errors.Join(d.before(), pause(ctx, time.Second)); err != nil {
			return false, err
		}
		var took []float64
		for i := range rounds {
			ms, err := h.answered(ctx, d.acts[i%len(d.acts)], t.rows)
			if err != nil {
				return false, fmt.Errorf("%s: %w", d.name, err)
			}
			took = append(took, ms)
		}
		slowest := slices.Max(took)
		out.Printf("  %s, %s: median %.0f ms, slowest of %d %.0f ms (goal under %d)", t.name, d.name, median(took), rounds, slowest, rowsGoal)
		met = met && slowest < rowsGoal
	}
	return met, nil
}

// deed is what a user does with a table, in turns.
type deed struct {
	name   string
	before func() error // the first of them
	acts   []func() error
}

// deeds returns what is measured with a table, beginning with what shows it.
func (h *hand) deeds(t table) ([]deed, error) {
	var codes []byte
	for _, symbol := range []uint32{t.view, 'f', '7', desktop.BackKey} {
		code, err := h.client.Keycode(symbol)
		if err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	middle := t.rows.Min.Add(t.rows.Size().Div(2))
	const down = 5
	return []deed{
		{"sort", h.shortcut(codes[0]), []func() error{h.click(t.title)}},
		{"scroll", func() error { return nil }, []func() error{h.button(middle, down)}},
		// The last: the workers' filter takes room that the title had.
		{"filter", h.shortcut(codes[1]), []func() error{h.key(codes[2]), h.key(codes[3])}},
	}, nil
}

// answered does something and returns the milliseconds until more has changed in a part
// of the window than changes there by itself.
func (h *hand) answered(ctx context.Context, act func() error, part image.Rectangle) (float64, error) {
	const settled, least = time.Second, 0.01
	view := h.part(part)
	if err := pause(ctx, settled); err != nil { // what the last one did is over
		return 0, err
	}
	noise, err := view.noise(ctx)
	if err != nil {
		return 0, err
	}
	view.keep()
	return h.time(ctx, act, func() bool { return view.changed() > max(2*noise, least) })
}
