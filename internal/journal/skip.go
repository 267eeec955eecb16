package journal

import (
	"encoding/json"

	"github.com/poolscope/poolscope/launcher"
)

// Again says which tasks are done again.
type Again string

// Which tasks. Unfinished are those that have no end in the log: they never started,
// were cancelled, or ran when the run was cut off (--resume). Unsuccessful are those
// and every one that ended, but not Done (--resume-failed).
const (
	Unfinished   Again = "unfinished"
	Unsuccessful Again = "unsuccessful"
)

// Skip returns what Job.Skip asks: the result of a task that is not done again, as it
// was then. It can be called while a Writer of Append has the file.
func (p *Past) Skip(again Again) func(task int, input json.RawMessage) (launcher.Result, bool) {
	return func(task int, input json.RawMessage) (launcher.Result, bool) {
		e := p.tasks[task]
		if !e.skipped(again) {
			return launcher.Result{}, false
		}
		return p.result(task, e, input), true
	}
}

// skipped reports whether a task is not done again.
func (e entry) skipped(again Again) bool {
	return e.final && (again != Unsuccessful || e.state == launcher.Done)
}

func (p *Past) result(task int, e entry, input json.RawMessage) launcher.Result {
	r := launcher.Result{
		Task: task, State: e.state, Input: input, Signal: signalName(int(e.signal)), Attempt: int(e.attempts), Before: true,
	}
	if e.exited {
		code := int(e.exit)
		r.ExitCode = &code
	}
	if e.state != launcher.Done {
		r.Err = p.reason(e)
	}
	return r
}

// reason is why a task failed then, as far as the log has it.
func (p *Past) reason(e entry) string {
	if text, ok := p.recall(e); ok && p.format == Lines {
		if r, err := parseRecord(text); err == nil && r.Error != "" {
			return r.Error
		}
	}
	return "did not succeed in an earlier run"
}
