package plan_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// ownFile is a file of a person's own, with functions whose names the program has
// other uses for.
const ownFile = `
import os

begun = []

def begin():
    begun.append(os.getpid())

def add(a, b=1):
    assert begun == [os.getpid()], "the initializer did not run here, once"
    return [a + b]

value, task_file = add, begin

if __name__ == "__main__":
    raise SystemExit("a worker came in here")
`

func TestAFunctionOfAFileRunsInPython(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"tasks.py", "my tasks.py", "class.py", "script", "json.py", "é\"x.py"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(ownFile), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, method := range launcher.Methods() {
			if name != "tasks.py" && method != launcher.StarMap && method != launcher.IMap {
				continue
			}
			p, want := planWith("", values("1", "2.5", "3")), "[2]\n[3.5]\n[4]\n"
			if method.Star() {
				p.Inputs, want = values("[1, 2]", "[5]"), "[3]\n[6]\n"
			}
			p.Dir, p.Pool.Method, p.Pool.Workers = dir, method, 1
			p.Task = plan.Task{Kind: plan.Python, File: name, Function: "add", Initializer: "begin"}
			if name == "tasks.py" {
				p.Task.Function, p.Task.Initializer = "value", "task_file"
			}
			// What a worker that is not forked does too: it imports the program.
			spawned := strings.Replace(program(t, p), "multiprocessing.Pool(", `multiprocessing.get_context("spawn").Pool(`, 1)
			if got := python(t, t.TempDir(), spawned, ""); got != want {
				t.Errorf("%s of %s: got %q, want %q from\n%s", method, name, got, want, spawned)
			}
		}
	}
}

func TestAFileThatCanBeImportedIs(t *testing.T) {
	t.Parallel()
	p := planWith("", values("1", "2"))
	p.Dir, p.Task = "some", plan.Task{Kind: plan.Python, File: "sub/tasks.py", Function: "worker_task", Initializer: "begin", Interpreter: "python3.12"}
	p.Pool.Workers, p.Pool.MaxTasksPerWorker = 2, 5
	got := program(t, p)
	for _, want := range []string{
		"sys.path.insert(0, \"some/sub\")\nfrom tasks import worker_task, begin\n",
		"        processes=2,\n        maxtasksperchild=5,\n        initializer=begin,\n    ) as pool:\n",
		"        for result in pool.map(worker_task, INPUTS):\n",
		"it needs Python 3.9 or newer and the file of its task.",
		"    # interpreter = \"python3.12\": this is to be run with it.\n",
		"    # Poolscope runs the tasks in the folder of the plan; here they run where this was started.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
	p.Pool.RunAs, p.Dir = launcher.Threads, ""
	got = program(t, p)
	for _, want := range []string{
		"    # initializer: a ThreadPool calls it in each of its threads.\n", "    with ThreadPool(processes=2, initializer=begin) as pool:\n",
	} {
		if !strings.Contains(got, want) || strings.Contains(got, "folder of the plan") {
			t.Errorf("want %q, and nothing of a folder, in\n%s", want, got)
		}
	}
}

func TestAProgramHasNoEqualInPython(t *testing.T) {
	t.Parallel()
	text, err := programPlan("node", "worker.js").Python()
	want := "a plan of kind program has no equal in Python's multiprocessing: a Pool calls functions of Python and starts no other programs"
	if text != "" || err == nil || err.Error() != want {
		t.Errorf("Python = %q, %v, want %s", text, err, want)
	}
}

func TestPythonReadsTheColumnsOfARowAsArguments(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"rows.csv": "\ufeffa,b\n1,\"x\ny\"\n\n2,é\n", "join.py": "def join(a, b):\n    return a + b\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := planWith("", plan.Inputs{Kind: plan.CSV, File: "rows.csv"})
	p.Dir, p.Task = dir, plan.Task{Kind: plan.Python, File: "join.py", Function: "join"}
	p.Pool.Workers, p.Pool.Method = 1, launcher.StarMap
	if got, want := python(t, "/", program(t, p), ""), "\"1x\\ny\"\n\"2é\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
