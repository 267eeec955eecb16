//go:build linux

package main

import (
	"context"
	"log"
	"time"
)

const (
	bandsGoal  = 15  // % of a core with 16 workers
	bandsRSS   = 190 // MiB
	bandsMore  = 1.4 // times that, with 64
	bandsFill  = 65 * time.Second
	bandsFew   = 16
	bandsMany  = 64
	bandsSleep = 1 // seconds a task
)

// charts is a run whose four bands show the last minute in 10 samples a second, drawn
// 5 times a second in a window of 1280x800. Its workers wait: the machine has to bear
// them.
func charts(workers int) show {
	return show{
		plan: sleepers(workers, bandsSleep), workers: workers, width: 1380, height: 900,
		settings: map[string]string{"draw.pictures": "5", "end": endingOf(time.Minute)},
	}
}

// endingOf is how an earlier window says that it stood, 1280x800 and with so much of the
// time axis shown.
func endingOf(length time.Duration) string {
	return `{"Width":1280,"Height":800,"Form":0.27,"Chart":0.7,"Length":` + seconds(length) + `}`
}

// bands measures what four full bands cost, with few workers and with many.
func (s size) bands(ctx context.Context, out *log.Logger) (bool, error) {
	few, fewOK, err := s.fullBands(ctx, out, bandsFew)
	if err != nil {
		return false, err
	}
	many, _, err := s.fullBands(ctx, out, bandsMany)
	if err != nil {
		return false, err
	}
	out.Printf("  %d workers cost %.2f times what %d do (goal at most %.1f)", bandsMany, many/few, bandsFew, bandsMore)
	return fewOK && few <= bandsGoal && many <= bandsMore*few, nil
}

// fullBands returns the cost of a run in percent of a core once its bands are full, and
// whether its memory is within the goal.
func (s size) fullBands(ctx context.Context, out *log.Logger, workers int) (percent float64, small bool, err error) {
	scene, err := stage(ctx, charts(workers))
	if err != nil {
		return 0, false, err
	}
	defer scene.strike()
	if err := scene.busy(ctx); err != nil {
		return 0, false, err
	}
	if err := pause(ctx, bandsFill/time.Duration(s.part)); err != nil {
		return 0, false, err
	}
	pictures, err := scene.drawing()
	if err != nil {
		return 0, false, err
	}
	defer pictures.Close()
	over := s.minutes(1)
	if percent, err = scene.percent(ctx, over); err != nil {
		return 0, false, err
	}
	drawn, err := pictures.Pictures()
	if err != nil {
		return 0, false, err
	}
	program, err := scene.program()
	if err != nil {
		return 0, false, err
	}
	resident, err := residentMemory(program)
	out.Printf("  %d workers: %.1f %% of a core (goal for %d: %d), %.1f MiB (goal %d), %.1f pictures a second",
		workers, percent, bandsFew, bandsGoal, float64(resident)/mib, bandsRSS, float64(drawn)/over.Seconds())
	return percent, resident < bandsRSS*mib, err
}
