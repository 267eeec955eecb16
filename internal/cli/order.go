package cli

import (
	"maps"
	"slices"

	"github.com/poolscope/poolscope/internal/spill"
	"github.com/poolscope/poolscope/launcher"
)

// heldInMemory is how many bytes of output wait for their turn in memory, of all
// tasks together; the rest waits in a file.
const heldInMemory = 16 << 20

// printer writes what belongs to one task.
type printer interface {
	output(stream launcher.Stream, data []byte)
	result(task int, o launcher.Outcome)
	// incomplete takes why not all that a task printed came to output.
	incomplete(err error)
	// passing and passed enclose the output of a task that waited for its turn.
	passing(task int)
	passed(task int)
}

// turn says when the output of a task may give way to that of the next.
type turn int

const (
	untilFinished turn = iota // results come together at the end: the task's end
	untilResult               // a result follows its task's output
	anyOrder                  // as untilResult, tasks in the order they finish
)

func turnOf(m launcher.Method) turn {
	switch m {
	case launcher.IMapUnordered:
		return anyOrder
	case launcher.IMap, launcher.Apply:
		return untilResult
	case launcher.Map, launcher.MapAsync, launcher.StarMap, launcher.StarMapAsync, launcher.ApplyAsync:
		return untilFinished
	}
	return untilFinished
}

// order holds back the output of tasks until it is their turn: that of the
// lowest task that has not ended passes at once, so that it can be watched,
// and the others wait for theirs. One goroutine uses it.
type order struct {
	to      printer
	until   turn
	next    int // the task whose turn it is
	held    *spill.Store
	waiting map[int]struct{}            // the tasks of which something is held
	again   bool                        // what comes is of a task that ended in an earlier run
	show    func(tag byte, data []byte) // of what is held, where the tag is the stream
	results map[int]launcher.Outcome    // that wait for their turn
	over    spans                       // tasks from next on that have ended, where that ends their turn
}

func newOrder(m launcher.Method, to printer) *order {
	return &order{
		to: to, until: turnOf(m), held: spill.New(heldInMemory), waiting: map[int]struct{}{}, results: map[int]launcher.Outcome{},
		show: func(tag byte, data []byte) { to.output(launcher.Stream(tag), data) },
	}
}

func (o *order) output(e launcher.TaskOutput) {
	if e.Task < 0 || (o.until != anyOrder && e.Task <= o.next && !o.again) {
		o.to.output(e.Stream, e.Data)
		return
	}
	o.waiting[e.Task] = struct{}{}
	o.held.Add(e.Task, byte(e.Stream), e.Data)
}

// finished takes the end of n tasks, before their results.
func (o *order) finished(task, n int) {
	if o.until == untilFinished {
		o.over.add(span{task, task + n})
		o.advance()
	}
}

// ready takes results, in the order in which they are to be printed.
func (o *order) ready(e launcher.ResultsReady) {
	for task, outcome := range e.All() {
		o.readyOne(task, outcome)
	}
}

func (o *order) readyOne(task int, item launcher.Outcome) {
	switch o.until {
	case untilFinished:
		o.to.result(task, item)
	case untilResult:
		if task == o.next {
			o.print(task)
			o.to.result(task, item)
			o.next++
			o.advance()
			return
		}
		o.results[task] = item
		o.over.add(span{task, task + 1})
		o.advance()
	case anyOrder:
		o.print(task)
		o.to.result(task, item)
	}
}

// advance gives the turn to the first task that has not ended.
func (o *order) advance() {
	for end := o.over.end(o.next); o.next < end; o.next++ {
		if o.held.Empty() && len(o.results) == 0 {
			o.next = end
			break
		}
		o.printTurn(o.next)
	}
	o.over.drop(o.next)
	o.print(o.next) // what it has printed so far
}

// printTurn prints all that there is of a task.
func (o *order) printTurn(task int) {
	o.print(task)
	if item, ok := o.results[task]; ok {
		delete(o.results, task)
		o.to.result(task, item)
	}
}

// waits reports whether output of a task is held.
func (o *order) waits(task int) bool {
	_, waits := o.waiting[task]
	return waits
}

// print prints what is held of a task.
func (o *order) print(task int) {
	if !o.waits(task) {
		return
	}
	o.to.passing(task)
	defer o.to.passed(task)
	delete(o.waiting, task)
	if err := o.held.Take(task, o.show); err != nil {
		o.to.incomplete(err)
	}
}

// drain prints what still waits for a task before it, at the end of a run that
// ended early. Nothing may be given to the order after that.
func (o *order) drain() {
	waiting := slices.AppendSeq(o.held.Tasks(), maps.Keys(o.results))
	slices.Sort(waiting)
	for _, task := range slices.Compact(waiting) {
		o.printTurn(task)
	}
	if err := o.held.Close(); err != nil {
		o.to.incomplete(err)
	}
}
