package gui

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// commandRun is a run of commands of which so many were started, four at a time: each
// tenth failed, each tenth after it was killed, and the last four run.
func commandRun(n int) *run.Snapshot {
	s := snapshot(9)
	s.Plan.Task, s.BySlot = plan.Task{Kind: plan.Command, Command: []string{"gzip", "-k", "{}"}}, true
	s.Failures, s.Tracks = nil, make([]run.Track, 4)
	for i := range s.Rows {
		s.Tracks[i] = run.Track{CPU: s.Rows[i].CPUSeries, RSS: s.Rows[i].RSSSeries}
		s.Rows[i].CPUSeries, s.Rows[i].RSSSeries = run.Series{}, run.Series{}
		s.Rows[i].Worker, s.Rows[i].Number = "Process-"+strconv.Itoa(n-3+i), n-3+i
	}
	events := make([]launcher.Event, 0, 2*n)
	for i := range n {
		at, worker := time.Duration(i/4)*time.Millisecond, "Process-"+strconv.Itoa(i+1)
		input := json.RawMessage(strconv.Quote("pictures/no " + strconv.Itoa(i) + ".png"))
		events = append(events, launcher.TaskStarted{At: at, Task: i, Worker: worker, PID: 5000 + i, Lane: 1, Attempt: 1, Input: input})
		if i < n-4 {
			events = append(events, launcher.TaskFinished{Result: commandResult(i, at, worker, input)})
		}
	}
	s.Tasks = run.TasksOf(events...)
	s.Counts = run.Counts{Total: n + 10, Queued: 10, Running: 4, Done: n - 4}
	return s
}

func commandResult(i int, at time.Duration, worker string, input json.RawMessage) launcher.Result {
	code := 0
	r := launcher.Result{
		At: at + time.Millisecond, Task: i, Worker: worker, PID: 5000 + i, Lane: 1, State: launcher.Done, ExitCode: &code, Input: input,
		Wall: time.Duration(1+i*7919%13) * time.Millisecond, CPU: time.Duration(i%5) * time.Millisecond, MaxRSS: int64(i%100) << 20, Attempt: 1,
	}
	switch i % 10 {
	case 8:
		code, r.State, r.Err = 137, launcher.Failed, "it exited with code 137"
	case 9:
		r.ExitCode, r.Signal, r.State, r.Err = nil, "SIGKILL", launcher.Killed, "it was ended by SIGKILL"
	}
	return r
}

// tasksStage is a stage that shows the tasks of a run.
func tasksStage(t *testing.T, snap *run.Snapshot) *stage {
	t.Helper()
	s := newStage(t, small())
	s.w.runTapped()
	s.w.tabs.SelectIndex(tasksTab)
	s.send(snap)
	return s
}

func TestTheTableOfTasksSaysWhatIsKnownOfEach(t *testing.T) {
	s := tasksStage(t, commandRun(40))
	table := s.w.tasks.table
	for row, want := range map[int][]string{
		0:  {"0", "done", "exit 0", "pictures/no 0.png", "0.001 s", "0.000 s", "", "0.000 s", "Process-1", "5000"},
		8:  {"8", "failed", "exit 137", "pictures/no 8.png", "0.004 s", "0.003 s", "~ 8.0 MiB", "", "Process-9", "5008"},
		9:  {"9", "killed", "SIGKILL", "pictures/no 9.png"},
		39: {"39", "running", "", "pictures/no 39.png", "9.0 s", "", "", "0.009 s", "Process-40", "5039"},
	} {
		for col, text := range want {
			if got := table.text(row, col); got != text && col != 7 {
				t.Errorf("row %d, %s = %q, want %q", row, table.columns[col].title, got, text)
			}
		}
	}
	if got, want := s.w.tasks.note.Text, "40 tasks; 10 more are queued and listed once they start"; got != want {
		t.Errorf("note = %q, want %q", got, want)
	}
	s.end()
}

func TestTheNoteOverTheTasksAddsUpToAllOfThem(t *testing.T) {
	s := tasksStage(t, commandRun(40))
	for _, c := range []struct {
		counts run.Counts
		want   string
	}{
		{run.Counts{Total: -1, Queued: 7, Running: 4, Done: 36}, "40 tasks; 7 more are queued and listed once they start"},
		{run.Counts{Total: 100, Queued: 10, Running: 4, Done: 30, NotRun: 56}, "40 tasks; 10 more are queued and listed once they start; 50 more were not run and are not listed"},
		{run.Counts{Total: 100, Done: 30, NotRun: 70}, "40 tasks; 60 more were not run and are not listed"},
		{run.Counts{Total: 40, Done: 30, NotRun: 10}, "40 tasks"},
		{run.Counts{Total: 40, Queued: 3, Running: 4, Done: 33}, "40 tasks"}, // three that begin once more
	} {
		s.w.tasks.drawn.Counts = c.counts
		s.w.tasks.show()
		if got := s.w.tasks.note.Text; got != c.want {
			t.Errorf("note of %+v = %q, want %q", c.counts, got, c.want)
		}
	}
	s.end()
}

func TestTasksAreFilteredByTextAndState(t *testing.T) {
	s := tasksStage(t, commandRun(200))
	s.w.filterTapped()
	if s.w.win.Canvas().Focused() != s.w.tasks.filter {
		t.Error("the filter has not the focus")
	}
	for _, c := range []struct {
		text  string
		state launcher.State
		want  int
	}{
		{"NO 17.png", "", 1},
		{"sigkill", "", 19},
		{"", launcher.Failed, 19},
		{"no 1", launcher.Running, 4}, // 196 to 199
		{"5007", "", 1},
		{"nothing", "", 0},
	} {
		s.w.tasks.states.SetSelectedIndex(slices.Index(taskStates(), c.state) + 1)
		s.w.tasks.filter.SetText(c.text)
		if got := len(s.w.tasks.list.indexes); got != c.want {
			t.Errorf("%q of %q = %d tasks, want %d", c.text, c.state, got, c.want)
		}
	}
	s.w.tasks.states.SetSelectedIndex(0)
	s.w.tasks.filter.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if got := len(s.w.tasks.list.indexes); got != 200 || s.w.win.Canvas().Focused() != fyne.Focusable(s.w.tasks.table) {
		t.Errorf("after Escape = %d tasks, want all 200, and the focus on the table", got)
	}
	s.end()
}

func TestSortedTasksKeepTheirOrderWhileTheyUpdate(t *testing.T) {
	s := tasksStage(t, commandRun(400))
	cpu := slices.IndexFunc(s.w.tasks.table.columns, func(c taskColumn) bool { return c.title == "CPU time" })
	s.w.tasks.sortBy(cpu)
	s.w.tasks.sortBy(cpu)
	before := slices.Clone(s.w.tasks.list.indexes)
	s.w.tasks.next = time.Time{}
	s.w.tasks.set(commandRun(400), false)
	if !slices.Equal(before, s.w.tasks.list.indexes) {
		t.Error("the order changed, and no task did")
	}
	for i := 1; i < len(before); i++ {
		a, _ := s.w.tasks.list.tasks.Task(before[i-1])
		b, _ := s.w.tasks.list.tasks.Task(before[i])
		if a.CPU < b.CPU || a.CPU == b.CPU && a.Index > b.Index {
			t.Fatalf("task %d of %s stands before task %d of %s", a.Index, a.CPU, b.Index, b.CPU)
		}
	}
	if column, down := s.w.tasks.sorting(); column != cpu || !down {
		t.Errorf("sorted by %d, down %v, want %d, true", column, down, cpu)
	}
	s.end()
}

func TestEveryColumnSortsTheTasks(t *testing.T) {
	s := tasksStage(t, commandRun(100))
	for i := range taskColumns() {
		list := s.w.tasks.list
		list.column = i
		s.w.tasks.rearrange()
		for row := 1; row < len(list.indexes); row++ {
			a, _ := list.task(row - 1)
			b, _ := list.task(row)
			key := taskColumns()[i].key
			if smallestFirst.compare(key(a, list.about.now), key(b, list.about.now)) > 0 {
				t.Fatalf("%s: task %d stands before task %d", taskColumns()[i].title, a.Index, b.Index)
			}
		}
	}
	s.end()
}

func TestAChosenTaskShowsItsCardAndItsWorker(t *testing.T) {
	s := tasksStage(t, commandRun(40))
	s.w.tasks.table.chosen(widget.TableCellID{Row: 38, Col: 2})
	card := s.w.tasks.card.Text
	for _, want := range []string{"38", "gzip -k 'pictures/no 38.png'", "running", "Process-39, PID 5038"} {
		if !strings.Contains(card, want) {
			t.Errorf("card = %q, want %q in it", card, want)
		}
	}
	if s.w.live.selected != 39 {
		t.Errorf("selected worker = %d, want 39", s.w.live.selected)
	}
	if got := lineOf(s.w.drawn, 39); got != 3 {
		t.Errorf("its line = %d, want that of slot 3", got)
	}
	s.w.tasks.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if s.w.tasks.table.selected != 39 {
		t.Errorf("below it = %d, want 39", s.w.tasks.table.selected)
	}
	s.w.tasks.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	if s.w.tasks.table.selected != 0 || s.w.live.selected != 0 {
		t.Errorf("first = task %d of worker %d, want 0, and 0 for a worker that is forgotten", s.w.tasks.table.selected, s.w.live.selected)
	}
	s.w.tasks.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if s.w.tasks.table.selected != 1 {
		t.Errorf("below the first = %d, want 1", s.w.tasks.table.selected)
	}
	s.end()
}

func TestAnExitCodeIsNoSignal(t *testing.T) {
	code := 137
	exit := launcher.Result{State: launcher.Failed, ExitCode: &code, Input: []byte(`"a\udcff b"`), Task: 3, Attempt: 1}
	signal := launcher.Result{State: launcher.Killed, Signal: "SIGKILL", Task: 3, Attempt: 1}
	p := commandRun(5).Plan
	card := cardText(p, exit, run.Output{}, nil, toKeep())
	for _, want := range []string{"failed, exit 137 (its own exit code; no signal ended it)", `a\xFF b`, `a\377 b`} {
		if !strings.Contains(card, want) {
			t.Errorf("card of an exit code = %q, want %q in it", card, want)
		}
	}
	if got := cardText(p, signal, run.Output{}, nil, toKeep()); !strings.Contains(got, "killed by SIGKILL") || strings.Contains(got, "137") {
		t.Errorf("card of a signal = %q, want killed by SIGKILL", got)
	}
}

func TestEveryTaskColumnHoldsItsWidestText(t *testing.T) {
	s := newStage(t, small())
	wide := run.Task{
		Index: 99_999_999, State: launcher.TimedOut, Exit: "SIGVTALRM", Worker: "Process-1000000", Number: 1_000_000, PID: 4194304,
		Started: true, Start: seconds(59.999), Wall: seconds(59.999), CPU: seconds(59.999), PeakRSS: 1000 << 20,
	}
	size := s.w.app.Settings().Theme().Size(theme.SizeNameText)
	for i, c := range taskColumns() {
		for text, style := range map[string]fyne.TextStyle{c.text(wide, taskAbout{}): {}, c.title + " ▲": {Bold: true}} {
			if need := fyne.MeasureText(text, size, style).Width + 2*cellSide; need > c.width && i != inputColumn {
				t.Errorf("column %q: %q needs %.0f, width is %.0f", c.title, text, need, c.width)
			}
		}
	}
}

func TestAWaitingPoolSaysWhatFor(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := commandRun(40)
	snap.Waiting = "the load is 5.2, and max_load is 4"
	s.send(snap)
	if got := s.w.status.pool.Text; !strings.Contains(got, "waiting: the load is 5.2, and max_load is 4") {
		t.Errorf("status = %q, want what it waits for", got)
	}
	s.end()
}

func TestABandOfCommandsHasALineASlot(t *testing.T) {
	snap := commandRun(1000)
	for _, l := range snap.Lanes {
		for i := range l.Bars {
			l.Bars[i].Number = 100 + i // each task has a process of its own
		}
		l.Now.Number = 200
	}
	d := newestPicture(snap, ofOneCore)
	names := []string{}
	for _, series := range d.Bands[0].Series {
		names = append(names, series.Name)
	}
	if want := []string{"Slot 1", "Slot 2", "Slot 3", "Slot 4"}; !slices.Equal(names, want) {
		t.Errorf("lines = %q, want %q", names, want)
	}
	for i, l := range d.Lanes {
		if l.Style != i || l.Bars[len(l.Bars)-1].Style != i {
			t.Errorf("lane %d has style %d, its last bar %d, want the slot's", i, l.Style, l.Bars[len(l.Bars)-1].Style)
		}
	}
}

func TestOnlyRowsThatAreSeenAreBuilt(t *testing.T) {
	s := tasksStage(t, commandRun(100_000))
	if got := len(s.w.tasks.list.indexes); got != 100_000 {
		t.Fatalf("rows = %d, want 100,000", got)
	}
	cells := 0
	for _, o := range test.LaidOutObjects(s.w.tasks.table) {
		if c, ok := o.(*fyne.Container); ok {
			if _, isCell := c.Layout.(cellLayout); isCell {
				cells++
			}
		}
	}
	if most := 60 * len(taskColumns()); cells > most {
		t.Errorf("cells = %d, want at most %d", cells, most)
	}
	s.end()
}

func BenchmarkTasks(b *testing.B) {
	test.NewTempApp(b)
	v := newTaskView(func(run.Task) {})
	v.table.Resize(fyne.NewSize(800, 500))
	snap := commandRun(100_000)
	for i, c := range taskColumns() {
		b.Run("sorted by "+c.title, func(b *testing.B) {
			v.list.column = i
			for b.Loop() {
				v.next = time.Time{}
				v.set(snap, false)
			}
		})
	}
	b.Run("scrolled", func(b *testing.B) {
		test.NewTempWindow(b, v.content).Resize(small())
		v.list.column = 0
		v.next = time.Time{}
		v.set(snap, false)
		for i := 0; b.Loop(); i++ {
			v.table.ScrollTo(widget.TableCellID{Row: 997 * i % 100_000})
		}
	})
	b.Run("filtered", func(b *testing.B) {
		v.list.column, v.list.text = 0, "no 77"
		for b.Loop() {
			v.next = time.Time{}
			v.set(snap, false)
		}
	})
}

func TestEndedCommandsStandWithTheNewestFirst(t *testing.T) {
	s := commandRun(40)
	s.Rows[0].Alive, s.Rows[1].Alive = false, false
	var numbers []int
	for _, r := range livingFirst(s) {
		numbers = append(numbers, r.Number)
	}
	if want := []int{40, 39, 38, 37}; !slices.Equal(numbers, want) {
		t.Errorf("rows = %v, want %v: the living, then the newest", numbers, want)
	}
}

func TestEveryColumnOfTasksIsSeenIn1280(t *testing.T) {
	wide := float32(len(taskColumns())) * theme.Padding()
	for _, c := range taskColumns() {
		wide += c.width
	}
	if room := float32(918); wide > room {
		t.Errorf("columns = %.0f wide, want at most the %.0f that a window of 1280 leaves them", wide, room)
	}
}

func TestAClickBetweenTwoRowsChoosesOne(t *testing.T) {
	s := tasksStage(t, commandRun(40))
	table := s.w.tasks.table
	for y := float32(cellHeight + 20); y < table.Size().Height-20; y++ {
		table.selected = -1
		table.Tapped(&fyne.PointEvent{Position: fyne.NewPos(300, y)})
		if table.selected < 0 {
			t.Errorf("a click at %.0f chose no task", y)
		}
	}
	s.end()
}

func TestAnInputThatWasCutHasNoQuote(t *testing.T) {
	for input, want := range map[string]string{`"abc`: "abc…", `"a\"b\`: "a\"b…", `"tab\t\u00`: "tab\t…", `[1, 2`: "[1, 2…", `"`: "…"} {
		if got := inputShown(run.Task{Input: []byte(input), Cut: true}); got != want {
			t.Errorf("%s = %q, want %q", input, got, want)
		}
	}
}

func TestTheListOfFailuresNamesTheInputsOfCommands(t *testing.T) {
	snap := commandRun(20)
	snap.Failures = []launcher.Result{commandResult(8, 0, "Process-9", json.RawMessage(`"a\nb.png"`))}
	v := newFailuresView(snap, 8, func(string) {})
	label := shortLabel()
	v.update(0, label)
	if got, want := label.Text, `Task 8  failed, exit 137: a\x0Ab.png`; got != want {
		t.Errorf("line = %q, want %q", got, want)
	}
}

func TestAScriptStandsInItsLinesOnTheCardAndOnOneLineInACopy(t *testing.T) {
	p := plan.Default()
	p.Task = plan.Task{Kind: plan.Command, Shell: "echo 'it' |\ncksum"}
	if got, want := commandLine(p, 0, 1, []byte(`"a b"`), onScreen()), "/bin/sh -c 'echo '\\''it'\\'' |\ncksum' sh 'a b'"; got != want {
		t.Errorf("on the screen = %q, want %q", got, want)
	}
	if got := commandLine(p, 0, 1, []byte(`"a b"`), toKeep()); strings.Contains(got, "\n") || !strings.Contains(got, "printf") {
		t.Errorf("copied = %q, want one line", got)
	}
	p.Task.Shell = "echo\n\x1b"
	if got := commandLine(p, 0, 1, []byte(`"a b"`), onScreen()); strings.ContainsAny(got, "\n\x1b") {
		t.Errorf("with a control byte = %q, want none of them raw", got)
	}
}
