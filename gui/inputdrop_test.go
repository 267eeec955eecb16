package gui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// fileAt writes a file, in a folder that may have to be made.
func fileAt(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	return write(t, path, text)
}

func TestDroppedFilesBecomeTheInputs(t *testing.T) {
	dir := t.TempDir()
	text := fileAt(t, filepath.Join(dir, "names.txt"), "a\nb\n")
	rows := fileAt(t, filepath.Join(dir, "rows.CSV"), "name\na\n")
	picture := fileAt(t, filepath.Join(dir, "in", "b.png"), "\x89PNG\x00")
	fileAt(t, filepath.Join(dir, "in", "a.png"), "\x89PNG\x00")
	fileAt(t, filepath.Join(dir, "in", ".hidden"), "")
	if err := os.Mkdir(filepath.Join(dir, "in", "deeper"), 0o700); err != nil {
		t.Fatal(err)
	}
	elsewhere := fileAt(t, filepath.Join(t.TempDir(), "c.png"), "\x89PNG\x00")
	for _, c := range []struct {
		name       string
		paths      []string
		want, said string
	}{
		{"text", []string{text}, "lines names.txt", "Inputs: each line of names.txt."},
		{"rows", []string{rows}, "csv rows.CSV", "Inputs: each row of rows.CSV."},
		{"one picture", []string{picture}, `values "in/b.png"`, "Inputs: the names of 1 file."},
		{"several", []string{text, picture, elsewhere}, `values "names.txt", "in/b.png", "` + elsewhere + `"`, "Inputs: the names of 3 files."},
		{"a folder", []string{filepath.Join(dir, "in")}, `values "in/a.png", "in/b.png"`, "Inputs: the names of 2 files."},
		{"an empty folder", []string{filepath.Join(dir, "in", "deeper")}, "repeat 1", "Nothing was taken over: there is no file in that folder."},
		{"what is gone", []string{filepath.Join(dir, "gone"), text}, "repeat 1", "Nothing was taken over: " + filepath.Join(dir, "gone") + ": no such file or directory."},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := pythonForm(t, plan.Inputs{Kind: plan.Repeat, Repeat: 1})
			f.base.Dir = dir
			f.check()
			if said := f.inputs.dropped(lookAtDropped(c.paths)); said != c.said {
				t.Errorf("said %q, want %q", said, c.said)
			}
			p, problems := f.plan()
			if got := sourceText(p.Inputs); got != c.want || len(problems) > 0 {
				t.Errorf("inputs = %s, %v, want %s", got, problems, c.want)
			}
			if f.inputs.kind.SetSelected("repeat"); f.inputs.entry.Text != "1" {
				t.Errorf("repeat = %q, want what was typed before", f.inputs.entry.Text)
			}
		})
	}
}

func TestDroppedFilesSuitTheTask(t *testing.T) {
	picture := fileAt(t, filepath.Join(t.TempDir(), "b.png"), "\x89PNG\x00")
	s := newStage(t, small())
	f := s.w.form
	f.task.SetSelected("fib")
	before := f.current.Inputs.Text()
	if said := f.inputs.dropped(lookAtDropped([]string{picture})); !strings.HasPrefix(said, "Nothing was taken over: fib takes numbers") || f.current.Inputs.Text() != before {
		t.Errorf("said %q, inputs %s, want why not and %s", said, f.current.Inputs.Text(), before)
	}
	f.task.SetSelected("hello")
	f.settings.set["pool.method"](string(launcher.StarMap))
	f.inputs.dropped(lookAtDropped([]string{picture}))
	if got, want := f.current.Inputs.Text(), `[["`+picture+`"]]`; got != want {
		t.Errorf("inputs = %s, want a list of arguments, %s", got, want)
	}
}

func TestAFolderIsChosenForAPattern(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[b]")
	for _, name := range []string{"1.png", "2.png", "3.txt"} {
		fileAt(t, filepath.Join(dir, name), "")
	}
	f := pythonForm(t, plan.Inputs{Kind: plan.Repeat, Repeat: 1})
	for path, want := range map[string]int{dir: 3, filepath.Join(dir, "1.png"): 2} {
		f.inputs.kind.SetSelected("glob")
		f.inputs.folder = func(chosen func(string)) { chosen(path) }
		if !f.inputs.choose.Visible() {
			t.Fatal("there is no button to choose with")
		}
		f.inputs.choose.OnTapped()
		if got := f.tasks.found.Tasks; got != want || len(f.problems) > 0 {
			t.Errorf("%s: %d tasks, %v, want %d", f.inputs.entry.Text, got, f.problems, want)
		}
	}
}

func TestTheSheetForAFolderTakesTheOneItShows(t *testing.T) {
	dir := t.TempDir()
	fileAt(t, filepath.Join(dir, "in", "a.png"), "")
	s := newStage(t, small())
	s.w.path = filepath.Join(dir, "a.pool.toml")
	var got []string
	chosen := func(path string) { got = append(got, path) }
	s.w.pickFolder(chosen)
	s.answer("Choose")
	q := newFileSheet(s.w.win, fileQuestion{dir: dir, do: "Choose", inside: true, chosen: chosen})
	q.entryChosen(0)
	q.doTapped()
	if want := filepath.Join(dir, "in"); len(got) != 2 || got[0] != dir || got[1] != want {
		t.Errorf("chosen = %q, want %q and %q", got, dir, want)
	}
}

func TestAFolderIsChosenWhateverSignsAreInItsName(t *testing.T) {
	f := pythonForm(t, plan.Inputs{Kind: plan.Glob, Glob: "*"})
	for _, name := range []string{"a[b]", "a*b", "what?", `a\b`, "a b", "[", "]"} {
		dir := filepath.Join(t.TempDir(), name)
		for _, file := range []string{"1.[x]", "2.[x]", "3.x"} {
			fileAt(t, filepath.Join(dir, file), "")
		}
		for path, want := range map[string]int{dir: 3, filepath.Join(dir, "1.[x]"): 2} {
			f.inputs.folder = func(chosen func(string)) { chosen(path) }
			f.inputs.choose.OnTapped()
			if got := f.tasks.found.Tasks; got != want || len(f.problems) > 0 {
				t.Errorf("%s: pattern %s, %d tasks, %v, want %d", path, f.inputs.entry.Text, got, f.problems, want)
			}
		}
	}
}

func TestFilesThatAreReadForLongAreTakenOverLaterAndOnlyTheLast(t *testing.T) {
	dir := t.TempDir()
	first, last := fileAt(t, filepath.Join(dir, "a.txt"), "a\n"), fileAt(t, filepath.Join(dir, "b.txt"), "b\n")
	s := newStage(t, small())
	s.w.loaded(withFile("tasks.py"))
	s.w.form.tasks.patience = -1
	posts := make(chan func(), 2)
	s.w.form.tasks.post = func(f func()) { posts <- f }
	var answers []func()
	for _, path := range []string{first, last} {
		held := make(chan struct{})
		look := func(paths []string) droppedFiles { <-held; return lookAtDropped(paths) }
		if said := s.w.takeDropped([]string{path}, look); said != "" {
			t.Errorf("said %q before the file was read", said)
		}
		close(held)
		answers = append(answers, <-posts)
	}
	answers[1]()
	answers[0]()
	if got, said := sourceText(s.w.form.current.Inputs), s.w.notice.label.Text; got != "lines "+last || said != "Inputs: each line of b.txt." {
		t.Errorf("inputs %s, said %q, want the lines of what was dropped last", got, said)
	}
}

func TestNamesWithBlanksAreFoundFromThePlansFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my plans [1]")
	fileAt(t, filepath.Join(dir, "in put", "a b.png"), "\x89PNG\x00")
	text := fileAt(t, filepath.Join(dir, "in put", " names of all.txt"), "a\n")
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("wc")
	f.base.Dir = dir
	f.check()
	want := `wc 'in put/ names of all.txt'` + "\n" + `wc 'in put/a b.png'`
	f.inputs.dropped(lookAtDropped([]string{filepath.Join(dir, "in put")}))
	if got := f.kinds.preview.lines.text(); got != want {
		t.Errorf("dropped: %s, want %s", got, want)
	}
	f.inputs.kind.SetSelected("glob")
	f.inputs.entry.SetText("in put/*")
	want = strings.ReplaceAll(want, "in put/", dir+"/in put/")
	if got := f.kinds.preview.lines.text(); got != want {
		t.Errorf("pattern: %s, want %s", got, want)
	}
	f.inputs.dropped(lookAtDropped([]string{text}))
	if got := f.kinds.preview.lines.text(); got != "wc a" || len(f.problems) > 0 {
		t.Errorf("a file of lines: %s, %v, want its line", got, f.problems)
	}
}
