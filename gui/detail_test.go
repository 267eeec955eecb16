package gui

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// lookSession is a run that can be asked to look at a row.
type lookSession struct {
	*fakeSession
	looks []int
}

func (s *lookSession) Look(number int) { s.looks = append(s.looks, number) }

// looking has the stage's run remember whom it was asked to look at.
func (s *stage) looking() *lookSession {
	l := &lookSession{fakeSession: s.sessions[len(s.sessions)-1]}
	s.w.session = l
	return l
}

// detailed is a snapshot in which all is known of the first worker, and of its threads.
func detailed(at float64) *run.Snapshot {
	s := snapshot(at)
	r := &s.Rows[0]
	r.Started = seconds(0.3)
	r.Usage = metrics.Usage{
		PID: r.PID, Processes: 3, CPU: 1.25, CPUTime: seconds(2), RSS: 128 << 20, Threads: 7, Core: 1, State: "running",
		Voluntary: 12.34, Involuntary: 3, MainEnded: true, PeakRSS: 150 << 20, PSS: 64 << 20, USS: 32 << 20,
		ReadBytes: 5 << 20, WriteBytes: 0, StorageRead: metrics.Unknown, StorageWritten: 1 << 30, Descriptors: 1234, Nice: -5,
		Affinity: metrics.Affinity{Cores: 3, List: "0,2-3"}, Migrations: 0.25,
	}
	s.Detail = &run.Detail{Number: 1, PID: r.PID, Threads: []metrics.Thread{
		{PID: r.PID, TID: r.PID, Name: "main", CPU: 0.25, CPUTime: seconds(0.5), Core: 0, State: "sleeping"},
		{PID: r.PID, TID: 4194304, Name: "new\x1b[31m one", CPU: math.NaN(), CPUTime: 0, Core: metrics.Unknown, State: "running"},
		{PID: 5000, TID: 5001, Name: "burner", CPU: 0.999, CPUTime: seconds(7300), Core: 1, State: "running"},
	}}
	return s
}

func valueOf(t *testing.T, facts []fact, name string) string {
	t.Helper()
	at := slices.IndexFunc(facts, func(f fact) bool { return f.name == name })
	if at < 0 {
		t.Errorf("no %q among the details", name)
		return ""
	}
	return facts[at].value
}

func TestDetailsSayAllThatIsReadOfAWorker(t *testing.T) {
	test.NewTempApp(t)
	s := detailed(4)
	facts := detailFacts(s, s.Rows[0], ofOneCore)
	for name, want := range map[string]string{
		"PID": "4711", "Parent": "Poolscope", "State": "running", "Started": "at 300 ms", "Processes": "3",
		"CPU now": "125.0 % of one core", "CPU in total": "~ 2.00 s", "Threads": "7", "Core": "1",
		"RSS": "128.0 MiB", "PSS": "64.0 MiB", "USS": "32.0 MiB", "Peak RSS": "~ 11.0 MiB",
		"Switches, voluntary": "12.3 a second", "Switches, involuntary": "3.0 a second", "Migrations": "0.2 a second",
		"Allowed cores": "0,2-3 (3 cores)", "Nice": "-5", "Read by system calls": "5.0 MiB", "Written by system calls": "0.0 KiB",
		"Read from storage": "n/a", "Written to storage": "1.0 GiB", "Open descriptors": "1,234",
	} {
		if got := valueOf(t, facts, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if text := factText(facts); !strings.Contains(text, "Its main thread has ended, others run.") || !strings.Contains(text, "adds up to more than there is") {
		t.Errorf("want what is odd of its state, and why RSS is no sum, in\n%s", text)
	}
	if got := valueOf(t, detailFacts(s, s.Rows[0], ofMachine), "CPU now"); got != "62.5 % of the machine" {
		t.Errorf("CPU now = %q, want 62.5 %% of the machine", got)
	}
}

// factText is all names and values, a line a row.
func factText(facts []fact) string {
	var b strings.Builder
	for _, f := range facts {
		fmt.Fprintln(&b, f.name, f.value, strings.Join(f.cells[:], " "))
	}
	return strings.ReplaceAll(b.String(), "  \n", " ")
}

func TestThreadsStandWithTheBusiestFirst(t *testing.T) {
	test.NewTempApp(t)
	s := detailed(4)
	var got []string
	for _, f := range threadFacts(s, s.Rows[0], ofOneCore) {
		if f.kind == threadFact {
			got = append(got, strings.Join(f.cells[:], "|"))
		}
	}
	want := []string{"burner|5001|running|1|99.9|7300", "main|4711|sleeping|0|25.0|0.50"}
	if len(got) != 3 || !slices.Equal(got[:2], want) {
		t.Fatalf("threads = %q, want %q and the new one", got, want)
	}
	if name := strings.Split(got[2], "|"); !strings.HasPrefix(name[0], `new\x1B`) || name[3] != "" || name[4] != "" {
		t.Errorf("the new one = %q, want visible bytes, no core and no CPU yet", got[2])
	}
}

func TestWhatIsNotKnownIsNotTakenForNothing(t *testing.T) {
	test.NewTempApp(t)
	s := snapshot(4)
	s.Rows[0].Usage, s.Rows[0].CPUTime, s.Rows[0].PeakRSS = metrics.Unread(4711), 0, 0
	facts := detailFacts(s, s.Rows[0], ofOneCore)
	for _, name := range []string{
		"CPU now", "CPU in total", "Threads", "Core", "RSS", "PSS", "USS", "Peak RSS", "Switches, voluntary", "Switches, involuntary",
		"Migrations", "Allowed cores", "Nice", "Read by system calls", "Written by system calls", "Read from storage", "Written to storage", "Open descriptors",
	} {
		if got := valueOf(t, facts, name); got != "n/a" {
			t.Errorf("%s = %q, want n/a", name, got)
		}
	}
	if text := factText(facts); !strings.Contains(text, "They are read with the next sample.") {
		t.Error("want a word on where the threads are")
	}
}

func TestDetailsOfAWorkerThatHasEndedAreItsTotals(t *testing.T) {
	test.NewTempApp(t)
	s := snapshot(4)
	facts := detailFacts(s, s.Rows[2], ofOneCore)
	for name, want := range map[string]string{"State": "ended, SIGKILL", "CPU in total": "4.32 s", "Peak RSS": "15.0 MiB"} {
		if got := valueOf(t, facts, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if text := factText(facts); strings.Contains(text, "n/a") || strings.Contains(text, "CPU now") {
		t.Errorf("want no reading of what is gone in\n%s", text)
	}
}

func TestDetailsOfAnObservedProcessSayWhoseItIs(t *testing.T) {
	test.NewTempApp(t)
	s := snapshot(4)
	s.Observed = &run.Observed{}
	r := &s.Rows[0]
	r.Worker, r.Parent, r.Command = "sh\x1b", 17, "sh\x00-c\x00echo \x1b[31m\n\x00"
	facts := detailFacts(s, *r, ofOneCore)
	if got := valueOf(t, facts, "Parent"); got != "17" {
		t.Errorf("parent = %q, want 17", got)
	}
	if got := valueOf(t, facts, "Started"); got != "before it was observed" {
		t.Errorf("started = %q", got)
	}
	text := factText(facts)
	if !strings.Contains(text, `sh -c echo \x1B[31m\x0A`) || strings.Contains(text, "\x1b") {
		t.Errorf("want the command with visible bytes in\n%q", text)
	}
	r.Parent = 0
	if got := valueOf(t, detailFacts(s, *r, ofOneCore), "Parent"); got != "n/a" {
		t.Errorf("parent = %q, want n/a", got)
	}
}

func TestDetailsAreReadOnlyWhileTheyAreSeen(t *testing.T) {
	s := running(t)
	l := s.looking()
	s.w.live.pick(1)
	s.send(detailed(4.5))
	if len(l.looks) != 0 {
		t.Errorf("looked at %v while nobody sees it, want none", l.looks)
	}
	s.w.detailTapped()
	s.w.live.pick(2)
	s.send(detailed(5))
	s.w.tabs.SelectIndex(tasksTab)
	s.w.tabs.SelectIndex(liveTab)
	s.w.live.pick(2) // no longer
	s.w.live.pick(1)
	s.w.detailTapped()
	if want := []int{1, 2, 0, 2, 0, 1, 0}; !slices.Equal(l.looks, want) {
		t.Errorf("looked at %v, want %v", l.looks, want)
	}
	s.end()
}

func TestASessionThatCanNotLookIsNotAsked(t *testing.T) {
	s := running(t)
	s.w.session = bareSession{s.sessions[0]}
	s.w.detailTapped()
	s.w.live.pick(1)
	s.end()
}

func TestTheDetailsSayHowToFillThem(t *testing.T) {
	s := running(t)
	s.w.detailTapped()
	if text := shownText(s.w.live.detail.content); !strings.Contains(text, "Choose a row") {
		t.Errorf("without a choice the details say %q", text)
	}
	s.w.live.pick(1)
	if text := shownText(s.w.live.detail.content); !strings.Contains(text, "Process-1") || !strings.Contains(text, "4711") || strings.Contains(text, "Choose a row") {
		t.Errorf("of Process-1 the details say %q", text)
	}
	s.w.live.pick(99)
	if text := shownText(s.w.live.detail.content); !strings.Contains(text, "not in the table any more") {
		t.Errorf("of one that is gone the details say %q", text)
	}
	s.end()
}

func TestTheDetailsAreShownByMenuAndHiddenByTheirSign(t *testing.T) {
	s := running(t)
	item := s.item("View", "Details")
	if key, _ := item.Shortcut.(fyne.KeyboardShortcut); key == nil || keyText(key) != "Ctrl+D" {
		t.Errorf("shortcut = %v, want Ctrl+D", item.Shortcut)
	}
	wide := s.w.live.table.Size().Width
	item.Action()
	if got := s.w.live.table.Size().Width; !item.Checked || wide-got < detailWidth || got < 300 {
		t.Errorf("checked = %v, the table is %.0f wide and was %.0f; want %d less and something usable", item.Checked, got, wide, detailWidth)
	}
	if !s.w.prefs.detail() {
		t.Error("it is not remembered")
	}
	again := New(s.w.app, Options{Start: s.start, Memory: s.w.prefs.store, Post: s.w.post})
	if again.live.detail.content.Hidden || !again.detailItem.Checked {
		t.Error("the next window does not show them")
	}
	s.w.live.detail.closing.OnTapped()
	if got := s.w.live.table.Size().Width; item.Checked || got != wide || s.w.prefs.detail() {
		t.Errorf("closed: checked = %v, table %.0f wide, want %.0f; remembered = %v", item.Checked, got, wide, s.w.prefs.detail())
	}
	s.end()
}

func TestTheWindowWithDetailsFitsASmallScreen(t *testing.T) {
	s := running(t)
	s.w.detailTapped()
	s.w.live.pick(1)
	s.send(detailed(5))
	if got := s.w.win.Content().MinSize(); got.Width > 1024 || got.Height > 670 {
		t.Errorf("smallest size = %v, want within 1024x670", got)
	}
	s.end()
}

func TestEveryRowOfDetailsFitsThePane(t *testing.T) {
	s := newStage(t, small())
	snap := detailed(4)
	u := &snap.Rows[0].Usage
	u.CPU, u.Voluntary, u.Affinity = 255.999, 999999.9, metrics.Affinity{Cores: 4096, List: strings.Repeat("0,2,4,", 99)}
	u.ReadBytes, u.WriteBytes, u.StorageRead = 1000<<40, 1000<<40, 1000<<40
	th := &snap.Detail.Threads[0]
	th.Name, th.State, th.Core, th.CPU, th.CPUTime = "WWWWWWWWWWWWWWW", "disk wait", 4095, 1, seconds(999999)
	size := s.w.app.Settings().Theme().Size
	const room = detailWidth - detailFrame - 2*factSide
	for _, f := range detailFacts(snap, snap.Rows[0], ofMachine) {
		look := factLook(f.kind)
		style := fyne.TextStyle{Bold: look.bold}
		width := fyne.MeasureText(f.name, size(look.size), style).Width + fyne.MeasureText(f.value, size(look.size), style).Width
		if width > room {
			t.Errorf("%q %q is %.0f wide, want at most %d", f.name, f.value, width, room)
		}
		for i, column := range threadWidths() {
			if need := captionWidth(f.cells[i]); i > 0 && need > column {
				t.Errorf("cell %q is %.0f wide, want at most %.0f", f.cells[i], need, column)
			}
		}
	}
	if name := threadName(th.Name); captionWidth(name) > threadNameWidth() || !strings.HasSuffix(name, "…") {
		t.Errorf("thread name %q is %.0f wide, want at most %.0f", name, captionWidth(name), threadNameWidth())
	}
}

func TestDetailsThatStayAreNotDrawnAgain(t *testing.T) {
	s := running(t)
	s.w.detailTapped()
	s.w.live.pick(1)
	list := s.w.live.detail.list
	drawn := 0
	update := list.UpdateItem
	list.UpdateItem = func(id int, o fyne.CanvasObject) {
		drawn++
		update(id, o)
	}
	s.w.draw()
	if drawn != 0 {
		t.Errorf("rows drawn again = %d, want 0", drawn)
	}
	s.w.newest, s.w.drawn = detailed(5), detailed(5)
	s.w.draw()
	if drawn == 0 {
		t.Error("other details are not drawn")
	}
	s.end()
}

// TestDetailsAreDrawn draws them in both themes. POOLSCOPE_CAPTURES keeps the pictures.
func TestDetailsAreDrawn(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		for _, size := range []fyne.Size{small(), fyne.NewSize(1440, 900)} {
			name := fmt.Sprintf("%s-%.0f-detail-", look, size.Width)
			s := newStage(t, size)
			s.w.lookChosen(look)
			s.w.runTapped()
			s.send(detailed(8.4))
			s.w.detailTapped()
			s.capture(name + "0-none")
			s.w.live.pick(1)
			s.resize(size)
			s.capture(name + "1-top")
			s.w.live.detail.list.ScrollToBottom()
			s.capture(name + "2-threads")
			s.end()
		}
	}
}
