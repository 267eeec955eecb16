package gui

import (
	"fmt"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// TestTheInputsOfEveryKindOfTaskAreDrawn goes through what the form shows of inputs.
// POOLSCOPE_CAPTURES=folder keeps the pictures.
func TestTheInputsOfEveryKindOfTaskAreDrawn(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		s := newStage(t, small())
		s.w.lookChosen(look)
		f := s.w.form
		show := func(name string, p plan.Plan, down float32) {
			f.load(p)
			for range 3 { // wrapped text settles
				s.resize(small())
			}
			f.content.Offset = fyne.NewPos(0, down)
			f.content.Refresh()
			s.capture(fmt.Sprintf("inputs-%s-%s", look, name))
		}
		p := plan.Default()
		show("1-builtin", p, 0)
		show("2-builtin-below", p, 300)
		p.Task = plan.Task{Kind: plan.Python, File: "tasks.py", Function: "worker_task"}
		p.Pool.Method = launcher.StarMap
		p.Inputs = plan.Inputs{Kind: plan.Values, Values: rawValues(`["a", 1]`, `["b", 2]`, `["c", 3]`, `["d", 4]`, `["e", 5]`)}
		show("3-python", p, 300)
		p.Pool.Method = launcher.Map
		p.Task = plan.Task{Kind: plan.Program, Program: []string{"node", "worker.js"}}
		p.Inputs = plan.Inputs{Kind: plan.Glob, Glob: filepath.Join(t.TempDir(), "*")}
		show("4-program", p, 300)
		show("5-many", manyPaths(), 300)
		p = manyPaths()
		p.Inputs = plan.Inputs{Kind: plan.Lines, File: "form.go"}
		show("6-lines", p, 300)
		f.settings.fold.open()
		show("7-settings", p, 2000)
	}
}

func TestACommaInTheNameOfAFileEndsNothing(t *testing.T) {
	dir := t.TempDir()
	name := "one, two, three, four, five, six.txt"
	write(t, filepath.Join(dir, name), "1\n2\n")
	path := write(t, filepath.Join(dir, "a.pool.toml"), "[task]\nkind = \"builtin\"\nname = \"noop\"\n[inputs]\nlines = \""+name+"\"\n")
	s := newStage(t, small())
	s.w.open(path)
	if p, problems := s.w.form.plan(); p.Inputs.File != name || len(problems) > 0 {
		t.Errorf("file = %q, %v, want %q", p.Inputs.File, problems, name)
	}
}
