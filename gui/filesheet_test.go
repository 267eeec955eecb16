package gui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// sheetEntries returns what can be typed in on the sheet in front: the folder
// and the file.
func (s *stage) sheetEntries() (folder, file *sheetEntry) {
	s.t.Helper()
	var found []*sheetEntry
	for _, part := range test.LaidOutObjects(s.w.win.Canvas().Overlays().Top()) {
		if e, ok := part.(*sheetEntry); ok {
			found = append(found, e)
		}
	}
	if len(found) != 2 {
		s.t.Fatalf("entries on the sheet = %d, want folder and file", len(found))
	}
	return found[0], found[1]
}

func (s *stage) press(text string) {
	s.t.Helper()
	button := findButton(s.w.win.Canvas().Overlays().Top(), text)
	if button == nil {
		s.t.Fatalf("no button %q in %q", text, shownText(s.w.win.Canvas().Overlays().Top()))
	}
	test.Tap(button)
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSaveAsTouchesNoFileBeforeItIsWritten(t *testing.T) {
	dir := t.TempDir()
	old := write(t, filepath.Join(dir, "old.pool.toml"), "an old plan")
	s := newStage(t, small())
	s.w.saveAsTapped()
	folder, file := s.sheetEntries()
	folder.SetText(dir)
	folder.OnSubmitted(dir)
	file.SetText("old")
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "Replaces the file") {
		t.Errorf("sheet = %q, want it said that a file is replaced", text)
	}
	s.capture("saveas")
	s.w.form.workers.entry.SetText("0") // it can't be saved now
	s.press("Replace")
	if got := content(t, old); got != "an old plan" {
		t.Errorf("file after a failed save = %q, want the old plan", got)
	}
}

func TestANameGetsTheEndingThatOpenLooksFor(t *testing.T) {
	for name, want := range map[string]string{"b": "b.pool.toml", "c.toml": "c.toml", "d.pool.toml": "d.pool.toml"} {
		dir := t.TempDir()
		s := newStage(t, small())
		s.w.saveAsTapped()
		folder, file := s.sheetEntries()
		folder.OnSubmitted(dir)
		file.SetText(name)
		file.OnSubmitted(name)
		if got := s.w.path; got != filepath.Join(dir, want) || content(t, got) == "" {
			t.Errorf("%q was saved as %q, want %q", name, got, want)
		}
	}
}

func TestAFileSheetListsFoldersAndPlansAndGoesThrough(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "inner")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "picture.png"), "")
	path := write(t, filepath.Join(inner, "mine.pool.toml"), "title = \"Mine\"\n[task]\nkind = \"builtin\"\nname = \"noop\"\n[inputs]\nrepeat = 3\n")
	s := newStage(t, small())
	f := newFileSheet(s.w.win, fileQuestion{title: "Open", do: "Open", dir: dir, suffix: ".toml", chosen: s.w.open})
	f.show()
	if len(f.entries) != 1 || f.entries[0].Name() != "inner" {
		t.Fatalf("entries = %v, want the folder and no picture", f.entries)
	}
	f.list.Select(0)
	if f.dir != inner || len(f.entries) != 1 {
		t.Fatalf("folder = %q with %v, want %q", f.dir, f.entries, inner)
	}
	f.list.Select(0)
	s.capture("open")
	if got := s.w.win.Canvas().Focused(); got != f.file {
		t.Errorf("focus after choosing = %T, want the name, where Return opens it", got)
	}
	s.press("Open")
	if s.w.path != path || covered(s.w.win) {
		t.Errorf("path = %q, sheet open %v, want %q, closed", s.w.path, covered(s.w.win), path)
	}
	f.upTapped()
	if f.dir != dir {
		t.Errorf("above = %q, want %q", f.dir, dir)
	}
}

func TestAFileThatIsNotThereIsSaidOnTheSheet(t *testing.T) {
	s := newStage(t, small())
	s.w.openTapped()
	_, file := s.sheetEntries()
	file.SetText("no-such-plan")
	file.OnSubmitted(file.Text)
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "no such file") {
		t.Errorf("sheet = %q, want it said", text)
	}
}

func TestEscapeClosesAFileSheetWhateverHasTheFocus(t *testing.T) {
	s := newStage(t, small())
	const parts = 6 // folder, up, list, file and two buttons
	for n := range parts {
		s.w.openTapped()
		var found []fyne.Focusable
		for _, part := range test.LaidOutObjects(s.w.win.Canvas().Overlays().Top()) {
			if f, ok := part.(fyne.Focusable); ok {
				found = append(found, f)
			}
		}
		if len(found) < parts {
			t.Fatalf("parts with a focus = %d, want %d at least", len(found), parts)
		}
		s.w.win.Canvas().Focus(found[n])
		found[n].TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if covered(s.w.win) {
			t.Fatalf("the sheet is open after Escape on %T", found[n])
		}
	}
}

func TestOneSheetAtATimeAndNoRunBehindIt(t *testing.T) {
	s := newStage(t, small())
	for _, menu := range s.w.menu.Items {
		for _, item := range menu.Items {
			if item.Label == "Open …" {
				item.Action()
				item.Action()
			}
		}
	}
	s.w.runItem.Action()
	if got := len(s.w.win.Canvas().Overlays().List()); got != 1 || len(s.started) != 0 {
		t.Errorf("sheets = %d, runs = %d, want 1, 0", got, len(s.started))
	}
}

func TestAPlanSavedElsewhereNamesItsFilesFromThere(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	write(t, filepath.Join(first, "in.txt"), "1\n2\n3\n")
	path := write(t, filepath.Join(first, "a.pool.toml"), "title = \"a\"\n[task]\nkind = \"builtin\"\nname = \"noop\"\n[inputs]\nlines = \"in.txt\"\n")
	s := newStage(t, small())
	s.w.open(path)
	moved := filepath.Join(second, "a.pool.toml")
	s.w.save(moved)
	if len(s.w.form.problems) != 0 || strings.HasPrefix(s.w.win.Title(), "*") {
		t.Errorf("after saving: problems %v, title %q, want none, no mark", s.w.form.problems, s.w.win.Title())
	}
	if got, want := s.w.form.inputs.entry.Text, filepath.Join(first, "in.txt"); strings.ReplaceAll(got, "\n", "") != want {
		t.Errorf("inputs = %q, want %q", got, want)
	}
	s.w.open(moved)
	if p, problems := s.w.form.plan(); len(problems) != 0 || s.w.form.tasks.found.Tasks != 3 {
		t.Errorf("opened again: %v, %d tasks of %q, want 3", problems, s.w.form.tasks.found.Tasks, p.Inputs.File)
	}
}

func TestSavingKeepsWhoMayReadAFile(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "own.pool.toml"), "")
	s := newStage(t, small())
	s.w.save(path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("mode = %v, %v, want 0600", info.Mode(), err)
	}
}
