package gui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

func (f *form) field(key string) *field {
	if key == inputsKey {
		return f.inputs.field
	}
	for _, field := range f.allFields() {
		if field.key == key {
			return field
		}
	}
	return nil
}

func TestWhatCannotBeRightIsSaidAtItsFieldAndNothingStarts(t *testing.T) {
	for _, c := range []struct {
		name, key, want string
		do              func(*form)
	}{
		{"no workers", "pool.workers", "whole number", func(f *form) { f.workers.entry.SetText("0") }},
		{"fewer than none", "pool.workers", "whole number", func(f *form) { f.workers.entry.SetText("-1") }},
		{"part of a worker", "pool.workers", "whole number", func(f *form) { f.workers.entry.SetText("1.5") }},
		{"too many workers", "pool.workers", "4096", func(f *form) { f.workers.entry.SetText("1000000000") }},
		{"a chunk of nothing", "pool.chunk", "auto", func(f *form) { f.settings.set["pool.chunk"]("0") }},
		{"a timeout without unit", "pool.timeout", "duration", func(f *form) { f.settings.set["pool.timeout"]("soon") }},
		{"too nice", "pool.nice", "19", func(f *form) { f.settings.set["pool.nice"]("20") }},
		{"halt", "pool.halt", "never", func(f *form) { f.settings.set["pool.halt"]("now") }},
		{"words for numbers", inputsKey, "", func(f *form) { f.inputs.entry.SetText("one, two") }},
		{"no such file", inputsKey, "", func(f *form) { f.inputs.kind.SetSelected("lines"); f.inputs.entry.SetText("/no/such/file") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, small())
			c.do(s.w.form)
			f := s.w.form.field(c.key)
			if got := f.wrong.text(); got == "" || !strings.Contains(got, c.want) || !f.alarm.Visible() {
				t.Errorf("at the field: %q, visible %v, want %q in it", got, f.alarm.Visible(), c.want)
			}
			test.Tap(s.w.bar.run)
			s.w.runTapped()
			if len(s.started) != 0 || !s.w.bar.run.Disabled() {
				t.Errorf("started = %d, run disabled = %v, want 0, true", len(s.started), s.w.bar.run.Disabled())
			}
			if got, want := s.w.bar.wrong.Text, f.name+": "+f.wrong.text(); got != want || !s.w.bar.alarm.Visible() || s.w.bar.track.Visible() {
				t.Errorf("beside the buttons: %q, want %q", got, want)
			}
		})
	}
}

func TestAFieldPutRightLosesItsMessage(t *testing.T) {
	s := newStage(t, small())
	s.w.form.workers.entry.SetText("0")
	s.w.form.workers.entry.SetText("2")
	if f := s.w.form.field("pool.workers"); f.wrong.text() != "" || f.alarm.Visible() {
		t.Errorf("message = %q, visible %v, want none", f.wrong.text(), f.alarm.Visible())
	}
	if s.w.bar.run.Disabled() {
		t.Error("Run is disabled with nothing wrong")
	}
}

func TestATasksOwnParametersAreFieldsWithTheirHelp(t *testing.T) {
	s := newStage(t, small())
	s.w.form.task.SetSelected("dial")
	if len(s.w.form.params.fields) == 0 {
		t.Fatal("dial has no fields of its own")
	}
	f := s.w.form.params.fields[0]
	if f.help.text() == "" {
		t.Errorf("%s has no help", f.key)
	}
	if len(s.w.form.problems) != 0 {
		t.Errorf("problems = %v, want a first run ready", s.w.form.problems)
	}
	s.w.form.task.SetSelected("noop")
	if got := s.w.form.problems; len(got) != 0 {
		t.Errorf("problems after another task = %v, want none", got)
	}
}

func TestEveryTaskComesWithInputsThatRun(t *testing.T) {
	s := newStage(t, small())
	for _, name := range plan.TaskNames() {
		s.w.form.task.SetSelected(name)
		p, problems := s.w.form.plan()
		w, _ := workload.Lookup(name)
		want, err := plan.ParseInputs(plan.Values, w.Input.Examples, w)
		if err != nil {
			t.Fatal(err)
		}
		if len(problems) != 0 || p.Task.Name != name || p.Inputs.Text() != want.Text() {
			t.Errorf("%s: problems %v, inputs %q, want none, %q", name, problems, p.Inputs.Text(), want.Text())
		}
	}
}

func TestTheStepperStepsAndTheSliderFollows(t *testing.T) {
	s := newStage(t, small())
	w := s.w.form.workers
	w.entry.SetText("4")
	w.step(1)
	if w.text() != "5" || w.slider.Value != 5 {
		t.Errorf("after +: text %q, slider %v, want 5, 5", w.text(), w.slider.Value)
	}
	w.entry.SetText("1")
	w.step(-1)
	if w.text() != "1" {
		t.Errorf("after - at 1: %q, want 1", w.text())
	}
	w.slider.SetValue(3)
	if w.text() != "3" {
		t.Errorf("after the slider: %q, want 3", w.text())
	}
	w.autoTapped()
	if p, _ := s.w.form.plan(); p.Pool.Workers != 0 {
		t.Errorf("workers = %d after Auto, want 0, which is auto", p.Pool.Workers)
	}
}

func TestEveryExampleLoadsAsItIs(t *testing.T) {
	cache := t.TempDir() // for the files that examples need
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	s := newStage(t, small())
	for _, e := range examples.All() {
		s.w.examples.choice.SetSelected(exampleName(e))
		want, err := plan.Parse(e.File, []byte(e.Text))
		if err != nil {
			t.Fatal(err)
		}
		got, problems := s.w.form.plan()
		if len(problems) != 0 || got.Pool != want.Pool || got.Task.Label() != want.Task.Label() || got.Inputs.Text() != want.Inputs.Text() || got.Title != want.Title {
			t.Errorf("%s: form has %+v, problems %v, want %+v", e.Name, got, problems, want)
		}
		if strings.HasPrefix(s.w.win.Title(), "*") {
			t.Errorf("%s: title = %q, want no mark of a change", e.Name, s.w.win.Title())
		}
		if notes := s.w.form.notes; !notes.Visible() || notes.text() != flow(want.Notes) {
			t.Errorf("%s: notes = %q, want what to look at", e.Name, notes.text())
		}
	}
}

func TestASavedPlanOpensAsTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.pool.toml")
	s := newStage(t, small())
	s.w.form.settings.set["title"]("My own")
	s.w.form.workers.entry.SetText("7")
	if got := s.w.win.Title(); got != "*My own (not saved) - Poolscope" {
		t.Errorf("title = %q, want the mark of a change", got)
	}
	s.w.save(path)
	if got := s.w.win.Title(); got != "My own - Poolscope" {
		t.Errorf("title after saving = %q", got)
	}
	again := New(s.w.app, Options{Start: s.start, Post: func(f func()) { s.posts <- f }})
	if p, _ := again.form.plan(); p.Title != "My own" || p.Pool.Workers != 7 {
		t.Errorf("next start has %q with %d workers, want the last plan", p.Title, p.Pool.Workers)
	}
	if got := again.examples.choice.Selected; got != "" {
		t.Errorf("example = %q, want none", got)
	}
}

func TestAFileThatCannotBeShownIsExplainedAndTheOldPlanStays(t *testing.T) {
	dir := t.TempDir()
	s := newStage(t, small())
	before, _ := s.w.form.plan()
	for name, text := range map[string]string{
		"binary.toml": "title = \"\x00\xff\"\n", "long.toml": "[pool]\nworkers = 0\n" + strings.Repeat("# more\n", mostScriptLines),
	} {
		s.w.open(write(t, filepath.Join(dir, name), text))
		// The folder's name, of another length each time, moves where the path is broken.
		if said := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(strings.ReplaceAll(said, " ", ""), name) {
			t.Errorf("dialog = %q, want %s named", said, name)
		}
		s.press("Close")
		if after, _ := s.w.form.plan(); after.Title != before.Title || s.w.path != "" || s.w.form.asText.shown {
			t.Errorf("plan = %q at %q, want %q", after.Title, s.w.path, before.Title)
		}
	}
}

func TestAPlanWithProblemsIsNotSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.pool.toml")
	s := newStage(t, small())
	s.w.form.workers.entry.SetText("0")
	s.w.save(path)
	if _, err := os.Stat(path); err == nil {
		t.Error("a plan that can't be opened again was written")
	}
}

func TestSavingReplacesAFileAsAWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.pool.toml")
	if err := writeFile(path, []byte("a much longer text"), publicFile); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(path, []byte("short"), publicFile); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	left, _ := os.ReadDir(dir)
	if string(text) != "short" || err != nil || len(left) != 1 {
		t.Errorf("file = %q, %v, files %d, want short, nil, 1", text, err, len(left))
	}
	if err := writeFile(filepath.Join(dir, "none", "a"), nil, publicFile); err == nil {
		t.Error("saving into a folder that is not there is no error")
	}
}
