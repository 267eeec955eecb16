package gui

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

func rawValues(texts ...string) []json.RawMessage {
	var all []json.RawMessage
	for _, text := range texts {
		all = append(all, json.RawMessage(text))
	}
	return all
}

// paste pastes a text into the inputs as Ctrl+V does.
func (f *form) paste(text string) {
	f.inputs.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip(text)})
}

// pythonForm returns the form of a stage whose task takes anything.
func pythonForm(t *testing.T, in plan.Inputs) *form {
	t.Helper()
	f := newStage(t, small()).w.form
	p := plan.Default()
	p.Task, p.Inputs = plan.Task{Kind: plan.Python, File: "tasks.py", Function: "work"}, in
	f.load(p)
	return f
}

func TestPastedLinesAreOneValueEach(t *testing.T) {
	for _, c := range []struct{ name, task, there, pasted, want, said string }{
		{"texts", "hello", "", "a\nb\nc", `"a", "b", "c"`, "Pasted 3 texts."},
		{"texts with signs", "hello", "", "Smith, John\r\n\r\n\"q\" {x}\n", `"Smith, John", "\"q\" {x}"`, "Pasted 2 texts."},
		{"numbers", "hello", "", "1\n2.5\n-3\n", "1, 2.5, -3", "Pasted 3 numbers."},
		{"numbers among texts", "hello", "", "1\nb\n", `"1", "b"`, "Pasted 2 texts."},
		{"numbers where they are wanted", "fib", "", "20\n21\n", "20, 21", "Pasted 2 numbers."},
		{"a list", "hello", "", "1, 2,\n3", "1, 2, 3", ""},
		{"a list in brackets", "hello", "", "[\"a\",\n\"b\"]", `"a", "b"`, ""},
		{"one line", "hello", "", `"a b"`, `"a b"`, ""},
		{"after others", "hello", `"x", "y"`, "a\nb", `"x", "y", "a", "b"`, "Pasted 2 texts."},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newStage(t, small()).w.form
			f.task.SetSelected(c.task)
			f.inputs.kind.SetSelected("values")
			f.inputs.entry.SetText(c.there)
			f.inputs.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
			f.inputs.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
			f.paste(c.pasted)
			p, problems := f.plan()
			if got := p.Inputs.Text(); len(problems) > 0 || got != c.want {
				t.Errorf("inputs = %s, %v, want %s", got, problems, c.want)
			}
			if got := f.inputs.field.help.text(); !strings.HasPrefix(got, c.said) {
				t.Errorf("help = %q, want %q first", got, c.said)
			}
			f.inputs.entry.SetText("1, 2")
			if got := f.inputs.field.help.text(); strings.Contains(got, "Pasted") {
				t.Errorf("help = %q after another edit", got)
			}
		})
	}
}

func TestPastedLinesOfACommandAreTexts(t *testing.T) {
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("echo {}")
	f.inputs.kind.SetSelected("values")
	f.inputs.entry.SetText("")
	f.paste("007\n8\n")
	if p, _ := f.plan(); p.Inputs.Text() != `"007", "8"` {
		t.Errorf("inputs = %s, want texts", p.Inputs.Text())
	}
	f.settings.set["pool.method"](string(launcher.StarMap))
	f.inputs.entry.SetText("")
	f.paste("a\nb\n")
	if p, problems := f.plan(); p.Inputs.Text() != `["a"], ["b"]` || len(problems) > 0 {
		t.Errorf("inputs = %s, %v, want a list of arguments each", p.Inputs.Text(), problems)
	}
}

func TestManyPastedLinesAreTakenOverWhole(t *testing.T) {
	f := pythonForm(t, plan.Inputs{Kind: plan.Values, Values: rawValues(`"first"`)})
	f.inputs.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	f.paste(strings.Repeat("a/b\n", manyValues))
	p, problems := f.plan()
	if n := len(p.Inputs.Values); n != manyValues+1 || len(problems) > 0 || string(p.Inputs.Values[0]) != `"first"` || string(p.Inputs.Values[n-1]) != `"a/b"` {
		t.Fatalf("%d values, %v, want those before and the pasted ones", n, problems)
	}
	if got := f.inputs.field.help.text(); !strings.HasPrefix(got, "Pasted 100,000 texts. 100,001 values: too many to edit here.") || !f.inputs.entry.Disabled() {
		t.Errorf("help = %q, disabled %v", got, f.inputs.entry.Disabled())
	}
	call := `tasks.work("a/b")`
	want := strings.Join([]string{`tasks.work("first")`, call, "… 99,997 more …", call, call}, "\n")
	if got := f.kinds.preview.lines.text(); got != want {
		t.Errorf("preview = %s, want %s", got, want)
	}
	f.inputs.clear.OnTapped()
	if p, _ := f.plan(); len(p.Inputs.Values) != 0 || f.inputs.entry.Disabled() || f.inputs.clear.Visible() {
		t.Errorf("%d values after Clear, disabled %v, want an entry to type in", len(p.Inputs.Values), f.inputs.entry.Disabled())
	}
}

func TestAKeyBesideManyValuesDoesNothingForEachOfThem(t *testing.T) {
	for _, p := range []plan.Plan{manyPaths(), manyTo(plan.Python), manyTo(plan.Program)} {
		f := newStage(t, small()).w.form
		f.load(p)
		n := 0
		got := testing.AllocsPerRun(3, func() {
			n++
			f.workers.entry.SetText(strconv.Itoa(n))
		})
		if got > manyValues/2 {
			t.Errorf("%s: %.0f allocations a key, want fewer than one for two of the values", p.Task.Kind, got)
		}
	}
}

// manyTo returns a plan of many inputs for another kind of task.
func manyTo(kind plan.TaskKind) plan.Plan {
	p := manyPaths()
	p.Task = plan.Task{Kind: kind}
	if kind == plan.Python {
		p.Task.File, p.Task.Function = "tasks.py", "work"
	} else {
		p.Task.Program = []string{"worker"}
	}
	return p
}

func TestAPasteElsewhereIsAsItIs(t *testing.T) {
	f := commandForm(t)
	env := f.kinds.entries["task.env"]
	env.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip("A=1\nB=2")})
	if got := env.Text; got != "A=1\nB=2" {
		t.Errorf("variables = %q, want the lines", got)
	}
}

func TestAPasteTakesThePlaceOfWhatIsSelected(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to int // of 1, 2, 3
		want     string
	}{
		{"the last", 6, 7, "1, 2, 8, 9"},
		{"the last, from its end", 7, 6, "1, 2, 8, 9"},
		{"the first", 0, 1, "8, 9, 2, 3"},
		{"the first, from its end", 1, 0, "8, 9, 2, 3"},
		{"two", 3, 7, "1, 8, 9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newStage(t, small()).w.form
			f.task.SetSelected("fib")
			f.inputs.kind.SetSelected("values")
			e := f.inputs.entry
			e.SetText("1, 2, 3")
			e.selects(c.from, c.to)
			f.paste("8\n9\n")
			p, problems := f.plan()
			if got := p.Inputs.Text(); got != c.want || len(problems) > 0 {
				t.Errorf("%q: inputs = %s, %v, want %s", e.Text, got, problems, c.want)
			}
		})
	}
}

// selects marks letters of the first line by keys, from one place to another.
func (e *listEntry) selects(from, to int) {
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	for range from {
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	e.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	for ; from < to; from++ {
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	for ; from > to; from-- {
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	}
	e.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
}
