package gui

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// fakeObservation is an observation by hand.
type fakeObservation struct{ *fakeSession }

func (o fakeObservation) process(what string, number int) error {
	return o.note(what + " process " + countText(number))
}

func (o fakeObservation) KillProcess(n int) error     { return o.process("kill", n) }
func (o fakeObservation) StopProcess(n int) error     { return o.process("stop", n) }
func (o fakeObservation) ContinueProcess(n int) error { return o.process("continue", n) }

// bareObservation has the powers of an observation and none of a run.
type bareObservation struct {
	Session
	processControl
	processShare
}

// observing is a stage whose window observes by hand.
type observing struct {
	*stage
	asked   []run.ObserveOptions
	refused error // of the next observation
	all     []metrics.Candidate
}

func newObserving(t *testing.T, size fyne.Size) *observing {
	t.Helper()
	o := &observing{all: candidates()}
	o.stage = newStageWith(t, size, func(options *Options) {
		options.Observe = o.observe
		options.List = func() ([]metrics.Candidate, error) { return o.all, nil }
	})
	return o
}

func (o *observing) observe(options run.ObserveOptions) (Session, error) {
	if o.refused != nil {
		return nil, o.refused
	}
	o.asked = append(o.asked, options)
	session := &fakeSession{snapshots: make(chan *run.Snapshot, 1), asked: make(chan string, 16)}
	o.sessions = append(o.sessions, session)
	return bareObservation{Session: session, processControl: fakeObservation{session}, processShare: fakeObservation{session}}, nil
}

// sheet opens the sheet as its menu item does.
func (o *observing) sheet() *observeSheet {
	o.t.Helper()
	if o.w.observeItem.Disabled {
		o.t.Fatal("Observe … is disabled")
	}
	s := newObserveSheet(o.w)
	s.show()
	o.t.Cleanup(s.sheet.dialog.Hide)
	return s
}

// watch observes PIDs, and shows the first snapshot.
func (o *observing) watch(pids ...int) {
	o.t.Helper()
	if err := o.w.observing(run.ObserveOptions{PIDs: pids}); err != nil {
		o.t.Fatal(err)
	}
	o.send(observedTree(pids, nil, 4, 12))
}

// begin observes a command, and shows the first snapshot.
func (o *observing) begin(words ...string) {
	o.t.Helper()
	if err := o.w.observing(run.ObserveOptions{Command: words}); err != nil {
		o.t.Fatal(err)
	}
	o.send(observedTree(nil, words, 4, 12))
}

func candidates() []metrics.Candidate {
	now := time.Now()
	made := func(pid int, user, name, command string, age, cpu time.Duration, rss int64) metrics.Candidate {
		return metrics.Candidate{
			PID: pid, User: user, Name: name, Command: strings.ReplaceAll(command, " ", "\x00") + "\x00",
			Started: now.Add(-age), CPUTime: cpu, RSS: rss,
		}
	}
	me := ownName()
	return []metrics.Candidate{
		made(1, "root", "init", "/sbin/init", 48*time.Hour, 3*time.Second, 12<<20),
		made(310, "postgres", "postgres", "/usr/bin/postgres -D /data", 47*time.Hour, 90*time.Minute, 220<<20),
		made(4711, me, "python3", "python3 squares.py", 5*time.Second, 200*time.Millisecond, 15<<20),
		made(4712, me, "python3", "python3 squares.py", 4*time.Second, 4*time.Second, 12<<20),
		made(4800, me, "bash", "bash", time.Hour, 100*time.Millisecond, 4<<20),
		{PID: 4900, User: "nobody", Name: "odd\x1b[31m", Started: now.Add(-time.Minute), CPUTime: metrics.Unknown, RSS: metrics.Unknown},
	}
}

// observedTree makes the snapshot of a tree of processes, of which the third has ended.
func observedTree(pids []int, words []string, n int, at float64) *run.Snapshot {
	s := &run.Snapshot{
		Phase: run.Going, Elapsed: seconds(at), ETA: -1, SelfCPU: 0.021, SelfRSS: 85 << 20, StopAsked: -1,
		Grace: launcher.DefaultGrace, Slots: n, PeakRSS: 61 << 20,
		Observed: &run.Observed{Title: "python3 squares.py", Roots: []int{4711}, Command: words, Every: run.DefaultEvery},
	}
	if words == nil {
		s.Observed.Roots = pids
	}
	s.Observed.Total = run.WatchTotal{
		Processes: n - 1, Ever: n, Threads: 4 * n, CPU: 1.51, CPUTime: seconds(at / 2), PeakRSS: 61 << 20,
	}
	for i := 1; i <= n; i++ {
		s.Rows = append(s.Rows, observedRow(i, at))
		l := run.Lane{Slot: i, Thread: 1, Worker: "python3", Number: i}
		l.Now = &run.Bar{Task: 4710 + i, Tasks: 1, From: 0.1 * float64(i), To: at, State: launcher.Running, Worker: "python3", Number: i}
		s.Lanes = append(s.Lanes, l)
	}
	if n > 2 {
		gone := &s.Rows[2]
		gone.Alive, gone.State, gone.Exit, gone.Ended, gone.Usage = false, "ended", "SIGKILL", seconds(at-2), metrics.Unread(gone.PID)
		s.Lanes[2].Bars = []run.Bar{{Task: 4713, Tasks: 1, From: 0.3, To: at - 2, State: launcher.Killed, Worker: "python3", Number: 3}}
		s.Lanes[2].Now = nil
	}
	s.PoolCPU = run.Series{T: []float64{at}, V: []float64{1.51}}
	whole := snapshot(at)
	s.Cores, s.CoreWho = whole.Cores, whole.CoreWho
	return s
}

// observedRow is a row of a process that is observed.
func observedRow(n int, at float64) run.Row {
	r := run.Row{
		Worker: "python3", Number: n, PID: 4710 + n, Alive: true, State: "running", Current: -1, CPUTime: seconds(at * float64(n) / 20),
		PeakRSS: uint64(10+n) << 20, Usage: metrics.Unread(4710 + n), Started: seconds(0.1 * float64(n)), Command: "python3\x00squares.py\x00",
		Parent: 4711, Depth: 1,
	}
	if n == 1 {
		r.Parent, r.Depth = 0, 0
	}
	r.Usage.Core, r.Usage.CPU, r.Usage.RSS, r.Usage.Threads = n%2, 0.1*float64(n%9), uint64(9+n)<<20, 4
	r.Usage.PSS = int64(4+n) << 20
	for t := 0.1 * float64(n); t < at; t += 0.1 {
		r.CPUSeries.T = append(r.CPUSeries.T, t)
		r.CPUSeries.V = append(r.CPUSeries.V, 0.1*float64(n%9)+0.05*math.Sin(t*float64(n)))
		r.RSSSeries.T = append(r.RSSSeries.T, t)
		r.RSSSeries.V = append(r.RSSSeries.V, float64(uint64(9+n)<<20)*(1+t/100))
	}
	return r
}

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func TestTheWindowSaysWhatItObserves(t *testing.T) {
	o := newObserving(t, small())
	o.w.tabs.SelectIndex(tasksTab)
	o.watch(4711)
	if got, want := o.w.win.Title(), "python3 squares.py (PID 4711) - Poolscope"; got != want {
		t.Errorf("title = %q, want %q", got, want)
	}
	if o.w.tabs.SelectedIndex() != liveTab {
		t.Errorf("view = %d, want Live", o.w.tabs.SelectedIndex())
	}
	if got, want := o.w.bar.tally.Text, "3 processes now, 4 ever   12.0 s"; got != want || !o.w.bar.counted.Visible() {
		t.Errorf("beside the buttons: %q, want %q", got, want)
	}
	if got, want := o.w.status.pool.Text, "12.0 s   3 processes   CPU 1.51 of 2 cores   memory about 19.0 MiB (PSS)   16 threads"; got != want {
		t.Errorf("status = %q, want %q", got, want)
	}
	if o.w.bar.stop.Text != "Stop watching" || o.w.stopItem.Label != "Stop watching" || o.w.bar.stop.Disabled() {
		t.Errorf("stop says %q, disabled: %v", o.w.bar.stop.Text, o.w.bar.stop.Disabled())
	}
	if !o.w.bar.run.Disabled() || !o.w.runItem.Disabled || !strings.Contains(o.w.runItem.Label, "not while") || !o.w.observeItem.Disabled {
		t.Errorf("run is disabled: %v, in the menu %q, observe: %v", o.w.bar.run.Disabled(), o.w.runItem.Label, o.w.observeItem.Disabled)
	}
	test.Tap(o.w.bar.stop)
	if got := o.sessions[0].stops.Load(); got != 1 {
		t.Errorf("stops = %d, want 1", got)
	}
	o.end()
	if o.w.runItem.Label != "Run" || o.w.bar.stop.Text != "Stop" || o.w.observeItem.Label != "Observe …" || o.w.observeItem.Disabled {
		t.Errorf("then the menu says %q, %q, %q", o.w.runItem.Label, o.w.stopItem.Label, o.w.observeItem.Label)
	}
	if strings.Contains(o.w.win.Title(), "squares") {
		t.Errorf("then the title is %q, want that of the plan", o.w.win.Title())
	}
}

func TestTheSumIsSaidAtTheEndOfACommand(t *testing.T) {
	o := newObserving(t, small())
	o.begin("python3", "squares.py")
	if o.w.bar.stop.Text != "End command" {
		t.Errorf("stop says %q, want End command", o.w.bar.stop.Text)
	}
	over := observedTree(nil, []string{"python3", "squares.py"}, 4, 12)
	over.Phase = run.Ended
	over.Observed.Total.Exact, over.Observed.Exit = true, &run.WatchedExit{Code: 3}
	over.Output.Lines = []run.OutputLine{{Kind: run.FromStderr, Text: "Traceback"}}
	o.send(over)
	o.end()
	if got, want := o.w.bar.tally.Text, "4 processes, ended after 12.0 s, exit 3: see Output for what it said"; got != want {
		t.Errorf("beside the buttons: %q, want %q", got, want)
	}
	if got, want := o.w.status.pool.Text, "4 processes   CPU time 6.000 s exact   peak 61.0 MiB RSS sampled   exit 3"; got != want {
		t.Errorf("status = %q, want %q", got, want)
	}
	if got, want := o.w.status.self.Text, "Observed: python3 squares.py"; got != want {
		t.Errorf("status at the right = %q, want %q", got, want)
	}
}

func TestMemoryThatIsNoExactSumSaysSo(t *testing.T) {
	s := observedTree([]int{4711}, nil, 2, 12)
	for i, want := range []string{"memory 11.0 MiB (PSS)", "memory at most 16.0 MiB (RSS of 1 process)"} {
		if i == 1 {
			s.Rows[1].Usage.PSS = metrics.Unknown
		}
		if got := observedMemory(s); got != want {
			t.Errorf("memory = %q, want %q", got, want)
		}
	}
}

func TestASlowerPaceIsSaid(t *testing.T) {
	s := observedTree([]int{4711}, nil, 2, 12)
	s.Observed.Every = 300 * time.Millisecond
	if got, want := observedSelf(s), "Poolscope itself: 2.1 % of a core, 85.0 MiB, every 300 ms"; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
}

func TestNoticesAreShownUntilTheyArePutAway(t *testing.T) {
	o := newObserving(t, small())
	o.watch(4711)
	if o.w.told.content.Visible() {
		t.Error("there is a notice before there is one")
	}
	s := observedTree([]int{4711}, nil, 4, 13)
	s.Observed.Notices = []string{"first", "Poolscope reads every 300ms now"}
	o.w.show(frame{snapshot: s, texts: true})
	if got := o.w.told.label.Text; got != "Poolscope reads every 300ms now" || !o.w.told.content.Visible() || o.w.told.more.Text != "Show all 2" {
		t.Errorf("notice = %q, button %q", got, o.w.told.more.Text)
	}
	o.w.told.awayTapped()
	o.w.show(frame{snapshot: s, texts: true})
	if o.w.told.content.Visible() {
		t.Error("a notice that was put away has come back")
	}
	s.Observed.Notices = append(s.Observed.Notices, "third")
	o.w.show(frame{snapshot: s, texts: true})
	if !o.w.told.content.Visible() {
		t.Error("the next notice is not shown")
	}
	o.end()
	o.w.runTapped()
	if o.w.told.content.Visible() {
		t.Error("a run has the notice of what was observed")
	}
	o.end()
}

func TestAnObservedProgramHasNoTasksAndARunHas(t *testing.T) {
	o := newObserving(t, small())
	o.watch(4711)
	o.w.tabs.SelectIndex(tasksTab)
	if got := shownText(o.w.aside.sentence); !strings.Contains(got, "has no tasks") || !o.w.aside.sentence.Visible() || o.w.aside.view.Visible() {
		t.Errorf("the sentence %q is visible: %v, the tasks are: %v", got, o.w.aside.sentence.Visible(), o.w.aside.view.Visible())
	}
	o.end()
	o.w.runTapped()
	o.send(snapshot(4))
	if o.w.aside.sentence.Visible() || !o.w.aside.view.Visible() {
		t.Error("the tasks of a run are not shown")
	}
	if !o.w.bar.metered.Visible() || o.w.bar.counted.Visible() {
		t.Error("the progress of the run is not shown")
	}
	o.end()
}

func TestTheChartShowsProcessesByNameAndPID(t *testing.T) {
	s := observedTree([]int{4711}, nil, 4, 12)
	d := newestPicture(s, ofOneCore)
	if d.LanesTitle != "Processes" || d.Lanes[1].Name != "python3 4712" || d.Lanes[2].Name != "python3 4713" {
		t.Errorf("lanes of %q: %q, %q", d.LanesTitle, d.Lanes[1].Name, d.Lanes[2].Name)
	}
	if got := d.Legend[0].Name; got != "python3 4711" {
		t.Errorf("legend begins with %q, want python3 4711", got)
	}
	for i, want := range []string{
		"python3, PID 4711, python3 squares.py, 11.9 s, running", "", "python3, PID 4713, python3 squares.py, 9.7 s, SIGKILL",
	} {
		if bar := d.Lanes[i].Bars[0]; want != "" {
			b, _ := barOf(s, bar.ID)
			if got := barText(s, b); got != want {
				t.Errorf("bar %d says %q, want %q", i, got, want)
			}
		}
	}
}

func TestOfManyProcessesTheBusiestAndTheSelectedStandOut(t *testing.T) {
	s := observedTree([]int{4711}, nil, 30, 12)
	d := newestPicture(s, ofOneCore)
	spotlight(&d, s, 5)
	var lit []int
	for _, series := range d.Bands[0].Series {
		if !series.Faint {
			lit = append(lit, series.Style+1)
		}
	}
	if want := []int{5, 24, 25, 26, 27, 28, 29, 30}; !slices.Equal(slices.Sorted(slices.Values(lit)), want) {
		t.Errorf("lines that stand out = %v, want %v", lit, want)
	}
	if !d.Bands[0].Rows {
		t.Error("so many processes are lines, and no rows")
	}
	if len(d.Legend) != legendKeys || d.Legend[0] != (chart.Key{Style: 4, Name: "python3 4715"}) {
		t.Errorf("legend = %+v, want the selected one first", d.Legend)
	}
	few := newestPicture(observedTree([]int{4711}, nil, 8, 12), ofOneCore)
	spotlight(&few, observedTree([]int{4711}, nil, 8, 12), 0)
	if few.Bands[0].Series[0].Faint {
		t.Error("of eight lines one is faint")
	}
}

func TestTheOutputSaysWhyItIsEmpty(t *testing.T) {
	s := observedTree([]int{4711}, nil, 2, 12)
	if got := noneText(s); !strings.Contains(got, "stays with it") {
		t.Errorf("of a process: %q", got)
	}
	s = observedTree(nil, []string{"true"}, 2, 12)
	if got := noneText(s); !strings.Contains(got, "Nothing printed yet") {
		t.Errorf("of a command: %q", got)
	}
}

func TestAWindowThatCannotObserveDoesNotOfferIt(t *testing.T) {
	s := newStage(t, small())
	if !s.w.observeItem.Disabled {
		t.Error("Observe … is offered")
	}
}
