package cli

import (
	"bytes"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// told runs events through a report and returns both streams.
func told(flags runFlags, m launcher.Method, events ...launcher.Event) (out, errs string) {
	var stdout, stderr bytes.Buffer
	r := newReport(newConsole(System{Stdout: &stdout, Stderr: &stderr}), flags)
	var p plan.Plan
	p.Title, p.Task.Name, p.Pool.Method, p.Pool.RunAs = "Test", "noop", m, launcher.Processes
	r.event(run.Started{Plan: p, Workers: 2, Chunk: 1, Tasks: 3})
	for _, e := range events {
		r.event(run.FromPool{Event: e})
	}
	r.event(run.Finished{
		At: 1500 * time.Millisecond, CPU: 2 * time.Second, Counts: run.Counts{Total: 3, Done: 2, Killed: 1},
		Started: 3, Reaped: 3, PeakRSS: 10 << 20,
	})
	return stdout.String(), stderr.String()
}

func story() []launcher.Event {
	killed := launcher.Result{Task: 2, Input: []byte(`"x"`), Worker: "Process-2", PID: 12, State: launcher.Killed, Signal: "SIGKILL"}
	return []launcher.Event{
		prints(0, "zero\n"),
		launcher.TaskOutput{Task: 0, Stream: launcher.Stderr, Data: []byte("warning\n")},
		launcher.TaskFinished{Result: returns(0, `{"a": 1}`)},
		launcher.TaskFinished{Result: returns(1, "null")},
		launcher.TaskFinished{Result: killed},
		launcher.ReadyOf(returns(0, `{"a": 1}`)),
		launcher.ReadyOf(returns(1, "null")),
		launcher.ReadyOf(killed),
	}
}

const summary = "3 tasks: 2 done, 1 killed\nwall 1.50 s, CPU 2.00 s (exact), peak memory 10.0 MiB (resident, sampled)\nworkers started 3, reaped 3, left over 0\n"

func TestStreamsOfARun(t *testing.T) {
	const (
		start  = "Test: 3 tasks of noop, 2 workers as processes, map\n"
		killed = "task 2 (input \"x\") killed by SIGKILL on Process-2 (PID 12)\n"
	)
	for _, tt := range []struct {
		name      string
		flags     runFlags
		out, errs string
	}{
		{"plain", runFlags{}, "zero\n{\"a\":1}\n", start + "warning\n" + killed + summary},
		{"no output", runFlags{NoOutput: true}, "", start + "warning\n" + killed + summary},
		{"quiet", runFlags{Quiet: true}, "zero\n{\"a\":1}\n", "warning\n" + killed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, errs := told(tt.flags, launcher.Map, story()...)
			if out != tt.out {
				t.Errorf("stdout = %q, want %q", out, tt.out)
			}
			if errs != tt.errs {
				t.Errorf("stderr = %q, want %q", errs, tt.errs)
			}
		})
	}
}

func TestJSONHasStandardOutputForItself(t *testing.T) {
	out, errs := told(runFlags{JSON: true}, launcher.Map, story()...)
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, `{"event":"`) {
			t.Errorf("line %q on stdout, want events alone", line)
		}
	}
	if got, want := strings.Count(out, "\n"), 5; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
	if !strings.Contains(errs, "zero\n") || !strings.HasSuffix(errs, summary) {
		t.Errorf("stderr = %q, want the task's output and the summary", errs)
	}
}

func TestLeftOverWorkersAreNamedEvenWhenQuiet(t *testing.T) {
	var stderr bytes.Buffer
	r := newReport(newConsole(System{Stdout: &bytes.Buffer{}, Stderr: &stderr}), runFlags{Quiet: true})
	r.event(run.Started{})
	r.event(run.Finished{Started: 2, Reaped: 1})
	if got, want := stderr.String(), "workers started 2, reaped 1, left over 1\n"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestFailureLines(t *testing.T) {
	seven := 7
	base := launcher.Result{Task: 4, Input: []byte("5"), Worker: "Process-1", PID: 9}
	for _, tt := range []struct {
		change func(*launcher.Result)
		want   string
	}{
		{
			func(r *launcher.Result) { r.State, r.Err = launcher.Failed, "input 5: too small\n" },
			"task 4 (input 5) failed on Process-1 (PID 9): input 5: too small",
		},
		{
			func(r *launcher.Result) { r.State, r.ExitCode = launcher.Failed, &seven },
			"task 4 (input 5) failed with exit code 7 on Process-1 (PID 9)",
		},
		{
			func(r *launcher.Result) { r.State, r.Err = launcher.TimedOut, "no end after 1s" },
			"task 4 (input 5) timed out on Process-1 (PID 9): no end after 1s",
		},
		{
			func(r *launcher.Result) {
				r.State, r.Err, r.Signal = launcher.Killed, "worker killed by SIGSEGV", "SIGSEGV"
			},
			"task 4 (input 5) killed on Process-1 (PID 9): worker killed by SIGSEGV",
		},
	} {
		r := base
		tt.change(&r)
		if got := failureLine(r); got != tt.want {
			t.Errorf("line:\n got %s\nwant %s", got, tt.want)
		}
	}
}

func TestExitStatusOfARun(t *testing.T) {
	good := run.Finished{Counts: run.Counts{Total: 2, Done: 2}, Started: 2, Reaped: 2}
	with := func(c run.Counts) run.Finished { return run.Finished{Counts: c, Started: 2, Reaped: 2} }
	for _, tt := range []struct {
		name  string
		f     run.Finished
		cause error
		want  int
	}{
		{"all done", good, nil, 0},
		{"no tasks", run.Finished{}, nil, 0},
		{"failed", with(run.Counts{Failed: 1}), nil, 1},
		{"timed out", with(run.Counts{TimedOut: 1}), nil, 1},
		{"killed", with(run.Counts{Killed: 1}), nil, 1},
		{"cancelled", with(run.Counts{Cancelled: 1}), nil, 1},
		{"never ran", with(run.Counts{NotRun: 1}), nil, 1},
		{"inputs broke", run.Finished{Err: errors.New("read")}, nil, 1},
		{"left over", run.Finished{Started: 1}, nil, 1},
		{"interrupt", good, signalError{syscall.SIGINT}, 130},
		{"terminate", with(run.Counts{Cancelled: 1}), signalError{syscall.SIGTERM}, 143},
		{"closed output", good, outputError{syscall.EPIPE}, 141},
		{"full disk", good, outputError{syscall.ENOSPC}, 1},
	} {
		if got := exitStatus(tt.f, tt.cause); got != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestWhyARunEndedEarlyIsALineAndAStack(t *testing.T) {
	cause := errors.New("the initializer begin failed: ValueError: no\nTraceback (most recent call last):\n  File \"a.py\", line 2, in begin\nValueError: no\x1b\n")
	for _, tt := range []struct {
		name  string
		flags runFlags
		want  string
	}{
		{"plain", runFlags{}, "the run ended early: the initializer begin failed: ValueError: no\n" +
			"    Traceback (most recent call last):\n      File \"a.py\", line 2, in begin\n    ValueError: no\\x1b\n"},
		{"quiet", runFlags{Quiet: true}, "the run ended early: the initializer begin failed: ValueError: no\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var errs bytes.Buffer
			r := newReport(newConsole(System{Stdout: &errs, Stderr: &errs}), tt.flags)
			r.troubles(run.Finished{Err: cause})
			if got := errs.String(); got != tt.want {
				t.Errorf("stderr = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWaitingIsSaidOnceEachTime(t *testing.T) {
	_, errs := told(runFlags{}, launcher.IMap,
		launcher.Waiting{Why: "the load is 5.2, and max_load is 4"}, launcher.Waiting{Why: "the load is 5.1, and max_load is 4"},
		launcher.Waiting{}, launcher.Waiting{Why: "the load is 4.3, and max_load is 4"})
	var said []string
	for line := range strings.Lines(errs) {
		if strings.HasPrefix(line, "waiting: ") {
			said = append(said, line)
		}
	}
	want := "waiting: the load is 5.2, and max_load is 4\nwaiting: the load is 4.3, and max_load is 4\n"
	if got := strings.Join(said, ""); got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

func TestTasksOfAnEarlierRunAreNoNews(t *testing.T) {
	code := 1
	before := launcher.Result{Task: 1, State: launcher.Failed, Before: true, ExitCode: &code, Err: "exit code 1"}
	_, errs := told(runFlags{}, launcher.IMap, launcher.TaskFinished{Result: before})
	if strings.Contains(errs, "task 1") {
		t.Errorf("stderr = %q, want nothing about task 1", errs)
	}
	counts := run.Counts{Total: 3, Done: 1, Before: 2, Spoilt: 1}
	if got, want := taskSummary(counts), "3 tasks: 1 done; 2 of them in an earlier run, where 1 did not succeed"; got != want {
		t.Errorf("summary = %q, want %q", got, want)
	}
	if got := exitStatus(run.Finished{Counts: counts}, nil); got != exitUnfinished {
		t.Errorf("status %d, want %d: a task has not succeeded yet", got, exitUnfinished)
	}
}

func TestJSONCountsTasksOfAnEarlierRunUnderTheirStates(t *testing.T) {
	var r report
	for _, s := range []launcher.State{launcher.Done, launcher.Done, launcher.Failed, launcher.Killed, launcher.TimedOut} {
		r.recall(launcher.Result{State: s, Before: true})
	}
	r.recall(launcher.Result{State: launcher.Done})
	got, _ := r.counted(run.Finished{Counts: run.Counts{Total: 6, Done: 1, Before: 5, Spoilt: 3}}).(run.Finished)
	want := run.Counts{Total: 6, Done: 3, Failed: 1, Killed: 1, TimedOut: 1, Spoilt: 3}
	if got.Counts != want {
		t.Errorf("counts = %+v, want %+v", got.Counts, want)
	}
}

func TestFailuresNeverWrapTheExitStatus(t *testing.T) {
	for _, n := range []int{1, 255, 256, 257, 65536} {
		if got := exitStatus(run.Finished{Counts: run.Counts{Total: n, Failed: n}}, nil); got != exitUnfinished {
			t.Errorf("status of %d failures = %d, want %d", n, got, exitUnfinished)
		}
	}
}

func TestLossOfLateOutputIsSaid(t *testing.T) {
	var stderr bytes.Buffer
	r := newReport(newConsole(System{Stdout: &bytes.Buffer{}, Stderr: &stderr}), runFlags{})
	r.event(run.Started{Plan: plan.Plan{Task: plan.Task{Kind: plan.Command}}})
	r.event(run.FromPool{Event: launcher.WorkerExited{Worker: "Process-1", PID: 9, Err: errors.New("what it wrote later is lost")}})
	if got, want := stderr.String(), "Process-1 (PID 9): what it wrote later is lost\n"; !strings.HasSuffix(got, want) {
		t.Errorf("stderr = %q, want it to end with %q", got, want)
	}
}
