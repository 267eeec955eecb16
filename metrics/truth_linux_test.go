package metrics

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// recorder is a Source that notes when it read the CPU time.
type recorder struct {
	*system

	at time.Time
}

func (r *recorder) Read(pid int) (Counters, error) {
	c, err := r.system.Read(pid)
	if err == nil && pid != os.Getpid() {
		r.at = c.At
	}
	return c, err
}

// observed is a usage, when it was read, and what the threads without a log had
// run just before and after.
type observed struct {
	Usage

	at          time.Time
	least, most time.Duration
}

// observer watches a load with one of the Sources.
type observer struct {
	sourceKind
	watched

	load loadChild
	rec  *recorder
	all  []observed
}

func observe(kind sourceKind, l loadChild) *observer {
	rec := &recorder{system: kind.open().(*system)}
	return &observer{sourceKind: kind, watched: watchBy(rec, l.child), load: l, rec: rec}
}

func (o *observer) look(t *testing.T) {
	t.Helper()
	least := o.load.others(t)
	u := o.usage(t)
	o.all = append(o.all, observed{u, o.rec.at, least, o.load.others(t)})
}

// check holds each usage against what the load wrote down between the same two
// instants.
func (o *observer) check(t *testing.T, points float64) {
	t.Helper()
	for i, now := range o.all[1:] {
		before := o.all[i]
		o.compare(t, before, now, now.CPU, points, fmt.Sprint("sample ", i+1))
		if now.CPU < 0 || math.IsNaN(now.CPU) {
			t.Errorf("%s: sample %d: CPU = %v, want a number", o.name, i+1, now.CPU)
		}
	}
}

// checkMean holds the mean over all usages against the load's own account.
func (o *observer) checkMean(t *testing.T, points float64) {
	t.Helper()
	first, last := o.all[0], o.all[len(o.all)-1]
	mean := (last.CPUTime - first.CPUTime).Seconds() / last.at.Sub(first.at).Seconds()
	o.compare(t, first, last, mean, points, "mean")
}

func (o *observer) compare(t *testing.T, first, last observed, got, points float64, what string) {
	t.Helper()
	leastFirst, mostFirst := o.load.truth(t, first.at)
	leastLast, mostLast := o.load.truth(t, last.at)
	gap := last.at.Sub(first.at).Seconds()
	low := (leastLast+last.least-mostFirst-first.most-o.ticks).Seconds()/gap - points/100
	high := (mostLast+last.most-leastFirst-first.least+o.ticks).Seconds()/gap + points/100
	if got < low || got > high {
		t.Errorf("%s: %s: CPU = %.4f cores over %.0f ms, want %.4f to %.4f", o.name, what, got, gap*1000, low, high)
	}
}

func TestLoadReadsWhatItRan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ percent, threads int }{{10, 1}, {50, 1}, {100, 1}, {100, 2}} {
		t.Run(fmt.Sprintf("%dx%d", c.threads, c.percent), func(t *testing.T) {
			t.Parallel()
			l := startLoadChild(t, c.percent, c.threads)
			var both []*observer
			for _, kind := range kinds() {
				both = append(both, observe(kind, l))
			}
			tick := time.NewTicker(100 * time.Millisecond)
			defer tick.Stop()
			for range 51 {
				for _, o := range both {
					o.look(t)
				}
				<-tick.C
			}
			l.waitFor(t, time.Now())
			for _, o := range both {
				o.check(t, 3)
				o.checkMean(t, 1)
				if first := o.all[0]; !math.IsNaN(first.CPU) {
					t.Errorf("%s: first CPU = %v, want NaN", o.name, first.CPU)
				}
			}
		})
	}
}

func TestPauseOfTheSamplerIsNoSpike(t *testing.T) {
	t.Parallel()
	l := startLoadChild(t, 50, 1)
	for _, kind := range kinds() {
		o := observe(kind, l)
		for _, pause := range []time.Duration{100, 100, 1500, 100, 100} {
			o.look(t)
			after(pause * time.Millisecond)
		}
		o.look(t)
		l.waitFor(t, time.Now())
		o.check(t, 3)
	}
}

// setBack gives a time as a wall clock has it that was set back by an hour.
func setBack(t time.Time) time.Time { return t.Round(0).Add(-time.Hour) }

func TestWallClockSetBackChangesNothing(t *testing.T) {
	t.Parallel()
	l := startLoadChild(t, 50, 1)
	o := observe(kinds()[0], l)
	paced := func() int { return o.Sampler.readings[o.child.Process.identity()].turns[scheduling].times }
	o.look(t)
	after(100 * time.Millisecond)
	o.look(t)
	turns := paced()
	for range 3 {
		after(100 * time.Millisecond)
		least := o.load.others(t)
		s := o.Sampler.Sample(setBack(time.Now()), []Process{o.child.Process})
		o.all = append(o.all, observed{usageOf(t, s, o.PID), o.rec.at, least, o.load.others(t)})
	}
	if paced() == turns {
		t.Errorf("slow readings = %d before and after, want more", turns)
	}
	l.waitFor(t, time.Now())
	o.check(t, 3)
}

func TestTotalIsWhatTheKernelSaysAtTheEnd(t *testing.T) {
	t.Parallel()
	withEither(t, func(t *testing.T, kind sourceKind) {
		t.Helper()
		w := watchBy(kind.open(), startPart(t, self(t), "burn until"))
		for end := time.Now().Add(30 * time.Second); w.usage(t).CPUTime < 300*time.Millisecond; after(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the burner does not run")
			}
		}
		w.ask(t, "stop")
		got := w.usage(t).CPUTime
		w.end()
		want := w.ProcessState.UserTime() + w.ProcessState.SystemTime()
		if got > want+time.Millisecond || got < want-kind.ticks-10*time.Millisecond {
			t.Errorf("CPU time = %v, want %v, which rusage has after it was killed", got, want)
		}
	})
}

func TestBurnerThatStopsIsIdleTwoPeriodsLater(t *testing.T) {
	t.Parallel()
	withEither(t, func(t *testing.T, kind sourceKind) {
		t.Helper()
		w := watchBy(kind.open(), startPart(t, self(t), "burn until"))
		w.usage(t)
		after(200 * time.Millisecond)
		if u := w.usage(t); math.IsNaN(u.CPU) || u.CPU < 0.02 {
			t.Errorf("CPU of the burner = %v, want more", u.CPU)
		}
		w.ask(t, "stop")
		after(100 * time.Millisecond)
		w.usage(t)
		first := schedTime(t, w.PID)
		begin := time.Now()
		after(100 * time.Millisecond)
		u := w.usage(t)
		ran := (schedTime(t, w.PID) - first + kind.ticks).Seconds() / time.Since(begin).Seconds()
		if math.IsNaN(u.CPU) || u.CPU > 0.01+ran {
			t.Errorf("CPU two periods later = %.4f, want at most 0.01, or what it ran, %.4f", u.CPU, ran)
		}
	})
}

// rollup reads a number from smaps_rollup as the test understands it.
func rollup(t *testing.T, pid int, names ...string) (bytes int64) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		t.Skip("this kernel sums up no maps: ", err)
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); slices.Contains(names, strings.TrimSuffix(words[0], ":")) {
			var kiB int64
			if _, err := fmt.Sscan(words[1], &kiB); err != nil {
				t.Fatal(err)
			}
			bytes += kiB << 10
		}
	}
	return bytes
}

func TestMemoryIsCountedWhenItIsTouched(t *testing.T) {
	t.Parallel()
	withEither(t, func(t *testing.T, kind sourceKind) {
		t.Helper()
		for _, c := range []struct {
			part        string
			least, most int64
		}{{"allocate", 100 << 20, 107 << 20}, {"reserve", 0, 3 << 20}} {
			w := watchBy(kind.open(), startPart(t, self(t), c.part))
			before := w.usage(t)
			w.ask(t, "more")
			got := w.usage(t)
			// A little less is there for what was given back meanwhile, and for kernels
			// whose count is behind.
			if grown := int64(got.RSS) - int64(before.RSS); grown < c.least-1<<20 || grown > c.most {
				t.Errorf("%s: RSS grew by %d KiB, want %d to %d", c.part, grown>>10, c.least>>10, c.most>>10)
			}
			if grown := got.PSS - before.PSS; grown < c.least-1<<20 || grown > c.most {
				t.Errorf("%s: PSS grew by %d KiB, want %d to %d", c.part, grown>>10, c.least>>10, c.most>>10)
			}
			for name, n := range map[string][2]int64{
				"RSS": {int64(got.RSS), rollup(t, w.PID, "Rss")},
				"USS": {got.USS, rollup(t, w.PID, "Private_Clean", "Private_Dirty")},
			} {
				if c.part == "allocate" && max(n[0]-n[1], n[1]-n[0]) > 2<<20 {
					t.Errorf("%s: %s = %d KiB, want %d", c.part, name, n[0]>>10, n[1]>>10)
				}
			}
			w.end()
		}
	})
}

// sampleShares samples until the PSS of all is known, which on a slow machine is
// not at once: large processes have to wait until there is time to spend.
func sampleShares(t *testing.T, src Source, all []Process) []Usage {
	t.Helper()
	s := NewSampler(src)
	for end := time.Now().Add(20 * time.Second); ; after(50 * time.Millisecond) {
		got := s.Sample(time.Now(), all).Processes
		if len(got) == len(all) && !slices.ContainsFunc(got, func(u Usage) bool { return u.PSS < 0 }) {
			return got
		}
		if time.Now().After(end) {
			t.Fatalf("%d processes of %d have a PSS", len(got), len(all))
		}
	}
}

func TestSharedMemoryCountsOnceInPSS(t *testing.T) {
	t.Parallel()
	withEither(t, func(t *testing.T, kind sourceKind) {
		t.Helper()
		c := startPart(t, self(t), "share")
		alone := watchBy(kind.open(), c).usage(t)
		c.ask(t, "fork")
		tree := append(childrenOf(t, c.PID), c.Process)
		if len(tree) != 4 {
			t.Fatalf("processes = %d, want 4", len(tree))
		}
		var pss, rss, uss int64
		for _, u := range sampleShares(t, kind.open(), tree) {
			pss, rss, uss = pss+u.PSS, rss+int64(u.RSS), uss+u.USS
		}
		if grown := pss - alone.PSS; grown < 99<<20 || grown > 110<<20 {
			t.Errorf("sum of PSS grew by %d MiB, want 100 to 110", grown>>20)
		}
		if rss < 400<<20 || uss > 50<<20 {
			t.Errorf("sums of RSS and USS = %d and %d MiB, want at least 400 and little", rss>>20, uss>>20)
		}
	})
}
