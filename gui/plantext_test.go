package gui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/examples"
)

// script types over the whole text of the plan.
func (s *stage) script(text string) {
	s.w.form.asText.entry.SetText(text)
}

// asText returns a stage that shows a plan of its own as text, and the plan's file.
func asText(t *testing.T) (s *stage, path string) {
	t.Helper()
	s = newStage(t, small())
	path = ownPlan(t, t.TempDir())
	s.w.open(path)
	s.item("View", "Plan as text").Action()
	return s, path
}

func TestTheTextOfAPlanIsThatOfItsFile(t *testing.T) {
	s, path := asText(t)
	if got, want := s.w.form.asText.entry.Text, content(t, path); got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
	if s.w.form.asText.alarm.Visible() {
		t.Error("something is wrong with a good plan")
	}
	if s.w.form.content.Visible() || !s.item("View", "Plan as text").Checked {
		t.Error("the fields are still there, or the menu does not say that the text is")
	}
	test.Tap(s.w.form.head.toggle)
	if !s.w.form.content.Visible() || s.w.form.asText.content.Visible() || s.item("View", "Plan as text").Checked {
		t.Error("the button does not lead back to the fields")
	}
	s.w.form.workers.entry.SetText("3")
	s.item("View", "Plan as text").Action()
	p, _ := s.w.form.plan()
	if got, want := s.w.form.asText.entry.Text, string(p.Encode()); got != want {
		t.Errorf("text after an edit in a field = %q, want what Save writes: %q", got, want)
	}
}

func TestAnEditOfTheTextIsAtOnceThePlan(t *testing.T) {
	s, path := asText(t)
	text := strings.Replace(content(t, path), "[task]", "[pool]\nworkers = 7 # seven\n[task]", 1)
	s.script(text)
	p, problems := s.w.form.plan()
	if p.Pool.Workers != 7 || len(problems) != 0 || s.w.bar.run.Disabled() {
		t.Errorf("workers = %d, problems %v, run off %v, want 7, none, false", p.Pool.Workers, problems, s.w.bar.run.Disabled())
	}
	if got := s.w.form.head.state.Text; !strings.Contains(got, "Edited") || !strings.HasPrefix(s.w.win.Title(), "*Own") {
		t.Errorf("form says %q, title %q, want that it was edited", got, s.w.win.Title())
	}
	s.w.planTextTapped()
	if got := s.w.form.workers.text(); got != "7" {
		t.Errorf("workers in the fields = %s, want 7", got)
	}
	s.w.saveTapped()
	if got := content(t, path); got != text {
		t.Errorf("saved = %q, want what was typed, comment and all: %q", got, text)
	}
	if s.w.changed() {
		t.Error("the plan differs from its file after saving")
	}
	s.w.form.workers.entry.SetText("8")
	s.w.form.workers.entry.SetText("7")
	if s.w.changed() {
		t.Error("a field that is as it was again is an edit")
	}
}

func TestTextThatIsNoPlanIsSaidWithItsLineAndNothingStarts(t *testing.T) {
	s, path := asText(t)
	s.script(content(t, path) + "[pool]\nworkers = 0\nworker = 2\n")
	said := s.w.form.asText.wrong.text()
	for _, want := range []string{"Line 8: pool.workers: 0 is not", "Line 9: pool.worker: unknown key"} {
		if !strings.Contains(said, want) {
			t.Errorf("below the text: %q, want %q in it", said, want)
		}
	}
	if !s.w.bar.run.Disabled() || !s.w.runItem.Disabled {
		t.Error("it can be run")
	}
	if got := s.w.bar.wrong.Text; !strings.Contains(got, "1 of 2 problems, Line 8") {
		t.Errorf("beside the buttons: %q, want the line", got)
	}
	s.w.bar.wrong.OnTapped()
	if e := s.w.form.asText.entry; e.CursorRow != 7 || s.w.win.Canvas().Focused() != fyne.Focusable(e) {
		t.Errorf("cursor in row %d, want 7, with the focus", e.CursorRow)
	}
	s.script(content(t, path))
	if s.w.form.asText.alarm.Visible() || s.w.bar.run.Disabled() || s.w.changed() {
		t.Error("something is wrong, or edited, once the text is right again")
	}
}

func TestNothingIsLostBetweenTextAndFields(t *testing.T) {
	s, _ := asText(t)
	const typed = "title = \"half\n"
	s.script(typed)
	s.w.planTextTapped()
	if got := s.w.form.asText.entry.Text; got != typed || !s.w.form.asText.shown {
		t.Errorf("text = %q, shown %v, want what was typed to stay", got, s.w.form.asText.shown)
	}
	if !s.w.form.head.said.Visible() {
		t.Error("it is not said why the fields do not come")
	}
	s.w.revertTapped()
	s.w.planTextTapped()
	s.w.form.workers.entry.SetText("many")
	s.w.planTextTapped()
	if s.w.form.asText.shown || s.w.form.workers.text() != "many" || !s.w.form.head.said.Visible() {
		t.Errorf("text shown %v, workers %q, want the field to stay, and why", s.w.form.asText.shown, s.w.form.workers.text())
	}
	s.w.form.workers.entry.SetText("2")
	if s.w.form.head.said.Visible() {
		t.Error("it is still said once the field is right")
	}
}

func TestABrokenPlanOpensAsTextAndStaysAsItIsUntilSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.pool.toml")
	const text = "title = \"x\"\n[pool]\nworkers = 0\n"
	write(t, path, text)
	s := newStage(t, small())
	s.w.open(path)
	s.resize(small())
	s.capture("broken")
	if got := s.w.form.asText.entry.Text; got != text || !strings.Contains(s.w.form.asText.wrong.text(), "Line 3: pool.workers") {
		t.Errorf("text = %q, said %q, want the file's and its line", got, s.w.form.asText.wrong.text())
	}
	if s.w.changed() || content(t, path) != text || !strings.HasPrefix(s.w.win.Title(), "bad.pool.toml") {
		t.Errorf("changed %v, title %q, want nothing changed yet", s.w.changed(), s.w.win.Title())
	}
	s.script(strings.Replace(text, "0", "2", 1))
	s.w.saveTapped()
	if got := content(t, path); !strings.Contains(got, "workers = 2") || !strings.Contains(s.w.notice.label.Text, "no plan yet") {
		t.Errorf("saved = %q, notice %q, want what is shown, and that it is no plan", got, s.w.notice.label.Text)
	}
	s.w.examples.choice.SetSelected(exampleName(examples.All()[0]))
	if s.w.form.asText.shown {
		t.Error("another plan is text too, which nobody asked for")
	}
}

func TestBrokenTextIsOfferedAtTheNextStart(t *testing.T) {
	s, _ := asText(t)
	const typed = "title = \"half\n"
	s.script(typed)
	s.w.closeTapped()
	again := s.again()
	if !again.notice.content.Visible() {
		t.Fatal("nothing is offered")
	}
	test.Tap(again.notice.action)
	if got := again.form.asText.entry.Text; got != typed || !again.changed() {
		t.Errorf("brought back %q, edited %v, want %q", got, again.changed(), typed)
	}
}

func TestALargePlanIsNotEditedAsText(t *testing.T) {
	s := newStage(t, small())
	path := filepath.Join(t.TempDir(), "many.pool.toml")
	write(t, path, "[task]\nkind = \"builtin\"\nname = \"noop\"\n[inputs]\nvalues = ["+strings.Repeat("123456,\n", 100_000)+"]\n")
	within10s(t, "a plan of 100,000 values as text", func() {
		s.w.open(path)
		s.w.planTextTapped()
		s.resize(small())
	})
	if got := s.w.form.asText.large.text(); !strings.Contains(got, "too large") || s.w.form.asText.edits() || s.w.bar.run.Disabled() {
		t.Errorf("said %q, editor %v, want it too large, and the plan to run", got, s.w.form.asText.edits())
	}
	s.capture("large")
	s.w.planTextTapped()
	if p, _ := s.w.form.plan(); len(p.Inputs.Values) != 100_000 || s.w.changed() {
		t.Errorf("values = %d, edited %v, want 100000 and no edit", len(p.Inputs.Values), s.w.changed())
	}
}

func TestTooMuchIsNotPasted(t *testing.T) {
	s, path := asText(t)
	clip := s.w.app.Clipboard()
	clip.SetContent(strings.Repeat("# line\n", mostScriptLines))
	s.w.form.asText.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if got := s.w.form.asText.entry.Text; got != content(t, path) || !strings.Contains(s.w.form.asText.wrong.text(), "Not pasted") {
		t.Errorf("text of %d bytes, said %q, want it as it was, and why", len(got), s.w.form.asText.wrong.text())
	}
	clip.SetContent("# a line\n")
	s.w.form.asText.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if !strings.Contains(s.w.form.asText.entry.Text, "# a line") {
		t.Error("a line is not pasted")
	}
}

func TestLinesAreNumberedWhereTheyAreSeen(t *testing.T) {
	s, _ := asText(t)
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "# line %d\n", i+1)
	}
	s.script(b.String() + "workers = 2\n")
	s.resize(small())
	s.w.wrongTapped()
	n := s.w.form.asText.numbers
	first, count := n.inSight(n.Size().Height)
	if first == 0 || first+count < 201 {
		t.Errorf("lines %d to %d are numbered, want the wrong one, 201, among them", first+1, first+count)
	}
	var marked []string
	for _, text := range test.WidgetRenderer(n).(*lineNumbersRenderer).texts {
		if strings.HasPrefix(text.Text, "!") {
			marked = append(marked, text.Text)
		}
	}
	if !slices.Equal(marked, []string{"!201"}) {
		t.Errorf("marked = %q, want !201 alone", marked)
	}
}

func TestATextIsSavedElsewhereWithItsComments(t *testing.T) {
	s, path := asText(t)
	text := content(t, path) + "# at the end\n"
	s.script(text)
	other := filepath.Join(t.TempDir(), "other.pool.toml")
	s.w.save(other)
	if got := content(t, other); got != text || s.w.path != other || s.w.changed() {
		t.Errorf("saved %q at %q, edited %v, want the text as it is", got, s.w.path, s.w.changed())
	}
	if strings.Contains(content(t, path), "at the end") {
		t.Error("the first file was changed")
	}
}

func TestRevertTakesBackTheEditsAndOffersThem(t *testing.T) {
	s := newStage(t, small())
	path := ownPlan(t, t.TempDir())
	s.w.open(path)
	revert := s.item("File", "Revert to saved")
	if !revert.Disabled {
		t.Error("there is something to revert with nothing edited")
	}
	s.w.form.workers.entry.SetText("9")
	if revert.Disabled {
		t.Fatal("there is nothing to revert with an edit")
	}
	revert.Action()
	if p, _ := s.w.form.plan(); p.Pool.Workers != 0 || !revert.Disabled || s.w.changed() {
		t.Errorf("workers = %d, edited %v, want auto as in the file", p.Pool.Workers, s.w.changed())
	}
	test.Tap(s.w.notice.action)
	if p, _ := s.w.form.plan(); p.Pool.Workers != 9 || revert.Disabled {
		t.Errorf("workers = %d, want the 9 brought back", p.Pool.Workers)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	revert.Action()
	if p, _ := s.w.form.plan(); p.Pool.Workers != 9 || !covered(s.w.win) {
		t.Errorf("workers = %d, want the edits kept, and it said that the file is away", p.Pool.Workers)
	}
}

func TestAnExampleIsRevertedToo(t *testing.T) {
	s := newStage(t, small())
	before, _ := s.w.form.plan()
	s.w.form.workers.entry.SetText("9")
	s.w.revertTapped()
	if p, _ := s.w.form.plan(); p.Pool.Workers != before.Pool.Workers || p.Title != before.Title || s.w.changed() {
		t.Errorf("plan = %q with %d workers, want %q with %d", p.Title, p.Pool.Workers, before.Title, before.Pool.Workers)
	}
}

func TestAPasteOverASelectionCountsWithoutIt(t *testing.T) {
	s, _ := asText(t)
	long := strings.Repeat("# a line\r\n", mostScriptLines-10)
	s.script(long)
	e := s.w.form.asText.entry
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip("# another\r\n" + long)})
	if got := e.Text; !strings.HasPrefix(got, "# another\n# a line\n") || strings.Contains(s.w.form.asText.wrong.text(), "Not pasted") {
		t.Errorf("text of %d bytes that begins %q, said %q, want the pasted one with lines that end in a line feed alone", len(got), clipped(got, 40), s.w.form.asText.wrong.text())
	}
}

func TestNoMoreIsTypedThanCanBeShownAgain(t *testing.T) {
	s, _ := asText(t)
	full := strings.Repeat("#\n", mostScriptLines-1)
	s.script(full)
	e := s.w.form.asText.entry
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if e.Text != full || !strings.Contains(s.w.form.asText.wrong.text(), "No other line") {
		t.Errorf("%d lines, said %q, want no other, and why", strings.Count(e.Text, "\n")+1, s.w.form.asText.wrong.text())
	}
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if want := "\n" + full[2:]; e.Text != want {
		t.Errorf("text = %q, want a line in the place of the one that was taken away", clipped(e.Text, 40))
	}
	line := strings.Repeat("#", mostScriptLine)
	s.script(line)
	if e.TypedRune('#'); e.Text != line {
		t.Errorf("a line of %d letters, want %d", len(e.Text), len(line))
	}
}

func TestTheTextOfAPlanSaysHowManyTasksItMakes(t *testing.T) {
	s, _ := asText(t)
	f := s.w.form
	const task = "[task]\nkind = \"builtin\"\nname = \"noop\"\n"
	s.script(task + "[inputs]\nrepeat = 1200")
	if got := f.asText.tasks; got.text() != "1,200 tasks." || !got.Visible() {
		t.Errorf("below the text %q, to be seen %v, want the tasks", got.text(), got.Visible())
	}
	s.script(task + "[inputs]\nrepeat = x")
	if got := f.asText.tasks; got.text() != "" || got.Visible() {
		t.Errorf("below what is no plan %q, to be seen %v, want nothing", got.text(), got.Visible())
	}
}
