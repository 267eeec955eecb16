package cli

import (
	"fmt"

	"github.com/poolscope/poolscope/launcher"
)

// printBefore has what was printed leave before the log says that its task has ended: what
// ended and does not wait is then known to have been printed.
func (r *report) printBefore(e launcher.Event) {
	if len(r.archive.logs) == 0 || !r.console.waits() {
		return
	}
	switch e.(type) {
	case launcher.TaskFinished, launcher.TasksRan:
		r.console.flush()
	}
}

// passing has the logs say that the output of a task, which waited, is printed now.
func (r *report) passing(task int) {
	for _, w := range r.archive.logs {
		w.Printing(task)
	}
}

// passed has the logs say that it was.
func (r *report) passed(task int) {
	if len(r.archive.logs) == 0 {
		return
	}
	if r.console.flush(); r.console.outErr != nil {
		return
	}
	for _, w := range r.archive.logs {
		w.Printed(task)
	}
}

// reprint prints in its turn what a task had printed that ended in an earlier run, if that
// was killed before the turn came, and the results folder has it.
func (r *report) reprint(t launcher.Result) {
	if !r.archive.unprinted(t.Task) || r.archive.kept == nil {
		return
	}
	if r.tags != nil {
		r.tags.started(t.Task, t.Input)
	}
	r.order.again = true
	err := r.archive.kept.read(t.Task, func(stream launcher.Stream, data []byte) {
		r.printed(launcher.TaskOutput{At: t.At, Task: t.Task, Stream: stream, Data: data})
	})
	r.untag(t)
	if r.order.again = false; err != nil {
		r.incomplete(fmt.Errorf("print the output of task %d, which ended in an earlier run: %w", t.Task, err))
	}
}

// What becomes of output that an earlier run had not printed.
const (
	outputLost    = ", and is lost: --results keeps it"
	outputPrinted = ": it is printed now, from the results folder"
)

// reprintNote says of how many tasks output was not printed, and what becomes of it.
func reprintNote(unprinted, unsure int, fate string) string {
	tasks := count(unprinted, "task that ended in the earlier run", "tasks that ended in the earlier run")
	text := fmt.Sprintf("the output of %s was not printed before that was killed%s", tasks, fate)
	if unsure > 0 {
		text += fmt.Sprintf("; of %d, some or all may have been printed then", unsure)
	}
	return text
}
