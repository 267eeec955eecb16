package gui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestAsPythonShowsTheProgramOfThePlanInTheForm(t *testing.T) {
	s := newStage(t, small())
	s.w.form.task.SetSelected("fib")
	s.w.form.inputs.entry.SetText("21, 22")
	test.Tap(s.w.form.python)
	p, _ := s.w.form.plan()
	program, err := p.Python()
	if err != nil {
		t.Fatal(err)
	}
	sheet := s.w.win.Canvas().Overlays().Top()
	var label *widget.Label
	var copying *widget.Button
	for _, part := range test.LaidOutObjects(sheet) {
		switch part := part.(type) {
		case *widget.Label:
			if strings.HasPrefix(part.Text, "#!/usr/bin/env python3\n") {
				label = part
			}
		case *widget.Button:
			if part.Text == "Copy" {
				copying = part
			}
		}
	}
	if label == nil || copying == nil {
		t.Fatalf("no program or no Copy button in %q", shownText(sheet))
	}
	if label.Text != program || !strings.Contains(label.Text, "INPUTS = [21, 22]") {
		t.Errorf("program =\n%s\nwant\n%s", label.Text, program)
	}
	if !label.Selectable || !label.TextStyle.Monospace {
		t.Errorf("selectable %v, monospace %v, want both", label.Selectable, label.TextStyle.Monospace)
	}
	s.capture("python")
	test.Tap(copying)
	if got := s.w.app.Clipboard().Content(); got != program {
		t.Errorf("clipboard = %q, want the program", got)
	}
	if len(s.started) != 0 {
		t.Error("a run was started")
	}
}

func TestAsPythonSaysFirstWhatIsWrongInTheForm(t *testing.T) {
	s := newStage(t, small())
	s.w.form.workers.entry.SetText("0")
	test.Tap(s.w.form.python)
	text := shownText(s.w.win.Canvas().Overlays().Top())
	if !strings.Contains(text, "pool.workers") || strings.Contains(text, "#!/usr/bin") {
		t.Errorf("shown: %q, want what is wrong with pool.workers", text)
	}
}

func TestAsPythonIsTheLastRowAndInTheMenu(t *testing.T) {
	s := newStage(t, small())
	rows := test.LaidOutObjects(s.w.form.content)
	var last *widget.Button
	for _, part := range rows {
		if b, ok := part.(*widget.Button); ok && b.Text != "" {
			last = b
		}
	}
	if last != s.w.form.python {
		t.Errorf("the last button of the form is %v, want that of the program", last)
	}
	var item *fyne.MenuItem
	for _, i := range s.w.menu.Items[0].Items {
		if i.Label == "Plan as Python …" {
			item = i
		}
	}
	if item == nil {
		t.Fatal("no menu item for the program")
	}
	item.Action()
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "The plan as a Python program") {
		t.Errorf("shown: %q, want the program", text)
	}
}

func TestAProgramTooLongToShowIsCopiedWhole(t *testing.T) {
	s := newStage(t, small())
	program := "x = \"" + strings.Repeat("long ", 20_000) + "\"\n"
	content := s.w.programView(program)
	var shown string
	for _, part := range test.LaidOutObjects(content) {
		switch part := part.(type) {
		case *widget.Label:
			shown += part.Text
		case *widget.Button:
			if part.Text == "Copy" {
				test.Tap(part)
			}
		}
	}
	if len(shown) > 2*mostProgram || !strings.Contains(shown, "Too long") {
		t.Errorf("shown are %d bytes, want at most %d and a word about the rest", len(shown), 2*mostProgram)
	}
	if got := s.w.app.Clipboard().Content(); got != program {
		t.Errorf("clipboard has %d bytes, want %d", len(got), len(program))
	}
}

func TestAProgramIsSavedAsItIs(t *testing.T) {
	s := newStage(t, small())
	path := filepath.Join(t.TempDir(), "plan.py")
	s.w.saveProgram(path, "print()\n")
	if got, err := os.ReadFile(path); err != nil || string(got) != "print()\n" {
		t.Errorf("file = %q, %v, want the program", got, err)
	}
	s.w.saveProgram(filepath.Join(t.TempDir(), "none", "plan.py"), "")
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "could not be saved") {
		t.Errorf("shown: %q, want why it was not saved", text)
	}
	for path, want := range map[string]string{"": "my.py", "/x/a.pool.toml": "a.py", "b.toml": "b.py"} {
		if got := programName(path); got != want {
			t.Errorf("name for %q = %q, want %q", path, got, want)
		}
	}
}

func TestAProgramFindsItsFilesFromAnyFolder(t *testing.T) {
	p := plan.Default()
	p.Dir, p.Inputs = "some", plan.Inputs{Kind: plan.Lines, File: "names.txt"}
	want, err := filepath.Abs("some/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := programOf(p); err != nil || !strings.Contains(got, `open("`+want+`"`) {
		t.Errorf("program =\n%s\nwant it to open %s", got, want)
	}
}
