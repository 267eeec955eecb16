//go:build unix

package python

import (
	"strings"
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/launcher/internal/jsonl"
)

func TestFailuresCarryTypeMessageAndTheUsersFrames(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import sys
class Own(Exception): pass
class Mute(Exception):
    def __str__(self): raise RuntimeError("no")
def deeper(e): raise e
def value(x): deeper(ValueError("bad input"))
def own(x): raise Own()
def mute(x): raise Mute()
def leave(x): sys.exit(3)
def interrupt(x): raise KeyboardInterrupt
def recurse(x): return recurse(x)
def memory(x): return len(bytearray(1 << 60))
def chain(x):
    try: {}["k"]
    except KeyError as e: raise ValueError("second") from e
def long(x): raise ValueError("m" * (1 << 20))
def surrogate(x): raise ValueError("\ud800")
def generator(x): raise GeneratorExit
`+echo))
	for _, c := range []struct{ function, kind, message, stack string }{
		{"value", "ValueError", "bad input", "line 7, in value\n    def value(x): deeper"},
		{"own", "tasks.Own", "tasks.Own without a message", "line 8, in own"},
		{"mute", "tasks.Mute", "<str() of the tasks.Mute raised RuntimeError>", "line 9, in mute"},
		{"leave", "SystemExit", "it called exit(3)", "line 10, in leave"},
		{"interrupt", "KeyboardInterrupt", "KeyboardInterrupt without a message", "line 11"},
		{"recurse", "RecursionError", "maximum recursion depth exceeded", "line 12, in recurse"},
		{"memory", "MemoryError", "MemoryError without a message", "line 13"},
		{"chain", "ValueError", "second", "The above exception was the direct cause"},
		{"long", "ValueError", strings.Repeat("m", 1<<20), "line 17"},
		{"surrogate", "ValueError", "\uFFFD", "line 18"},
		{"generator", "GeneratorExit", "GeneratorExit without a message", "line 19"},
		{"absent", "AttributeError", "tasks.py has no absent", ""},
	} {
		got := w.do(c.function, "0")
		if got.ErrType != c.kind || !strings.Contains(got.Err, c.message) || !strings.Contains(got.Stack, c.stack) || got.Value != nil {
			t.Errorf("%s: %s: %.200s\n%.2000s\nwant %s: %.200s, %s", c.function, got.ErrType, got.Err, got.Stack, c.kind, c.message, c.stack)
		}
		if strings.Contains(got.Stack, "poolscope") {
			t.Errorf("%s: the stack shows the harness:\n%.2000s", c.function, got.Stack)
		}
	}
	w.alive()
}

func TestResultThatJSONCannotSayFailsThatTaskAlone(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import math
def a_set(x): return {1}
def nan(x): return [math.nan]
def infinite(x): return {"a": -math.inf}
def circle(x):
    a = []; a.append(a); return a
def key(x): return {(1, 2): 3}
def module(x): return math
async def later(x): return 1
`+echo))
	for _, c := range []struct{ function, kind, message string }{
		{"a_set", "TypeError", "the result cannot be written as JSON: Object of type set is not JSON serializable"},
		{"nan", "ValueError", "the result cannot be written as JSON: Out of range float values are not JSON compliant"},
		{"infinite", "ValueError", "Out of range float values"},
		{"circle", "ValueError", "Circular reference detected"},
		{"key", "TypeError", "keys must be str"},
		{"module", "TypeError", "Object of type module"},
		{"later", "TypeError", "Object of type coroutine"},
	} {
		got := w.do(c.function, "0")
		if got.ErrType != c.kind || !strings.Contains(got.Err, c.message) || got.Stack != "" && !strings.Contains(got.Stack, "tasks.py") {
			t.Errorf("%s: %s: %s\n%s\nwant %s: %s", c.function, got.ErrType, got.Err, got.Stack, c.kind, c.message)
		}
	}
	w.alive()
}

func TestInputThatPythonCannotReadFailsThatTaskAlone(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", echo))
	if got := w.do("echo", strings.Repeat("[", 9000)+strings.Repeat("]", 9000)); got.ErrType != "RecursionError" {
		t.Errorf("deep input: %s: %s, want a RecursionError", got.ErrType, got.Err)
	}
	w.alive()
}

func TestEndOfTheProcessIsTheEndOfTheWorker(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		code   int
		signal syscall.Signal
		said   string
	}{
		"exit":     {"print('last words'); os._exit(3)", 3, -1, ""},
		"kill":     {"os.kill(os.getpid(), signal.SIGKILL)", -1, syscall.SIGKILL, ""},
		"term":     {"signal.raise_signal(signal.SIGTERM)", -1, syscall.SIGTERM, ""},
		"segfault": {"ctypes.string_at(0)", -1, syscall.SIGSEGV, `tasks.py", line 2 in end`},
	} {
		w := start(t, 1, fileOf(t, "tasks.py", "import ctypes, os, signal\ndef end(x): "+c.body+"\n"))
		w.job(jsonl.Job{ID: 1, Function: "end"})
		id := w.task(1, "0")
		expect[jsonl.Ready](w)
		if got := expect[jsonl.Started](w); got.ID != id {
			t.Errorf("%s: start = %+v, want that of task %d", name, got, id)
		}
		if name == "exit" {
			if got := expect[jsonl.Output](w); string(got.Data) != "last words\n" {
				t.Errorf("%s: output = %q", name, got.Data)
			}
		}
		status := w.wait().Sys().(syscall.WaitStatus)
		if c.signal < 0 && status.ExitStatus() != c.code || c.signal >= 0 && status.Signal() != c.signal {
			t.Errorf("%s: status = %#x, want code %d or signal %d", name, status, c.code, c.signal)
		}
		if !strings.Contains(w.stderr.String(), c.said) {
			t.Errorf("%s: stderr = %q, want %q", name, w.stderr.String(), c.said)
		}
	}
}

func TestInterruptIsNotForTheWorkerButForItsChildren(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import os, signal, subprocess, sys
def interrupt(x):
    os.kill(os.getpid(), signal.SIGINT)
    return subprocess.run(["sh", "-c", "kill -INT $$; echo survived"]).returncode
`+echo))
	if got := w.do("interrupt", "0"); string(got.Value) != "-2" {
		t.Errorf("end of the child = %s, %s, want -2, by SIGINT", got.Value, got.Err)
	}
	w.alive()
}

// Handlers that raise out of whatever runs are how Python programs limit the time
// of a call: they must not tear a line, nor hang the pool.
func TestHandlersThatRaiseAmidPrintingTearNoLine(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import signal
class Late(Exception): pass
inside = False
def late(*_):
    if inside:
        print("late", end="")
        raise Late
signal.signal(signal.SIGALRM, late)
def storm(n):
    global inside
    caught = 0
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    for i in range(n):
        try:
            inside = True
            print("short", i)
            print("long " * 20000, i)
            inside = False
        except Late:
            caught += 1
        inside = False
    signal.setitimer(signal.ITIMER_REAL, 0)
    return caught
`+echo))
	got := w.do("storm", "500")
	if got.Err != "" || string(got.Value) == "0" {
		t.Fatalf("storm = %s, %s %s, want some that were caught", got.Value, got.Err, got.Stack)
	}
	w.alive()
}
