package gui

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

func TestEveryKindOfTaskIsPreviewed(t *testing.T) {
	f := newStage(t, small()).w.form
	p := plan.Default()
	p.Inputs = plan.Inputs{Kind: plan.Repeat, Repeat: 6}
	preview := func(kind plan.Task, method launcher.Method, in plan.Inputs) string {
		p.Task, p.Pool.Method, p.Inputs = kind, method, in
		f.load(p)
		return strings.ReplaceAll(f.kinds.preview.lines.text(), "\n", " | ")
	}
	six := p.Inputs
	lists := plan.Inputs{Kind: plan.Values, Values: rawValues(`["a", 1]`, `["b\u001b", true]`)}
	for _, c := range []struct {
		kind   plan.Task
		method launcher.Method
		in     plan.Inputs
		want   string
	}{
		{plan.Task{Kind: plan.Builtin, Name: "hello"}, launcher.Map, six, "hello(0) | hello(1) | … 2 more … | hello(4) | hello(5)"},
		{plan.Task{Kind: plan.Builtin, Name: "dial", Params: map[string]float64{"cpu": 2}}, launcher.Map, six, "dial(0, cpu=2) | dial(1, cpu=2) | … 2 more … | dial(4, cpu=2) | dial(5, cpu=2)"},
		{plan.Task{Kind: plan.Python, File: "a/tasks.py", Function: "work"}, launcher.StarMap, lists, `tasks.work("a", 1) | tasks.work("b\x1b", True)`},
		{plan.Task{Kind: plan.Program, Program: []string{"node", "w.js"}}, launcher.Map, six, `{"task":{"id":1,"job":0,"index":0,"attempt":1,"input":0}} | {"task":{"id":2,"job":0,"index":1,"attempt":1,"input":1}} | … 2 more … | {"task":{"id":5,"job":0,"index":4,"attempt":1,"input":4}} | {"task":{"id":6,"job":0,"index":5,"attempt":1,"input":5}}`},
		{plan.Task{Kind: plan.Command, Command: []string{"echo", "{#}", "{}"}}, launcher.Map, six, "echo 1 0 | echo 2 1 | … 2 more … | echo 5 4 | echo 6 5"},
		{plan.Task{Kind: plan.Command, Command: []string{"cat"}}, launcher.Map, plan.Inputs{Kind: plan.Stdin}, "… (a task for each line, as it is read)"},
	} {
		if got := preview(c.kind, c.method, c.in); got != c.want || !f.kinds.preview.content.Visible() {
			t.Errorf("%s: %s, want %s", c.kind.Kind, got, c.want)
		}
	}
}

// later has a stage's form show what it finds out in files when it is played.
func later(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, small())
	s.w.form.tasks.patience = 0
	return s
}

// longLine makes a file of few lines too long to be read at once.
const longLine = "a line of a file that is too long to be read at once, of just a few more than eighty bytes"

func TestALongFileIsEstimatedAndThenCounted(t *testing.T) {
	const n = 250_000
	path := write(t, filepath.Join(t.TempDir(), "long.txt"), strings.Repeat(longLine+"\n", n-1)+"the last\n")
	s := later(t)
	f := s.w.form
	f.task.SetSelected("hello")
	f.inputs.kind.SetSelected("lines")
	f.inputs.entry.SetText(path)
	s.until("the inputs were looked at", func() bool { return f.tasks.found.Tasks >= 0 })
	help, shown := f.inputs.field.help.text(), f.kinds.preview.lines.text()
	if !f.tasks.found.Done {
		if want := "About 250,000 tasks (estimated from the first MiB; being counted)."; !strings.HasPrefix(help, want) {
			t.Errorf("help = %q, want %q", help, want)
		}
		call := `hello("` + longLine + `")`
		if want := strings.Join([]string{call, call, "… about 250,000 more …", call, `hello("the last")`}, "\n"); shown != want {
			t.Errorf("preview = %s, want %s", shown, want)
		}
	}
	s.until("the inputs were looked at", func() bool { return f.tasks.found.Done })
	if got := f.inputs.field.help.text(); !strings.HasPrefix(got, "250,000 tasks.") {
		t.Errorf("help = %q at the end, want the number", got)
	}
	if got := f.kinds.preview.lines.text(); !strings.Contains(got, "… 249,996 more …") || !strings.HasSuffix(got, `hello("the last")`) {
		t.Errorf("preview = %s at the end", got)
	}
}

func TestWhatIsWrongFarInAFileIsSaidWhenItIsFound(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "long.txt"), strings.Repeat(longLine+"\n", 250_000)+"\xff\n")
	s := later(t)
	f := s.w.form
	f.task.SetSelected("hello")
	f.inputs.kind.SetSelected("lines")
	f.inputs.entry.SetText(path)
	s.until("the inputs were looked at", func() bool { return f.inputs.field.wrong.text() != "" })
	if got := f.inputs.field.wrong.text(); !strings.HasSuffix(got, "long.txt:250001: the line is not UTF-8 text") || !s.w.bar.run.Disabled() {
		t.Errorf("at the field: %q, Run disabled %v", got, s.w.bar.run.Disabled())
	}
}

func TestAnotherEditCallsOffALook(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "1.txt"), "")
	s := later(t)
	f := s.w.form
	f.task.SetSelected("hello")
	f.inputs.kind.SetSelected("glob")
	f.inputs.entry.SetText(filepath.Join(dir, "*"))
	old := f.tasks.now
	f.inputs.entry.SetText(filepath.Join(dir, "1*"))
	s.until("the inputs were looked at", func() bool { return f.tasks.found.Done })
	if f.tasks.now == old || f.tasks.found.Tasks != 1 {
		t.Errorf("the same look %v, %d tasks, want another and 1", f.tasks.now == old, f.tasks.found.Tasks)
	}
	now := f.tasks.now
	f.workers.entry.SetText("3")
	if f.tasks.now != now {
		t.Error("the files are looked for again for a key in another field")
	}
	f.tasks.take(old)
	if f.tasks.found.Tasks != 1 {
		t.Errorf("%d tasks after the old look said something, want 1", f.tasks.found.Tasks)
	}
}

func TestFilesThatAPatternFitsAreSaid(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.txt", "b.txt", ".c", "d/e.txt"} {
		fileAt(t, filepath.Join(dir, name), "")
	}
	f := commandForm(t)
	f.kinds.entries["task.command"].SetText("wc")
	f.inputs.kind.SetSelected("glob")
	f.inputs.entry.SetText(filepath.Join(dir, "*"))
	want := "wc " + dir + "/.c\nwc " + dir + "/a.txt\nwc " + dir + "/b.txt\nwc " + dir + "/d"
	if got := f.kinds.preview.lines.text(); got != want || f.tasks.found.Tasks != 4 {
		t.Errorf("preview = %s of %d, want %s", got, f.tasks.found.Tasks, want)
	}
	if got := f.inputs.more.odd.text(); !strings.Contains(got, "1 of the 4 files is a folder: "+dir+"/d.") || !f.inputs.more.said.Visible() {
		t.Errorf("said = %q, want the folder", got)
	}
	f.inputs.entry.SetText(filepath.Join(dir, "*.png"))
	if got := f.inputs.more.odd.text(); !strings.HasPrefix(got, "No file fits ") || f.kinds.preview.lines.text() != "nothing: there are no inputs" {
		t.Errorf("said = %q, %q, want that nothing fits", got, f.kinds.preview.lines.text())
	}
}

func TestAChunkSaysWhatAWorkerGets(t *testing.T) {
	f := newStage(t, small()).w.form
	f.task.SetSelected("hello")
	f.inputs.kind.SetSelected("repeat")
	for _, c := range []struct{ workers, chunk, n, want string }{
		{"4", "auto", "1600", "auto: 100 tasks a message; 4 messages a worker"},
		{"4", "50", "1600", "8 messages a worker"},
		{"4", "7", "100", "about 4 messages a worker"},
		{"4", "50", "100", "2 messages for 4 workers"},
		{"4", "auto", "0", ""},
	} {
		f.workers.entry.SetText(c.workers)
		f.settings.set["pool.chunk"](c.chunk)
		f.inputs.entry.SetText(c.n)
		if got := f.chunk.help.text(); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestACountThatArrivesIsNoEdit(t *testing.T) {
	s := newStage(t, small())
	f := s.w.form
	f.task.SetSelected("hello")
	f.inputs.kind.SetSelected("lines")
	f.inputs.entry.SetText(write(t, filepath.Join(t.TempDir(), "names.txt"), "a\nb\n"))
	f.workers.entry.SetText("none")
	s.w.planTextTapped()
	said := f.head.said.text()
	if !strings.HasPrefix(said, "Put right first") {
		t.Fatalf("said %q, want why the text is not shown", said)
	}
	f.tasks.take(f.tasks.now)
	if got := f.head.said.text(); got != said {
		t.Errorf("said %q after a count, want %q", got, said)
	}
	f.workers.entry.SetText("3")
	s.w.planTextTapped()
	f.asText.entry.refused("Not pasted: no")
	f.tasks.take(f.tasks.now)
	if got := f.asText.wrong.text(); got != "Not pasted: no" {
		t.Errorf("below the text %q after a count, want what was refused", got)
	}
	f.asText.entry.SetText(f.asText.entry.Text + "\n")
	if got := f.asText.wrong.text(); got != "" {
		t.Errorf("below the text %q after an edit, want nothing", got)
	}
}

func TestLinesThatAreNoNumbersAreSaid(t *testing.T) {
	f := newStage(t, small()).w.form
	f.task.SetSelected("fib")
	f.inputs.kind.SetSelected("lines")
	for text, want := range map[string]string{
		"1\n2\n":                            "",
		"1\n2\nthree\n4\n":                  `Line 3 of FILE is no number but "three": fib takes numbers.`,
		"1\n\n":                             "Line 2 of FILE is no number but blank: fib takes numbers.",
		"n\n1\n2,5\n\"1\"\n":                `3 lines of FILE are no numbers, the first is line 1, which is "n": fib takes numbers.`,
		strings.Repeat("1\n", 1999) + "x\n": `Line 2,000 of FILE is no number but "x": fib takes numbers.`,
	} {
		path := write(t, filepath.Join(t.TempDir(), "numbers.txt"), text)
		f.inputs.entry.SetText(path)
		if got := f.inputs.more.odd.text(); got != strings.ReplaceAll(want, "FILE", path) || len(f.problems) > 0 {
			t.Errorf("%.20q: said %q, %v, want %q", text, got, f.problems, want)
		}
	}
}
