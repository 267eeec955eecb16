package launcher

import (
	"encoding/json"
	"errors"
	"testing"
)

func TestATaskErrorTellsWhatBecameOfTheTask(t *testing.T) {
	for state, want := range map[State]string{
		Failed:    "task 2, f(5), failed: why",
		TimedOut:  "task 2, f(5), timed out: why",
		Killed:    "task 2, f(5), was killed: why",
		Cancelled: "task 2, f(5), was cancelled: why",
		NotRun:    "task 2, f(5), never ran: why",
	} {
		err := newTaskError("f", Result{Task: 2, State: state, Input: json.RawMessage("5"), Err: "why"})
		if err.Error() != want {
			t.Errorf("text = %q, want %q", err, want)
		}
	}
}

func TestATaskErrorKeepsWhatTheWorkerTold(t *testing.T) {
	code := 3
	err := newTaskError("f", Result{
		Task: 1, Worker: "Process-2", ErrType: "*fs.PathError", Stack: "f.go:7", ExitCode: &code, Signal: "SIGKILL", Attempt: 4,
	})
	if err.Type != "*fs.PathError" || err.Stack != "f.go:7" || err.Worker != "Process-2" || *err.ExitCode != 3 ||
		err.Signal != "SIGKILL" || err.Attempt != 4 || err.Task != 1 {
		t.Errorf("error = %+v, want all of the result", err)
	}
}

func TestAMapErrorTellsTheCauseBeforeTheTasks(t *testing.T) {
	cause := errors.New("no worker could be started")
	one := newTaskError("f", Result{State: NotRun, Input: json.RawMessage("5"), Err: "why"})
	for want, err := range map[string]*MapError{
		"no worker could be started: not all of the call's 3 tasks were done":                              {Total: 3, Cause: cause},
		"no worker could be started: task 0, f(5), never ran: why":                                         {Total: 3, Cause: cause, Tasks: []*TaskError{one}},
		"no worker could be started: 2 of 3 tasks have no result; the first: task 0, f(5), never ran: why": {Total: 3, Cause: cause, Tasks: []*TaskError{one, one}},
	} {
		if err.Error() != want || !errors.Is(err, cause) {
			t.Errorf("text = %q, want %q, and its cause", err, want)
		}
		if _, ok := errors.AsType[*TaskError](err); ok != (len(err.Tasks) > 0) {
			t.Errorf("%q is a TaskError: %t", err, ok)
		}
	}
}
