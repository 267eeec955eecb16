package gui

import (
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// closeTapped closes the window, after a question while a run goes on, or a command that
// was started to be observed. What ran before is left alone and needs none.
func (w *Window) closeTapped() {
	if !w.going() || w.observes() && len(w.target.Command) == 0 {
		w.quit()
		return
	}
	if w.question != nil || w.quitting {
		return
	}
	w.question = w.askToQuit()
	w.question.dialog.SetOnClosed(func() { w.question = nil })
}

// answered takes the question away once what it asks about has ended by itself. The window
// stays: what it shows is nowhere else.
func (w *Window) answered() {
	if w.question != nil {
		w.question.dialog.Hide()
	}
}

func (w *Window) askToQuit() *sheet {
	if w.observes() {
		text := tr.F("Quitting ends %s and all that it started.", clipped(visible(plan.JoinWords(w.target.Command)), mostTarget))
		return ask(w.win, tr.T("A command goes on"), text, tr.T("Keep watching"), tr.T("End the command and quit"), w.quit)
	}
	workers := plural(w.workers(), "worker")
	return ask(w.win, tr.T("A run goes on"), tr.T("Quitting ends it. The tasks that are not done yet will not be."),
		tr.T("Keep running"), tr.F("Stop %s and quit", workers), w.quit)
}

func (w *Window) workers() int {
	if w.newest == nil {
		p, _ := w.form.plan()
		return p.Workers()
	}
	return aliveWorkers(w.newest)
}

// quit ends the run and then closes the window.
func (w *Window) quit() {
	if w.session == nil {
		w.finish()
		return
	}
	w.quitting = true
	w.session.Stop()
	w.state()
}

// finish closes the window: every process was reaped.
func (w *Window) finish() {
	w.remember()
	w.leave()
}

// remember keeps how the window stands, and what was not saved, for the next start.
func (w *Window) remember() {
	size := w.win.Canvas().Size()
	column, down := w.tasks.sorting()
	w.prefs.setEnding(ending{
		Width: float64(size.Width), Height: float64(size.Height),
		Form: w.split.Offset, Chart: w.live.split.Offset, Card: w.tasks.split.Offset, Tab: w.tabs.SelectedIndex(),
		Length: w.live.span.wish(), TaskSort: column, TaskDown: down,
		WorkerSort: w.live.table.list.by, WorkerDown: bool(w.live.table.list.way), Draft: w.draftToKeep(),
	})
}
