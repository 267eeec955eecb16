package cli

import (
	"bytes"
	"maps"
	"slices"

	"github.com/poolscope/poolscope/launcher"
)

// printer writes what belongs to one task.
type printer interface {
	output(stream launcher.Stream, data []byte)
	result(task int, o launcher.Outcome)
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
// and the others wait for theirs.
type order struct {
	to    printer
	until turn
	next  int // the task whose turn it is
	held  map[int]*held
	over  spans // tasks from next on that have ended, where that ends their turn
}

// held is what a task printed before its turn.
type held struct {
	pieces []piece
	result *launcher.Outcome
}

type piece struct {
	stream launcher.Stream
	data   []byte
}

func newOrder(m launcher.Method, to printer) *order {
	return &order{to: to, until: turnOf(m), held: map[int]*held{}}
}

func (o *order) output(e launcher.TaskOutput) {
	if e.Task < 0 || (o.until != anyOrder && e.Task <= o.next) {
		o.to.output(e.Stream, e.Data)
		return
	}
	o.of(e.Task).add(e.Stream, e.Data)
}

func (h *held) add(stream launcher.Stream, data []byte) {
	if last := len(h.pieces) - 1; last >= 0 && h.pieces[last].stream == stream {
		h.pieces[last].data = append(h.pieces[last].data, data...)
		return
	}
	h.pieces = append(h.pieces, piece{stream, bytes.Clone(data)})
}

func (o *order) of(task int) *held {
	h := o.held[task]
	if h == nil {
		h = &held{}
		o.held[task] = h
	}
	return h
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
		o.of(task).result = &item
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
		if len(o.held) == 0 {
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
	h := o.held[task]
	if h == nil {
		return
	}
	o.print(task)
	if h.result != nil {
		o.to.result(task, *h.result)
	}
}

func (o *order) print(task int) {
	h := o.held[task]
	if h == nil {
		return
	}
	for _, p := range h.pieces {
		o.to.output(p.stream, p.data)
	}
	delete(o.held, task)
}

// drain prints what still waits for a task before it, at the end of a run that
// ended early.
func (o *order) drain() {
	for _, task := range slices.Sorted(maps.Keys(o.held)) {
		o.printTurn(task)
	}
}
