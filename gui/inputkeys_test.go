package gui

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/workload"
)

// fullPlans returns plans that say everything that a plan can say, each what goes with its
// kind of task.
func fullPlans(t *testing.T) []plan.Plan {
	t.Helper()
	whole := plan.Default()
	whole.Title = "All of it"
	whole.Pool = plan.Pool{
		Workers: 3, RunAs: launcher.Threads, Method: launcher.IMap, Chunk: 7, MaxTasksPerWorker: 5,
		OnWorkerDeath: launcher.DeathRetries, Timeout: 2 * time.Second, Retries: 4, Nice: 6, Pin: true,
	}
	if err := whole.Set("pool.halt", "soon,fail=10%"); err != nil {
		t.Fatal(err)
	}
	whole.Metrics.Every = time.Second
	builtin, python, program, command := whole, whole, whole, whole
	builtin.Task = plan.Task{Kind: plan.Builtin, Name: "dial", Params: map[string]float64{}}
	w, _ := workload.Lookup("dial")
	for _, param := range w.Params {
		builtin.Task.Params[param.Name] = param.Max
	}
	builtin.Inputs = plan.Inputs{Kind: plan.Range, Range: [3]float64{1, 9, 2}}
	python.Task = plan.Task{Kind: plan.Python, File: "tasks.py", Function: "work", Initializer: "begin", Interpreter: "python3.12"}
	python.Inputs = plan.Inputs{Kind: plan.Values, Values: rawValues(`"a"`, "2")}
	program.Task = plan.Task{Kind: plan.Program, Program: []string{"node", "a b.js"}, Function: "f", Initializer: "g"}
	program.Inputs = plan.Inputs{Kind: plan.Repeat, Repeat: 9}
	command.Pool.RunAs, command.Pool.Chunk, command.Pool.MaxTasksPerWorker, command.Pool.OnWorkerDeath = launcher.Processes, 0, 0, launcher.DeathFails
	command.Pool.Delay, command.Pool.MaxLoad, command.Pool.MinFree = time.Second, 2.5, plan.Size{Bytes: 1 << 20}
	command.Task = plan.Task{Kind: plan.Command, Command: []string{"echo", "{}"}, Dir: "in", Env: map[string]string{"A": "1"}}
	if err := errors.Join(python.Set("pool.halt", "now,success=2"), program.Set("pool.halt", "soon,fail=3")); err != nil {
		t.Fatal(err)
	}
	names := write(t, t.TempDir()+"/names.txt", "a,b\n1,2\n")
	command.Inputs = plan.Inputs{Kind: plan.Lines, File: names, Null: true, Header: true, Strip: true, Columns: ",", Combine: plan.Linked}
	command.Inputs.Also = []plan.Inputs{{Kind: plan.Values, Values: rawValues("1", "2"), Combine: plan.Paired}}
	script := command
	script.Task = plan.Task{Kind: plan.Command, Shell: "wc -c <\"$1\""}
	script.Inputs = plan.Inputs{Kind: plan.Glob, Glob: "*.txt", Group: 3}
	script.Pool.MinFree = plan.Size{Percent: 10}
	return []plan.Plan{builtin, python, program, command, script}
}

// leaves calls seen with the names of what a struct says, and whether it says anything there.
func leaves(v reflect.Value, name string, seen func(name string, says bool)) {
	if v.Kind() != reflect.Struct {
		seen(name, !v.IsZero())
		return
	}
	for i := range v.NumField() {
		leaves(v.Field(i), name+"."+v.Type().Field(i).Name, seen)
	}
}

func TestTheFormCanSayAllThatAPlanCan(t *testing.T) {
	said := map[string]bool{".Notes": true, ".Dir": true} // the comment, and where the file is
	for _, p := range fullPlans(t) {
		leaves(reflect.ValueOf(p), "", func(name string, says bool) { said[name] = said[name] || says })
		s := newStage(t, small())
		s.w.form.load(p)
		again, problems := s.w.form.plan()
		if len(problems) > 0 || string(again.Encode()) != string(p.Encode()) {
			t.Errorf("%s: the form has\n%s%v, want\n%s", p.Task.Kind, again.Encode(), problems, p.Encode())
		}
	}
	for name, says := range said {
		if !says {
			t.Errorf("no plan of this test says %s: want one that does", name)
		}
	}
}

func TestEveryFieldShowsItsDefault(t *testing.T) {
	s := newStage(t, small())
	for _, kind := range plan.TaskKinds() {
		s.choose(kind)
		f := s.w.form
		for _, field := range f.allFields() {
			var e *widget.Entry
			switch focus := field.focus.(type) {
			case *widget.Entry:
				e = focus
			case *listEntry:
				e = &focus.Entry
			default:
				continue // a choice or a check always shows one
			}
			if e.Text == "" && e.PlaceHolder == "" {
				t.Errorf("%s: %s shows nothing, want what it is when nothing is typed", kind, field.key)
			}
		}
	}
}

func TestTheGroupsOfTheFormHaveNames(t *testing.T) {
	s := newStage(t, small())
	s.w.form.settings.fold.open()
	text := shownText(s.w.form.content)
	at := 0
	for _, name := range []string{"Pool", "Task", "Inputs", "Will run", "Failures", "Limits", "Sampling"} {
		i := strings.Index(text[at:], name)
		if i < 0 {
			t.Fatalf("there is no %q after what comes before it in %q", name, text)
		}
		at += i
	}
}

func TestWhatScrollsStaysWithinTheForm(t *testing.T) {
	s := newStage(t, small())
	f := s.w.form
	canvas := s.w.win.Canvas()
	entry := f.inputs.entry
	place := func() fyne.Position { return fyne.CurrentApp().Driver().AbsolutePositionForObject(entry) }
	status := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.w.status.content)
	// The entry goes to where the line of status is, below the form's end.
	f.content.Offset.Y += place().Y - status.Y
	f.content.Refresh()
	before := canvas.Capture()
	at := place().AddXY(10, 12)
	if at.Y < status.Y {
		t.Fatalf("the entry is at %v, want it below %v", at, status)
	}
	test.TapCanvas(canvas, at)
	if canvas.Focused() == fyne.Focusable(entry) {
		t.Error("an entry that is not to be seen took a tap on the line of status")
	}
	f.content.Offset.Y = 0
	f.content.Refresh()
	after := canvas.Capture()
	for y := int(status.Y); y < after.Bounds().Dy(); y++ {
		for x := range after.Bounds().Dx() {
			if before.At(x, y) != after.At(x, y) {
				t.Fatalf("the line of status has another colour at %d, %d", x, y)
			}
		}
	}
}
