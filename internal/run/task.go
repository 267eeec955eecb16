package run

import (
	"iter"
	"slices"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// Task is what is known of one task that was started, or that ended in this run or
// an earlier one without being started.
type Task struct {
	Index   int // from 0, in input order
	State   launcher.State
	Input   []byte // JSON; its first MaxTaskInput bytes. Not to be changed
	Cut     bool   // Input is longer than what is kept of it
	Worker  string // that ran it last, "" for none
	Number  int    // of Worker, 0 for none
	PID     int
	Started bool          // it has a Start
	Start   time.Duration // of its last attempt, since the run began
	Wall    time.Duration // of that attempt; 0 while it runs
	CPU     time.Duration // as launcher.Result has it
	PeakRSS uint64        // bytes, as launcher.Result has it; 0 when not known
	Exit    string        // "exit 3", "SIGKILL"; "" where no process ended with it
	Attempt int           // from 1; 0 when it never started
	Before  bool          // it ended in an earlier run
}

// Tasks is the record of the tasks of a run that were started, or have ended: the
// newest ones, see MaxTasks. It is a value that nobody changes.
type Tasks struct {
	Dropped int // older tasks that are no longer here
	pages   []numbered
	kept    int
}

// numbered is a page with its place: its first record is that of task id*pageTasks.
type numbered struct {
	id   int
	page *page
}

// Len returns how many tasks are here.
func (t *Tasks) Len() int { return t.kept }

// All yields the tasks that are here, by index.
func (t *Tasks) All() iter.Seq[Task] {
	return func(yield func(Task) bool) {
		for _, n := range t.pages {
			for i := range pageTasks {
				if r := n.page.at(i); r.state != unknown && !yield(n.task(i, &r)) {
					return
				}
			}
		}
	}
}

// Task returns the task of an index, false where it is not here.
func (t *Tasks) Task(index int) (Task, bool) {
	at, ok := slices.BinarySearchFunc(t.pages, index/pageTasks, func(n numbered, id int) int { return n.id - id })
	if !ok || index < 0 {
		return Task{}, false
	}
	r := t.pages[at].page.at(index % pageTasks)
	if r.state == unknown {
		return Task{}, false
	}
	return t.pages[at].task(index%pageTasks, &r), true
}

func (n numbered) task(i int, r *record) Task {
	return Task{
		Index: n.id*pageTasks + i, State: stateOf(r.state), Input: n.page.text[r.text:][:r.size:r.size], Cut: r.has(inputCut),
		Worker: workerName(int(r.number)), Number: int(r.number), PID: int(r.pid),
		Started: r.has(wasStarted), Start: time.Duration(r.start), Wall: time.Duration(r.wall), CPU: time.Duration(r.cpu),
		PeakRSS: uint64(r.rss), Exit: n.page.exitOf(r), Attempt: int(r.attempt), Before: r.has(endedBefore),
	}
}
