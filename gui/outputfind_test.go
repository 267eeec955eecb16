package gui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

func TestATextIsFoundWhileLinesCome(t *testing.T) {
	s := outputStage(t, saying("an Error", "nothing", "\x1b[31mer\x1b[1mror\x1b[0m and ERROR", "漢字 error"))
	v := s.w.output
	s.w.filterTapped()
	if s.w.win.Canvas().Focused() != fyne.Focusable(v.find.entry) {
		t.Fatal("the focus is not where a text is typed")
	}
	v.find.entry.SetText("error")
	enter := func() { v.find.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }
	for _, want := range []string{"1 of 4", "2 of 4", "3 of 4", "4 of 4", "1 of 4"} {
		if got := v.find.count.Text; got != want {
			t.Errorf("count = %q, want %q", got, want)
		}
		enter()
	}
	if got, want := v.face(3).marks, []outputMark{{5, 10, false}}; !slices.Equal(got, want) {
		t.Errorf("marks = %v, want %v: a wide character has two columns", got, want)
	}
	if got, want := v.face(2).marks, []outputMark{{0, 5, true}, {10, 15, false}}; !slices.Equal(got, want) {
		t.Errorf("marks = %v, want %v", got, want)
	}
	more := saying("an Error", "nothing", "\x1b[31mer\x1b[1mror\x1b[0m and ERROR", "漢字 error", "error again")
	v.set(more, false)
	if got, want := v.find.count.Text, "2 of 5"; got != want {
		t.Errorf("count with a line more = %q, want %q", got, want)
	}
	v.find.entry.SetText("nowhere")
	if got, want := v.find.count.Text, "not found"; got != want {
		t.Errorf("count = %q, want %q", got, want)
	}
	v.find.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if v.find.content.Visible() || len(v.face(0).marks) != 0 || s.w.win.Canvas().Focused() != fyne.Focusable(v.pane) {
		t.Error("after Escape the bar or its marks are there yet, or the focus is elsewhere")
	}
	s.end()
}

func TestPlacesThatWereFoundGoWithTheirLines(t *testing.T) {
	lines := outputLines{find: outputFind{at: -1}}
	lines.take(manyLines(0, 100).Output)
	lines.seek([]rune("line"))
	for range 50 {
		lines.find.step(1, 0)
	}
	if got, want := lines.find.text(), "50 of 100"; got != want {
		t.Errorf("found = %q, want %q", got, want)
	}
	lines.take(manyLines(30, 120).Output)
	if got, want := lines.find.text(), "20 of 90"; got != want {
		t.Errorf("found once lines are gone = %q, want %q", got, want)
	}
	if h, _ := lines.find.step(-1, 0); h.seq != 48 {
		t.Errorf("the place before is in line %d, want 48", h.seq)
	}
	if h, ok := lines.find.step(1, 0); h.seq != 49 || !ok {
		t.Errorf("the next place is in line %d, want 49", h.seq)
	}
}
