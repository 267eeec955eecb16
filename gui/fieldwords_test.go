package gui

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestAFieldSaysWhatIsWrongInWordsOfItsOwn(t *testing.T) {
	s := newStage(t, small())
	f := s.w.form
	f.task.SetSelected("dial")
	for _, c := range []struct{ key, typed, want string }{
		{"pool.chunk", "", `nothing is here: want a whole number from 1`},
		{"pool.timeout", "5", `5 has no unit: want a duration`},
		{"pool.timeout", "soon", `"soon" is not a duration`},
		{"pool.nice", "20", `20 is not a whole number from 0 to 19`},
		{"metrics.every", "100", `100 has no unit: want a duration from "10ms"`},
	} {
		old := f.field(c.key).text()
		f.settings.set[c.key](c.typed)
		if got := f.problems.Of(c.key); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s with %q says %q, want %q", c.key, c.typed, got, c.want)
		}
		f.settings.set[c.key](old)
	}
	f.workers.entry.SetText(" ")
	if got, want := f.problems.Of("pool.workers"), "nothing is here: want a whole number"; !strings.HasPrefix(got, want) {
		t.Errorf("workers say %q, want %q", got, want)
	}
	for typed, want := range map[string]string{"x": `"x" is not a number: want a number from 0 to 3600`, "1e99": "cpu is 1e99: want a number from 0 to 3600"} {
		p := plan.Default()
		p.Task.Name = "dial"
		if got := fieldWords("dial", "task.params.cpu", typed, p.Set("task.params.cpu", typed)); got != want {
			t.Errorf("cpu of %q says %q, want %q", typed, got, want)
		}
	}
}

func TestFieldsOfACommandSayWhatIsWrong(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("")
	f.kinds.entries["task.env"].SetText("LANG")
	for key, want := range map[string]string{
		"task.command": "nothing is here: want a program and its arguments such as gzip -k {}",
		"task.env":     `"LANG" is not NAME=VALUE: want a line for each variable, such as LANG=C`,
	} {
		if got := f.problems.Of(key); got != want {
			t.Errorf("%s says %q, want %q", key, got, want)
		}
	}
	old := f.field("pool.min_free").text()
	f.settings.set["pool.min_free"]("2")
	if got := f.problems.Of("pool.min_free"); !strings.HasPrefix(got, "2 has no unit: want a size such as") {
		t.Errorf("min_free says %q, want the unit asked for", got)
	}
	f.settings.set["pool.min_free"](old)
}

func TestAFileOfInputsThatIsAwayIsSaidWithItsFolder(t *testing.T) {
	s := newStage(t, small())
	dir := t.TempDir()
	s.w.open(ownPlan(t, dir))
	s.w.form.inputs.kind.SetSelected(string(plan.Lines))
	s.w.form.inputs.entry.SetText(filepath.Join("sub", "none.txt"))
	if got, want := s.w.form.problems.Of(inputsKey), "there is no file none.txt in "+filepath.Join(dir, "sub"); !strings.HasPrefix(got, want) {
		t.Errorf("inputs say %q, want %q", got, want)
	}
}

func TestARangeIsSaidAsItIsTyped(t *testing.T) {
	f := newStage(t, small()).w.form
	f.inputs.kind.SetSelected("range")
	for typed, want := range map[string]string{
		"":         "nothing is here: want FIRST, END or FIRST, END, STEP, such as 0, 100, 1",
		"1":        "1 is not FIRST, END or FIRST, END, STEP, such as 0, 100, 1",
		"0, 10, 0": "the step is 0: want FIRST, END, STEP with a step up or down, such as 0, 100, 1",
	} {
		f.inputs.entry.SetText(typed)
		f.inputs.typed(typed)
		if got := f.inputs.field.wrong.text(); got != want {
			t.Errorf("%q: said %q, want %q", typed, got, want)
		}
	}
}
