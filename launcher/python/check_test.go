package python

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const tasksFile = `
import math, os.path as p
from json import dumps as to_text
if True:
    def inside(x): return x
else:
    absent = None
made = lambda x: (hidden := x)
first, (second, *rest) = 1, (2, 3)
with open(__file__) as handle: pass
class Task:
    def method(self): pass
async def later(x): pass
def worker_task(x):
    global declared
    local = 1
raise SystemExit("the file was executed")
`

// needPython skips where there is no interpreter to test with.
func needPython(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath(DefaultInterpreter); err != nil {
		t.Skip("no python3 in PATH: nothing to run the harness with")
	}
}

func pythonFile(t *testing.T, source string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tasks.py")
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// checked returns what Check says of the options: the option and the text.
func checked(t *testing.T, o Options) (option Option, text string) {
	t.Helper()
	err := Check(t.Context(), o)
	var wrong *Error
	if err != nil && !errors.As(err, &wrong) {
		t.Fatalf("Check(%+v) = %v, want nothing or an *Error", o, err)
	}
	if err == nil {
		return "", ""
	}
	return wrong.Option, wrong.Text
}

func TestNamesThatTheFileHasAreAccepted(t *testing.T) {
	needPython(t)
	file := pythonFile(t, tasksFile)
	for _, name := range []string{
		"math", "p", "to_text", "inside", "absent", "made", "first", "second", "rest", "handle", "Task", "later", "worker_task", "declared",
	} {
		if _, text := checked(t, Options{File: file, Function: "worker_task", Initializer: name}); text != "" {
			t.Errorf("%s: %s", name, text)
		}
	}
	for _, source := range []string{"from math import *\n", "globals()['f'] = 1\n", "exec('f = 1')\n", "def __getattr__(name): return print\n", "f = 0" + strings.Repeat(" + 1", 2000)} {
		if _, text := checked(t, Options{File: pythonFile(t, source), Function: "f"}); text != "" {
			t.Errorf("%.40s: %s", source, text)
		}
	}
}

func TestMissingNamesAreSaidWithThoseThatAreNear(t *testing.T) {
	needPython(t)
	file := pythonFile(t, tasksFile)
	for _, c := range []struct {
		o    Options
		at   Option
		want string
	}{
		{Options{Function: "worker_tsk"}, Function, `tasks.py has no function "worker_tsk": it has worker_task`},
		{Options{Function: "zzz"}, Function, `has no function "zzz": it has Task, later, worker_task`},
		{Options{Function: "method"}, Function, `has no function "method"`},
		{Options{Function: "local"}, Function, `has no function "local"`},
		{Options{Function: "hidden"}, Function, `has no function "hidden"`},
		{Options{Function: "os"}, Function, `has no function "os"`},
		{Options{Function: "later", Initializer: "worker"}, Initializer, `has no function "worker": it has worker_task`},
	} {
		c.o.File = file
		if at, text := checked(t, c.o); at != c.at || !strings.Contains(text, c.want) {
			t.Errorf("%+v\n got %s: %s\nwant %s: %s", c.o, at, text, c.at, c.want)
		}
	}
	if _, text := checked(t, Options{File: pythonFile(t, "x = 1\n"), Function: "f"}); !strings.Contains(text, "and no other") {
		t.Errorf("a file without functions: %q", text)
	}
}

func TestSyntaxErrorsAreSaidWithFileLineAndText(t *testing.T) {
	needPython(t)
	for source, want := range map[string]string{
		"x = 1\ndef f(:\n    pass\n":              "tasks.py, line 2: invalid syntax: def f(:",
		"def f():\n\treturn 1\n        x\n":       "line 3: inconsistent use of tabs and spaces in indentation: x",
		"return 5\n":                              "line 1: 'return' outside function: return 5",
		"x = '\xff'\n":                            "UTF-8",
		"x = 1\x00\n":                             "null byte",
		"x = " + strings.Repeat("(", 1000):        "parenthes",
		"x = " + strings.Repeat("-", 1<<20) + "1": "tasks.py is no Python: ",
		"# -*- coding: no-such -*-\nx = 1\n":      "no-such",
	} {
		at, text := checked(t, Options{File: pythonFile(t, source), Function: "f"})
		if at != File || !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("%.40q\n got %s: %s\nwant file: %s", source, at, text, want)
		}
	}
}

func TestMissingFilesAndInterpretersAreSaid(t *testing.T) {
	needPython(t)
	folder := t.TempDir()
	script := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file := script("tasks.py", echoSource, 0o600)
	script("bad", "\x7fELFnothing", 0o700)
	script("old", "#!/bin/sh\necho 3.8\n", 0o700)
	script("two", "#!/bin/sh\necho 2.7\n", 0o700)
	for _, c := range []struct {
		o    Options
		at   Option
		want string
	}{
		{Options{File: filepath.Join(folder, "no.py")}, File, "no.py does not exist: the file must be a Python file"},
		{Options{File: folder}, File, folder + " is a folder"},
		{Options{File: os.DevNull}, File, "is no regular file"},
		{Options{File: file, Interpreter: "python-none"}, Interpreter, `there is no program "python-none" in PATH`},
		{Options{File: file, Interpreter: filepath.Join(folder, "none")}, Interpreter, "none cannot be run (no such file or directory)"},
		{Options{File: file, Interpreter: file}, Interpreter, "tasks.py cannot be run (permission denied)"},
		{Options{File: file, Interpreter: "./bad", Dir: folder}, Interpreter, "bad cannot be run (exec format error)"},
		{Options{File: file, Interpreter: "true"}, Interpreter, "is no Python"},
		{Options{File: file, Interpreter: "sh"}, Interpreter, "is no Python (exit status"},
		{Options{File: file, Interpreter: "./old", Dir: folder}, Interpreter, "old is Python 3.8: the interpreter must be 3.9 or newer"},
		{Options{File: file, Interpreter: "./two", Dir: folder}, Interpreter, "two is Python 2.7"},
	} {
		c.o.Function = "echo"
		if at, text := checked(t, c.o); at != c.at || !strings.Contains(text, c.want) {
			t.Errorf("%+v\n got %s: %s\nwant %s: %s", c.o, at, text, c.at, c.want)
		}
	}
}

const echoSource = "def echo(x):\n    return x\n"

func TestFileThatMayNotBeReadIsSaid(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read every file")
	}
	needPython(t)
	file := pythonFile(t, echoSource)
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	if at, text := checked(t, Options{File: file, Function: "echo"}); at != File || !strings.Contains(text, "permission denied") {
		t.Errorf("%s: %s, want that it cannot be read", at, text)
	}
}

func TestCheckEndsWithItsContext(t *testing.T) {
	needPython(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Check(ctx, Options{File: pythonFile(t, echoSource), Function: "echo"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want %v", err, context.Canceled)
	}
}

func TestCommandNamesTheFileAndCarriesTheHarness(t *testing.T) {
	got := Command(Options{File: "/x/tasks.py", Interpreter: "venv/bin/python", Dir: "/x"})
	if got.Argv[0] != "/x/venv/bin/python" || got.Argv[len(got.Argv)-1] != "/x/tasks.py" || got.Dir != "/x" || !got.Inside {
		t.Errorf("program = %v in %s, inside %t", got.Argv, got.Dir, got.Inside)
	}
	if length, source, _ := strings.Cut(string(got.Prelude), "\n"); len(source) == 0 || length != strconv.Itoa(len(source)) {
		t.Errorf("prelude says %s bytes and has %d", length, len(source))
	}
	if got := Command(Options{}).Argv[0]; got != DefaultInterpreter {
		t.Errorf("interpreter = %s, want %s", got, DefaultInterpreter)
	}
}
