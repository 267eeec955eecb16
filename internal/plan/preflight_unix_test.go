//go:build unix

package plan_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

// folder makes a folder of files; one whose text begins with #! is executable.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		mode := os.FileMode(0o600)
		if strings.HasPrefix(text, "#!") {
			mode = 0o700
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWhatIsMissingIsSaidBeforeAnythingStarts(t *testing.T) {
	dir := folder(t, map[string]string{
		"good.py": "def work(n):\n    return n\n\ndef begin():\n    pass\n",
		"bad.py":  "def work(n):\n    return n +\n",
		"run.sh":  "#!/bin/sh\n", "plain.sh": "true\n", "none": "#!/bin/sh\necho none\n",
	})
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo.py"), 0o600); err != nil {
		t.Fatal(err)
	}
	python := func(file, function, initializer, interpreter string) plan.Task {
		return plan.Task{Kind: plan.Python, File: file, Function: function, Initializer: initializer, Interpreter: interpreter}
	}
	program := func(words ...string) plan.Task { return plan.Task{Kind: plan.Program, Program: words} }
	for _, test := range []struct {
		task plan.Task
		want string // "" for nothing wrong
	}{
		{plan.Task{Kind: plan.Builtin, Name: "hello"}, ""},
		{python("good.py", "work", "begin", ""), ""},
		{python(dir+"/good.py", "work", "", "python3"), ""},
		{python("no.py", "work", "", ""), `task.file: "no.py": no such file or directory`},
		{python("folder", "work", "", ""), `task.file: "folder": it is a directory; want a file`},
		{python("fifo.py", "work", "", ""), `task.file: "fifo.py": it is a device or a pipe; want a regular file`},
		{python("bad.py", "work", "", ""), `task.file: ` + dir + `/bad.py, line 2: invalid syntax`},
		{python("good.py", "wurk", "", ""), `task.function: ` + dir + `/good.py has no function "wurk": it has work`},
		{python("good.py", "work", "beign", ""), `task.initializer: ` + dir + `/good.py has no function "beign": it has begin`},
		{python("good.py", "work", "", "no-python"), `task.interpreter: there is no program "no-python" in PATH`},
		{python("good.py", "work", "", "./none"), `task.interpreter: ` + dir + `/none is no Python`},
		{program("sh", "-c", "true"), ""},
		{program("./run.sh"), ""},
		{program(dir + "/run.sh"), ""},
		{program("no-such-program", "x"), `task.program: "no-such-program": there is no such program in PATH: want one that is installed, or the path of one such as ./no-such-program`},
		{program("run.sh"), `task.program: "run.sh": there is no such program in PATH: want one that is installed, or the path of one such as ./run.sh`},
		{program("./no.sh"), `task.program: "./no.sh": no such file: want a program, found from the folder of the plan`},
		{program("./folder"), `task.program: "./folder": it is a directory; want a file`},
		{program("./plain.sh"), `task.program: "./plain.sh": it is not executable: want a program, or a script that begins with #! after chmod +x`},
		{program(), `task.program: missing: want a program and its arguments such as ["node", "worker.js"]`},
	} {
		p := planWith("", values("1"))
		p.Dir, p.Task = dir, test.task
		err := p.Preflight(t.Context())
		if test.want == "" {
			if err != nil {
				t.Errorf("%s: Preflight = %v, want nothing", test.task.Label(), err)
			}
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: Preflight = %v, want %s", test.task.Label(), err, test.want)
		}
		if _, ok := errors.AsType[plan.Problem](err); !ok {
			t.Errorf("%s: error %T, want a Problem", test.task.Label(), err)
		}
	}
}

func TestAProgramOfTheCurrentFolderIsNotFoundByItsName(t *testing.T) {
	t.Chdir(folder(t, map[string]string{"run.sh": "#!/bin/sh\n"}))
	t.Setenv("PATH", ".:"+os.Getenv("PATH"))
	p := programPlan("run.sh")
	want := `task.program: "run.sh": it is in the current folder only: want ./run.sh for a program beside the plan`
	if err := p.Preflight(t.Context()); err == nil || err.Error() != want {
		t.Errorf("Preflight = %v, want %s", err, want)
	}
}

func TestPreflightEndsWithItsContext(t *testing.T) {
	dir := folder(t, map[string]string{"a.py": "def f(n): pass\n", "slow": "#!/bin/sh\nexec sleep 60\n"})
	p := planWith("", values("1"))
	p.Dir, p.Task = dir, plan.Task{Kind: plan.Python, File: "a.py", Function: "f", Interpreter: "./slow"}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Preflight(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Preflight = %v, want that it was cancelled", err)
	}
}

func TestWhatIsWrongWithATaskIsFoundInItsFile(t *testing.T) {
	path := filepath.Join(folder(t, nil), "a.pool.toml")
	text := "[task]\nkind = \"program\"\n# which is not there\nprogram = [\"./no.sh\"]\n[inputs]\nvalues = []\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := plan.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := path + `:4: task.program: "./no.sh": no such file: want a program, found from the folder of the plan`
	if err := plan.Locate(path, p.Preflight(t.Context())); err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

func TestWorkersStartInThePlansFolder(t *testing.T) {
	dir := folder(t, nil)
	t.Chdir(dir)
	speaker := func(task plan.Task, dir string) (argv []string, folder string, inside bool) {
		t.Helper()
		p := planWith("", values("1"))
		p.Dir, p.Task = dir, task
		s, err := p.Speaker()
		if err != nil || s == nil {
			t.Fatalf("Speaker = %v, %v, want one", s, err)
		}
		return s.Argv, s.Dir, s.Inside
	}
	for name, want := range map[string]string{"./run.sh": dir + "/sub/run.sh", "/bin/sh": "/bin/sh", "sh": "sh"} {
		argv, folder, inside := speaker(plan.Task{Kind: plan.Program, Program: []string{name, "./x"}}, "sub")
		if argv[0] != want || argv[1] != "./x" || folder != "sub" || inside {
			t.Errorf("%s: argv %q in %q, inside %v, want %s ./x in sub, on the standard streams", name, argv, folder, inside, want)
		}
	}
	argv, folder, inside := speaker(plan.Task{Kind: plan.Python, File: "a.py", Function: "f", Interpreter: "./py"}, "sub")
	if argv[0] != dir+"/sub/py" || argv[len(argv)-1] != dir+"/sub/a.py" || folder != "sub" || !inside {
		t.Errorf("argv %q in %q, inside %v, want the interpreter and the file by their whole names, beside the standard streams", argv, folder, inside)
	}
	if s, err := plan.Default().Speaker(); s != nil || err != nil {
		t.Errorf("Speaker of a built-in task = %v, %v, want none", s, err)
	}
}
