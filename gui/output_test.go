package gui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/internal/run"
)

// outputStage is a stage that shows the output of a run.
func outputStage(t *testing.T, snap *run.Snapshot) *stage {
	t.Helper()
	s := newStage(t, small())
	s.w.runTapped()
	s.w.tabs.SelectIndex(outputTab)
	s.send(snap)
	return s
}

// manyLines is a run that printed so many lines, of which those from a number on are
// here.
func manyLines(from, n int) *run.Snapshot {
	s := snapshot(3)
	s.Output = run.Output{Dropped: from}
	for i := from; i < n; i++ {
		s.Output.Lines = append(s.Output.Lines, run.OutputLine{
			Task: i, Worker: fmt.Sprintf("Process-%d", 1+i%4), Number: 1 + i%4, Kind: run.FromStdout, Text: fmt.Sprintf("line %d", i),
		})
	}
	return s
}

// saying is a run that printed some lines.
func saying(lines ...string) *run.Snapshot {
	s := manyLines(0, len(lines))
	for i := range lines {
		s.Output.Lines[i].Text = lines[i]
	}
	return s
}

// rowText is what a row of the output says behind its columns.
func rowText(f outputFace) string {
	var b strings.Builder
	for _, p := range f.pieces {
		b.WriteString(p.text)
	}
	return b.String()
}

// inSight is what the rows in sight say.
func (v *outputView) inSight() []string {
	var rows []string
	first := v.pane.top()
	for i := first; i < min(first+v.pane.page(), v.pane.rows); i++ {
		rows = append(rows, rowText(v.face(i)))
	}
	return rows
}

func TestOutputKeepsBytesVisibleAndCountsWhatWasDropped(t *testing.T) {
	s := outputStage(t, snapshot(6))
	if got, want := s.w.output.dropped.Text, "5 lines; 1,234 earlier dropped"; got != want {
		t.Errorf("count = %q, want %q", got, want)
	}
	if got, want := rowText(s.w.output.face(0)), "1,234 earlier lines are no longer here"; got != want {
		t.Errorf("first row = %q, want %q", got, want)
	}
	row := s.w.output.face(2)
	if want := [4]string{"0.310 s", "1", "Process-2", "err !"}; row.cells != want {
		t.Errorf("row = %q, want %q", row.cells, want)
	}
	if got, want := rowText(row), `warning: red \xFF and <U+202E> reversed`; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
	s.w.output.raw.SetChecked(true)
	if got, want := rowText(s.w.output.face(2)), `warning: \x1B[31mred\x1B[0m \xFF and <U+202E> reversed`; got != want {
		t.Errorf("raw text = %q, want %q", got, want)
	}
	s.end()
}

func TestOutputFollowsTheNewestLineUntilOneScrollsUp(t *testing.T) {
	s := outputStage(t, manyLines(0, 500))
	v := s.w.output
	if rows := v.inSight(); rows[len(rows)-1] != "line 499" || v.follow.Text != "Following" {
		t.Errorf("in sight = %q with the button %q, want the last line and Following", rows, v.follow.Text)
	}
	v.pane.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 300)})
	before := v.inSight()
	v.set(manyLines(0, 600), false)
	if got := v.inSight(); !slices.Equal(got, before) || v.follow.Text != "Follow" {
		t.Errorf("in sight = %q with the button %q, want %q as before and Follow", got, v.follow.Text, before)
	}
	v.pane.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	v.set(manyLines(0, 700), true)
	if rows := v.inSight(); rows[len(rows)-1] != "line 699" || v.follow.Text != "Following" {
		t.Errorf("after End = %q with the button %q, want the last line and Following", rows, v.follow.Text)
	}
	s.end()
}

func TestWhoReadsStaysWhereLinesAreDropped(t *testing.T) {
	s := outputStage(t, manyLines(0, 5000))
	v := s.w.output
	v.followOff()
	v.pane.steadily(func() { v.pane.scrollTo(2000 * outputHeight) })
	v.set(manyLines(1500, 6500), true)
	if got := v.inSight()[0]; got != "line 1999" && got != "line 2000" {
		t.Errorf("at the top = %q, want line 2000 yet", got)
	}
	v.set(manyLines(900_000, 905_000), true)
	if got, want := v.inSight()[0], "900,000 earlier lines are no longer here"; got != want {
		t.Errorf("at the top = %q, want %q", got, want)
	}
	s.end()
}

func TestOfAMillionLinesOnlyTheNewOnesAreLookedAt(t *testing.T) {
	lines := outputLines{find: outputFind{at: -1}}
	lines.take(manyLines(0, 5000).Output)
	kept := &lines.lines[4999]
	if gone := lines.take(manyLines(10, 5010).Output); gone != 10 || len(lines.lines) != 5000 || lines.lines[4989].Text != kept.Text {
		t.Errorf("gone = %d of %d lines, want 10 of 5000", gone, len(lines.lines))
	}
	// Another run, or a history that is not the same: all is looked at again.
	other := manyLines(10, 5012).Output
	other.Lines[4999].Text = "another"
	lines.take(other)
	if got := lines.lines[4999].Text; got != "another" {
		t.Errorf("line = %q, want the other history's", got)
	}
	lines.take(manyLines(0, 3).Output)
	if len(lines.lines) != 3 || lines.rows() != 3 {
		t.Errorf("lines = %d in %d rows, want 3 of a younger run", len(lines.lines), lines.rows())
	}
}

func TestTheOutputOfOneWorkerOrTaskIsShownAlone(t *testing.T) {
	s := outputStage(t, manyLines(0, 40))
	v := s.w.output
	for text, want := range map[string]int{"": 40, "7": 1, "task 12": 1, "Process-2": 10, "process-2": 10, "nobody": 0, "99": 0} {
		v.whose.SetText(text)
		if got := len(v.lines.lines); got != want {
			t.Errorf("of %q = %d lines, want %d", text, got, want)
		}
	}
	if got := v.none.Text; !strings.Contains(got, "Task 99 printed and returned nothing") && v.whose.Text == "99" {
		t.Errorf("without a line = %q", got)
	}
	v.whose.SetText("nobody")
	if got := v.none.Text; !strings.Contains(got, "No worker is called “nobody”") {
		t.Errorf("without a line = %q, want what can be asked for", got)
	}
	s.w.live.pick(2)
	s.item("Worker", "Show its output").Action()
	if v.whose.Text != "Process-2" || len(v.lines.lines) != 10 {
		t.Errorf("the worker's = %d lines of %q, want 10 of Process-2", len(v.lines.lines), v.whose.Text)
	}
	s.end()
	s.w.runTapped()
	if v.whose.Text != "" {
		t.Errorf("the next run shows the lines of %q alone", v.whose.Text)
	}
	s.end()
}

func TestATasksCardAndRowShowItsOutput(t *testing.T) {
	s := tasksStage(t, commandRun(40))
	if !s.w.tasks.printed.Disabled() {
		t.Error("the button is on with no task chosen")
	}
	s.w.tasks.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	test.Tap(s.w.tasks.printed)
	if s.w.tabs.SelectedIndex() != outputTab || s.w.output.whose.Text != "task 0" {
		t.Errorf("view %d of %q, want the output of task 0", s.w.tabs.SelectedIndex(), s.w.output.whose.Text)
	}
	s.w.tabs.SelectIndex(tasksTab)
	s.w.tasks.table.TypedKey(&fyne.KeyEvent{Name: desktop.KeyMenu})
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, showOutputWord) {
		t.Errorf("menu = %q, want the output offered", got)
	}
	s.end()
}

func TestStreamsAreLeftOutByTheirTicks(t *testing.T) {
	s := outputStage(t, snapshot(6))
	v := s.w.output
	all := len(v.lines.lines)
	v.kinds[run.FromStderr].SetChecked(false)
	for _, l := range v.lines.lines {
		if l.Kind == run.FromStderr {
			t.Errorf("line %q of stderr is shown", l.Text)
		}
	}
	if got, want := v.dropped.Text, fmt.Sprintf("%d of %d lines; 1,234 earlier dropped", len(v.lines.lines), all); got != want || len(v.lines.lines) >= all {
		t.Errorf("count = %q, want %q", got, want)
	}
	for _, check := range v.kinds {
		check.SetChecked(false)
	}
	if got := v.none.Text; !strings.Contains(got, "not ticked") {
		t.Errorf("without a line = %q, want why", got)
	}
	s.end()
}

func TestAProgressBarShowsItsLastStateBeforeItsLineIsWhole(t *testing.T) {
	snap := saying("whole")
	snap.Output.Open = []run.OutputLine{{Task: 7, Worker: "Process-1", Kind: run.FromStderr, Text: " 10 %\r 20 %\r 30 %", Rewritten: 1000}}
	s := outputStage(t, snap)
	v := s.w.output
	if got, want := rowText(v.face(1)), " 30 %  (rewritten 1,002 times)"; got != want {
		t.Errorf("row = %q, want %q", got, want)
	}
	further := saying("whole")
	further.Output.Open = []run.OutputLine{{Task: 7, Worker: "Process-1", Kind: run.FromStderr, Text: " 40 %"}}
	v.set(further, false)
	if got := v.inSight(); !slices.Equal(got, []string{"whole", " 40 %"}) {
		t.Errorf("rows once the bar goes on = %q, want it once", got)
	}
	next := saying("whole", "100 %", "more")
	v.set(next, false)
	if got := v.inSight(); !slices.Equal(got, []string{"whole", "100 %", "more"}) {
		t.Errorf("rows once the line is whole = %q", got)
	}
	s.end()
}

func TestLongLinesAreCutOrWrapped(t *testing.T) {
	long := strings.Repeat("0123456789", 40)
	s := outputStage(t, saying("short", long, "last"))
	v := s.w.output
	columns := v.columns()
	if got := rowText(v.face(1)); got != long[:columns-1]+"…" {
		t.Errorf("row = %q, want the line cut at %d columns", got, columns)
	}
	v.wrapped.SetChecked(true)
	var text strings.Builder
	for i := 1; i < v.pane.rows-1; i++ {
		f := v.face(i)
		text.WriteString(rowText(f))
		if i > 1 && f.cells != [4]string{} {
			t.Errorf("row %d begins with %q, want nothing: it goes on with a line", i, f.cells)
		}
	}
	if text.String() != long || rowText(v.face(v.pane.rows-1)) != "last" {
		t.Errorf("wrapped = %q, want the whole line in rows of its own", text.String())
	}
	v.find.entry.SetText("9012")
	if got := v.lines.find.text(); got != "1 of 39" {
		t.Errorf("found = %q, want 1 of 39", got)
	}
	s.end()
}

func TestChosenLinesAreCopied(t *testing.T) {
	s := outputStage(t, saying("zero", "\x1b[31mone\x1b[0m", "a\rtwo", "three"))
	v := s.w.output
	press := func(row int, keys fyne.KeyModifier) {
		v.pane.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, (float32(row)+0.5)*outputHeight)}, Button: desktop.MouseButtonPrimary, Modifier: keys})
	}
	press(2, 0)
	press(1, fyne.KeyModifierShift)
	v.pane.TypedShortcut(&fyne.ShortcutCopy{})
	if got, want := s.w.app.Clipboard().Content(), "one\ntwo\n"; got != want {
		t.Errorf("copied = %q, want %q", got, want)
	}
	if !v.face(1).selected || !v.face(2).selected || v.face(3).selected {
		t.Error("the rows that are drawn as chosen are not the two")
	}
	v.pane.TypedShortcut(&fyne.ShortcutSelectAll{})
	v.copy()
	if got := s.w.app.Clipboard().Content(); strings.Count(got, "\n") != 4 {
		t.Errorf("copied = %q, want all 4 lines", got)
	}
	v.pane.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	v.pane.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	v.pane.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	v.pane.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "one") {
		t.Errorf("sheet = %q, want the line that was chosen by keys", got)
	}
	s.end()
}

func TestAFloodIsDrawnAtAPaceOfItsOwn(t *testing.T) {
	s := outputStage(t, manyLines(0, 100))
	v := s.w.output
	v.flooded = time.Now()
	v.set(manyLines(95_000, 100_000), false)
	if got := v.newest.Output.Dropped; got != 0 {
		t.Errorf("shown after %d dropped lines, want nothing new yet", got)
	}
	last := manyLines(195_000, 200_000)
	last.Phase = run.Ended
	v.set(last, false)
	if rows := v.inSight(); rows[len(rows)-1] != "line 199999" {
		t.Errorf("at the end = %q, want the last line", rows[len(rows)-1])
	}
	s.end()
}

func TestTheCellsOfOutputDoNotRunIntoEachOther(t *testing.T) {
	newStage(t, small())
	r := newOutputRow()
	for _, l := range []run.OutputLine{
		{At: 36.808, Task: 19999, Worker: "Process-20000", Kind: run.FromStdout, Text: "n"},
		{At: 100000.123, Task: 1234567, Worker: "Process-1234568", Kind: run.FromResult, Text: "n"},
	} {
		f := outputFace{cells: outputCells(l), kind: l.Kind}
		r.set(f, fyne.Position{}, fyne.NewSize(740, outputHeight))
		for i, text := range r.cells {
			if wide := fyne.MeasureText(text.Text, text.TextSize, text.TextStyle).Width; wide > text.Size().Width {
				t.Errorf("%q is %.0f wide in a column of %.0f", text.Text, wide, text.Size().Width)
			}
			if l.Task == 19999 && text.Text != f.cells[i] {
				t.Errorf("%q is cut to %q", f.cells[i], text.Text)
			}
		}
	}
}

func TestPiecesOfALineLieOnAGrid(t *testing.T) {
	pieces, wide := piecesOf(run.OutputLine{Text: "ab漢字éx"}, false)
	want := []outputPiece{{at: 0, wide: 2, text: "ab"}, {at: 2, wide: 2, text: "漢"}, {at: 4, wide: 2, text: "字"}, {at: 6, wide: 2, text: "éx"}}
	if !slices.Equal(pieces, want) || wide != 8 {
		t.Errorf("pieces = %+v, %d wide, want %+v, 8", pieces, wide, want)
	}
	if got, want := between(pieces, 1, 7), []outputPiece{{at: 0, wide: 1, text: "b"}, {at: 1, wide: 2, text: "漢"}, {at: 3, wide: 2, text: "字"}, {at: 5, wide: 1, text: "é"}}; !slices.Equal(got, want) {
		t.Errorf("between = %+v, want %+v", got, want)
	}
}

func TestAllOutputIsSavedToTheFileThatIsChosen(t *testing.T) {
	all := run.TranscriptOf(run.Said{Task: 2, Worker: 1, Text: "b\xff\n"}, run.Said{Task: 1, Worker: 2, Text: "a\n", Stderr: true}, run.Said{Task: 2, Worker: 1, Text: "c"})
	snap := manyLines(995_000, 1_000_000)
	snap.Output.All = all
	s := outputStage(t, snap)
	if got, want := s.w.output.dropped.Text, "5,000 lines; 995,000 earlier dropped; all of it is 0.0 KiB"; got != want {
		t.Errorf("count = %q, want %q", got, want)
	}
	for _, c := range []struct{ whose, want string }{{"", "a\nb\xff\nc"}, {"2", "b\xff\nc"}, {"Process-2", "a\n"}, {"process-02", "a\n"}, {"nobody", ""}} {
		s.w.output.whose.SetText(c.whose)
		s.readBack()
		path := filepath.Join(t.TempDir(), "all.txt")
		s.w.saveOutput(all, s.w.output.passage(), path)
		s.play()
		if got, err := os.ReadFile(path); err != nil || string(got) != c.want {
			t.Errorf("saved of %q = %q, %v, want %q", c.whose, got, err, c.want)
		}
	}
	if got := s.w.output.dropped.Text; !strings.Contains(got, "saved in all.txt") {
		t.Errorf("count = %q, want what was saved", got)
	}
	s.w.saveOutput(all, s.w.output.passage(), filepath.Join(t.TempDir(), "no folder", "all.txt"))
	s.play()
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "could not be saved") {
		t.Errorf("sheet = %q, want that it could not be saved", got)
	}
	s.end()
	s.w.runTapped()
	if _, err := all.Write(os.Stderr, run.Passage{}); err == nil {
		t.Error("the output of the last run is kept when the next begins")
	}
	s.end()
}

func TestTheEndStaysInSightWhereThereIsLessRoom(t *testing.T) {
	s := outputStage(t, manyLines(0, 500))
	s.w.filterTapped()
	s.resize(fyne.NewSize(1024, 600))
	v := s.w.output
	if rows := v.inSight(); rows[len(rows)-1] != "line 499" || !v.following {
		t.Errorf("in sight = %q, want the last line yet", rows[len(rows)-1])
	}
	s.end()
}

func TestTheTitlesHaveTheColoursOfTheTheme(t *testing.T) {
	s := outputStage(t, manyLines(0, 3))
	for _, look := range []appearance{alwaysDark, alwaysLight} {
		s.w.lookChosen(look)
		s.resize(small())
		for _, o := range test.LaidOutObjects(s.w.output.content) {
			text, ok := o.(*canvas.Text)
			if ground := theme.Color(theme.ColorNameBackground); ok && text.Visible() && text.Text == "Text" && contrast(text.Color, ground) < textContrast {
				t.Errorf("%s: contrast of a title = %.2f, want %.1f at least", look, contrast(text.Color, ground), textContrast)
			}
		}
	}
	s.end()
}
