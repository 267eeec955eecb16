package gui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

func (s *fakeSession) CloseInputs() error { return s.note("close") }

func (s *fakeSession) SetNice(name string, nice int) error {
	return s.note(fmt.Sprintf("nice %s %d", name, nice))
}

func (s *fakeSession) SetAffinity(name string, list []int) error {
	return s.note("pin " + name + " " + cores.List(list).String())
}

func (o fakeObservation) NiceProcess(n, nice int) error {
	return o.process("nice "+strconv.Itoa(nice)+" of", n)
}

func (o fakeObservation) PinProcess(n int, list []int) error {
	return o.process("pin to "+cores.List(list).String(), n)
}

// niced is a snapshot whose workers have a niceness and may use some cores.
func niced(at float64, nice int, allowed string) *run.Snapshot {
	s := snapshot(at)
	for i := range s.Rows {
		s.Rows[i].Usage.Nice, s.Rows[i].Usage.Affinity.List = nice, allowed
	}
	return s
}

// sharing returns a stage whose run goes on, with its second worker selected.
func sharing(t *testing.T, nice int, allowed string) *stage {
	t.Helper()
	s := newStage(t, small())
	s.w.runTapped()
	s.send(niced(4, nice, allowed))
	s.w.live.pick(2)
	return s
}

// allCores writes the cores that this program may use.
func allCores() string { return cores.List(launcher.AllowedCores()).String() }

func TestTheNicenessIsForTheWorkerThatWasSelectedWhenItWasAskedFor(t *testing.T) {
	s := sharing(t, 2, "")
	s.item("Worker", "Nice …").Action()
	entry := sheetEntryOf(s)
	if entry.Text != "2" {
		t.Errorf("niceness = %q, want 2 as it is", entry.Text)
	}
	entry.SetText("7")
	moved := niced(5, 2, "")
	moved.Rows = moved.Rows[1:]
	s.w.show(frame{snapshot: moved, texts: true})
	s.w.live.selectWorker(4)
	s.capture("nice")
	s.answer("Set to 7")
	s.expect("nice Process-2 7")
	s.end()
}

func TestTheSheetOfNicenessSaysWhatWouldBeDone(t *testing.T) {
	lowest := launcher.LowestNice()
	for _, c := range []struct {
		text, do, note string
	}{
		{"2", "", "has niceness 2"},
		{"9", "Set to 9", "gets less of a core"},
		{"20", "", "from -20 to 19"},
		{"x", "", "from -20 to 19"},
		{"-21", "", "from -20 to 19"},
	} {
		n, err := strconv.Atoi(c.text)
		do, note := niceWord("Process-2", 2, n, err == nil && n >= -20 && n <= 19)
		if do != c.do || !strings.Contains(note, c.note) {
			t.Errorf("%q: %q, %q, want %q and %q in it", c.text, do, note, c.do, c.note)
		}
	}
	do, note := niceWord("Process-2", 2, 0, true)
	if may := lowest <= 0; may != (do != "") || may == strings.Contains(note, "Only root") {
		t.Errorf("less nice where %d is the lowest: %q, %q", lowest, do, note)
	}
}

func TestTheSliderAndTheFieldOfNicenessSayTheSame(t *testing.T) {
	s := sharing(t, 0, "")
	s.item("Worker", "Nice …").Action()
	entry := sheetEntryOf(s)
	var slider *widget.Slider
	for _, o := range test.LaidOutObjects(s.w.win.Canvas().Overlays().Top()) {
		if found, ok := o.(*widget.Slider); ok {
			slider = found
		}
	}
	slider.SetValue(11)
	if entry.Text != "11" {
		t.Errorf("field = %q, want 11", entry.Text)
	}
	entry.SetText("-4")
	if slider.Value != -4 {
		t.Errorf("slider at %v, want -4", slider.Value)
	}
	entry.SetText("40")
	if slider.Value != -4 || entry.Text != "40" {
		t.Errorf("slider at %v, field %q, want what was typed left alone", slider.Value, entry.Text)
	}
	s.answer("Keep 0")
	s.end()
}

func TestAWorkerIsPinnedToTheCoresThatAreTicked(t *testing.T) {
	all := launcher.AllowedCores()
	if len(all) < 2 {
		t.Skip("this program may use one core alone: there is nothing to choose")
	}
	s := sharing(t, 0, allCores())
	s.item("Worker", "Pin to cores …").Action()
	top := s.w.win.Canvas().Overlays().Top()
	tick := func(core int, on bool) {
		for _, o := range test.LaidOutObjects(top) {
			if c, ok := o.(*sheetCheck); ok && c.Text == "Core "+strconv.Itoa(core) {
				c.SetChecked(on)
			}
		}
	}
	for _, core := range all {
		tick(core, false)
	}
	if got := shownText(top); !strings.Contains(got, "one at least") {
		t.Errorf("sheet = %q with no core ticked, want to be told to tick one", got)
	}
	tick(all[1], true)
	s.capture("pin")
	s.w.live.selectWorker(4)
	s.answer("Pin to 1 core")
	s.expect("pin Process-2 " + strconv.Itoa(all[1]))
	if got, want := s.w.undo.label.Text, "Process-2 was pinned to core "+strconv.Itoa(all[1])+"."; got != want || !s.w.undo.content.Visible() {
		t.Errorf("way back = %q, seen %v, want %q", got, s.w.undo.content.Visible(), want)
	}
	s.item("Run", "Undo").Action()
	s.expect("pin Process-2 " + allCores())
	s.end()
}

func TestAllCoresCanBeTickedAtOnce(t *testing.T) {
	all := launcher.AllowedCores()
	if len(all) < 2 {
		t.Skip("this program may use one core alone: there is nothing to choose")
	}
	s := sharing(t, 0, strconv.Itoa(all[0]))
	s.item("Worker", "Pin to cores …").Action()
	s.answer("All")
	s.answer("Let it use all")
	s.expect("pin Process-2 " + allCores())
	s.end()
}

func TestARowsMenuHasNicenessAndCores(t *testing.T) {
	s := sharing(t, 0, "")
	s.w.rowMenu(s.w.newest.Rows[1], fyne.NewPos(300, 300))
	tapItem(t, s, "Nice …")
	s.escapeField()
	if covered(s.w.win) {
		t.Error("the sheet is open after Escape in its field")
	}
	s.item("Worker", "Pin to cores …").Action()
	for _, o := range test.LaidOutObjects(s.w.win.Canvas().Overlays().Top()) {
		if c, ok := o.(*sheetCheck); ok {
			c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
			break
		}
	}
	if covered(s.w.win) {
		t.Error("the sheet is open after Escape at a tick")
	}
	s.w.live.pick(3) // it has ended
	if !s.w.worker.nice.Disabled || !s.w.worker.pin.Disabled {
		t.Error("a worker that has ended can be made nice, or pinned")
	}
	s.end()
}

func TestAnAnswerThatComesAfterTheEndIsNotLostWithoutAWord(t *testing.T) {
	s := sharing(t, 0, "")
	s.item("Worker", "Nice …").Action()
	sheetEntryOf(s).SetText("5")
	ended := niced(9, 0, "")
	ended.Phase = run.Ended
	s.send(ended)
	s.answer("Set to 5")
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "Process-2 is as nice as it was") {
		t.Errorf("said = %q, want that nothing was done", got)
	}
	s.end()
}

func TestWhatPoolscopeDidNotStartIsMadeNiceAfterAQuestion(t *testing.T) {
	o := newObserving(t, small())
	o.watch(4711)
	o.w.live.selectWorker(2)
	o.w.follow()
	o.w.worker.nice.Action()
	sheetEntryOf(o.stage).SetText("12")
	o.answer("Set to 12")
	if got := shownText(o.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "Set niceness of process 4712") || !strings.Contains(got, "did not start") {
		t.Errorf("question = %q, want what and of whom", got)
	}
	o.press("Set niceness of process 4712")
	o.expect("nice 12 of process 2")
	o.end()
}

func TestWhatACommandStartedIsMadeNiceWithoutAQuestion(t *testing.T) {
	o := newObserving(t, small())
	o.begin("python3", "squares.py")
	o.w.live.selectWorker(2)
	o.w.worker.nice.Action()
	sheetEntryOf(o.stage).SetText("12")
	o.answer("Set to 12")
	o.expect("nice 12 of process 2")
	if covered(o.w.win) {
		t.Error("there is a question")
	}
	o.end()
}

func TestTheInputsAreClosedOnce(t *testing.T) {
	s := running(t)
	s.item("Run", "Close inputs").Action()
	s.expect("close")
	closed := snapshot(5)
	closed.Closed = true
	s.w.show(frame{snapshot: closed, texts: true})
	if slices.ContainsFunc(s.w.shutItems, func(i *fyne.MenuItem) bool { return !i.Disabled }) || s.w.holdItem.Disabled {
		t.Error("inputs can be added or closed after their end, or the tasks can't be held")
	}
	if got := s.w.status.pool.Text; !strings.HasSuffix(got, ", inputs closed") {
		t.Errorf("status = %q, want that the inputs are closed", got)
	}
	s.end()
}

func TestWhatCouldNotBeEndedIsNamedAtTheEnd(t *testing.T) {
	s := running(t)
	ended := snapshot(9)
	ended.Phase = run.Ended
	for n := range 6 {
		ended.Escaped = append(ended.Escaped, launcher.Escapee{PID: 70 + n, Command: "sudo \x1b[31mx"})
	}
	s.send(ended)
	got := s.w.survived.label.Text
	if !s.w.survived.content.Visible() || !strings.Contains(got, "(PID 70)") || !strings.Contains(got, "and 2 more") || strings.Contains(got, "\x1b") {
		t.Errorf("line = %q, seen %v, want the first four by name, and how many more", got, s.w.survived.content.Visible())
	}
	s.resize(small())
	s.capture("survivors")
	s.end()
	s.w.runTapped()
	if s.w.survived.content.Visible() {
		t.Error("the next run begins with what the last one left")
	}
	s.end()
}

// escapeField presses Escape in the field of the sheet that is open.
func (s *stage) escapeField() {
	s.t.Helper()
	for _, o := range test.LaidOutObjects(s.w.win.Canvas().Overlays().Top()) {
		if e, ok := o.(*sheetEntry); ok {
			e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
			return
		}
	}
	s.t.Fatal("no field in the sheet")
}
