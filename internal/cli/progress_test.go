package cli

import (
	"math"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func at(elapsed time.Duration, done int) *run.Snapshot {
	return &run.Snapshot{Phase: run.Going, Elapsed: elapsed, ETA: -1, Counts: run.Counts{Total: 200, Queued: 200 - done, Done: done}}
}

// live is a row of which only the RSS is known, in bytes.
func live(rss uint64) run.Row {
	r := run.Row{Alive: true, Usage: metrics.Unread(1)}
	r.Usage.RSS = rss
	return r
}

func TestProgressLineNamesWhatIsKnown(t *testing.T) {
	var p progress
	p.see(at(0, 0))
	s := &run.Snapshot{
		Phase: run.Going, Elapsed: 2 * time.Second, ETA: 100 * time.Second,
		Counts:  run.Counts{Total: 200, Queued: 155, Running: 4, Done: 37, Failed: 2, TimedOut: 1, Killed: 1},
		PoolCPU: run.Series{V: []float64{math.NaN(), 3.94}}, Cores: make([]run.Series, 4),
		Rows: []run.Row{live(10 << 20), {Usage: metrics.Usage{RSS: 99 << 20}}, live(2<<20 + 1<<19)},
	}
	p.see(s)
	want := "41/200 tasks, 155 queued, 4 running, 37 done, 2 failed, 1 timed out, 1 killed, 20.5/s, about 2 min left, CPU 3.9 of 4 cores, memory 12.5 MiB"
	if got := p.line(s, 0); got != want {
		t.Errorf("line:\n got %s\nwant %s", got, want)
	}
}

func TestProgressLeavesOutWhatIsNotKnown(t *testing.T) {
	var p progress
	s := &run.Snapshot{Phase: run.Going, ETA: -1, Counts: run.Counts{Total: -1, Running: 1}, PoolCPU: run.Series{V: []float64{math.NaN()}}}
	p.see(s)
	if got, want := p.line(s, 0), "0 tasks ended, 1 running"; got != want {
		t.Errorf("line = %q, want %q", got, want)
	}
}

func TestProgressSaysWhatItWaitsFor(t *testing.T) {
	var p progress
	s := at(time.Second, 10)
	s.Waiting = "the load is 5.2, and max_load is 4"
	p.see(s)
	if got, want := p.line(s, 0), "10/200 tasks, 190 queued, 10 done, waiting: the load is 5.2, and max_load is 4"; got != want {
		t.Errorf("line = %q, want %q", got, want)
	}
}

func TestRateIsOfThisRun(t *testing.T) {
	var p progress
	for second, done := range []int{0, 10, 20} {
		s := at(time.Duration(second)*time.Second, done)
		s.Counts.Before = 5 * second * second // skipped as they are read
		p.see(s)
	}
	if got, want := p.rate(), 10.0; math.Abs(got-want) > 0.01 {
		t.Errorf("rate = %v, want %v without tasks of an earlier run", got, want)
	}
}

func TestStoppingHasNoETA(t *testing.T) {
	var p progress
	s := at(time.Second, 10)
	s.Phase, s.ETA = run.Stopping, time.Minute
	p.see(s)
	if got, want := p.line(s, 0), "10/200 tasks, 190 queued, 10 done, stopping"; got != want {
		t.Errorf("line = %q, want %q", got, want)
	}
}

func TestRateIsOfTheLastSeconds(t *testing.T) {
	var p progress
	for second := range 61 {
		done := 0
		if second > 40 {
			done = 5 * (second - 40)
		}
		p.see(at(time.Duration(second)*time.Second, done))
	}
	if got, want := p.rate(), 5.0; math.Abs(got-want) > 0.01 {
		t.Errorf("rate = %v, want %v", got, want)
	}
	if got := len(p.past); got > 13 {
		t.Errorf("%d snapshots remembered, want at most 13", got)
	}
}

func TestRateIsUnknownBeforeATaskEnds(t *testing.T) {
	var p progress
	p.see(at(0, 0))
	p.see(at(5*time.Second, 0))
	if got := p.rate(); !math.IsNaN(got) {
		t.Errorf("rate = %v, want NaN", got)
	}
}

func TestPlainLinesComeEveryTenSeconds(t *testing.T) {
	var p progress
	var said []time.Duration
	for now := time.Duration(0); now <= 31*time.Second; now += 250 * time.Millisecond {
		if p.due(now) {
			said = append(said, now)
		}
	}
	if len(said) != 3 || said[0] != 10*time.Second {
		t.Errorf("said at %v, want 10s 20s 30s", said)
	}
}

func TestETAIsAsRoughAsItIsKnown(t *testing.T) {
	for left, want := range map[time.Duration]string{
		-1:                      "",
		0:                       "about 1 s left",
		89 * time.Second:        "about 89 s left",
		100 * time.Second:       "about 2 min left",
		100 * time.Minute:       "about 2 h left",
		72 * time.Hour:          "about 3 days left",
		1500 * time.Millisecond: "about 2 s left",
	} {
		if got := eta(left); got != want {
			t.Errorf("eta(%v) = %q, want %q", left, got, want)
		}
	}
}

func TestProgressFitsNarrowTerminals(t *testing.T) {
	var p progress
	p.see(at(0, 0))
	well := &run.Snapshot{
		Phase: run.Going, Elapsed: 2 * time.Second, ETA: 100 * time.Second,
		Counts:  run.Counts{Total: 200, Queued: 155, Running: 4, Done: 41},
		PoolCPU: run.Series{V: []float64{3.94}}, Cores: make([]run.Series, 4), Rows: []run.Row{live(10 << 20)},
	}
	p.see(well)
	bad, waiting, large := *well, *well, *well
	bad.Counts = run.Counts{Total: 200, Queued: 155, Running: 4, Done: 37, Failed: 2, TimedOut: 1, Killed: 1}
	waiting.Waiting = "the load is 5.2, and max_load is 4"
	large.Counts = run.Counts{Total: 1_000_000, Queued: 600_000, Running: 64, Done: 399_936}
	for _, test := range []struct {
		s     *run.Snapshot
		width int
		want  string
	}{
		{well, 0, "41/200 tasks, 155 queued, 4 running, 41 done, 20.5/s, about 2 min left, CPU 3.9 of 4 cores, memory 10.0 MiB"},
		{well, 112, "41/200 tasks, 155 queued, 4 running, 41 done, 20.5/s, about 2 min left, CPU 3.9 of 4 cores, memory 10.0 MiB"},
		{well, 100, "41/200, 155 queued, 4 running, 41 done, 20.5/s, ~2 min left, CPU 3.9/4, mem 10.0 MiB"},
		{well, 80, "41/200, 4 running, 41 done, 20.5/s, ~2 min left, CPU 3.9/4, mem 10.0 MiB"},
		{well, 60, "41/200, 4 running, ~2 min left, CPU 3.9/4, mem 10.0 MiB"},
		{&bad, 80, "41/200, 2 failed, 1 timed out, 1 killed, ~2 min left, CPU 3.9/4, mem 10.0 MiB"},
		{&bad, 60, "41/200, 2 failed, 1 timed out, 1 killed, ~2 min left"},
		{&large, 80, "399936/1000000, 64 running, 20.5/s, ~2 min left, CPU 3.9/4, mem 10.0 MiB"},
		{&large, 60, "399936/1000000, ~2 min left, CPU 3.9/4, mem 10.0 MiB"},
		{&waiting, 80, "41/200, ~2 min left, mem 10.0 MiB, waiting: the load is 5.2, and max_load is 4"},
		{&waiting, 60, "41/200, ~2 min left, waiting: the load is 5.2, and max_load is 4"},
	} {
		if got := p.line(test.s, test.width); got != test.want {
			t.Errorf("at %d columns:\n got %s (%d)\nwant %s", test.width, got, len(got), test.want)
		}
	}
}
