//go:build unix

package python

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/poolscope/poolscope/launcher/internal/jsonl"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patient bounds every wait of these tests: a machine may be busy.
const patient = time.Minute

// pythonWorker is a worker as the launcher starts one, and the pool's ends of its
// pipes.
type pythonWorker struct {
	t       *testing.T
	process *os.Process
	to      *os.File
	from    *os.File
	lines   *jsonl.Reader
	tasks   int
	ended   chan struct{} // closed when the process was reaped and its streams are at their end
	state   *os.ProcessState
	stdout  bytes.Buffer // of the worker itself; read after ended
	stderr  bytes.Buffer
}

// fileOf lays down a file of tasks.
func fileOf(t *testing.T, name, source string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// start starts a worker of the file and greets it.
func start(t *testing.T, threads int, file string) *pythonWorker {
	t.Helper()
	needPython(t)
	program := Command(Options{File: file})
	path, err := exec.LookPath(program.Argv[0])
	if err != nil {
		t.Fatal(err)
	}
	null, _ := os.Open(os.DevNull)
	defer null.Close()
	var ours, theirs [4]*os.File
	for n := range ours { // stdout, stderr, to, from
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		ours[n], theirs[n] = read, write
	}
	ours[2], theirs[2] = theirs[2], ours[2]
	process, err := os.StartProcess(path, program.Argv, &os.ProcAttr{
		Dir:   filepath.Dir(file),
		Files: []*os.File{null, theirs[0], theirs[1], theirs[2], theirs[3]},
		Sys:   &syscall.SysProcAttr{Setpgid: true},
	})
	for _, f := range theirs {
		f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	w := &pythonWorker{
		t: t, process: process, to: ours[2], from: ours[3], lines: jsonl.NewReader(ours[3]), ended: make(chan struct{}),
	}
	go w.watch(ours[0], ours[1])
	t.Cleanup(w.destroy)
	w.send(program.Prelude)
	w.send(jsonl.AppendHello(nil, "Process-1", threads))
	return w
}

func (w *pythonWorker) watch(stdout, stderr *os.File) {
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(&w.stdout, stdout) })
	both.Go(func() { _, _ = io.Copy(&w.stderr, stderr) })
	both.Wait()
	stdout.Close()
	stderr.Close()
	w.state, _ = w.process.Wait()
	close(w.ended)
}

// destroy ends the worker and what it started.
func (w *pythonWorker) destroy() {
	select {
	case <-w.ended:
	default:
		_ = syscall.Kill(-w.process.Pid, syscall.SIGKILL)
	}
	w.to.Close()
	w.wait()
	w.from.Close()
}

// wait waits until the worker has ended, and returns how.
func (w *pythonWorker) wait() *os.ProcessState {
	w.t.Helper()
	select {
	case <-w.ended:
	case <-time.After(patient):
		_ = syscall.Kill(-w.process.Pid, syscall.SIGKILL)
		<-w.ended
		w.t.Errorf("the worker had not ended after %s", patient)
	}
	return w.state
}

func (w *pythonWorker) send(line []byte) {
	w.t.Helper()
	if _, err := w.to.Write(line); err != nil {
		w.t.Fatalf("write to the worker: %v", err)
	}
}

func (w *pythonWorker) job(j jsonl.Job) { w.t.Helper(); w.send(jsonl.AppendJob(nil, j)) }

// task hands out a task of the job and returns its ID.
func (w *pythonWorker) task(job int, input string) int {
	w.t.Helper()
	w.tasks++
	w.send(jsonl.AppendTask(nil, jsonl.Task{ID: w.tasks, Job: job, Input: []byte(input)}))
	return w.tasks
}

func (w *pythonWorker) next() (jsonl.Message, error) {
	_ = w.from.SetReadDeadline(time.Now().Add(patient))
	return w.lines.Next()
}

// expect returns the next message, which must be of the type.
func expect[M jsonl.Message](w *pythonWorker) M {
	w.t.Helper()
	m, err := w.next()
	got, ok := m.(M)
	if err != nil || !ok {
		w.t.Fatalf("the worker said %#v, %v, want a %T", m, err, got)
	}
	return got
}

// outcome is what a worker said of one task.
type outcome struct {
	jsonl.Finished
	stdout, stderr string
}

// outcome reads until the end of a task.
func (w *pythonWorker) outcome() outcome {
	w.t.Helper()
	var o outcome
	for {
		m, err := w.next()
		if err != nil {
			w.t.Fatalf("the worker said nothing of its task: %v", err)
		}
		switch m := m.(type) {
		case jsonl.Output:
			if m.Stream == jsonl.Stdout {
				o.stdout += string(m.Data)
			} else {
				o.stderr += string(m.Data)
			}
		case jsonl.Finished:
			o.Finished = m
			return o
		case jsonl.Started, jsonl.Ready:
		case jsonl.Broken, jsonl.Returned, jsonl.Farewell:
			w.t.Fatalf("the worker said %#v, want the end of a task", m)
		}
	}
}

// do has the worker apply a function of its file to an input.
func (w *pythonWorker) do(function, input string) outcome {
	w.t.Helper()
	w.tasks++
	id := w.tasks
	w.job(jsonl.Job{ID: id, Function: function})
	w.task(id, input)
	return w.outcome()
}

// alive fails the test unless the worker still does its work.
func (w *pythonWorker) alive() {
	w.t.Helper()
	if got := w.do("echo", `"still here"`); string(got.Value) != `"still here"` {
		w.t.Errorf("afterwards echo = %s, %s", got.Value, got.Err)
	}
}

const echo = "\ndef echo(x):\n    return x\n"

func TestResultsAreWhatTheFunctionReturns(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
def double(x): return x * 2
def pair(x): return (x, {1: None})
def nothing(x): pass
def text(x): return "grün \ud83d\u2028\n"
`+echo))
	for _, c := range []struct{ function, input, want string }{
		{"double", `21`, `42`},
		{"double", `"ab"`, `"abab"`},
		{"pair", `true`, `[true,{"1":null}]`},
		{"nothing", `[]`, ``},
		{"echo", `{"a": [1.5, "\u0000é", -7]}`, `{"a":[1.5,"\u0000é",-7]}`},
		{"text", `0`, `"gr\u00fcn \ud83d\u2028\n"`},
	} {
		if got := w.do(c.function, c.input); string(got.Value) != c.want || got.Err != "" {
			t.Errorf("%s(%s) = %s, %q, want %s", c.function, c.input, got.Value, got.Err, c.want)
		}
	}
}

func TestStarHandsOutTheListAsArguments(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", "def add(a, b=10): return a + b\n"))
	w.job(jsonl.Job{ID: 1, Function: "add", Star: true})
	for _, c := range []struct{ input, want, err string }{
		{`[1,2]`, `3`, ""},
		{`[1]`, `11`, ""},
		{`[]`, ``, "add() missing 1 required positional argument: 'a'"},
		{`5`, ``, "starmap needs a list of arguments for each call, not 5"},
	} {
		w.task(1, c.input)
		if got := w.outcome(); string(got.Value) != c.want || got.Err != c.err {
			t.Errorf("add(*%s) = %s, %q, want %s, %q", c.input, got.Value, got.Err, c.want, c.err)
		}
	}
}

func TestStartIsSaidBeforeTheFunctionIsCalledAndTimesAfter(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import time
def burn(s):
    end = time.process_time() + s
    while time.process_time() < end: pass
    time.sleep(s)
    return "x"
`))
	if got := expect[jsonl.Ready](w); got.MaxRSS < 4<<20 || got.MaxRSS > 200<<20 {
		t.Errorf("size of the worker = %d, want that of a Python", got.MaxRSS)
	}
	w.job(jsonl.Job{ID: 1, Function: "burn"})
	id := w.task(1, "0.1")
	if got := expect[jsonl.Started](w); got != (jsonl.Started{ID: id, Thread: 1}) {
		t.Errorf("start = %+v", got)
	}
	got := expect[jsonl.Finished](w)
	if got.ID != id || got.Wall < 200*time.Millisecond || got.CPU < 100*time.Millisecond || got.CPU > got.Wall-90*time.Millisecond {
		t.Errorf("end = %+v, want 0.2 s of which 0.1 s of processor time", got)
	}
	if got.MaxRSS < 4<<20 || got.MaxRSS > 200<<20 {
		t.Errorf("largest resident set = %d, want that of a Python", got.MaxRSS)
	}
}

func TestTasksThatWereNotBegunAreGivenBack(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import os
def wait(path):
    with open(path): pass
`))
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	w.job(jsonl.Job{ID: 1, Function: "wait"})
	input, _ := json.Marshal(fifo)
	for range 3 {
		w.task(1, string(input))
	}
	expect[jsonl.Ready](w)
	expect[jsonl.Started](w)
	w.send(jsonl.AppendRecall(nil))
	if got := expect[jsonl.Returned](w); len(got.IDs) != 2 || got.IDs[0] != 2 || got.IDs[1] != 3 {
		t.Errorf("returned = %v, want [2 3]", got.IDs)
	}
	if err := os.WriteFile(fifo, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := w.outcome(); got.ID != 1 || got.Err != "" {
		t.Errorf("end = %+v, want that of task 1", got)
	}
	w.send(jsonl.AppendRecall(nil))
	if got := expect[jsonl.Returned](w); len(got.IDs) != 0 {
		t.Errorf("returned = %v, want none", got.IDs)
	}
}

func TestLoadingKeepsTheGuardAndFindsItsNeighbours(t *testing.T) {
	needPython(t)
	file := fileOf(t, "tasks.py", `
import sys, neighbour, os, json
if __name__ == "__main__":
    raise SystemExit("the guard did not hold")
print("loading")
def facts(x):
    return [__name__, sys.argv, sys.path[0], neighbour.ANSWER, sys.stdin.read(), os.getcwd(), json.dumps(1)]
`)
	folder := filepath.Dir(file)
	// A file with the name of a module that the harness uses is for the user's file alone.
	for name, text := range map[string]string{"neighbour.py": "ANSWER = 42\n", "traceback.py": "raise 1\n", "json.py": "ours = True\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := start(t, 1, file)
	want, _ := json.Marshal([]any{"tasks", []string{file}, folder, 42, "", folder, "1"})
	if got := w.do("facts", "0"); string(got.Value) != string(want) {
		t.Errorf("facts = %s, %s\nwant %s", got.Value, got.Err, want)
	}
	w.to.Close()
	w.wait()
	if got := w.stdout.String(); got != "loading\n" {
		t.Errorf("stdout of the worker = %q, want what loading printed", got)
	}
}

func TestFileMayBeNamedLikeAModule(t *testing.T) {
	for _, name := range []string{"json.py", "__main__.py", "my-tasks.v2.py", "tasks"} {
		w := start(t, 1, fileOf(t, name, "import json\ndef again(x): return json.loads(json.dumps(x))\n"))
		if got := w.do("again", "5"); string(got.Value) != "5" {
			t.Errorf("%s: again = %s, %s", name, got.Value, got.Err)
		}
	}
}

func TestInitializerRunsOnceBeforeTheFirstTask(t *testing.T) {
	w := start(t, 3, fileOf(t, "tasks.py", `
import time
calls = []
def setup():
    print("setting up")
    time.sleep(0.1)  # all threads come to ask for it
    calls.append("setup")
def count(x): return calls
`))
	w.job(jsonl.Job{ID: 1, Function: "count", Initializer: "setup"})
	w.job(jsonl.Job{ID: 2, Function: "count", Initializer: "setup"})
	for n := range 8 {
		w.task(1+n%2, "0")
	}
	for range 8 {
		if got := w.outcome(); string(got.Value) != `["setup"]` || got.stdout != "" {
			t.Errorf("calls = %s, %s, output %q, want one call and no output", got.Value, got.Err, got.stdout)
		}
	}
	w.to.Close()
	w.wait()
	if got := w.stdout.String(); got != "setting up\n" {
		t.Errorf("stdout of the worker = %q, want what the initializer printed", got)
	}
}

func TestWorkerThatCannotBeginSaysWhy(t *testing.T) {
	for name, c := range map[string]struct{ source, want, kind, stack string }{
		"initializer raises":     {"def setup(): {}['key']\n", "the initializer setup failed: KeyError: 'key'", "KeyError", "line 1, in setup"},
		"initializer exits":      {"import sys\ndef setup(): sys.exit(3)\n", "the initializer setup failed: SystemExit: it called exit(3)", "SystemExit", "line 2"},
		"initializer is missing": {"x = 1\n", "tasks.py has no setup", "AttributeError", ""},
		"import fails":           {"import no_such_module\n", "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'", "ModuleNotFoundError", "line 1, in <module>"},
		"file is no Python":      {"def f(:\n", "cannot be loaded: SyntaxError: invalid syntax (tasks.py, line 1)", "SyntaxError", "def f(:"},
	} {
		w := start(t, 1, fileOf(t, "tasks.py", c.source))
		_, _ = w.to.Write(jsonl.AppendTask(jsonl.AppendJob(nil, jsonl.Job{ID: 1, Function: "f", Initializer: "setup"}), jsonl.Task{ID: 1, Job: 1}))
		m, err := w.next()
		if _, ok := m.(jsonl.Ready); ok {
			m, err = w.next()
		}
		got, ok := m.(jsonl.Broken)
		if !ok || !strings.Contains(got.Err, c.want) || got.ErrType != c.kind || !strings.Contains(got.Stack, c.stack) {
			t.Errorf("%s: %#v, %v\nwant %s, %s, %s", name, m, err, c.kind, c.want, c.stack)
		}
		if strings.Contains(got.Stack, "<poolscope>") || strings.Contains(got.Stack, "importlib") {
			t.Errorf("%s: the stack shows frames that are not the user's:\n%s", name, got.Stack)
		}
		if code := w.wait().ExitCode(); code != 1 {
			t.Errorf("%s: exit code = %d, want 1", name, code)
		}
	}
}

func TestWorkerEndsAtOnceWhenItsPoolIsGone(t *testing.T) {
	for name, body := range map[string]string{"waits": "time.sleep(1000)", "computes": "\n    while True: pass"} {
		w := start(t, 1, fileOf(t, "tasks.py", "import time\ndef long(x): "+body+"\n"))
		w.job(jsonl.Job{ID: 1, Function: "long"})
		w.task(1, "0")
		expect[jsonl.Ready](w)
		expect[jsonl.Started](w)
		w.to.Close()
		if state := w.wait(); state.ExitCode() != 0 {
			t.Errorf("a task that %s: the worker ended with %s, want exit status 0", name, state)
		}
	}
}

func TestIdleWorkerSaysFarewellAndRunsExitHandlers(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"handler":            {"import atexit\natexit.register(print, 'bye', end='')\n", "bye"},
		"handler that hangs": {"import atexit, time\natexit.register(time.sleep, 1000)\n", ""},
		"thread that hangs":  {"import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n", ""},
	} {
		for _, threads := range []int{1, 4} {
			w := start(t, threads, fileOf(t, "tasks.py", c.source+echo))
			w.alive()
			w.to.Close()
			if got := expect[jsonl.Farewell](w); got.MaxRSS < 4<<20 {
				t.Errorf("%s: size in the farewell = %d, want that of a Python", name, got.MaxRSS)
			}
			if _, err := w.next(); !errors.Is(err, io.EOF) {
				t.Errorf("%s: after the farewell %v, want the end", name, err)
			}
			if state := w.wait(); state.ExitCode() != 0 || w.stdout.String() != c.want {
				t.Errorf("%s: %s, printed %q, want exit status 0 and %q", name, state, w.stdout.String(), c.want)
			}
		}
	}
}

func TestHarnessKeepsToTheGrammarOfPython39(t *testing.T) {
	needPython(t)
	for name, source := range map[string]string{"harness.py": harness, "bootstrap.py": bootstrap, "check.py": checker} {
		cmd := exec.Command(DefaultInterpreter, "-c", "import ast,sys; ast.parse(sys.stdin.read(), feature_version=(3, 9))")
		cmd.Stdin = strings.NewReader(source)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
