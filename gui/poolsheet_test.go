package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/run"
)

// sheetEntryOf returns the field of the sheet that is open.
func sheetEntryOf(s *stage) *widget.Entry {
	s.t.Helper()
	for _, o := range test.LaidOutObjects(s.w.win.Canvas().Overlays().Top()) {
		switch e := o.(type) {
		case *widget.Entry:
			return e
		case *inputsEntry:
			return &e.Entry
		case *sheetEntry:
			return &e.Entry
		}
	}
	s.t.Fatal("no field in the sheet")
	return nil
}

// press presses a button of the sheet that is open.
func (s *stage) answer(text string) {
	s.t.Helper()
	top := s.w.win.Canvas().Overlays().Top()
	button := findButton(top, text)
	if button == nil {
		s.t.Fatalf("sheet = %q, want a button %q", shownText(top), text)
	}
	test.Tap(button)
}

func TestThePoolSizeIsAskedWithWhatItMeans(t *testing.T) {
	s := running(t)
	s.w.poolSizeTapped()
	top := s.w.win.Canvas().Overlays().Top()
	for text, want := range map[string]string{
		"4": "The pool has 4 slots", "6": "2 workers will be started", "3": "1 worker will end after what they run now",
		"0": "1 to 4,096 slots", "5000": "1 to 4,096 slots", "x": "1 to 4,096 slots",
	} {
		sheetEntryOf(s).SetText(text)
		if got := shownText(top); !strings.Contains(got, want) {
			t.Errorf("%q: sheet = %q, want %q in it", text, got, want)
		}
	}
	sheetEntryOf(s).SetText("3")
	sheetEntryOf(s).SetText("0")
	still := findButton(top, "Resize") // it does nothing now
	still.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	sheetEntryOf(s).SetText("6")
	s.answer("Resize to 6 slots")
	s.expect("resize 6")
	s.end()
}

func TestThePoolSizeIsTypedAtOnce(t *testing.T) {
	s := running(t)
	s.w.poolSizeTapped()
	field := s.w.win.Canvas().Focused()
	field.TypedRune('6')
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.expect("resize 6")
	s.w.poolSizeTapped()
	field = s.w.win.Canvas().Focused()
	field.TypedRune('x')
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !covered(s.w.win) {
		t.Error("Enter took what is no size")
	}
	s.end()
}

func TestThePoolSizeCanBeLeftAsItIs(t *testing.T) {
	s := running(t)
	s.w.poolSizeTapped()
	sheetEntryOf(s).SetText("6")
	s.answer("Keep 4 slots")
	s.w.poolSizeTapped()
	s.w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if covered(s.w.win) || len(s.sessions[0].asked) != 0 {
		t.Errorf("covered %v, asked %d times, want the sheet gone and nothing asked", covered(s.w.win), len(s.sessions[0].asked))
	}
	s.end()
}

func TestAddedInputsAreCheckedAsThePlansAre(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := snapshot(4)
	snap.Plan.Task.Name = "primes"
	s.send(snap)
	s.w.addInputsTapped()
	if got := findButton(s.w.win.Canvas().Overlays().Top(), "Add inputs"); got == nil || !got.Disabled() {
		t.Error("nothing can be added")
	}
	sheetEntryOf(s).SetText("many")
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "primes takes numbers") {
		t.Errorf("sheet = %q, want what is wrong", got)
	}
	sheetEntryOf(s).SetText("10, 20,\n30")
	s.answer("Add 3 inputs")
	s.expect("add 10 20 30")
	s.w.addInputsTapped()
	s.w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if covered(s.w.win) {
		t.Error("the sheet is open after Escape in its field")
	}
	s.end()
}

func TestInputsForARunThatHasEndedAreNotLostWithoutAWord(t *testing.T) {
	s := running(t)
	s.w.addInputsTapped()
	sheetEntryOf(s).SetText("1, 2, 3")
	ended := snapshot(9)
	ended.Phase = run.Ended
	s.send(ended)
	s.answer("Add 3 inputs")
	top := s.w.win.Canvas().Overlays().Top()
	if top == nil || !strings.Contains(shownText(top), "No input was added") || !strings.Contains(shownText(top), "ended") {
		t.Errorf("nobody said that nothing was added")
	}
	s.end()
}
