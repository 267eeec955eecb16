package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// workerItems are the items of the menu "Worker", which act on the selected one.
type workerItems struct {
	kill, stop, task, output, nice, pin *fyne.MenuItem
}

func (w *Window) workerMenu() *fyne.Menu {
	w.worker = workerItems{
		kill:   keyed(tr.T("Kill worker"), fyne.KeyK, w.uncovered(w.onSelected(w.killRow))),
		stop:   keyed(stopWord(run.Row{}, tr.T("worker")), fyne.KeyT, w.uncovered(w.onSelected(w.stopRow))),
		task:   fyne.NewMenuItem(tr.T("Kill its task"), w.uncovered(w.onSelected(w.killTaskOf))),
		output: fyne.NewMenuItem(tr.T("Show its output"), w.uncovered(w.onSelected(w.showOutputOf))),
		nice:   fyne.NewMenuItem(tr.T("Nice …"), w.uncovered(w.onSelected(w.niceTapped))),
		pin:    fyne.NewMenuItem(tr.T("Pin to cores …"), w.uncovered(w.onSelected(w.pinTapped))),
	}
	w.worker.task.Shortcut = shifted(fyne.KeyK)
	w.worker.nice.Shortcut, w.worker.pin.Shortcut = shifted(fyne.KeyN), shifted(fyne.KeyP)
	acts := []*fyne.MenuItem{w.worker.kill, w.worker.stop, w.worker.task, fyne.NewMenuItemSeparator(), w.worker.nice, w.worker.pin}
	return fyne.NewMenu(tr.T("Worker"), append(acts, fyne.NewMenuItemSeparator(), w.worker.output)...)
}

// stopWord names what stopRow would do to a worker or a process.
func stopWord(r run.Row, what string) string {
	if frozen(r) {
		return tr.F("Continue %s", what)
	}
	return tr.F("Stop %s", what)
}

// onSelected returns an action on the worker that is selected, as it is by then.
func (w *Window) onSelected(act func(run.Row)) func() {
	return func() {
		if r, ok := w.selectedRow(); ok {
			act(r)
		}
	}
}

// selectedRow returns the newest that is known of the selected worker.
func (w *Window) selectedRow() (run.Row, bool) {
	if w.newest == nil || w.live.selected == 0 {
		return run.Row{}, false
	}
	return rowOf(w.newest, w.live.selected)
}

// rowOf returns the row of a worker by its number.
func rowOf(s *run.Snapshot, number int) (run.Row, bool) {
	for _, r := range s.Rows {
		if r.Number == number {
			return r, true
		}
	}
	return run.Row{}, false
}

func (w *Window) killTaskOf(r run.Row) {
	if r.Current >= 0 {
		w.killTask(r.Current)
	}
}

func (w *Window) showOutputOf(r run.Row) {
	w.output.show(r.Worker)
	w.tabs.SelectIndex(outputTab)
	w.draw()
}

// workerState brings the menu in line with the selected worker, and tells whether
// that changed anything.
func (w *Window) workerState() bool {
	r, ok := w.selectedRow()
	can, observed, what, kill := ok && w.touchable(r), w.observes(), tr.T("worker"), tr.T("Kill worker")
	if observed {
		what, kill = tr.T("process"), tr.T("Kill process")
	}
	before := []any{w.worker.kill.Disabled, w.worker.task.Disabled, w.worker.output.Disabled, w.worker.stop.Label, w.worker.kill.Label}
	w.worker.kill.Disabled, w.worker.stop.Disabled = !can, !can
	w.worker.task.Disabled, w.worker.output.Disabled = !can || observed || r.Current < 0, !ok || observed
	w.worker.stop.Label, w.worker.kill.Label = stopWord(r, what), kill
	shared := w.worker.nice.Disabled
	_, sharing := w.shareOf(r)
	w.worker.nice.Disabled, w.worker.pin.Disabled = !sharing, !sharing
	after := []any{w.worker.kill.Disabled, w.worker.task.Disabled, w.worker.output.Disabled, w.worker.stop.Label, w.worker.kill.Label}
	return shared == sharing || !slices.Equal(before, after)
}

// treeText says of a worker what the table has no room for: of how many processes its
// numbers are the sum, and what they hold of the memory; "" where nothing was read.
func treeText(r run.Row) string {
	if !r.Alive || r.Usage.Processes == 0 {
		return ""
	}
	text := processes(r.Usage.Processes)
	if r.Usage.PSS > 0 {
		text += ", " + byteText(uint64(r.Usage.PSS)) + " PSS"
	}
	return text
}

// rowMenu shows what can be done with a worker, at a place on the screen. What is
// chosen acts on that worker and on the task that it ran by then, whatever moved.
func (w *Window) rowMenu(r run.Row, at fyne.Position) {
	w.live.selectWorker(r.Number)
	if w.newest != nil && w.newest.Observed != nil {
		widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", append(w.processMenu(r), w.copyItem())...), w.win.Canvas(), at)
		return
	}
	kill := fyne.NewMenuItem(tr.F("Kill %s", r.Worker), func() { w.killWorker(r.Worker) })
	stop := fyne.NewMenuItem(stopWord(r, r.Worker), func() { w.stopWorker(r) })
	task := fyne.NewMenuItem(tr.T("Kill its task"), func() { w.killTaskOf(r) })
	if r.Current >= 0 {
		task.Label = tr.F("Kill task %s", taskText(r.Current))
	}
	can := r.Alive && w.workerHand() != nil
	kill.Disabled, stop.Disabled, task.Disabled = !can, !can, !can || r.Current < 0
	output := fyne.NewMenuItem(tr.T("Show its output"), func() { w.showOutputOf(r) })
	items := append([]*fyne.MenuItem{kill, stop, task, fyne.NewMenuItemSeparator()}, w.shareItems(r)...)
	menu := fyne.NewMenu("", append(items, fyne.NewMenuItemSeparator(), output, w.copyItem())...)
	if about := treeText(r); about != "" {
		said := fyne.NewMenuItem(about, nil)
		said.Disabled = true
		menu.Items = append([]*fyne.MenuItem{said, fyne.NewMenuItemSeparator()}, menu.Items...)
	}
	widget.ShowPopUpMenuAtPosition(menu, w.win.Canvas(), at)
}
