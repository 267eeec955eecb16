package gui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

// commandForm returns the form of a stage whose kind of task is command.
func commandForm(t *testing.T) *form {
	t.Helper()
	f := newStage(t, small()).w.form
	f.kinds.choice.SetSelectedIndex(slices.Index(plan.TaskKinds(), plan.Command))
	return f
}

func TestACommandIsTypedAsALineOfWords(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText(`echo 'a b' {} "it's"`)
	f.kinds.entries["task.env"].SetText("LANG=C\nB=x y")
	f.inputs.kind.SetSelected("values")
	f.inputs.entry.SetText(`"$(id)", "b.txt"`)
	p, problems := f.plan()
	if len(problems) > 0 {
		t.Fatalf("problems = %v, want none", problems)
	}
	if want := []string{"echo", "a b", "{}", "it's"}; !slices.Equal(p.Task.Command, want) || p.Task.Shell != "" {
		t.Errorf("command = %q, want %q", p.Task.Command, want)
	}
	if p.Task.Env["LANG"] != "C" || p.Task.Env["B"] != "x y" {
		t.Errorf("environment = %q, want LANG and B", p.Task.Env)
	}
	want := `echo 'a b' '$(id)' 'it'\''s'` + "\n" + `echo 'a b' b.txt 'it'\''s'`
	if got := f.kinds.preview.lines.text(); got != want {
		t.Errorf("preview = %q, want %q", got, want)
	}
	f.kinds.entries["task.command"].SetText(`echo 'a b`)
	if _, problems := f.plan(); problems.Of("task.command") == "" {
		t.Errorf("problems = %v, want the open quote at the command", problems)
	}
}

func TestAScriptTakesThePlaceOfTheCommand(t *testing.T) {
	f := commandForm(t)
	f.kinds.shell.SetChecked(true)
	if _, problems := f.plan(); problems.Of("task.shell") == "" {
		t.Errorf("problems of an empty script = %v, want one at it", problems)
	}
	f.kinds.entries["task.shell"].SetText("wc -c <\"$1\"")
	f.inputs.kind.SetSelected("repeat")
	f.inputs.entry.SetText("2")
	p, problems := f.plan()
	if len(problems) > 0 || p.Task.Shell != "wc -c <\"$1\"" || p.Task.Command != nil {
		t.Errorf("shell = %q, command = %q, problems = %v", p.Task.Shell, p.Task.Command, problems)
	}
	if f.kinds.entries["task.command"].Visible() && f.kinds.goes("task.command") {
		t.Error("the command is asked for beside the script")
	}
}

func TestWhatCommandsAloneHaveIsReadAndShownAgain(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("cp {1} {2} {3}")
	f.inputs.kind.SetSelected("values")
	f.inputs.entry.SetText(`"a,b", "c,d"`)
	f.inputs.more.columns.SetText(",")
	f.inputs.more.also.SetText("values 1, 2, 3\npaired values 4\n")
	f.inputs.more.combine.SetSelectedIndex(1)
	f.settings.set["pool.delay"]("0.5s")
	f.settings.set["pool.max_load"]("2.5")
	f.settings.set["pool.min_free"]("10%")
	p, problems := f.plan()
	if len(problems) > 0 {
		t.Fatalf("problems = %v, want none", problems)
	}
	if p.Inputs.Columns != "," || len(p.Inputs.Also) != 2 || p.Inputs.Also[1].Combine != plan.Paired || p.Inputs.Combine != plan.Linked {
		t.Errorf("inputs = %+v", p.Inputs)
	}
	if p.Pool.Delay != seconds(0.5) || p.Pool.MaxLoad != 2.5 || p.Pool.MinFree.Percent != 10 {
		t.Errorf("pool = %+v", p.Pool)
	}
	f.load(p)
	again, problems := f.plan()
	if len(problems) > 0 || string(again.Encode()) != string(p.Encode()) {
		t.Errorf("shown again = %s%v, want %s", again.Encode(), problems, p.Encode())
	}
}

func TestAnotherKindTakesNothingOfACommands(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("true")
	f.settings.set["pool.delay"]("1s")
	f.inputs.more.strip.SetChecked(true)
	p, _ := f.plan()
	f.load(p) // now they are of the plan that the form began with
	f.kinds.choice.SetSelectedIndex(0)
	p, problems := f.plan()
	if len(problems) > 0 || p.Pool.Delay != 0 || p.Inputs.Strip {
		t.Errorf("delay = %s, strip = %v, problems = %v, want nothing", p.Pool.Delay, p.Inputs.Strip, problems)
	}
	if f.inputs.more.content.Visible() || f.settings.limits.Visible() || f.kinds.content.Visible() {
		t.Error("fields of a command are shown for a built-in task")
	}
}

func TestCarriageReturnsOfAFileAreSaidInTheForm(t *testing.T) {
	path := filepath.Join(t.TempDir(), "names.txt")
	if err := os.WriteFile(path, []byte("a\r\nb\r\n\nc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("true")
	f.inputs.kind.SetSelected("lines")
	f.inputs.entry.SetText(path)
	if got := f.inputs.more.odd.text(); !strings.Contains(got, "2 of the inputs end in a carriage return") || !f.inputs.more.fold.object.Visible() {
		t.Errorf("said = %q, want the carriage returns, and what drops them in sight", got)
	}
	if got := f.kinds.preview.lines.text(); !strings.Contains(got, `\r`) && !strings.Contains(got, `015`) {
		t.Errorf("preview = %q, want the carriage return in it", got)
	}
	f.inputs.more.strip.SetChecked(true)
	if got := f.inputs.more.odd.text(); got != "" || f.tasks.found.Tasks != 3 {
		t.Errorf("said with strip = %q of %d tasks, want nothing of 3", got, f.tasks.found.Tasks)
	}
}

func TestThePreviewShowsTheFirstAndTheLastTwo(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("echo {#} {}")
	f.inputs.kind.SetSelected("repeat")
	for n, want := range map[string]string{
		"0": "nothing: there are no inputs", "1": "echo 1 0", "4": "echo 1 0\necho 2 1\necho 3 2\necho 4 3",
		"1000":    "echo 1 0\necho 2 1\n… 996 more …\necho 999 998\necho 1000 999",
		"1000000": "echo 1 0\necho 2 1\n… 999,996 more …\necho 999999 999998\necho 1000000 999999",
	} {
		f.inputs.entry.SetText(n)
		if got := f.kinds.preview.lines.text(); got != want {
			t.Errorf("of %s = %q, want %q", n, got, want)
		}
	}
}

func TestAFurtherSourceIsOnlyOneColumnOfTheCommand(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("echo {1}-{2}-{3}")
	f.inputs.kind.SetSelected("values")
	f.inputs.entry.SetText(`"a", "b"`)
	f.inputs.more.also.SetText("values 1, 2\nrange 5, 7, 1")
	p, problems := f.plan()
	if len(problems) > 0 || len(p.Inputs.Also) != 2 {
		t.Fatalf("further sources = %d, problems = %v, want 2 and none", len(p.Inputs.Also), problems)
	}
	if got, want := f.kinds.preview.lines.text(), "echo a-1-5\necho a-1-6\n… 4 more …\necho b-2-5\necho b-2-6"; got != want {
		t.Errorf("preview = %q, want %q", got, want)
	}
}

func TestAScriptOfSeveralLinesIsNamedInThePreview(t *testing.T) {
	f := commandForm(t)
	f.kinds.shell.SetChecked(true)
	f.kinds.entries["task.shell"].SetText("gzip -c -- \"$1\" |\nsha256sum")
	f.inputs.kind.SetSelected("values")
	f.inputs.entry.SetText(`"a b"`)
	if got, want := f.kinds.preview.lines.text(), "/bin/sh -c SCRIPT sh 'a b'"; got != want {
		t.Errorf("preview = %q, want %q", got, want)
	}
	f.kinds.entries["task.shell"].SetText("wc -c <\"$1\"")
	if got, want := f.kinds.preview.lines.text(), `/bin/sh -c 'wc -c <"$1"' sh 'a b'`; got != want {
		t.Errorf("preview of one line = %q, want %q", got, want)
	}
}

func TestAColumnThatIsStillToComeIsNoMistake(t *testing.T) {
	s := newStage(t, small())
	f := s.w.form
	f.kinds.choice.SetSelectedIndex(slices.Index(plan.TaskKinds(), plan.Command))
	f.inputs.kind.SetSelected("values")
	f.inputs.entry.SetText(`"a", "b"`)
	f.kinds.entries["task.command"].SetText("echo {1} {2.}")
	const want = "{2.}: add a further source, or columns"
	if got := f.inputs.more.odd.text(); got != want || !f.inputs.more.fold.object.Visible() {
		t.Errorf("said = %q, want %q, and where that is done in sight", got, want)
	}
	if f.inputs.field.alarm.Visible() || s.w.bar.alarm.Visible() || s.w.bar.left.Text != want {
		t.Errorf("in red: %q, %q; beside the buttons %q, want nothing in red and %q", f.inputs.field.wrong.text(), s.w.bar.wrong.Text, s.w.bar.left.Text, want)
	}
	if !s.w.bar.run.Disabled() {
		t.Error("Run is enabled without the column")
	}
	f.inputs.more.also.SetText("values 1, 2")
	if got := f.inputs.more.odd.text(); got != "" || s.w.bar.run.Disabled() || s.w.bar.left.Text == want {
		t.Errorf("with a second source: said = %q and %q, run disabled = %v, want nothing", got, s.w.bar.left.Text, s.w.bar.run.Disabled())
	}
}

func TestAColumnBeyondThoseThatAreThereIsAMistake(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("echo {1} {3}")
	f.inputs.kind.SetSelected("values")
	for _, text := range []string{`["a", "b"], ["c", "d"]`, `"a", ["a", "b", "c"]`, `{"x": "a", "y": "b"}`} {
		f.inputs.entry.SetText(text)
		if got := f.inputs.field.wrong.text(); !strings.Contains(got, "{3} asks for column 3") || !f.inputs.field.alarm.Visible() || f.lacks != "" {
			t.Errorf("of %s: %q, and gently %q, want it at the inputs", text, got, f.lacks)
		}
	}
}

func TestWhatElseIsWrongIsSaidBesideAColumnToCome(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("echo {2}")
	f.inputs.kind.SetSelected("values")
	f.inputs.entry.SetText(`"a`)
	if !f.inputs.field.alarm.Visible() || f.onlyLacks() {
		t.Errorf("of an open quote: %q, want it in red", f.inputs.field.wrong.text())
	}
	f.inputs.entry.SetText(`"a"`)
	f.workers.entry.SetText("0")
	if f.lacks == "" || f.onlyLacks() {
		t.Errorf("with no workers: lacks %q alone, want the workers too", f.lacks)
	}
}

func TestLinesWithoutColumnsAreSaidToLackThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "names.txt")
	if err := os.WriteFile(path, []byte("a,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("echo {2}")
	f.inputs.kind.SetSelected("lines")
	f.inputs.entry.SetText(path)
	if got := f.inputs.more.odd.text(); !strings.Contains(got, "{2}: add") {
		t.Errorf("said = %q, want what is to be added", got)
	}
	f.inputs.more.columns.SetText(",")
	if f.lacks != "" {
		t.Errorf("with columns: %q, want nothing", f.lacks)
	}
	f.inputs.more.columns.SetText("")
	f.kinds.entries["task.command"].SetText("echo {} {#} {%} {1/}")
	if f.lacks != "" {
		t.Errorf("of placeholders of one column: %q, want nothing", f.lacks)
	}
}

func TestAVariableThatNoFileCanHoldIsNotSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pool.toml")
	s := newStage(t, small())
	f := s.w.form
	f.kinds.choice.SetSelectedIndex(slices.Index(plan.TaskKinds(), plan.Command))
	f.kinds.entries["task.command"].SetText("true")
	f.kinds.entries["task.env"].SetText("GOOD=ü\nBAD=a\xffb")
	if p, problems := f.plan(); len(problems) > 0 || p.Task.Env["BAD"] != "a\xffb" {
		t.Fatalf("variable = %q, problems = %v, want a run to have it", p.Task.Env["BAD"], problems)
	}
	s.w.save(path)
	if _, err := os.Stat(path); err == nil || !covered(s.w.win) {
		t.Errorf("saved: %v, said why: %v, want no file, and why", err == nil, covered(s.w.win))
	}
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "task.env.BAD: holds bytes that are not UTF-8") || strings.Contains(text, "GOOD") {
		t.Errorf("shown = %q, want BAD named", text)
	}
	f.kinds.entries["task.env"].SetText("GOOD=ü")
	s.w.save(path)
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the plan was not saved then: %v", err)
	}
}
