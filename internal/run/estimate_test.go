package run

import (
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

func TestAnEstimateHoldsForAMoment(t *testing.T) {
	var p pace
	var e estimate
	counts := Counts{Total: 20, Queued: 10, Done: 10}
	if got := e.of(&p, 0, counts); got != -1 {
		t.Errorf("before a task is done %v are left, want -1: not known", got)
	}
	p.start(0, 0)
	p.finish(launcher.Result{Task: 0, State: launcher.Done, Wall: time.Second})
	first := p.left(time.Second, counts)
	for _, passed := range []time.Duration{0, 400 * time.Millisecond} {
		if got, want := e.of(&p, time.Second+passed, counts), first-passed; got != want {
			t.Errorf("%v later %v are left, want %v", passed, got, want)
		}
	}
	if got, want := e.of(&p, 1500*time.Millisecond, counts), p.left(1500*time.Millisecond, counts); got != want {
		t.Errorf("after a moment %v are left, want %v as it is worked out again", got, want)
	}
	counts.Total, counts.Queued = 40, 30
	if got, want := e.of(&p, 1600*time.Millisecond, counts), p.left(1600*time.Millisecond, counts); got != want {
		t.Errorf("with more inputs %v are left, want %v at once", got, want)
	}
	if got := e.of(&p, 1700*time.Millisecond, Counts{Total: 40, Done: 40}); got != -1 {
		t.Errorf("at the end %v are left, want -1", got)
	}
}
