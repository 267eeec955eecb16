package plan_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestAMovedPlanNamesTheSameFiles(t *testing.T) {
	root := t.TempDir()
	old := filepath.Join(root, "a[1]", "plans")
	for _, dir := range []string{old, filepath.Join(root, "b")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(old, "in.txt"), []byte("1\n2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{old, filepath.Join(root, "b"), filepath.Dir(old), root} {
		for _, in := range []plan.Inputs{
			{Kind: plan.Lines, File: "in.txt"}, {Kind: plan.Glob, Glob: "*.txt"}, {Kind: plan.Lines, File: filepath.Join(old, "in.txt")},
		} {
			p := plan.Default()
			p.Dir, p.Inputs = old, in
			want, _, err := p.Open(nil)
			if err != nil {
				t.Fatal(err)
			}
			moved, err := p.Moved(dir)
			if err != nil {
				t.Fatal(err)
			}
			if got, _, err := moved.Open(nil); got != want || err != nil || moved.Dir != dir {
				t.Errorf("%s in %s: %d inputs of %q %q, %v, want %d", in.Kind, dir, got, moved.Inputs.File, moved.Inputs.Glob, err, want)
			}
			if dir == old && (moved.Inputs.File != in.File || moved.Inputs.Glob != in.Glob) {
				t.Errorf("in its own folder: %q %q, want the names as they were", moved.Inputs.File, moved.Inputs.Glob)
			}
		}
	}
}

func TestAMovedTaskIsTheSameFilesAndPrograms(t *testing.T) {
	root := t.TempDir()
	old := filepath.Join(root, "plans")
	if err := os.MkdirAll(filepath.Join(old, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tasks.py", "worker.js", "bin/python"} {
		if err := os.WriteFile(filepath.Join(old, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		task           plan.Task
		inside, beside plan.Task // as seen from the folder above, and from the one in it
	}{
		{
			plan.Task{Kind: plan.Python, File: "tasks.py", Function: "f", Interpreter: "bin/python"},
			plan.Task{Kind: plan.Python, File: "plans/tasks.py", Function: "f", Interpreter: "plans/bin/python"},
			plan.Task{Kind: plan.Python, File: old + "/tasks.py", Function: "f", Interpreter: old + "/bin/python"},
		},
		{
			plan.Task{Kind: plan.Python, File: "/x/tasks.py", Function: "f", Interpreter: "python3.12"},
			plan.Task{Kind: plan.Python, File: "/x/tasks.py", Function: "f", Interpreter: "python3.12"},
			plan.Task{Kind: plan.Python, File: "/x/tasks.py", Function: "f", Interpreter: "python3.12"},
		},
		{
			plan.Task{Kind: plan.Program, Program: []string{"./worker.js", "worker.js", "-worker.js", "other.js", ""}},
			plan.Task{Kind: plan.Program, Program: []string{"plans/worker.js", "plans/worker.js", "-worker.js", "other.js", ""}},
			plan.Task{Kind: plan.Program, Program: []string{old + "/worker.js", old + "/worker.js", "-worker.js", "other.js", ""}},
		},
	} {
		p := planWith("", values("1"))
		p.Dir, p.Task = old, test.task
		for dir, want := range map[string]plan.Task{old: test.task, root: test.inside, filepath.Join(old, "bin"): test.beside} {
			moved, err := p.Moved(dir)
			if err != nil || !reflect.DeepEqual(moved.Task, want) || moved.Dir != dir {
				t.Errorf("moved to %s: %+v, %v, want %+v", dir, moved.Task, err, want)
			}
		}
	}
	p := planWith("", values("1"))
	p.Dir, p.Task = old, plan.Task{Kind: plan.Program, Program: []string{"../a.sh"}}
	if moved, err := p.Moved(root); err != nil || !reflect.DeepEqual(moved.Task.Program, []string{"./a.sh"}) {
		t.Errorf("moved to its folder: %q, %v, want ./a.sh, which is not looked up in PATH", moved.Task.Program, err)
	}
}
