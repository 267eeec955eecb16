package gui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// hover moves the mouse on an object of the stage and lets it rest until its tip is due.
func (s *stage) hover(o desktop.Hoverable, at fyne.Position) {
	s.t.Helper()
	e := &desktop.MouseEvent{}
	e.Position = at
	e.AbsolutePosition = fyne.CurrentApp().Driver().AbsolutePositionForObject(o.(fyne.CanvasObject)).Add(at)
	o.MouseIn(e)
	if s.w.tips.Visible() {
		s.t.Error("a tip is shown before the mouse has rested")
	}
	s.play()
}

// brisk is a stage whose tips are due at once.
func brisk(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, small())
	s.w.tips.wait = time.Millisecond
	return s
}

// tipOf returns the button of the stage whose tip begins with some words.
func (s *stage) tipOf(words string) *tipButton {
	s.t.Helper()
	for _, o := range test.LaidOutObjects(s.w.win.Content()) {
		if b, ok := o.(*tipButton); ok && strings.HasPrefix(b.tip, words) {
			return b
		}
	}
	s.t.Fatalf("no button has a tip that begins with %q", words)
	return nil
}

func TestAButtonOnWhichTheMouseRestsSaysWhatItDoes(t *testing.T) {
	s := brisk(t)
	run := s.tipOf("Run the plan")
	s.hover(run, fyne.NewPos(5, 5))
	if got := s.w.tips.text; !s.w.tips.Visible() || !strings.Contains(got, "Ctrl+R") {
		t.Errorf("tip = %q, shown %v, want what the button does", got, s.w.tips.Visible())
	}
	run.MouseOut()
	if s.w.tips.Visible() {
		t.Error("the tip stays after the mouse has left")
	}
}

func TestATipGoesAwayAtATapAKeyAndAnEdit(t *testing.T) {
	s := brisk(t)
	pause := s.tipOf("Freeze")
	for name, do := range map[string]func(){
		"press": func() { pause.MouseDown(&desktop.MouseEvent{}) },
		"tap":   func() { pause.Tapped(&fyne.PointEvent{}) },
		"key":   func() { pause.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown}) },
		"edit":  func() { s.w.form.workers.entry.SetText("3") },
		"move":  func() { pause.MouseMoved(&desktop.MouseEvent{}); s.w.tips.off() },
	} {
		s.hover(pause, fyne.NewPos(5, 5))
		if !s.w.tips.Visible() {
			t.Errorf("%s: no tip to begin with", name)
		}
		if do(); s.w.tips.Visible() {
			t.Errorf("after the %s the tip is still there", name)
		}
	}
}

func TestATipThatIsNoLongerDueIsNotShown(t *testing.T) {
	s := brisk(t)
	pause := s.tipOf("Freeze")
	pause.MouseIn(&desktop.MouseEvent{})
	pending := <-s.posts
	pause.MouseOut()
	if pending(); s.w.tips.Visible() {
		t.Error("a tip is shown of what the mouse has left")
	}
}

func TestTheFocusShowsATipBelowWhatHasIt(t *testing.T) {
	s := brisk(t)
	run := s.tipOf("Run the plan")
	s.w.win.Canvas().Focus(run)
	s.play()
	ground := s.tipGround()
	if low := fyne.CurrentApp().Driver().AbsolutePositionForObject(run).Y + run.Size().Height; ground.Y < low {
		t.Errorf("tip at %v, want below the button, which ends at %v", ground, low)
	}
	s.w.win.Canvas().Unfocus()
	if s.w.tips.Visible() {
		t.Error("the tip stays when the focus goes")
	}
}

// tipGround returns where the tip is drawn.
func (s *stage) tipGround() fyne.Position {
	return test.WidgetRenderer(s.w.tips).(*tipRenderer).ground.Position()
}

func TestATipTakesNeitherMouseNorFocusAndStaysWithinTheWindow(t *testing.T) {
	s := brisk(t)
	s.w.win.Canvas().Focus(s.w.form.workers.entry)
	corner := fyne.NewPos(small().Width-2, small().Height-2)
	s.w.tips.show(strings.Repeat("many words ", 30), corner, arrowHigh)
	r := test.WidgetRenderer(s.w.tips).(*tipRenderer)
	end := r.ground.Position().Add(r.ground.Size())
	if room := s.w.win.Canvas().Size(); end.X > room.Width || end.Y > room.Height || r.ground.Position().X < 0 || r.ground.Position().Y < 0 {
		t.Errorf("tip from %v to %v, want it within %v", r.ground.Position(), end, room)
	}
	if got := s.w.win.Canvas().Focused(); got != s.w.form.workers.entry {
		t.Errorf("focus = %T, want it where it was", got)
	}
	if s.w.win.Canvas().Overlays().Top() != nil {
		t.Error("the tip is an overlay, which takes the mouse from the window")
	}
	for _, o := range test.LaidOutObjects(s.w.tips) {
		_, hovers := o.(desktop.Hoverable)
		_, taps := o.(fyne.Tappable)
		_, scrolls := o.(fyne.Scrollable)
		if hovers || taps || scrolls {
			t.Errorf("%T of the tip takes the mouse", o)
		}
	}
}

func TestNoTipIsDueUnderASheet(t *testing.T) {
	s := brisk(t)
	run := s.tipOf("Run the plan")
	s.w.keysTapped()
	run.MouseIn(&desktop.MouseEvent{})
	if s.w.tips.timer != nil || s.w.tips.Visible() {
		t.Error("a tip is due under a sheet")
	}
}

func TestColumnTitlesOfBothTablesHaveTips(t *testing.T) {
	for _, c := range rowColumns() {
		if note := workerNote(c.key); c.title != "" && (note.text == "" || note.topic == "") {
			t.Errorf("column %q of the workers has no note", c.title)
		}
	}
	for _, c := range taskColumns() {
		if note := taskNote(c.title); note.text == "" || note.topic == "" {
			t.Errorf("column %q of the tasks has no note", c.title)
		}
	}
}

func TestAColumnTitleLeadsToItsParagraph(t *testing.T) {
	s := brisk(t)
	s.w.runTapped()
	s.send(snapshot(8))
	head := s.headOf("Memory")
	s.hover(head, fyne.NewPos(3, 3))
	if got := s.w.tips.text; !strings.HasPrefix(got, "Memory: RSS") {
		t.Errorf("tip = %q, want what the memory is", got)
	}
	head.TappedSecondary(&fyne.PointEvent{})
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "What the numbers mean") {
		t.Errorf("sheet = %.80q, want what the numbers mean", got)
	}
	s.answer("Close")
	s.end()
}

// headOf returns the title of a column of the workers.
func (s *stage) headOf(title string) *columnHead {
	s.t.Helper()
	for _, o := range test.LaidOutObjects(s.w.win.Content()) {
		if h, ok := o.(*columnHead); ok && strings.Contains(shownText(h), title) {
			return h
		}
	}
	s.t.Fatalf("no column has the title %s", title)
	return nil
}

func TestAClickOnANumberOfTheStatusLineOpensItsParagraph(t *testing.T) {
	s := brisk(t)
	s.w.runTapped()
	s.send(snapshot(8))
	place := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.w.status.pool).AddXY(100, 12)
	test.TapCanvas(s.w.win.Canvas(), place)
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "What the numbers mean") {
		t.Errorf("sheet = %.80q, want what the numbers mean", got)
	}
	s.end()
}

func TestEveryNumberOfTheStatusLineIsExplained(t *testing.T) {
	known := map[topic]bool{}
	for _, m := range meanings() {
		known[m.topic] = true
	}
	for part, want := range map[string]topic{
		"12.3 s": aboutTasks, "pool CPU 1.93 of 2 cores": aboutCPU, "pool memory 40.0 MiB PSS": aboutMemory,
		"4 workers in 5 slots, 1 stopped": aboutHeld, "4 workers": aboutReaped, "Poolscope itself: 3.1 % of a core, 85.0 MiB": aboutSelf,
		"workers started 5, reaped 5, left over 0": aboutReaped, "CPU 4.321 s exact": aboutExact, "peak 61.0 MiB RSS sampled": aboutMemory,
		"3 processes": aboutTree, "16 threads": aboutTree, "exit 3": aboutEnd, "159 not run": aboutTasks,
		"Run shown: memory and CPU": "", "": "",
	} {
		got := partNote(part)
		if got.topic != want || want != "" && !known[got.topic] {
			t.Errorf("%q leads to %q, want %q", part, got.topic, want)
		}
	}
}

func TestTheStatusLineKnowsWhichNumberIsUnderTheMouse(t *testing.T) {
	l := shortLabel()
	l.SetText("12.3 s   pool CPU 1.93 of 2 cores   4 workers")
	l.Resize(fyne.NewSize(600, 30))
	var seen []string
	for x := float32(0); x < 600; x += 2 {
		if part := partAt(l, x); part != "" && (len(seen) == 0 || seen[len(seen)-1] != part) {
			seen = append(seen, part)
		}
	}
	if got, want := strings.Join(seen, "|"), "12.3 s|pool CPU 1.93 of 2 cores|4 workers"; got != want {
		t.Errorf("parts = %q, want %q", got, want)
	}
	l.Alignment = fyne.TextAlignTrailing
	if got := partAt(l, 590); got != "4 workers" {
		t.Errorf("at the right end of a line on the right: %q, want the last part", got)
	}
}

func TestTheSheetOfNumbersOpensAtTheTopic(t *testing.T) {
	s := newStage(t, small())
	s.w.meaningAt(aboutReaped)
	for _, o := range test.LaidOutObjects(s.w.win.Canvas().Overlays().Top()) {
		scroll, ok := o.(*container.Scroll)
		if !ok || scroll.Content.MinSize().Height < scroll.Size().Height {
			continue
		}
		if end := scroll.Content.MinSize().Height - scroll.Size().Height; scroll.Offset.Y < end-1 {
			t.Errorf("offset = %v, want the last topic in sight, at %v", scroll.Offset.Y, end)
		}
		return
	}
	t.Error("the sheet has nothing that scrolls")
}

func TestAFieldWithHelpSaysItWhereTheMouseRestsOnItsName(t *testing.T) {
	f := newField("pool.timeout", "Timeout", "of each task", shortLabel(), nil)
	if got, want := f.tip(), "Timeout: of each task\nIn a plan file: pool.timeout"; got != want {
		t.Errorf("tip = %q, want %q", got, want)
	}
	if got := newField("title", "Title", "", shortLabel(), nil).tip(); got != "" {
		t.Errorf("tip of a field without help = %q, want none", got)
	}
}
