package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/internal/run"
)

// explanations are the topics that have a paragraph.
func explanations() map[topic]bool {
	known := map[topic]bool{}
	for _, m := range meanings() {
		known[m.topic] = m.text != ""
	}
	return known
}

func TestEveryColumnLeadsToAParagraph(t *testing.T) {
	known := explanations()
	for _, c := range rowColumns() {
		if note := workerNote(c.key); c.title != "" && (note.text == "" || !known[note.topic]) {
			t.Errorf("column %q of workers leads to %q, which says nothing", c.title, note.topic)
		}
	}
	for _, c := range taskColumns() {
		if note := taskNote(c.title); note.text == "" || !known[note.topic] {
			t.Errorf("column %q of tasks leads to %q, which says nothing", c.title, note.topic)
		}
	}
}

func TestEveryTitleOfTheOutputLeadsToAParagraph(t *testing.T) {
	known, seen := explanations(), map[string]bool{}
	for x := float32(1); x < outputLeft()+50; x += 5 {
		note := outputNoteAt(x)
		if seen[note.text] = true; note.text == "" || !known[note.topic] {
			t.Errorf("at %v units the titles lead to %q, which says nothing", x, note.topic)
		}
	}
	if want := len(headFace().cells) + 1; len(seen) != want {
		t.Errorf("different tips = %d, want %d, one a title", len(seen), want)
	}
	s := newStage(t, small())
	for _, o := range test.LaidOutObjects(s.w.output.content) {
		if a, ok := o.(*tapArea); ok {
			a.Tapped(&fyne.PointEvent{Position: fyne.NewPos(outputLeft()-10, 5)})
		}
	}
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, string(aboutOutput)) {
		t.Errorf("a click on Kind shows %.60q, want the lines of output", got)
	}
}

// TestEveryPartOfTheStatusLineLeadsToAParagraph asks of the texts that snapshots make, not
// of a list of them: a new part is found without being named here.
func TestEveryPartOfTheStatusLineLeadsToAParagraph(t *testing.T) {
	known := explanations()
	over := snapshot(9)
	over.Phase, over.Reaped, over.PeakRSS, over.Counts.NotRun = run.Ended, 4, 1<<20, 3
	waiting := snapshot(9)
	waiting.Waiting = "load 9.0 over 4"
	for _, s := range []string{poolText(snapshot(9)), selfText(snapshot(9)), poolText(over), poolText(waiting)} {
		for part := range strings.SplitSeq(s, partGap) {
			if note := partNote(part); part != "" && !known[note.topic] {
				t.Errorf("%q of %q leads nowhere", part, s)
			}
		}
	}
}

func TestHowFarARunIsLeadsToAParagraph(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(8))
	for _, o := range test.LaidOutObjects(s.w.bar.content) {
		if a, ok := o.(*tapArea); ok && a.object == fyne.CanvasObject(s.w.bar.left) {
			a.Tapped(&fyne.PointEvent{})
		}
	}
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !explanations()[aboutLeft] || !strings.Contains(got, string(aboutLeft)) {
		t.Errorf("sheet = %.60q, want a paragraph of how far the run is", got)
	}
	s.end()
}

func TestKeysReachTheEndOfALongSheet(t *testing.T) {
	s := newStage(t, small())
	s.w.meaningTapped()
	button := findButton(s.w.win.Canvas().Overlays().Top(), "Close")
	scroll := button.scroll
	lowest := scroll.Content.MinSize().Height - scroll.Size().Height
	for _, c := range []struct {
		key  fyne.KeyName
		want float32
	}{{fyne.KeyDown, lineStep}, {fyne.KeyUp, 0}, {fyne.KeyUp, 0}, {fyne.KeyEnd, lowest}, {fyne.KeyPageDown, lowest}, {fyne.KeyHome, 0}} {
		button.TypedKey(&fyne.KeyEvent{Name: c.key})
		if got := scroll.Offset.Y; got != c.want {
			t.Errorf("after %s at %v, want %v", c.key, got, c.want)
		}
	}
}
