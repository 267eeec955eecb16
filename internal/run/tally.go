package run

import "github.com/poolscope/poolscope/launcher"

// tally counts the tasks by state.
type tally struct {
	Total     int // -1 while it is not known
	Read      int // known of when Total is not
	Running   int
	Done      int
	Failed    int
	TimedOut  int
	Killed    int
	Cancelled int
	NotRun    int
	Before    int
	Spoilt    int
	over      bool // no task is queued any more
}

func (t *tally) takeRead(e launcher.TasksRead) {
	t.Read = e.Read
	if e.Complete && t.Total < 0 {
		t.Total = e.Read
	}
}

// add counts inputs that were added. Where the total is not known, TasksRead tells.
func (t *tally) add(n int) {
	if t.Total >= 0 {
		t.Total += n
	}
}

// stop counts the end of an attempt. One that never started has no lane, whatever
// became of it, and was not running.
func (t *tally) stop(r launcher.Result) {
	if r.Lane > 0 {
		t.Running--
	}
}

// finish counts a task's final state.
func (t *tally) finish(r launcher.Result) {
	if r.Before {
		t.finishBefore(r)
		return
	}
	t.stop(r)
	switch r.State {
	case launcher.Done:
		t.Done++
	case launcher.Failed:
		t.Failed++
	case launcher.TimedOut:
		t.TimedOut++
	case launcher.Killed:
		t.Killed++
	case launcher.Cancelled:
		t.Cancelled++
	case launcher.NotRun:
		t.NotRun++
	case launcher.Queued, launcher.Running:
	}
}

func (t *tally) finishBefore(r launcher.Result) {
	t.Before++
	if r.State != launcher.Done {
		t.Spoilt++
	}
}

// end gives every task that was never read, because the run ended before, its
// final state.
func (t *tally) end() {
	t.over = true
	t.NotRun += max(0, t.known()-t.settled()-t.NotRun)
}

// known is the number of tasks known of.
func (t *tally) known() int {
	if t.Total >= 0 {
		return t.Total
	}
	return t.Read
}

// settled is the number of tasks that ran, in this run or an earlier one, or run.
func (t *tally) settled() int {
	return t.Running + t.Done + t.Failed + t.TimedOut + t.Killed + t.Cancelled + t.Before
}

// counts returns the counts as they are now.
func (t *tally) counts() Counts {
	c := Counts{
		Total: t.Total, Running: t.Running, Done: t.Done, Failed: t.Failed, TimedOut: t.TimedOut,
		Killed: t.Killed, Cancelled: t.Cancelled, NotRun: t.NotRun,
		Before: t.Before, Spoilt: t.Spoilt,
	}
	if t.over {
		c.Total, c.Partial = t.known(), t.Total < 0
	}
	c.Queued = max(0, t.known()-t.settled()-t.NotRun)
	return c
}
