package gui

import (
	"encoding/json"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// poolControl changes the pool of a session as a whole. It is a power that a
// session may have: where it has not, the window offers nothing of it.
type poolControl interface {
	Resize(workers int) error
	Pause() error
	Continue() error
	AddInputs(inputs []json.RawMessage) error
	CloseInputs() error
}

// workerControl acts on one worker or task of a session; see poolControl. A name is
// never given to a second worker, so what is asked hits the one that was meant.
type workerControl interface {
	KillWorker(name string) error
	StopWorker(name string) error
	ContinueWorker(name string) error
	KillTask(index int) error
}

// order is something that the user wants of a run.
type order struct {
	refused string // title of what is said where it can't be done
	act     func() error
	undone  func() // called on Fyne's goroutine where it can't be done; nil for nothing
}

// mostOrders is how many orders may wait: more than anybody clicks while a pool
// does not answer.
const mostOrders = 64

// obey gives a session its orders, one after the other. It is a goroutine of its
// own, as a pool may take its time to answer, and returns when the run has ended or
// the window no longer runs what is posted.
func (w *Window) obey(orders <-chan order) {
	for {
		select {
		case o, ok := <-orders:
			if !ok {
				return
			}
			if err := o.act(); err != nil {
				w.post(func() { w.refuse(o, err.Error()) })
			}
		case <-w.closed:
			return
		}
	}
}

// give hands on an order. One that finds no room is said, and not kept.
func (w *Window) give(o order) {
	if w.orders == nil {
		return
	}
	select {
	case w.orders <- o:
	default:
		w.refuse(o, tr.F("The pool has not answered the last %s yet.", plural(mostOrders, "order")))
	}
}

// refuse says that an order was not carried out, and why.
func (w *Window) refuse(o order, why string) {
	if o.undone != nil {
		o.undone()
	}
	complain(w.win, o.refused, why)
}

// poolHand returns the means to change the pool, nil where there are none now.
func (w *Window) poolHand() poolControl {
	if !w.changeable() {
		return nil
	}
	hand, _ := w.session.(poolControl)
	return hand
}

// workerHand returns the means to act on a worker, nil where there are none now.
func (w *Window) workerHand() workerControl {
	if !w.changeable() {
		return nil
	}
	hand, _ := w.session.(workerControl)
	return hand
}

// resizable tells that the pool can have more slots or fewer: the threads of a process
// are as many as it began with.
func (w *Window) resizable() bool {
	return w.poolHand() != nil && w.newest.Plan.Pool.RunAs != launcher.Threads
}

// changeable tells that a run goes on that nobody has asked to end.
func (w *Window) changeable() bool {
	return w.session != nil && !w.quitting && w.newest != nil && w.newest.Phase == run.Going
}

// holdTapped has the pool hold back its tasks, or hand them out again.
func (w *Window) holdTapped() {
	hand := w.poolHand()
	if hand == nil {
		return
	}
	again := order{refused: tr.T("The tasks are still held"), act: hand.Continue}
	if w.newest.Paused {
		w.undo.forget()
		w.giveWithBack(again, nil)
		return
	}
	w.giveWithBack(order{refused: tr.T("The tasks are not held"), act: hand.Pause},
		&wayBack{done: tr.T("Tasks are held: what runs goes on, and no other is started."), order: again})
}

// resize gives the pool so many slots.
func (w *Window) resize(slots int) {
	hand := w.poolHand()
	if hand == nil || !w.resizable() {
		return
	}
	to := func(n int) order {
		return order{refused: tr.T("The pool keeps its size"), act: func() error { return hand.Resize(n) }, undone: func() { w.aim = 0 }}
	}
	from := w.slots()
	if w.undo.way != nil && w.undo.way.from > 0 {
		from = w.undo.way.from // it was changed several times in a row
	}
	w.aim = slots
	if from == slots {
		w.undo.forget()
		w.giveWithBack(to(slots), nil)
		return
	}
	w.giveWithBack(to(slots), &wayBack{
		done: tr.F("The pool went from %s to %s.", plural(from, "slot"), countText(slots)), order: to(from), from: from,
	})
}

// closeInputs has the run take no further input.
func (w *Window) closeInputs() {
	if hand := w.poolHand(); hand != nil {
		w.give(order{refused: tr.T("The inputs are still open"), act: hand.CloseInputs})
	}
}

// slots returns how many slots the pool has, or will have: what was asked for counts
// before a snapshot says so, as keys are pressed faster than those come. Nobody else
// resizes the pool.
func (w *Window) slots() int {
	if w.aim > 0 {
		return w.aim
	}
	return w.newest.Slots
}

// slotsBy returns an action that gives the pool some slots more, or fewer, but one.
func (w *Window) slotsBy(n int) func() {
	return func() {
		if !w.resizable() {
			return
		}
		if slots := w.slots() + n; slots >= 1 && slots <= launcher.MaxWorkers {
			w.resize(slots)
		}
	}
}

// addInputs appends tasks to the run.
func (w *Window) addInputs(inputs []json.RawMessage) {
	o := order{refused: tr.T("No input was added")}
	hand := w.poolHand()
	if hand == nil {
		w.refuse(o, tr.T("The run has ended, or is about to."))
		return
	}
	o.act = func() error { return hand.AddInputs(inputs) }
	w.give(o)
}

// killWorker ends a worker.
func (w *Window) killWorker(name string) {
	if hand := w.workerHand(); hand != nil {
		w.give(order{refused: tr.F("%s was not killed", name), act: func() error { return hand.KillWorker(name) }})
	}
}

// stopWorker freezes a worker's process, or lets it go on where it is frozen.
func (w *Window) stopWorker(r run.Row) {
	hand := w.workerHand()
	if hand == nil {
		return
	}
	again := order{refused: tr.F("%s does not go on", r.Worker), act: func() error { return hand.ContinueWorker(r.Worker) }}
	if frozen(r) {
		w.undo.forget()
		w.giveWithBack(again, nil)
		return
	}
	w.giveWithBack(order{refused: tr.F("%s was not stopped", r.Worker), act: func() error { return hand.StopWorker(r.Worker) }},
		&wayBack{done: tr.F("%s was stopped: its task waits.", r.Worker), order: again})
}

// killTask ends a task that runs.
func (w *Window) killTask(task int) {
	if hand := w.workerHand(); hand != nil {
		w.give(order{refused: tr.F("Task %s was not killed", countText(task)), act: func() error { return hand.KillTask(task) }})
	}
}

// frozen tells that a worker's process is stopped, by whomever.
func frozen(r run.Row) bool { return r.Alive && r.State == "stopped" }
