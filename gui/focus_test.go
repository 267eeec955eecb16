package gui

import (
	"math"
	"slices"
	"testing"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// workersOf is a run of n workers that use a core each, but for one that uses a fifth of
// one, and of another one the memory grows.
func workersOf(n int) *run.Snapshot {
	s := snapshot(8)
	s.Rows, s.Lanes, s.Slots = nil, nil, n
	for i := 1; i <= n; i++ {
		r := row(1, 0.2)
		r.Worker, r.Number, r.Slot = "Process-"+countText(i), i, i
		r.CPUSeries, r.RSSSeries = run.Series{}, run.Series{}
		for t := 0.1; t < 8; t += 0.1 {
			cpu, rss := 0.95+0.04*math.Sin(t*float64(i)), 20e6+1e5*float64(i%7)
			if i == n/2 {
				cpu = 0.2
			}
			if i == 3 {
				rss += 1e7 * t
			}
			r.CPUSeries.T, r.CPUSeries.V = append(r.CPUSeries.T, t), append(r.CPUSeries.V, cpu)
			r.RSSSeries.T, r.RSSSeries.V = append(r.RSSSeries.T, t), append(r.RSSSeries.V, rss)
		}
		s.Rows = append(s.Rows, r)
		l := lane(1, 8)
		l.Slot, l.Number, l.Worker = i, i, r.Worker
		for j := range l.Bars {
			l.Bars[j].Number = i
		}
		s.Lanes = append(s.Lanes, l)
	}
	return s
}

// outstanding returns the names of a band's lines that are not faint, and its labels.
func outstanding(b chart.Band) (lit, labels []string) {
	for _, s := range b.Series {
		if !s.Faint {
			lit = append(lit, s.Name)
		}
		if s.Label != "" {
			labels = append(labels, s.Label)
		}
	}
	return lit, labels
}

func TestFewLinesAreAllAlike(t *testing.T) {
	for _, b := range highBands(newestPicture(workersOf(plainLines), ofOneCore)) {
		if lit, labels := outstanding(b); len(lit) != plainLines || len(labels) != 0 || b.Rows {
			t.Errorf("%s: %d of %d lines stand out, labels %q", b.Title, len(lit), plainLines, labels)
		}
	}
}

func TestOfMoreLinesTheOutliersStandOutAndAreNamed(t *testing.T) {
	for _, n := range []int{6, 16} {
		bands := highBands(newestPicture(workersOf(n), ofOneCore))
		lit, labels := outstanding(bands[0])
		if want := []string{"Process-" + countText(n/2)}; len(lit) != n || !slices.Equal(labels, want) || !bands[0].Rows {
			t.Errorf("CPU of %d: rows %v, %q stand out, %q are named, want a row each and %s named", n, bands[0].Rows, lit, labels, want)
		}
		if !slices.IsSortedFunc(bands[0].Series, func(a, b chart.Series) int { return a.Style - b.Style }) {
			t.Errorf("CPU of %d: the rows are not in the order of the lanes", n)
		}
		lit, labels = outstanding(bands[1])
		if want := []string{"Process-3"}; !slices.Equal(lit, want) || !slices.Equal(labels, want) || bands[1].Rows {
			t.Errorf("memory of %d: %q stand out, %q are named, want %s", n, lit, labels, want)
		}
	}
}

func TestOfManyWorkersEachIsARowTheHighestFirst(t *testing.T) {
	for _, n := range []int{17, 64, 256} {
		d := newestPicture(workersOf(n), ofOneCore)
		bands := highBands(d)
		cpu, last := bands[0], bands[0].Series[n-1]
		if _, labels := outstanding(cpu); !cpu.Rows || last.Style != style(n/2) || !slices.Equal(labels, []string{last.Name}) {
			t.Errorf("%d: rows %v, the last is %s, %q are named, want the one that is idle last and named", n, cpu.Rows, last.Name, labels)
		}
		for i, s := range cpu.Series[:n/2-1] {
			if s.Style != i {
				t.Errorf("%d: row %d is of style %d, want rows that are alike to stay in their order", n, i, s.Style)
				break
			}
		}
		if lit, labels := outstanding(bands[1]); bands[1].Rows || !slices.Equal(lit, []string{"Process-3"}) || !slices.Equal(labels, lit) {
			t.Errorf("%d: of the memory %q stand out, %q are named, want Process-3", n, lit, labels)
		}
		if len(d.Legend) != 0 {
			t.Errorf("%d: the legend has %d names, want none", n, len(d.Legend))
		}
		if got := d.Lanes[4].Bars[0].Style; got != chart.Crowd {
			t.Errorf("%d: style of a bar = %d, want that of a crowd", n, got)
		}
	}
}

func TestTheShadesOfManyRowsEndNearWhatTheyShow(t *testing.T) {
	s := workersOf(64)
	for i := range s.Rows {
		for j := range s.Rows[i].CPUSeries.V {
			s.Rows[i].CPUSeries.V[j] = 0.03 // of a core, as of 64 workers on two
		}
	}
	b := highBands(newestPicture(s, ofOneCore))[0]
	if !b.Rows || !b.Over || b.Max != 10 {
		t.Errorf("rows %v, over %v, the shades end at %v, want 10 where each has 3 %%", b.Rows, b.Over, b.Max)
	}
	if few := highBands(newestPicture(workersOf(16), ofOneCore))[0]; few.Over || few.Max != 100 {
		t.Errorf("plots of 16 end at %v, want 100", few.Max)
	}
}

func TestWhatIsSelectedStandsOutAndAllElseRecedes(t *testing.T) {
	for _, n := range []int{4, 12} {
		s := workersOf(n)
		for _, b := range highBands(picture(s, sight{scale: ofOneCore, to: 8, selected: 2})) {
			if lit, _ := outstanding(b); !slices.Equal(lit, []string{"Process-2"}) || !b.Series[1].Bold {
				t.Errorf("%s of %d: %q stand out, want Process-2", b.Title, n, lit)
			}
		}
		for _, b := range highBands(picture(s, sight{scale: ofOneCore, to: 8, selected: 99})) {
			if lit, _ := outstanding(b); n == 4 && len(lit) != n {
				t.Errorf("%s: with a selection that is not seen %q stand out, want all", b.Title, lit)
			}
		}
	}
	d := picture(workersOf(64), sight{scale: ofOneCore, to: 8, selected: 7})
	if _, labels := outstanding(highBands(d)[0]); !slices.Contains(labels, "Process-7") {
		t.Errorf("of 64 rows %q are named, want the selected one among them", labels)
	}
	if got := d.Lanes[6].Bars[0].Style; got != style(7) {
		t.Errorf("bars of the selected lane have style %d, want its own, %d", got, style(7))
	}
}

func TestLinesOutsideOfWhatIsShownAreLeftOut(t *testing.T) {
	s := workersOf(4)
	s.Rows[3].RSSSeries.T = []float64{6, 7}
	s.Rows[3].RSSSeries.V = []float64{1, 1}
	for _, c := range []struct {
		from, to float64
		want     int
	}{{0, 8, 4}, {0, 5, 3}, {7.5, 8, 3}} {
		if got := len(seenLines(s, c.from, c.to)); got != c.want {
			t.Errorf("lines between %v and %v = %d, want %d", c.from, c.to, got, c.want)
		}
	}
}

func TestBarsMayBeColouredByState(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(8))
	s.w.colourItems[byState].Action()
	if !s.w.colourItems[byState].Checked || s.w.colourItems[byWorker].Checked || s.w.prefs.colours() != byState {
		t.Errorf("by state is checked %v and remembered as %q, want both", s.w.colourItems[byState].Checked, s.w.prefs.colours())
	}
	d := picture(s.w.drawn, sight{scale: ofOneCore, colours: s.w.live.colours, to: 8})
	bars := d.Lanes[0].Bars
	for i, want := range map[int]int{0: chart.DoneBars, 4: chart.FailedBars, 6: chart.EndedBars, len(bars) - 1: chart.OpenBars} {
		if bars[i].Style != want {
			t.Errorf("bar %d has style %d, want %d", i, bars[i].Style, want)
		}
	}
	if d.Legend[0].Name != "running" || d.Legend[4].Name != "Process-1" {
		t.Errorf("legend = %v, want the states, then the workers", d.Legend)
	}
	s.w.prefs.store.SetString(colourKey, "what somebody wrote")
	if got := s.w.prefs.colours(); got != byWorker {
		t.Errorf("colours of an unknown wish = %q, want by worker", got)
	}
	s.end()
}

func TestEachStateHasAColour(t *testing.T) {
	for state, want := range map[launcher.State]int{
		launcher.Running: chart.OpenBars, launcher.Done: chart.DoneBars, launcher.Failed: chart.FailedBars,
		launcher.TimedOut: chart.EndedBars, launcher.Killed: chart.EndedBars, launcher.Cancelled: chart.EndedBars,
	} {
		if got := stateStyle(state); got != want {
			t.Errorf("style of %s = %d, want %d", state, got, want)
		}
	}
}

func TestSlimBandsTellTheQueueAndThePool(t *testing.T) {
	s := snapshot(8)
	s.Queued = run.Series{T: []float64{1, 2}, V: []float64{163, 159}}
	s.Running = run.Series{T: []float64{1, 2}, V: []float64{3, 4}}
	s.PoolMem, s.PoolKind = run.Series{T: []float64{1, 2}, V: []float64{1e7, 2e7}}, "PSS"
	limits := []chart.Limit{{At: 1e8, Name: "limit"}}
	got := map[string]chart.Band{}
	for _, b := range picture(s, sight{scale: ofOneCore, to: 8, limits: limits}).Bands {
		if b.Slim != chart.High {
			got[b.Title] = b
		}
	}
	for title, top := range map[string]float64{"Queued": 163, "Running": 4, "Pool": 2, "Pool PSS": 0} {
		if b, ok := got[title]; !ok || b.Max != top || len(b.Series) != 1 {
			t.Errorf("%s: %+v, want one line to %v", title, b, top)
		}
	}
	if got["Pool"].Unit != "2 cores" || len(got["Pool PSS"].Limits) != 1 || !got["Pool PSS"].Bytes {
		t.Errorf("pool = %+v and %+v, want 2 cores, and the limits", got["Pool"], got["Pool PSS"])
	}
	s.Observed = &run.Observed{}
	for _, b := range picture(s, sight{scale: ofOneCore, to: 8}).Bands {
		if b.Title == "Queued" || b.Title == "Pool" {
			t.Errorf("what is observed has a band %s", b.Title)
		}
	}
}

func TestCoresThatHangTogetherStandTogether(t *testing.T) {
	two := []metrics.CorePlace{ // two sockets with two cores of two threads each
		{Core: 0, Package: 0, CoreID: 0, Siblings: []int{0, 4}},
		{Core: 1, Package: 1, CoreID: 0, Siblings: []int{1, 5}},
		{Core: 2, Package: 0, CoreID: 1, Siblings: []int{2, 6}},
		{Core: 3, Package: 1, CoreID: 1, Siblings: []int{3, 7}},
		{Core: 4, Package: 0, CoreID: 0, Siblings: []int{0, 4}},
		{Core: 5, Package: 1, CoreID: 0, Siblings: []int{1, 5}},
		{Core: 6, Package: 0, CoreID: 1, Siblings: []int{2, 6}},
		{Core: 7, Package: 1, CoreID: 1, Siblings: []int{3, 7}},
	}
	var hybrid []metrics.CorePlace
	for n := range 8 {
		place := metrics.CorePlace{Core: n, CoreID: n, Siblings: []int{n}, Kind: metrics.Efficiency}
		if n >= 4 { // fast ones behind the others, as some machines number them
			place.Kind, place.Siblings = metrics.Performance, []int{n &^ 1, n | 1}
		}
		hybrid = append(hybrid, place)
	}
	s := snapshot(2)
	s.Cores, s.CoreWho = make([]run.Series, 8), nil
	for name, c := range map[string]struct {
		places []metrics.CorePlace
		order  []int
		twins  []bool
		names  []string
		groups []string
	}{
		"sockets": {
			two,
			[]int{0, 4, 2, 6, 1, 5, 3, 7},
			[]bool{false, true, false, true, false, true, false, true},
			[]string{"Core 0", "Core 7"},
			[]string{"Socket 0", "Socket 1"},
		},
		"hybrid": {
			hybrid,
			[]int{4, 5, 6, 7, 0, 1, 2, 3},
			[]bool{false, true, false, true, false, false, false, false},
			[]string{"P-core 4", "E-core 3"},
			[]string{"P-cores", "E-cores"},
		},
		"unknown":         {nil, []int{0, 1, 2, 3, 4, 5, 6, 7}, make([]bool, 8), []string{"Core 0", "Core 7"}, []string{"", ""}},
		"another machine": {[]metrics.CorePlace{{Core: 99}}, []int{0, 1, 2, 3, 4, 5, 6, 7}, make([]bool, 8), []string{"Core 0", "Core 7"}, []string{"", ""}},
	} {
		got := strips(s, sight{places: c.places})
		for i := range got {
			if got[i].Number != c.order[i] || got[i].Twin != c.twins[i] {
				t.Errorf("%s: strip %d is core %d, a twin %v, want %d, %v", name, i, got[i].Number, got[i].Twin, c.order[i], c.twins[i])
			}
		}
		if got[0].Name != c.names[0] || got[7].Name != c.names[1] || got[0].Group != c.groups[0] || got[7].Group != c.groups[1] {
			t.Errorf("%s: from %s of %q to %s of %q, want %q of %q", name, got[0].Name, got[0].Group, got[7].Name, got[7].Group, c.names, c.groups)
		}
	}
}

func TestTheSmallerLimitOfMemoryHolds(t *testing.T) {
	for _, c := range []struct {
		machine int64
		group   uint64
		want    float64
	}{{8 << 30, 0, 8 << 30}, {8 << 30, 1 << 30, 1 << 30}, {8 << 30, 16 << 30, 8 << 30}, {metrics.Unknown, 1 << 30, 1 << 30}, {metrics.Unknown, 0, 0}} {
		s := snapshot(1)
		s.Machine.Memory.Total = c.machine
		got := 0.0
		for _, l := range memoryLimits(s, func() (uint64, bool) { return c.group, c.group > 0 }) {
			got += l.At
		}
		if got != c.want {
			t.Errorf("limit of a machine of %d and a group of %d = %v, want %v", c.machine, c.group, got, c.want)
		}
	}
}
