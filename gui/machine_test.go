package gui

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// twoKinds is a machine of so many cores: the first half are performance cores, two of
// which are one physical core, the last one is offline.
func twoKinds(n int) metrics.Topology {
	t := metrics.Topology{Model: "Example Processor X1 with \x1b many cores"}
	for i := range n {
		c := metrics.CorePlace{Core: i, Online: i < n-1, Package: 0, Kind: metrics.Efficiency, Siblings: []int{i}, MaxMHz: math.NaN()}
		if i < n/2 {
			c.Kind, c.Siblings = metrics.Performance, []int{i &^ 1, i | 1}
		}
		t.Cores = append(t.Cores, c)
	}
	return t
}

// machineAt is a reading of a machine of so many cores.
func machineAt(at time.Time, n int) run.MachineReading {
	r := run.MachineReading{Machine: metrics.Machine{
		At: at, Load: [3]float64{1.5, 0.25, 12}, Running: 3, Blocked: metrics.Unknown,
		Memory: metrics.Memory{Total: 16 << 30, Used: 5 << 30, Available: 11 << 30},
		Swap:   metrics.Swap{Total: 0, Used: 0},
	}}
	unknown := metrics.Stall{Avg10: math.NaN(), Share: math.NaN()}
	r.CPUPressure = metrics.Pressure{Some: metrics.Stall{Avg10: 0.123, Share: 0.2}, Full: unknown}
	r.MemoryPressure = metrics.Pressure{Some: metrics.Stall{Avg10: 0, Share: math.NaN()}, Full: metrics.Stall{}}
	r.IOPressure = metrics.Pressure{Some: unknown, Full: unknown}
	for i := range n {
		busy := float64(i%10) / 10
		u := metrics.CoreUsage{Online: true, Busy: busy, User: busy / 2, Nice: busy / 4, System: busy / 8, IRQ: busy / 8, Wait: 0.05, Steal: math.NaN()}
		if i == n-1 {
			u = unreadCore()
		}
		r.Cores = append(r.Cores, u)
		r.Frequencies = append(r.Frequencies, 2400+float64(i))
	}
	return r
}

func TestTheCoresAreCountedInEveryWayThatIsKnown(t *testing.T) {
	plainCore := func(n int) metrics.CorePlace {
		return metrics.CorePlace{Core: n, Online: true, Package: metrics.Unknown, CoreID: metrics.Unknown}
	}
	for _, tt := range []struct {
		topology metrics.Topology
		want     string
	}{
		{metrics.Topology{}, "Its cores are not told."},
		{metrics.Topology{Cores: []metrics.CorePlace{plainCore(0)}}, "1 core"},
		{metrics.Topology{Cores: []metrics.CorePlace{plainCore(0), plainCore(1)}}, "2 cores"},
		{twoKinds(8), "7 cores, 5 physical (SMT: cores that share one slow each other down), 4 performance and 3 efficiency, 1 package, 1 offline"},
	} {
		if got := topologyText(tt.topology); got != tt.want {
			t.Errorf("text = %q, want %q", got, tt.want)
		}
	}
}

func TestATableOfCoresHasARowForEachAndNoColumnThatSaysNothing(t *testing.T) {
	test.NewTempApp(t)
	table := newCoreTable()
	table.setTopology(twoKinds(8))
	table.set(machineAt(time.Unix(1, 0), 8))
	cells := func(row int) []string {
		var texts []string
		for _, c := range table.columns {
			texts = append(texts, c.text(table.rows[row]))
		}
		return texts
	}
	if len(table.rows) != 8 {
		t.Fatalf("rows = %d, want 8", len(table.rows))
	}
	for row, want := range map[int][]string{
		3: {"3", "performance", "2", "2403", "30.0", "22.5", "7.5", "5.0", ""},
		6: {"6", "efficiency", "", "2406", "60.0", "45.0", "15.0", "5.0", ""},
		7: {"7", "efficiency", "", "2407", "offline", "", "", "", ""},
	} {
		if got := cells(row); !slices.Equal(got, want) {
			t.Errorf("row %d = %q, want %q", row, got, want)
		}
	}
	table.setTopology(metrics.Topology{})
	if got := len(table.columns); got != 7 {
		t.Errorf("columns of a machine that tells no kinds, siblings and packages = %d, want 7", got)
	}
}

func TestEveryCellOfTheCoresFits(t *testing.T) {
	s := newStage(t, small())
	wide := coreRow{
		number: 4095, mhz: 99999, usage: metrics.CoreUsage{Online: true, Busy: 1, User: 1, System: 1, Wait: 1, Steal: 1},
		place: metrics.CorePlace{Kind: metrics.Performance, Package: 127, Siblings: []int{1, 4095, 4094, 4093}},
	}
	size := s.w.app.Settings().Theme().Size(theme.SizeNameText)
	topology := twoKinds(4)
	topology.Cores[0].Package = 3
	for _, c := range coreColumns(topology) {
		room := c.width - 2*cellSide
		if c.bar != nil {
			room -= coreBar
		}
		for text, style := range map[string]fyne.TextStyle{c.text(wide): {}, c.title: {Bold: true}} {
			if need := fyne.MeasureText(text, size, style).Width; need > room && (text != c.title || need > c.width-2*cellSide) {
				t.Errorf("column %q: %q needs %.0f, there are %.0f", c.title, text, need, room)
			}
		}
	}
}

func TestTheMachineIsSaidInNumbersAndWhatTheyMean(t *testing.T) {
	test.NewTempApp(t)
	facts := machineFacts(machineAt(time.Unix(1, 0), 8))
	for name, want := range map[string]string{
		"Over 1, 5 and 15 minutes": "1.50   0.25   12.00", "Threads on a core or ready": "3", "Threads waiting for a disk": "n/a",
		"Used": "5.0 GiB of 16.0 GiB", "Available": "11.0 GiB", "Swap used": "there is none",
		"Cores: some waited": "12.3 %, now 20.0 %", "Memory: some waited": "0.0 %", "Memory: all waited": "0.0 %, now 0.0 %",
		"Disks: some waited": "n/a", "Disks: all waited": "n/a",
	} {
		if got := valueOf(t, facts, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	size := fyne.CurrentApp().Settings().Theme().Size
	for _, f := range facts {
		style := fyne.TextStyle{Bold: factLook(f.kind).bold}
		width := fyne.MeasureText(f.name+f.value, size(factLook(f.kind).size), style).Width
		if width > machineFactsWidth-detailFrame-2*factSide {
			t.Errorf("%q %q is %.0f wide, want at most %d", f.name, f.value, width, machineFactsWidth-detailFrame-2*factSide)
		}
	}
}

func TestTheReasonForFewerCoresIsSaid(t *testing.T) {
	less := cores.Account{Machine: 8, Online: 8, Quota: 1.5, QuotaGroup: "/build", Usable: 1.5}
	if got, want := mayUseText(less), "Poolscope may use 1.5 of 8 cores: the CPU quota of control group /build."; got != want {
		t.Errorf("sheet = %q, want %q", got, want)
	}
	if got, want := autoText(2, less), "auto: 2 workers, as Poolscope may use 1.5 of 8 cores: the CPU quota of control group /build"; got != want {
		t.Errorf("form = %q, want %q", got, want)
	}
	all := cores.Account{Machine: 8, Online: 8, Quota: math.Inf(1), Usable: 8}
	if got, want := autoText(8, all), "auto: 8 workers, one a core"; got != want {
		t.Errorf("form = %q, want %q", got, want)
	}
	if got, want := mayUseText(all), "Poolscope may use all 8 cores."; got != want {
		t.Errorf("sheet = %q, want %q", got, want)
	}
	untold := cores.Account{Machine: cores.Unknown, Online: cores.Unknown, Quota: math.Inf(1), Usable: 4}
	if got, want := autoText(4, untold), "auto: 4 workers, one a core"; got != want {
		t.Errorf("form = %q, want %q", got, want)
	}
}

// until plays what is posted until something holds.
func (s *stage) until(what string, holds func() bool) {
	s.t.Helper()
	for range 20 {
		if holds() {
			return
		}
		s.play()
	}
	s.t.Fatalf("%s: not after 20 changes", what)
}

func TestTheMachineIsReadWhileNothingRunsAndNoLongerThanItsSheet(t *testing.T) {
	s := newStage(t, small())
	item := s.item("View", "This machine …")
	if key, _ := item.Shortcut.(fyne.KeyboardShortcut); key == nil || keyText(key) != "Ctrl+M" {
		t.Errorf("shortcut = %v, want Ctrl+M", item.Shortcut)
	}
	item.Action()
	sheet := s.w.machine
	s.until("a second reading and the hardware", func() bool {
		return len(sheet.shown.Cores) > 0 && !math.IsNaN(sheet.shown.Cores[0].Busy) && sheet.may.Text != ""
	})
	if !covered(s.w.win) || sheet.model.Text == "" || !strings.HasPrefix(sheet.may.Text, "Poolscope may use ") {
		t.Errorf("model %q, may use %q, want both on a sheet", sheet.model.Text, sheet.may.Text)
	}
	if rows, _ := sheet.cores.Length(); rows == 0 {
		t.Error("no row for any core")
	}
	test.Tap(s.w.win.Canvas().Focused().(*sheetButton))
	if s.w.machine != nil {
		t.Error("closed, it is still kept")
	}
	s.readersEnd()
}

// readersEnd waits until whoever posts has ended, and plays what is posted by then.
func (s *stage) readersEnd() {
	s.t.Helper()
	ended := make(chan struct{})
	go func() {
		s.w.pumps.Wait()
		close(ended)
	}()
	for limit := time.After(10 * time.Second); ; {
		select {
		case <-ended:
			return
		case f := <-s.posts:
			f()
		case <-limit:
			s.t.Fatal("a reader goes on after 10 s")
		}
	}
}

func TestTheMachineOfARunIsThatOfItsSnapshots(t *testing.T) {
	s := running(t)
	send := func(at float64, m run.MachineReading) {
		snap := snapshot(at)
		snap.Machine, snap.Frequencies = m.Machine, m.Frequencies
		s.w.show(frame{snapshot: snap, texts: true})
	}
	send(5, machineAt(time.Unix(5, 0), 8))
	s.w.machineTapped()
	sheet := s.w.machine
	if !sheet.shown.At.Equal(time.Unix(5, 0)) || sheet.alone {
		t.Errorf("shown = %v, a reader of its own = %v, want the snapshot's and none", sheet.shown.At, sheet.alone)
	}
	send(6, machineAt(time.Unix(6, 0), 8))
	if !sheet.shown.At.Equal(time.Unix(6, 0)) {
		t.Errorf("shown = %v, want the newest", sheet.shown.At)
	}
	close(s.sessions[0].snapshots)
	s.until("a reading of its own after the end", func() bool { return sheet.alone && sheet.shown.At.After(time.Unix(1000, 0)) })
	sheet.end()
	s.readersEnd()
}

func TestAWindowThatClosesEndsTheReaders(t *testing.T) {
	s := newStage(t, small())
	s.w.machineTapped()
	s.w.machineOff()
	s.readersEnd()
}

func TestEscapeClosesTheMachine(t *testing.T) {
	s := newStage(t, small())
	s.w.machineTapped()
	s.w.win.Canvas().Focused().(*sheetButton).TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.w.machine != nil {
		t.Error("the sheet is still open")
	}
	s.readersEnd()
}

// TestTheMachineIsDrawn draws machines of 2 and of 128 cores. POOLSCOPE_CAPTURES keeps
// the pictures.
func TestTheMachineIsDrawn(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		for _, n := range []int{2, 128} {
			s := newStage(t, small())
			s.w.lookChosen(look)
			s.w.machineTapped()
			sheet := s.w.machine
			sheet.end()
			s.readersEnd()
			topology := twoKinds(n)
			sheet.setHardware(hardware{topology, cores.Account{Machine: n, Online: n, Quota: 1.5, QuotaGroup: "/build", Usable: 1.5}})
			sheet.set(machineAt(time.Unix(1, 0), n))
			s.resize(small())
			s.capture(fmt.Sprintf("%s-1024-machine-%d", look, n))
			if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "Busy %") || !strings.Contains(text, "1.5 of ") {
				t.Errorf("of %d cores the sheet says %q", n, text)
			}
		}
	}
}
