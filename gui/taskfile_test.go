package gui

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

// withFile is a plan whose function is in a file.
func withFile(path string) plan.Plan {
	p := plan.Default()
	p.Task, p.Inputs = plan.Task{Kind: plan.Python, File: path, Function: "work"}, plan.Inputs{Kind: plan.Repeat, Repeat: 3}
	return p
}

func TestAFileOfAFunctionThatIsNotThereIsSaidAtItsField(t *testing.T) {
	dir := t.TempDir()
	missing, there := filepath.Join(dir, "tasks.py"), write(t, filepath.Join(dir, "there.py"), "")
	s := newStage(t, small())
	s.w.loaded(withFile(missing))
	f := s.w.form
	field, entry := f.fieldOf("task.file"), f.kinds.entries["task.file"]
	want := "there is no file tasks.py in " + dir + ": choose one, or type the name of one"
	if got := field.wrong.text(); got != want || s.w.bar.run.Disabled() {
		t.Errorf("at the field %q, Run disabled %v, want %q, which hinders no run: that looks again", got, s.w.bar.run.Disabled(), want)
	}
	f.workers.entry.SetText("3")
	if got := field.wrong.text(); got != want {
		t.Errorf("at the field %q after a key in another one, want %q", got, want)
	}
	entry.SetText(there)
	if got := field.wrong.text(); got != "" {
		t.Errorf("at the field %q of a file that is there, want nothing", got)
	}
	entry.SetText(dir)
	if got := field.wrong.text(); !strings.Contains(got, "directory") {
		t.Errorf("at the field %q of a folder, want what it is", got)
	}
	entry.SetText(missing)
	s.w.planTextTapped()
	if got, want := f.asText.tasks.text(), "3 tasks.\ntask.file: "+want; got != want {
		t.Errorf("below the text %q, want %q", got, want)
	}
	write(t, missing, "")
	s.w.runTapped()
	s.w.planTextTapped()
	if got := field.wrong.text(); got != "" {
		t.Errorf("at the field %q after a run began, want nothing", got)
	}
	s.end()
}

func TestOnlyTheAnswerAboutTheNewestFileIsTakenOver(t *testing.T) {
	dir := t.TempDir()
	there := write(t, filepath.Join(dir, "there.py"), "")
	s := newStage(t, small())
	s.w.loaded(withFile(there))
	field := s.w.form.fieldOf("task.file")
	s.w.taskFile.asked = fileOf(withFile(filepath.Join(dir, "other.py"))) // of a folder that does not answer
	s.w.form.workers.entry.SetText("3")
	if got := field.wrong.text(); got != "" || s.w.taskFile.asked.Task.File != "" {
		t.Errorf("at the field %q, still asked for %q, want the file of now looked at", got, s.w.taskFile.asked.Task.File)
	}
}

func TestWhatIsReadForLongIsTakenOverLater(t *testing.T) {
	posts, read := make(chan func(), 1), make(chan string)
	said := ""
	askFiles(waiting{post: func(f func()) { posts <- f }}, func() string { return <-read }, func(text string) { said = text })
	if said != "" {
		t.Errorf("said %q before anything was read", said)
	}
	read <- "late"
	(<-posts)()
	if said != "late" {
		t.Errorf("said %q, want what was read", said)
	}
}
