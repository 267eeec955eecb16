//go:build unix

package python

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher/internal/jsonl"
)

func TestWhatATaskPrintsIsItsOwn(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import logging, os, sys, threading
log = logging.StreamHandler()
print("outside")
def talk(x):
    print("one", "grün", end="\r\n")
    sys.stderr.write("half \ud800")
    sys.stderr.flush()
    sys.stdout.buffer.write(b"\x00\xff\n")
    sys.stdout.writelines(["a\n", "b"])
    print(os.fsdecode(b"\xfe"))
    log.emit(logging.makeLogRecord({"msg": "logged"}))
    thread = threading.Thread(target=print, args=("thread",))
    thread.start(); thread.join()
    print("no end", end="")
def raw(x):
    os.write(1, b"raw\n")
    os.system("echo child")
`+echo))
	got := w.do("talk", "0")
	if want := "one grün\r\n\x00\xff\na\nb\xfe\nthread\nno end"; got.stdout != want {
		t.Errorf("stdout = %q\nwant %q", got.stdout, want)
	}
	if want := "half \\ud800logged\n"; got.stderr != want {
		t.Errorf("stderr = %q, want %q", got.stderr, want)
	}
	if got := w.do("raw", "0"); got.stdout != "" {
		t.Errorf("stdout = %q, want nothing of what passes Python's own streams by", got.stdout)
	}
	if got := w.do("echo", "0"); got.stdout+got.stderr != "" {
		t.Errorf("output of the next task = %q, want none", got.stdout+got.stderr)
	}
	w.to.Close()
	w.wait()
	if got, want := w.stdout.String(), "outside\nraw\nchild\n"; got != want {
		t.Errorf("stdout of the worker = %q, want %q", got, want)
	}
}

func TestOutputIsSentALineAtATime(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import sys
def talk(x):
    print("first")
    print("y" * 150000, end="")
    sys.stderr.write("é" * 100000)
`))
	w.job(jsonl.Job{ID: 1, Function: "talk"})
	w.task(1, "0")
	expect[jsonl.Ready](w)
	expect[jsonl.Started](w)
	if got := expect[jsonl.Output](w); string(got.Data) != "first\n" {
		t.Errorf("first piece = %q, want a line", got.Data)
	}
	for _, want := range []int{64 << 10, 64 << 10} {
		if got := expect[jsonl.Output](w); len(got.Data) != want {
			t.Errorf("piece of %d bytes, want %d", len(got.Data), want)
		}
	}
	got := w.outcome()
	if rest := strings.Repeat("y", 150000-128<<10); got.stdout != rest || got.stderr != strings.Repeat("é", 100000) {
		t.Errorf("rest = %d and %d bytes, want %d and %d", len(got.stdout), len(got.stderr), len(rest), 200000)
	}
}

func TestTasksOfSeveralThreadsRunTogetherAndKeepTheirOutputApart(t *testing.T) {
	w := start(t, 4, fileOf(t, "tasks.py", `
import threading
together = threading.Barrier(4)
def talk(n):
    together.wait(50)
    for i in range(300): print(n, i)
    return threading.current_thread().name
`))
	w.job(jsonl.Job{ID: 1, Function: "talk"})
	for n := range 4 {
		w.task(1, strconv.Itoa(n+1))
	}
	expect[jsonl.Ready](w)
	threads, out := map[int]int{}, map[int]string{}
	for ended := 0; ended < 4; {
		m, err := w.next()
		switch m := m.(type) {
		case jsonl.Started:
			threads[m.ID] = m.Thread
		case jsonl.Output:
			out[m.ID] += string(m.Data)
		case jsonl.Finished:
			ended++
			if want := fmt.Sprintf(`"Thread-%d"`, threads[m.ID]); string(m.Value) != want {
				t.Errorf("task %d ran in %s, %s, want %s", m.ID, m.Value, m.Err, want)
			}
			var want strings.Builder
			for i := range 300 {
				fmt.Fprintf(&want, "%d %d\n", m.ID, i)
			}
			if out[m.ID] != want.String() {
				t.Errorf("task %d printed %d bytes, want %d of its own", m.ID, len(out[m.ID]), want.Len())
			}
		default:
			t.Fatalf("the worker said %#v, %v", m, err)
		}
	}
	if len(threads) != 4 {
		t.Errorf("threads = %v, want 4", threads)
	}
}

func TestThreadThatOutlivesItsTaskPrintsForTheWorker(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import threading
go, done = threading.Event(), threading.Event()
def late():
    print("first")
    go.wait(50)
    print("second")
    done.set()
def leave(x):
    threading.Thread(target=late).start()
def release(x):
    go.set()
    done.wait(50)
`+echo))
	first := w.do("leave", "0")
	second := w.do("release", "0")
	if got := first.stdout + second.stdout; got != "first\nsecond\n" && got != "second\n" {
		t.Errorf("output = %q and %q, want each where it was printed", first.stdout, second.stdout)
	}
	w.alive()
}

func TestNothingIsPrintedForATaskThatHasEnded(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import sys, threading, time
sys.setswitchinterval(1e-6)
# Several wait for one another when the task ends.
def chatter():
    while True: print("chatter")
def begin(x):
    for _ in range(4): threading.Thread(target=chatter, daemon=True).start()
def pause(x): time.sleep(0.001)
`))
	w.do("begin", "0")
	w.job(jsonl.Job{ID: 99, Function: "pause"})
	const last = 500
	for range last {
		w.task(99, "0")
	}
	for running := 0; ; {
		m, err := w.next()
		switch m := m.(type) {
		case jsonl.Started:
			running = m.ID
		case jsonl.Output:
			if m.ID != running {
				t.Fatalf("output for task %d while %d runs", m.ID, running)
			}
		case jsonl.Finished:
			running = 0
			if m.ID == w.tasks {
				return
			}
		default:
			t.Fatalf("the worker said %#v, %v", m, err)
		}
	}
}

func TestPrinting100MBTakesNoMemory(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
def spill(x):
    for i in range(100): print("z" * 999_999)
`+echo))
	before := w.do("echo", "0").MaxRSS
	w.job(jsonl.Job{ID: 99, Function: "spill"})
	w.task(99, "0")
	size, end := 0, jsonl.Finished{}
	for end.MaxRSS == 0 {
		m, err := w.next()
		switch m := m.(type) {
		case jsonl.Output:
			size += len(m.Data)
		case jsonl.Finished:
			end = m
		case jsonl.Started:
		default:
			t.Fatalf("the worker said %#v, %v", m, err)
		}
	}
	if size != 100_000_000 || end.Err != "" {
		t.Errorf("output = %d bytes, %s, want 100,000,000", size, end.Err)
	}
	if grown := end.MaxRSS - before; grown > 16<<20 {
		t.Errorf("the worker grew by %d KiB, want little more than one print", grown>>10)
	}
}

func TestLargeInputsAndResultsPass(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
def size(x): return len(x)
def make(n): return "r" * n
`))
	const large = 32 << 20
	done := make(chan outcome)
	go func() { done <- w.do("size", `"`+strings.Repeat("x", large)+`"`) }()
	if got := <-done; string(got.Value) != strconv.Itoa(large) {
		t.Errorf("size = %s, %s, want %d", got.Value, got.Err, large)
	}
	if got := w.do("make", strconv.Itoa(large)); len(got.Value) != large+2 {
		t.Errorf("result has %d bytes, %s, want %d", len(got.Value), got.Err, large+2)
	}
}

func TestForkedProcessesNeverSpeakForTheWorker(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
import multiprocessing, os, subprocess, sys
def square(x):
    sys.stdout.write("from a process\n")  # at once, whatever PYTHONUNBUFFERED says
    sys.stdout.flush()
    return x * x
def pool(method):
    with multiprocessing.get_context(method).Pool(2) as p:
        return p.map(square, range(4))
def wires(x):
    own = [os.readlink(f"/proc/self/fd/{n}") for n in (3, 4)]
    code = "import os; print([os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') if os.path.islink(f'/proc/self/fd/{n}')])"
    seen = subprocess.run([sys.executable, "-c", code], close_fds=False, capture_output=True, text=True).stdout
    pid = os.fork()
    if not pid:
        print("forked", end="")
        sys.exit(len({os.readlink(f"/proc/self/fd/{n}") for n in (3, 4)} & set(own)))
    return [[o in seen for o in own], os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]
def come_back(x):
    print("said once", end="")
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
def fail(x):
    pid = os.fork()
    if not pid: raise ValueError("in the child")
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
`+echo))
	for _, method := range []string{"fork", "spawn"} {
		input, _ := json.Marshal(method)
		if got := w.do("pool", string(input)); string(got.Value) != "[0,1,4,9]" || got.stdout != "" {
			t.Errorf("%s: result = %s, %s %s, output %q", method, got.Value, got.Err, got.Stack, got.stdout)
		}
	}
	if _, err := os.Stat("/proc/self/fd"); err == nil {
		if got := w.do("wires", "0"); string(got.Value) != "[[false,false],0]" {
			t.Errorf("what a process of the task has of the wire = %s, %s", got.Value, got.Err)
		}
	}
	if got := w.do("come_back", "0"); string(got.Value) != "0" || got.stdout != "said once" {
		t.Errorf("exit code of a fork that came back = %s, %s, output %q", got.Value, got.Err, got.stdout)
	}
	if got := w.do("fail", "0"); string(got.Value) != "1" {
		t.Errorf("exit code of a fork that failed = %s, %s", got.Value, got.Err)
	}
	w.alive()
	w.to.Close()
	w.wait()
	if got := strings.Count(w.stdout.String(), "from a process\n"); got != 8 {
		t.Errorf("stdout of the worker = %q, want 8 lines of its processes", w.stdout.String())
	}
	if !strings.Contains(w.stderr.String(), "ValueError: in the child") {
		t.Errorf("stderr of the worker = %q, want the failure of the fork", w.stderr.String())
	}
}

func TestWorkerIsCalledAsInThePool(t *testing.T) {
	w := start(t, 1, fileOf(t, "tasks.py", `
def name(x):
    import multiprocessing
    return multiprocessing.current_process().name
`))
	w.do("name", "0") // imports it: there was no process to name before
	if got := w.do("name", "0"); string(got.Value) != `"Process-1"` {
		t.Errorf("current_process().name = %s, %s, want Process-1", got.Value, got.Err)
	}
}
