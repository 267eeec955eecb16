package gui

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// choose chooses a kind of task as a person does.
func (s *stage) choose(kind plan.TaskKind) {
	for i, k := range plan.TaskKinds() {
		if k == kind {
			s.w.form.kinds.choice.SetSelectedIndex(i)
		}
	}
}

// visibleKeys lists the keys of [task] whose fields are shown.
func (f *form) visibleKeys() string {
	var keys []string
	if f.summary.box.Visible() {
		keys = append(keys, "name")
	}
	for _, field := range f.kinds.own {
		if field.box.Visible() && f.kinds.content.Visible() {
			keys = append(keys, strings.TrimPrefix(field.key, "task."))
		}
	}
	return strings.Join(keys, " ")
}

func TestEachKindOfTaskHasItsOwnFields(t *testing.T) {
	s := newStage(t, small())
	for _, c := range []struct {
		kind plan.TaskKind
		want string
	}{
		{plan.Builtin, "name"},
		{plan.Python, "file function initializer interpreter"},
		{plan.Program, "program function initializer"},
		{plan.Builtin, "name"},
	} {
		s.choose(c.kind)
		if got := s.w.form.visibleKeys(); got != c.want {
			t.Errorf("%s shows %q, want %q", c.kind, got, c.want)
		}
		if p, _ := s.w.form.plan(); p.Task.Kind != c.kind {
			t.Errorf("kind of the plan = %q, want %q", p.Task.Kind, c.kind)
		}
	}
	if p, problems := s.w.form.plan(); p.Task.Name == "" || len(problems) != 0 {
		t.Errorf("back at a built-in task: %+v, %v, want one that can run", p.Task, problems)
	}
}

func TestAPythonFunctionIsTypedIn(t *testing.T) {
	s := newStage(t, small())
	s.choose(plan.Python)
	f := s.w.form
	if got := f.field("task.file").wrong.text(); got != `missing: want the name of a Python file such as "tasks.py"` {
		t.Errorf("at the file: %q, want what is missing", got)
	}
	if got := f.kinds.entries["task.interpreter"].Text; got != "python3" {
		t.Errorf("interpreter = %q, want the default in sight", got)
	}
	test.Type(f.kinds.entries["task.file"], "tasks.py")
	test.Type(f.kinds.entries["task.function"], "a.b")
	if got := f.field("task.function").wrong.text(); got != `"a.b" is not the name of a function of Python` || !s.w.bar.run.Disabled() {
		t.Errorf("at the function: %q, run disabled %v", got, s.w.bar.run.Disabled())
	}
	f.kinds.entries["task.function"].SetText("work")
	f.kinds.entries["task.initializer"].SetText("begin")
	f.kinds.entries["task.interpreter"].SetText(".venv/bin/python")
	f.inputs.entry.SetText(`1, "a", [2]`)
	want := plan.Task{Kind: plan.Python, File: "tasks.py", Function: "work", Initializer: "begin", Interpreter: ".venv/bin/python"}
	p, problems := f.plan()
	if len(problems) != 0 || !reflect.DeepEqual(p.Task, want) {
		t.Fatalf("task = %+v, %v, want %+v", p.Task, problems, want)
	}
	f.load(p)
	if again, problems := f.plan(); len(problems) != 0 || string(again.Encode()) != string(p.Encode()) {
		t.Errorf("loaded again: %s, %v, want\n%s", again.Encode(), problems, p.Encode())
	}
	test.Tap(s.w.bar.run)
	if len(s.started) != 1 || s.started[0].Task.File != "tasks.py" {
		t.Errorf("started = %+v, want the function, which a run looks for", s.started)
	}
}

func TestAProgramIsTypedInAsALineOfWords(t *testing.T) {
	s := newStage(t, small())
	s.choose(plan.Program)
	f := s.w.form
	f.kinds.entries["task.program"].SetText("node worker.js | tee log")
	if got := f.field("task.program").wrong.text(); !strings.HasPrefix(got, "no shell reads this, which is what | is for") {
		t.Errorf("at the program: %q, want why it is refused", got)
	}
	f.kinds.entries["task.program"].SetText(`node "my worker.js" ''`)
	f.inputs.entry.SetText("1, 2")
	want := plan.Task{Kind: plan.Program, Program: []string{"node", "my worker.js", ""}}
	p, problems := f.plan()
	if len(problems) != 0 || !reflect.DeepEqual(p.Task, want) {
		t.Fatalf("task = %+v, %v, want %+v", p.Task, problems, want)
	}
	f.load(p)
	if got := f.kinds.entries["task.program"].Text; got != "node 'my worker.js' ''" {
		t.Errorf("the line is %s after loading, want the same words", got)
	}
	if !f.python.Disabled() || f.asPython.help.text() != plan.ErrNoPython.Error() {
		t.Errorf("as Python: disabled %v, help %q, want why not", f.python.Disabled(), f.asPython.help.text())
	}
	s.w.pythonTapped()
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "has no equal in Python") {
		t.Errorf("the menu shows %q, want why not", text)
	}
	s.w.win.Canvas().Overlays().Top().Hide()
	s.choose(plan.Builtin)
	if f.python.Disabled() || f.asPython.help.text() != "" {
		t.Errorf("as Python of a built-in task: disabled %v, help %q", f.python.Disabled(), f.asPython.help.text())
	}
}

func TestTheFileOfATaskIsChosen(t *testing.T) {
	s := newStage(t, small())
	asked := 0
	s.w.form.kinds.pick = func(chosen func(string)) { asked++; chosen("/x/tasks.py") }
	s.choose(plan.Python)
	s.resize(small())
	for _, part := range test.LaidOutObjects(s.w.form.field("task.file").box) {
		if b, ok := part.(fyne.Tappable); ok && b != s.w.form.kinds.entries["task.file"] {
			test.Tap(b)
		}
	}
	if p, _ := s.w.form.plan(); asked != 1 || p.Task.File != "/x/tasks.py" {
		t.Errorf("asked %d times, file = %q, want once and /x/tasks.py", asked, p.Task.File)
	}
}

func TestAnotherKindOfTaskIsNoLongerTheExample(t *testing.T) {
	s := newStage(t, small())
	s.choose(plan.Python)
	if got := s.w.examples.choice.Selected; got != "" || s.w.form.notes.Visible() {
		t.Errorf("example = %q, notes shown %v, want neither", got, s.w.form.notes.Visible())
	}
}

func TestStarmapWantsListsAndSaysSo(t *testing.T) {
	s := newStage(t, small())
	f := s.w.form
	f.task.SetSelected("fib")
	f.inputs.entry.SetText("20, 21")
	f.settings.set["pool.method"](string(launcher.StarMap))
	if got := f.method.help.text(); got != plan.Note("pool.method", "starmap") || got == "" {
		t.Errorf("help = %q, want what starmap wants", got)
	}
	if got := f.inputs.field.wrong.text(); got != "value 1 of 2: input 20: starmap needs a list of arguments such as [1]" {
		t.Errorf("at the inputs: %q, want which of them is no list", got)
	}
	f.inputs.entry.SetText("[20], [21]")
	if p, problems := f.plan(); len(problems) != 0 || p.Inputs.Text() != "[20], [21]" {
		t.Errorf("inputs = %q, %v, want the lists", p.Inputs.Text(), problems)
	}
	f.settings.set["pool.method"](string(launcher.Map))
	if got := f.method.help.text(); got != "" {
		t.Errorf("help = %q under map", got)
	}
}

func TestAnotherMethodCountsTheRowsAgain(t *testing.T) {
	s := newStage(t, small())
	f := s.w.form
	f.task.SetSelected("hello")
	f.inputs.kind.SetSelected("csv")
	f.inputs.entry.SetText(write(t, filepath.Join(t.TempDir(), "a.csv"), "a,b\n1,2\n"))
	for method, want := range map[launcher.Method]string{launcher.Map: "", launcher.StarMap: "there are 2 columns and hello takes one argument: want one column"} {
		f.settings.set["pool.method"](string(method))
		if got := f.inputs.field.wrong.text(); want == "" && got != "" || !strings.HasSuffix(got, want) {
			t.Errorf("%s: at the inputs %q, want %q", method, got, want)
		}
	}
	f.settings.set["pool.method"](string(launcher.Map))
	if got := f.inputs.field.wrong.text(); got != "" {
		t.Errorf("map again: at the inputs %q, want nothing", got)
	}
}

func TestEachPolicySaysWhatBecomesOfTheTask(t *testing.T) {
	s := newStage(t, small())
	f := s.w.form
	for _, policy := range launcher.DeathPolicies() {
		f.settings.set["pool.on_worker_death"](string(policy))
		want := plan.Note("pool.on_worker_death", string(policy))
		if got := f.settings.death.help.text(); got != want || want == "" {
			t.Errorf("%s: help = %q, want %q", policy, got, want)
		}
		if p, problems := f.plan(); p.Pool.OnWorkerDeath != policy || len(problems) != 0 {
			t.Errorf("policy = %q, %v, want %q", p.Pool.OnWorkerDeath, problems, policy)
		}
	}
}

func TestASavedTaskFindsItsFileFromThere(t *testing.T) {
	dir := t.TempDir()
	p := plan.Default()
	p.Dir, p.Task = dir, plan.Task{Kind: plan.Python, File: "tasks.py", Function: "f"}
	s := newStage(t, small())
	s.w.form.load(p)
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.w.save(filepath.Join(dir, "sub", "a.pool.toml"))
	want := filepath.Join(dir, "tasks.py")
	if got := s.w.form.kinds.entries["task.file"].Text; got != want {
		t.Errorf("file = %q after saving, want %q", got, want)
	}
	if strings.HasPrefix(s.w.win.Title(), "*") {
		t.Errorf("title = %q, want no mark of a change", s.w.win.Title())
	}
}

func TestAnExampleWithAFileOfItsOwnFindsIt(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	s := newStage(t, small())
	e, _ := examples.Lookup("python-function")
	s.w.examples.choice.SetSelected(exampleName(e))
	p, problems := s.w.form.plan()
	if len(problems) != 0 || p.Task.Kind != plan.Python {
		t.Fatalf("plan = %+v, %v, want the example", p.Task, problems)
	}
	if err := p.Preflight(t.Context()); err != nil {
		t.Errorf("Preflight = %v, want that all is there", err)
	}
	s.resize(small())
	s.capture("python-function")
	s.choose(plan.Program)
	s.resize(small())
	s.capture("program")
}
