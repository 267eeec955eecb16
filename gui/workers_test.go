package gui

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func TestTheTableSaysWhatTheSnapshotHolds(t *testing.T) {
	s := running(t)
	want := [][]string{
		{"", "Process-1", "…", "4711", "running", "1", "50.0 %", "10.0 MiB", "7.0 MiB", "9", "~ 2.00 s", "~ 11.0 MiB", "", "5"},
		{"", "Process-2", "…", "4712", "running", "0", "60.0 %", "11.0 MiB", "8.0 MiB", "10", "~ 2.00 s", "~ 12.0 MiB", "", "5"},
		{"", "Process-4", "…", "4714", "running", "0", "", "13.0 MiB", "10.0 MiB", "12", "~ 2.00 s", "~ 14.0 MiB", "", "5"},
		{"", "Process-3", "…", "4713", "ended", "", "", "", "", "11", "4.32 s", "15.0 MiB", "SIGKILL", ""},
	}
	table := s.w.live.table
	if rows, cols := table.size(); rows != 4 || cols != len(want[0]) {
		t.Fatalf("table = %dx%d, want 4x%d", rows, cols, len(want[0]))
	}
	for r := range want {
		for c := range want[r] {
			if got := table.text(r, c); got != want[r][c] {
				t.Errorf("row %d, %s = %q, want %q", r, table.columns[c].title, got, want[r][c])
			}
		}
	}
	s.end()
}

// widest is a row in which every column has as much to say as it can.
func widest() run.Row {
	u := metrics.Usage{
		Processes: 9999, CPU: 12.345, RSS: 1000 << 20, Threads: 9999, Core: 255, Voluntary: 123456, Involuntary: 123456, Migrations: 123456,
		PSS: 1000 << 20, USS: 1000 << 20, ReadBytes: 1000 << 40, WriteBytes: 1000 << 40, StorageRead: 1000 << 30, StorageWritten: 1000 << 30,
		Descriptors: 1048576, Nice: -20, Affinity: metrics.Affinity{Cores: 1024}, MainEnded: true,
	}
	return run.Row{
		Worker: "Process-9999", Number: 9999, Slot: 9999, PID: 4194304, Alive: true, State: "disk wait", Tasks: 1000000, Usage: u,
		Exit: "SIGTERM", CPUTime: seconds(99999.99), PeakRSS: 1000 << 20, Started: seconds(86399.9),
	}
}

func TestEveryColumnHoldsItsWidestText(t *testing.T) {
	s := newStage(t, small())
	wide := widest()
	size := s.w.app.Settings().Theme().Size(theme.SizeNameText)
	for _, c := range rowColumns() {
		for text, style := range map[string]fyne.TextStyle{c.text(&wide, rowAbout{scale: ofOneCore, cores: 2}): {}, c.title: {Bold: true}} {
			if need := fyne.MeasureText(text, size, style).Width + 2*cellSide; need > c.width {
				t.Errorf("column %q: %q needs %.0f, width is %.0f", c.title, text, need, c.width)
			}
		}
	}
}

func TestTheUsualColumnsAreSeenIn1280(t *testing.T) {
	for kind, room := range map[rowKinds]float32{ofWorkers: 925, ofProcesses: 925} {
		columns := newColumnChoice().columns(kind)
		wide := float32(len(columns)-1) * 3
		for _, c := range columns {
			wide += c.width
		}
		if wide > room {
			t.Errorf("columns of %d = %.0f wide, want at most the %.0f that a window of 1280 leaves them", kind, wide, room)
		}
	}
}

// cellOf returns the text of a column in a worker's row.
func cellOf(t *testing.T, table *workerTable, worker, key string) string {
	t.Helper()
	row := slices.IndexFunc(table.list.rows, func(r *run.Row) bool { return r.Worker == worker })
	if row < 0 {
		t.Fatalf("no row of %s", worker)
	}
	for _, c := range rowColumns() {
		if c.key == key {
			return c.text(table.list.rows[row], table.list.about)
		}
	}
	t.Fatalf("no column %s", key)
	return ""
}

func TestWhatIsNotReadYetIsBlankAndWhatIsNotToldSaysSo(t *testing.T) {
	s := running(t)
	table := s.w.live.table
	for at, want := range map[float64]string{4: "", 20: "n/a"} {
		snap := snapshot(at)
		snap.Rows[0].Usage.USS, snap.Rows[0].Usage.Nice, snap.Rows[0].Usage.Core = metrics.Unknown, metrics.UnknownNice, metrics.Unknown
		snap.Rows[0].Usage.CPU, snap.Rows[0].Usage.Migrations = math.NaN(), math.NaN()
		snap.Rows[1].Usage = metrics.Unread(4712)
		s.w.show(frame{snapshot: snap, texts: true})
		for _, key := range []string{"uss", "nice", "core", "cpu", "migrations", "descriptors"} {
			if got := cellOf(t, table, "Process-1", key); got != want {
				t.Errorf("at %v s, %s that is not told = %q, want %q", at, key, got, want)
			}
			if got := cellOf(t, table, "Process-2", key); got != "" {
				t.Errorf("at %v s, %s before the first reading = %q, want none", at, key, got)
			}
			if got := cellOf(t, table, "Process-3", key); got != "" {
				t.Errorf("at %v s, %s after the end = %q, want none", at, key, got)
			}
		}
	}
	s.end()
}

func TestAMainThreadThatEndedIsSaidWithTheState(t *testing.T) {
	r := row(1, 4)
	r.Usage.MainEnded = true
	if got := stateWords(&r, rowAbout{}); got != "main ended" {
		t.Errorf("state = %q, want that the main thread has ended", got)
	}
	r.Alive, r.State = false, "ended"
	if got := stateWords(&r, rowAbout{}); got != "ended" {
		t.Errorf("state after the end = %q, want ended", got)
	}
}

// many is a run of a number of workers with different usage, and of some that have ended.
func many(living, ended int) *run.Snapshot {
	s := snapshot(30)
	s.Rows = nil
	for n := 1; n <= living+ended; n++ {
		r := row(1, 0.2)
		r.Worker, r.Number, r.Slot, r.PID = fmt.Sprintf("Process-%d", n), n, n, 10000+n
		r.Usage.CPU, r.Usage.RSS, r.Usage.PSS = float64(n*7919%100)/100, uint64(n*31%97+5)<<20, int64(n*31%97+3)<<20
		if n <= ended {
			r.Alive, r.State, r.Exit, r.Exact, r.Usage = false, "ended", "exit 0", true, metrics.Unread(r.PID)
		}
		s.Rows = append(s.Rows, r)
	}
	return s
}

func numbers(table *workerTable) []int {
	var out []int
	for _, r := range table.list.rows {
		out = append(out, r.Number)
	}
	return out
}

// head returns the title of a column as the table makes it.
func head(t *testing.T, table *workerTable, title string) *columnHead {
	t.Helper()
	for i, c := range table.columns {
		if c.title == title {
			h := newColumnHead()
			table.header(widget.TableCellID{Row: -1, Col: i}, h)
			return h
		}
	}
	t.Fatalf("no title %q among %q", title, titles(table))
	return nil
}

func TestTheChosenRowStaysWithItsWorkerAndInSight(t *testing.T) {
	s := running(t)
	s.w.show(frame{snapshot: many(64, 0), texts: true})
	table := s.w.live.table
	test.Tap(head(t, table, "CPU"))
	first := table.list.rows[0].Number
	s.w.live.selectWorker(first)
	lower := many(64, 0)
	for i := range lower.Rows {
		if lower.Rows[i].Number == first {
			lower.Rows[i].Usage.CPU = 0.001
		}
	}
	s.w.show(frame{snapshot: lower, texts: true})
	if at := table.list.rowOf(first); at < 60 {
		t.Fatalf("row of the worker = %d, want it near the end", at)
	}
	if !table.inSight(first) || table.selected != first {
		t.Errorf("worker %d is selected: %v, in sight: %v, want both", first, table.selected == first, table.inSight(first))
	}
	table.ScrollToTop()
	s.w.show(frame{snapshot: lower, texts: true})
	if table.inSight(first) {
		t.Error("the table scrolled to a row that was not in sight")
	}
	s.end()
}

func TestRowsHoldStillWhileThePictureIsPaused(t *testing.T) {
	s := running(t)
	s.w.show(frame{snapshot: many(8, 0), texts: true})
	table := s.w.live.table
	test.Tap(head(t, table, "CPU"))
	s.w.pauseTapped()
	before := numbers(table)
	turned := many(8, 0)
	for i := range turned.Rows {
		turned.Rows[i].Usage.CPU = 1 - turned.Rows[i].Usage.CPU
	}
	s.w.show(frame{snapshot: turned, texts: true})
	if got := numbers(table); !slices.Equal(got, before) {
		t.Errorf("rows = %v while paused, want %v", got, before)
	}
	s.w.pauseTapped()
	if got := numbers(table); slices.Equal(got, before) {
		t.Errorf("rows = %v after the pause, want the newest order", got)
	}
	s.end()
}

func TestTheFilterOfRowsTakesRoomOnlyWhileItIsUsed(t *testing.T) {
	s := running(t)
	s.w.show(frame{snapshot: many(64, 0), texts: true})
	filter, table := s.w.live.filter, s.w.live.table
	if filter.content.Visible() {
		t.Error("the filter is shown before it is asked for")
	}
	s.item("View", "Filter rows").Action()
	if s.w.win.Canvas().Focused() != filter.entry {
		t.Error("the filter has not the focus")
	}
	for text, want := range map[string]string{"process-6": "6 of 64", "10064": "1 of 64", "RUNNING": "64 of 64", "no such": "0 of 64"} {
		filter.entry.SetText(text)
		if filter.count.Text != want || len(table.list.rows) != atoi(t, strings.Fields(want)[0]) {
			t.Errorf("%q shows %q, %d rows, want %q", text, filter.count.Text, len(table.list.rows), want)
		}
	}
	filter.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if filter.entry.Text != "" || filter.content.Visible() || len(table.list.rows) != 64 {
		t.Errorf("after Escape: text %q, shown %v, %d rows, want none, hidden, 64", filter.entry.Text, filter.content.Visible(), len(table.list.rows))
	}
	if s.w.win.Canvas().Focused() != table {
		t.Error("the table has not the focus after Escape")
	}
	s.end()
}

func atoi(t *testing.T, text string) int {
	t.Helper()
	n := 0
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestClearingHidesWhoHasEndedByNow(t *testing.T) {
	s := running(t)
	s.item("View", "Clear ended").Action()
	table := s.w.live.table
	if got, want := numbers(table), []int{1, 2, 4}; !slices.Equal(got, want) {
		t.Errorf("rows = %v, want %v", got, want)
	}
	if got := s.w.live.caption.totals.text(); !strings.HasPrefix(got, "1 ended row cleared away.") {
		t.Errorf("caption = %q, want what is hidden in it", got)
	}
	later := snapshot(6)
	later.Rows[0].Alive, later.Rows[0].State = false, "ended"
	s.w.show(frame{snapshot: later, texts: true})
	if got, want := numbers(table), []int{2, 4, 1}; !slices.Equal(got, want) {
		t.Errorf("rows = %v, want %v: who ends later is shown", got, want)
	}
	s.w.live.forget()
	s.w.draw()
	if len(table.list.rows) != 4 {
		t.Errorf("rows = %d with another run, want 4", len(table.list.rows))
	}
	s.end()
}

func TestRowsThatCameOrWentAreMarkedForASecond(t *testing.T) {
	snap := snapshot(8)
	snap.Rows[0].Started = seconds(7.5)
	snap.Rows[1].Started = seconds(5)
	snap.Rows[2].Ended = seconds(7.2)
	if got := marksOf(snap); len(got) != 2 || got[1] != "+" || got[3] != "×" {
		t.Errorf("marks = %v, want + at 1 and × at 3", got)
	}
	snap.Elapsed = seconds(9)
	if got := marksOf(snap); len(got) != 0 {
		t.Errorf("marks = %v a second later, want none", got)
	}
	snap.Elapsed, snap.Phase = seconds(8), run.Ended
	if got := marksOf(snap); len(got) != 0 {
		t.Errorf("marks = %v after the run, want none", got)
	}
	young := snapshot(0.5)
	if got := marksOf(young); len(got) != 0 {
		t.Errorf("marks = %v at the start, want none: all are new", got)
	}
}

func TestAMarkIsASignInItsRow(t *testing.T) {
	s := running(t)
	snap := snapshot(8)
	snap.Rows[1].Started = seconds(7.5)
	s.w.show(frame{snapshot: snap, texts: true})
	cell := newCell()
	s.w.live.table.update(widget.TableCellID{Row: 1}, cell)
	objects := cell.(*fyne.Container).Objects
	if text := objects[textObject].(*canvas.Text).Text; text != cameSign || objects[swatchObject].Visible() || !objects[fillObject].Visible() {
		t.Errorf("sign = %q, line shown %v, filled %v, want the sign in its place", text, objects[swatchObject].Visible(), objects[fillObject].Visible())
	}
	s.end()
}

func TestKeysMoveTheChoiceByRows(t *testing.T) {
	s := running(t)
	s.w.show(frame{snapshot: many(64, 0), texts: true})
	table := s.w.live.table
	for _, c := range []struct {
		key  fyne.KeyName
		want int
	}{{fyne.KeyDown, 1}, {fyne.KeyDown, 2}, {fyne.KeyUp, 1}, {fyne.KeyUp, 1}, {fyne.KeyEnd, 64}, {fyne.KeyDown, 64}, {fyne.KeyHome, 1}, {fyne.KeyPageDown, 21}, {fyne.KeySpace, 0}} {
		table.TypedKey(&fyne.KeyEvent{Name: c.key})
		if s.w.live.selected != c.want {
			t.Errorf("after %s: worker %d, want %d", c.key, s.w.live.selected, c.want)
		}
		if c.want > 0 && !table.inSight(c.want) {
			t.Errorf("after %s: worker %d is not in sight", c.key, c.want)
		}
	}
	s.end()
}

func TestTheTableIsCopiedAsItIsShownWithNumbersInFull(t *testing.T) {
	s := running(t)
	s.w.win.Canvas().Focus(s.w.live.table)
	s.w.live.table.TypedShortcut(&fyne.ShortcutCopy{})
	lines := strings.Split(strings.TrimSuffix(s.w.app.Clipboard().Content(), "\n"), "\n")
	want := []string{
		"Worker\tPID\tState\tCore\tCPU (cores)\tMemory (RSS, bytes)\tPSS (bytes)\tTasks\tCPU time (s)\tPeak RSS (bytes)\tExit\tThreads",
		"Process-1\t4711\trunning\t1\t0.5\t10485760\t7340032\t9\t2\t11534336\t\t5",
		"Process-2\t4712\trunning\t0\t0.6000000000000001\t11534336\t8388608\t10\t2\t12582912\t\t5",
		"Process-4\t4714\trunning\t0\t\t13631488\t10485760\t12\t2\t14680064\t\t5",
		"Process-3\t4713\tended\t\t\t\t\t11\t4.321\t15728640\tSIGKILL\t",
	}
	if len(lines) != len(want) {
		t.Fatalf("lines = %d, want %d", len(lines), len(want))
	}
	for i := range want {
		if lines[i] != want[i] {
			t.Errorf("line %d = %q, want %q", i, lines[i], want[i])
		}
	}
	s.end()
}

func TestSharedMemoryIsExplainedWhereItIsCountedTwice(t *testing.T) {
	s := running(t)
	snap := snapshot(8)
	for i := range snap.Rows {
		snap.Rows[i].Usage.RSS, snap.Rows[i].Usage.PSS = 103<<20, 26<<20
	}
	s.w.show(frame{snapshot: snap, texts: true})
	want := "Memory is RSS; pages that processes share count in each: the rows add up to 309.0 MiB, the pool has 78.0 MiB (PSS)."
	if got := s.w.live.caption.shared.text(); got != want || !s.w.live.caption.line.Visible() {
		t.Errorf("caption = %q, want %q", got, want)
	}
	snap = snapshot(9)
	snap.Rows[0].Usage.PSS = metrics.Unknown
	s.w.show(frame{snapshot: snap, texts: true})
	if s.w.live.caption.line.Visible() {
		t.Errorf("caption = %q where the sum is not known", s.w.live.caption.shared.text())
	}
	s.end()
}

// processTree is a program of a number of processes, as a tree, at an instant.
func processTree(at float64, processes int) *run.Snapshot {
	s := snapshot(at)
	s.Rows, s.Lanes, s.Failures, s.Counts = nil, nil, nil, run.Counts{}
	s.Observed = &run.Observed{Title: "python3 squares.py", Roots: []int{4000}}
	for n := 1; n <= processes; n++ {
		r := row(1, at)
		r.Worker, r.Number, r.PID, r.Slot, r.Tasks = "python3", n, 3999+n, 0, 0
		r.Command, r.Parent, r.Depth = "python3\x00squares.py\x00--workers\x004\x00", 4000, min(n-1, 1+n/5)
		r.Usage.CPU = float64(n*37%100) / 100
		s.Rows = append(s.Rows, r)
	}
	last := &s.Rows[processes-1]
	last.Worker, last.Command = "sh", "sh\x00-c\x00echo \x1b[31mred\nline\x00"
	last.Alive, last.State, last.Exit, last.Usage = false, "ended", "exit 0", metrics.Unread(last.PID)
	return s
}

func TestObservedProcessesStandInTheirTree(t *testing.T) {
	s := running(t)
	s.w.show(frame{snapshot: processTree(8, 12), texts: true})
	table := s.w.live.table
	if got := titles(table); got[nameColumn] != "Process" || got[len(got)-1] != "Command" || slices.Contains(got, "Tasks") {
		t.Errorf("columns = %q, want Process first, Command last, no Tasks", got)
	}
	names := []string{table.text(0, nameColumn), table.text(1, nameColumn), table.text(5, nameColumn), table.text(11, nameColumn)}
	if want := []string{"python3", "└ python3", "   └ python3", "sh"}; !slices.Equal(names, want) {
		t.Errorf("names = %q, want %q", names, want)
	}
	command := len(table.columns) - 1
	if got, want := table.text(0, command), "python3 squares.py --workers 4"; got != want {
		t.Errorf("command = %q, want %q", got, want)
	}
	if got, want := table.text(11, command), `sh -c echo \x1B[31mred\x0Aline`; got != want {
		t.Errorf("command = %q, want %q: nothing that could be obeyed", got, want)
	}
	table.sortBy(table.columns[nameColumn])
	if got := table.text(3, nameColumn); strings.Contains(got, "└") {
		t.Errorf("name = %q in another order than the tree's, want no branch", got)
	}
	s.w.show(frame{snapshot: snapshot(9), texts: true})
	if got := titles(table); got[nameColumn] != "Worker" {
		t.Errorf("columns = %q with a run, want Worker first", got)
	}
	s.end()
}

func TestTheCommandTakesTheRoomThatIsLeft(t *testing.T) {
	s := running(t)
	s.w.show(frame{snapshot: processTree(8, 12), texts: true})
	table := s.w.live.table
	for _, width := range []float32{1200, 1500} {
		table.Resize(fyne.NewSize(width, 200))
		if got := table.lines.Content.MinSize().Width; math.Abs(float64(got-width)) > 1 {
			t.Errorf("columns = %v wide in %v", got, width)
		}
	}
	s.end()
}

// BenchmarkRows sorts, filters and scrolls 500 living workers among 10,000 that have ended.
func BenchmarkRows(b *testing.B) {
	test.NewTempApp(b)
	table := newWorkerTable(func(int) {}, func(run.Row, fyne.Position) {})
	win := test.NewTempWindow(b, table)
	win.Resize(fyne.NewSize(926, 500))
	snap := many(500, 10_000)
	table.set(snap, ofOneCore)
	if rows := len(table.list.rows); rows != 10_500 || table.lines == nil || !table.inSight(10_001) {
		b.Fatalf("rows = %d, drawn %v, want 10,500 that are shown", rows, table.lines != nil)
	}
	for _, key := range []string{"", "cpu", "worker", "exit"} {
		b.Run("sort by "+key, func(b *testing.B) {
			table.list.by = key
			for b.Loop() {
				table.set(snap, ofOneCore)
			}
		})
	}
	b.Run("filter", func(b *testing.B) {
		table.list.by, table.list.text = "cpu", "77"
		for b.Loop() {
			table.set(snap, ofOneCore)
		}
	})
	b.Run("scroll", func(b *testing.B) {
		table.list.by, table.list.text = "", ""
		table.set(snap, ofOneCore)
		down := float32(0)
		for b.Loop() {
			down += 400
			table.ScrollToOffset(fyne.NewPos(0, float32(math.Mod(float64(down), 200_000))))
		}
	})
}
