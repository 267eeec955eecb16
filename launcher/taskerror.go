package launcher

import (
	"encoding/json"
	"fmt"
	"strings"
)

// TaskError is a task that came to no result, or to one that does not fit the type
// that its caller wants.
type TaskError struct {
	Function string
	Task     int    // index in input order, from 0
	State    State  // Done where only the type does not fit
	Type     string // of the error, as the worker's language names it; "" where it has none
	Message  string
	Stack    string // in the worker, with file and line; "" where it is not known
	Input    json.RawMessage
	Worker   string // "" when the task never started
	ExitCode *int   // of the worker, where it exited under the task
	Signal   string // "SIGKILL", where a signal ended the worker under the task
	Attempt  int    // from 1; 0 when the task never started
	cause    error  // in this process
}

func newTaskError(function string, r Result) *TaskError {
	return &TaskError{
		Function: function, Task: r.Task, State: r.State, Type: r.ErrType, Message: r.Err, Stack: r.Stack,
		Input: r.Input, Worker: r.Worker, ExitCode: r.ExitCode, Signal: r.Signal, Attempt: r.Attempt,
	}
}

// Error says which task it was, of which input, what became of it and why:
// `task 3, sqrt(-1), failed: …`.
func (e *TaskError) Error() string {
	return fmt.Sprintf("task %d, %s(%s), %s: %s", e.Task, e.Function, brief(e.Input), e.State.fate(), e.Message)
}

// Unwrap returns what went wrong in this process, not in the worker: nil but where
// the result does not fit the type that its caller wants.
func (e *TaskError) Unwrap() error { return e.cause }

// fate is the state as the end of a sentence about a task that came to nothing.
func (s State) fate() string {
	switch s {
	case Done:
		return "has another type of result"
	case TimedOut:
		return "timed out"
	case Killed, Cancelled:
		return "was " + string(s)
	case NotRun:
		return "never ran"
	case Failed, Queued, Running:
	}
	return string(s)
}

// briefLength bounds the bytes of an input in the text of an error.
const briefLength = 100

// brief is an input, or its beginning when it is long.
func brief(input json.RawMessage) string {
	if len(input) <= briefLength {
		return string(input)
	}
	return strings.ToValidUTF8(string(input[:briefLength]), "") + fmt.Sprintf("… %d bytes", len(input))
}

// MapError says that not every task of a call came to a result.
type MapError struct {
	Tasks []*TaskError // that did not, in input order
	Total int          // tasks of the call
	Cause error        // why the pool ended before they did; nil when it did not
}

// Error says how many tasks it were, and what became of the first.
func (e *MapError) Error() string {
	if len(e.Tasks) == 0 {
		return fmt.Sprintf("%v: not all of the call's %d tasks were done", e.Cause, e.Total)
	}
	text := e.Tasks[0].Error()
	if len(e.Tasks) > 1 {
		text = fmt.Sprintf("%d of %d tasks have no result; the first: %s", len(e.Tasks), e.Total, text)
	}
	if e.Cause != nil {
		text = fmt.Sprintf("%v: %s", e.Cause, text)
	}
	return text
}

// Unwrap returns the cause and the tasks, so that errors.As finds the first
// *TaskError and errors.Is finds ErrTerminated.
func (e *MapError) Unwrap() []error {
	var errs []error
	if e.Cause != nil {
		errs = append(errs, e.Cause)
	}
	for _, task := range e.Tasks {
		errs = append(errs, task)
	}
	return errs
}
