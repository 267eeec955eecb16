package cli

import "errors"

// errIncomplete fails a run whose tasks were all done.
var errIncomplete = errors.New("not all that the tasks printed was written; the lines above name the tasks and the reasons")

// incomplete says why not all that a task printed was written. The run goes on.
func (r *report) incomplete(err error) {
	r.console.alarm(err.Error())
	r.failed = errIncomplete
}
