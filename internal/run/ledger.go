package run

import (
	"slices"

	"github.com/poolscope/poolscope/launcher"
)

// ledger is the record of the tasks as the model writes it, page by page. A page
// that a snapshot has is copied before a record in it changes.
type ledger struct {
	off     bool // nobody wants it
	sheets  []*sheet
	byID    map[int]*sheet
	dropped int
	waiting []launcher.TasksRan // told in order, not written yet
	inWait  int                 // tasks in them
}

// sheet is a page with what the ledger has to know of it.
type sheet struct {
	id      int
	page    *page
	known   int  // tasks that something was told of
	running int  // of those
	seen    bool // a snapshot has the page
}

// over tells that every task of the page is known, and none runs.
func (s *sheet) over() bool { return s.known == pageTasks && s.running == 0 }

// mostSheets is how many pages are kept.
const mostSheets = MaxTasks / pageTasks

// sheet returns the page of a task, to write to.
func (l *ledger) sheet(task int) *sheet {
	id := task / pageTasks
	s := l.byID[id]
	if s == nil {
		s = l.add(id)
	}
	if s.seen {
		s.page, s.seen = s.page.clone(), false
	}
	return s
}

func (l *ledger) add(id int) *sheet {
	if l.byID == nil {
		l.byID = map[int]*sheet{}
	}
	if len(l.sheets) >= mostSheets {
		l.drop()
	}
	s := &sheet{id: id, page: newPage()}
	at, _ := slices.BinarySearchFunc(l.sheets, id, func(s *sheet, id int) int { return s.id - id })
	l.sheets = slices.Insert(l.sheets, at, s)
	l.byID[id] = s
	return s
}

// drop takes out the oldest page, if it can be one of tasks that all have ended.
func (l *ledger) drop() {
	at := max(0, slices.IndexFunc(l.sheets, func(s *sheet) bool { return s.running == 0 }))
	l.dropped += l.sheets[at].known - l.sheets[at].running // the end of those will be told
	delete(l.byID, l.sheets[at].id)
	l.sheets = slices.Delete(l.sheets, at, at+1)
}

func (l *ledger) start(e launcher.TaskStarted) {
	if l.off {
		return
	}
	s := l.sheet(e.Task)
	r := &s.page.open[e.Task%pageTasks]
	s.leave(r)
	s.page.start(r, e)
	s.running++
}

// end notes an attempt's end with the state that the task has then.
func (l *ledger) end(e launcher.Result, state launcher.State) {
	if l.off {
		return
	}
	s := l.sheet(e.Task)
	r := &s.page.open[e.Task%pageTasks]
	s.leave(r)
	s.page.end(r, e, state)
}

// leave counts that a task is no longer what it was.
func (s *sheet) leave(r *record) {
	switch r.state {
	case unknown:
		s.known++
	case codeOf(launcher.Running):
		s.running--
	}
}

// fewTasks is how many tasks of an event are written at once: with so few to an
// event there can't be millions a second.
const fewTasks = 64

// many takes in tasks that were done in a row. Where they are many, they are written
// once somebody looks, and then only the newest.
func (l *ledger) many(e launcher.TasksRan) {
	if l.off {
		return
	}
	l.waiting, l.inWait = append(l.waiting, e), l.inWait+len(e.Tasks)
	if len(e.Tasks) < fewTasks {
		l.settle()
		return
	}
	for l.inWait-len(l.waiting[0].Tasks) >= MaxTasks {
		l.skip()
	}
}

// skip leaves out the oldest event that waits. The first of its tasks is known to run.
func (l *ledger) skip() {
	e := l.waiting[0]
	l.waiting, l.inWait = l.waiting[1:], l.inWait-len(e.Tasks)
	l.end(e.Result(0), launcher.Done)
	l.dropped += len(e.Tasks) - 1
}

// settle writes what waits.
func (l *ledger) settle() {
	waiting := l.waiting
	l.waiting, l.inWait = nil, 0
	for _, e := range waiting {
		for i := range e.Tasks {
			l.end(e.Result(i), launcher.Done)
		}
	}
}

// snapshot returns the record as it is now.
func (l *ledger) snapshot() Tasks {
	l.settle()
	l.pack(mostPacked)
	t := Tasks{Dropped: l.dropped, pages: make([]numbered, len(l.sheets))}
	for i, s := range l.sheets {
		s.seen = true
		t.pages[i] = numbered{s.id, s.page}
		t.kept += s.known
	}
	return t
}

// mostPacked is how many pages are packed for a snapshot while a run goes on: where tasks end
// by the hundred thousand in a second, most of their pages are soon dropped.
const mostPacked = 8

// pack packs pages whose tasks are over, the newest first, for a snapshot that will have them.
// One of them may be opened again: what waits for another attempt is over too.
func (l *ledger) pack(most int) {
	for _, s := range slices.Backward(l.sheets) {
		if most > 0 && s.over() && s.page.open != nil {
			s.page = s.page.pack()
			most--
		}
	}
}

// finish packs all pages that are over, before the last snapshot.
func (l *ledger) finish() {
	l.settle()
	l.pack(mostSheets)
}

// TasksOf returns the record that a run keeps of its tasks after some events.
func TasksOf(events ...launcher.Event) Tasks {
	var l ledger
	for _, e := range events {
		l.take(e)
	}
	return l.snapshot()
}

// take takes in an event that speaks of tasks.
func (l *ledger) take(e launcher.Event) {
	switch e := e.(type) {
	case launcher.TaskStarted:
		l.start(e)
	case launcher.TaskFinished:
		l.end(e.Result, e.State)
	case launcher.TaskRetried:
		l.end(e.Result, launcher.Queued)
	case launcher.TasksRan:
		l.many(e)
	default:
	}
}
