package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

func TestMissedSamplesAreSaidAndNotCutOff(t *testing.T) {
	s := observedTree([]int{4711}, nil, 2, 12)
	for missed, want := range map[int]string{
		0:  "Poolscope itself: 2.1 % of a core, 85.0 MiB",
		1:  "Poolscope itself: 2.1 % of a core, 85.0 MiB, 1 sample missed",
		12: "Poolscope itself: 2.1 % of a core, 85.0 MiB, 12 samples missed",
	} {
		s.Missed = missed
		if got := selfText(s); got != want {
			t.Errorf("text = %q, want %q", got, want)
		}
		if got := observedSelf(s); got != want {
			t.Errorf("text of what is observed = %q, want %q", got, want)
		}
	}
	s.Missed = 1234
	o := newObserving(t, small())
	line := o.w.status
	line.set(s)
	for _, c := range []struct {
		width    float32
		pool     bool // has its room
		selfFits bool
	}{{1400, true, true}, {700, false, false}} {
		line.texts.Resize(fyne.NewSize(c.width, 30))
		line.texts.Refresh()
		pool, self := line.texts.Objects[0].Size().Width, line.texts.Objects[1].Size().Width
		if fits := self >= widthOf(line.self); pool+self > c.width+1 || fits != c.selfFits || !c.selfFits && self > mostSelf {
			t.Errorf("%v wide: texts have %v and %v, which fits %v; want that to be %v", c.width, pool, self, fits, c.selfFits)
		}
		if fits := pool >= widthOf(line.pool); c.pool && !fits {
			t.Errorf("%v wide: %q has %v and is cut", c.width, line.pool.Text, pool)
		}
	}
}

func TestThePeakIsToldByPSSWhereThatIsKnown(t *testing.T) {
	s := snapshot(9)
	s.Phase, s.Reaped, s.PeakRSS, s.PeakPSS = run.Ended, 4, 61<<20, 40<<20
	if got := poolText(s); !strings.HasSuffix(got, "peak 40.0 MiB PSS sampled") {
		t.Errorf("summary = %q, want the peak by PSS at its end", got)
	}
	s.PeakPSS = 0
	if got := poolText(s); !strings.HasSuffix(got, "peak 61.0 MiB RSS sampled") {
		t.Errorf("summary = %q, want the peak by RSS at its end", got)
	}
}

// statusParts are states of the status line, each with how the tips of its parts begin, "" for
// none.
func statusParts() []struct {
	name string
	text func() string
	tips []string
} {
	const since, cpu, memory, workers, frozen = "Time since", "Processor time of all workers since", "Memory of all", "Workers that live", "Workers in the pool"
	const reaped, exact, peak, stages = "Every process", "Processor time of all workers by", "The largest", "Workers are asked"
	shot := func(change func(*run.Snapshot)) func() string {
		s := snapshot(9)
		change(s)
		return func() string { return poolText(s) }
	}
	watched := func(change func(*run.Snapshot)) func() string {
		s := observedTree([]int{4711}, nil, 2, 12)
		change(s)
		return func() string { return poolText(s) }
	}
	over := func(s *run.Snapshot) {
		s.Phase, s.Reaped, s.PeakRSS, s.Counts.NotRun, s.Counts.Cancelled = run.Ended, s.Started, 1<<20, 3, 2
	}
	return []struct {
		name string
		text func() string
		tips []string
	}{
		{"running", shot(func(*run.Snapshot) {}), []string{since, cpu, memory, workers}},
		{"a worker stopped", shot(func(s *run.Snapshot) { s.Rows[0].State = "stopped" }), []string{since, cpu, memory, frozen}},
		{"held by a limit", shot(func(s *run.Snapshot) { s.Waiting = "the load is 9.0, and max_load is 4" }), []string{since, "Why no task", workers}},
		{"asked to end", shot(func(s *run.Snapshot) { s.Phase, s.StopAsked, s.Grace = run.Stopping, s.Elapsed, 3e9 }), []string{stages}},
		{"killed", shot(func(s *run.Snapshot) { s.Phase, s.StopAsked = run.Stopping, 0 }), []string{stages}},
		{"ended", shot(over), []string{reaped, "Tasks that had begun", "Tasks that never", exact, peak}},
		{"resumed", shot(func(s *run.Snapshot) { over(s); s.Counts.Before, s.CPUVague = 5, true }), []string{"Tasks that ended in", reaped, "Tasks that had begun", "Tasks that never", exact, peak}},
		{"resumed after failures", shot(func(s *run.Snapshot) { over(s); s.Counts.Before, s.Counts.Spoilt = 5, 2 }), []string{"Tasks that ended in", reaped, "Tasks that had begun", "Tasks that never", exact, peak}},
		{"observed", watched(func(*run.Snapshot) {}), []string{since, "Processes that live", "Processor time of all processes", memory, "Threads of all"}},
		{"a command that ended", watched(func(s *run.Snapshot) { s.Phase, s.Observed.Exit = run.Ended, &run.WatchedExit{Code: 3} }), []string{"Processes that live", "Processor time of all that", peak, "How the command"}},
		{"a command that was killed", watched(func(s *run.Snapshot) { s.Phase, s.Observed.Exit = run.Ended, &run.WatchedExit{Signal: "SIGKILL"} }), []string{"Processes that live", "Processor time of all that", peak, "How the command"}},
		{"Poolscope itself", func() string { return selfText(snapshot(9)) }, []string{"What this window"}},
		{"the run that is shown", func() string { return shownWord() + "CPU and memory of 4 workers" }, []string{""}},
	}
}

func TestEachPartOfTheStatusLineHasItsTipInBothLanguages(t *testing.T) {
	for _, c := range statusParts() {
		var english []columnNote
		for part := range strings.SplitSeq(c.text(), partGap) {
			english = append(english, partNote(part))
		}
		if len(english) != len(c.tips) {
			t.Errorf("%s: %q has %d parts, want %d", c.name, c.text(), len(english), len(c.tips))
			continue
		}
		for i, want := range c.tips {
			if got := english[i].text; !strings.HasPrefix(got, want) || (got == "") != (want == "") {
				t.Errorf("%s: tip of part %d of %q = %q, want %q …", c.name, i, c.text(), got, want)
			}
		}
		t.Run(c.name, func(t *testing.T) {
			speakGerman(t)
			parts := strings.Split(c.text(), partGap)
			if len(parts) != len(english) {
				t.Fatalf("%q has %d parts, want %d", c.text(), len(parts), len(english))
			}
			for i, part := range parts {
				if got, want := partNote(part), (columnNote{tr.T(english[i].text), english[i].topic}); got != want {
					t.Errorf("tip of %q = %q about %q, want %q about %q", part, got.text, got.topic, want.text, want.topic)
				}
			}
		})
	}
}
