package run

import (
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/metrics"
)

// spending is a loop whose samples cost what it is told, and the notices that it gave.
func spending(t *testing.T, budget float64) (l *loop, notices *[]string) {
	t.Helper()
	p := sleeping(1, "1")
	p.Metrics.Every = 100 * time.Millisecond
	notices = &[]string{}
	l = newLoop(&Run{looks: newSight()}, Options{Plan: p, Budget: budget, Sink: func(e Event) {
		if s, ok := e.(Sampled); ok && s.Notice != "" {
			*notices = append(*notices, s.Notice)
		}
	}}, jobOf(p, 1))
	t.Cleanup(func() {
		l.ticker.Stop()
		l.readings.close()
	})
	return l, notices
}

// sampleFor takes readings for a time, each at its cost, as often as they are due.
func (l *loop) sampleFor(at, length, cost time.Duration) time.Duration {
	for end := at + length; at < end; at += l.budget.Every() {
		l.takeReading(reading{sample: metrics.Sample{Time: l.model.begun.Add(at)}, cost: cost})
	}
	return at
}

func TestSamplesThatCostTooMuchComeLessOftenAndThatIsSaid(t *testing.T) {
	l, notices := spending(t, 0.03)
	at := l.sampleFor(0, 20*time.Second, 10*time.Millisecond) // 10 % of a core at 10 a second
	if every := l.budget.Every(); every != 400*time.Millisecond {
		t.Errorf("interval = %s, want 400ms: 10 ms in each is 2.5 %% of a core", every)
	}
	if len(*notices) != 1 || !strings.HasPrefix((*notices)[0], "Sampling took 10.0 % of a core for 3s, its budget is 3.0 %: it reads every 400ms now") {
		t.Fatalf("notices = %q, want one on every 400ms", *notices)
	}
	if got := l.model.snapshot(at).Pacing; len(got) != 1 || got[0] != (*notices)[0] {
		t.Errorf("in the snapshot = %q, want the same", got)
	}
	l.sampleFor(at, 60*time.Second, time.Millisecond)
	if every := l.budget.Every(); every != 100*time.Millisecond || len(*notices) != 2 {
		t.Errorf("interval = %s after %d notices, want 100ms again after 2", every, len(*notices))
	}
}

func TestARunThatSamplesLessOftenDoesSo(t *testing.T) {
	t.Parallel()
	p := sleeping(1, "7.4") // two windows are 6 s
	noticed, later := -1, 0
	r, err := Start(t.Context(), Options{Plan: p, Bare: true, Budget: 1e-6, Sink: func(e Event) {
		s, ok := e.(Sampled)
		switch {
		case ok && s.Notice != "":
			noticed = int(s.At / time.Millisecond)
		case ok && noticed >= 0:
			later++
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	if noticed < 6000 || later > 1 {
		t.Errorf("said after %d ms, and %d samples came later; want that after 6 s, and the next one 5 s later", noticed, later)
	}
}

func TestWithoutABudgetSamplesKeepTheirPace(t *testing.T) {
	l, notices := spending(t, 0)
	l.sampleFor(0, 20*time.Second, 90*time.Millisecond)
	if every := l.budget.Every(); every != 100*time.Millisecond || len(*notices) != 0 {
		t.Errorf("interval = %s, notices = %q, want 100ms and none", every, *notices)
	}
}

func TestASnapshotKeepsTheNewestNotices(t *testing.T) {
	l, _ := spending(t, 0)
	for n := range 2 * MaxNotices {
		l.model.notePace(strings.Repeat("x", n))
	}
	if got := l.model.snapshot(0).Pacing; len(got) != MaxNotices || len(got[MaxNotices-1]) != 2*MaxNotices-1 {
		t.Errorf("notices = %d, want the newest %d", len(got), MaxNotices)
	}
}
