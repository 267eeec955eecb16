package gui

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// processControl acts on one process that is observed, by the number of its row; see
// poolControl. A number is never given to a second process.
type processControl interface {
	KillProcess(number int) error
	StopProcess(number int) error
	ContinueProcess(number int) error
}

// processHand returns the means to act on a process, nil where there are none now.
func (w *Window) processHand() processControl {
	if !w.observes() || !w.changeable() {
		return nil
	}
	hand, _ := w.session.(processControl)
	return hand
}

// touchable tells that something can be done to a worker or process now.
func (w *Window) touchable(r run.Row) bool {
	return r.Alive && (w.workerHand() != nil || w.processHand() != nil)
}

// killRow ends a worker, or a process that is observed.
func (w *Window) killRow(r run.Row) {
	if hand := w.processHand(); hand != nil {
		w.toProcess(deed{
			row: r, verb: tr.T("Kill"), refused: tr.F("Process %s was not killed", strconv.Itoa(r.PID)),
			effect: tr.T("It ends at once, and what it has not saved is lost."), act: hand.KillProcess,
		})
		return
	}
	w.killWorker(r.Worker)
}

// stopRow has a worker or a process stand still, or lets it go on.
func (w *Window) stopRow(r run.Row) {
	hand := w.processHand()
	switch {
	case hand == nil:
		w.stopWorker(r)
	case frozen(r):
		w.toProcess(deed{
			row: r, verb: tr.T("Continue"), refused: tr.F("Process %s was not continued", strconv.Itoa(r.PID)),
			effect: tr.T("Somebody has stopped it, perhaps for a reason."), act: hand.ContinueProcess,
		})
	default:
		w.toProcess(stopDeed(r, hand))
	}
}

// stopDeed has a process stand still, until somebody wants it back.
func stopDeed(r run.Row, hand processControl) deed {
	pid := strconv.Itoa(r.PID)
	again := order{refused: tr.F("Process %s does not go on", pid), act: func() error { return hand.ContinueProcess(r.Number) }}
	return deed{
		row: r, verb: tr.In("process", "Stop"), refused: tr.F("Process %s was not stopped", pid),
		effect: tr.T("It stands still, and who waits for it does too, until it is continued."), act: hand.StopProcess,
		back: &wayBack{done: tr.F("Process %s was stopped.", pid), order: again},
	}
}

// deed is what is to be done to a process that is observed.
type deed struct {
	row     run.Row
	verb    string // on the button, "Kill"
	refused string // title of what is said where it can't be done
	effect  string // a sentence
	act     func(number int) error
	back    *wayBack // nil for none
}

// toProcess does something to a process: after a question where Poolscope did not start it.
func (w *Window) toProcess(d deed) {
	o := order{refused: d.refused, act: func() error { return d.act(d.row.Number) }}
	if len(w.target.Command) > 0 {
		w.giveWithBack(o, d.back)
		return
	}
	w.askOf(d.row, d.verb, d.effect, func() { w.giveWithBack(o, d.back) })
}

// askOf asks before something is done to a process that Poolscope did not start.
func (w *Window) askOf(r run.Row, verb, effect string, act func()) {
	pid := strconv.Itoa(r.PID)
	title := tr.F("%s process %s?", verb, pid)
	if user := w.ownerOf(r.PID); user != "" {
		title = tr.F("%s process %s of user %s?", verb, pid, visible(user))
	}
	text := tr.F("Poolscope did not start %s. %s", clipped(processLine(r), mostTarget), effect)
	ask(w.win, title, folded(text, lineColumns), tr.T("Leave it alone"), tr.F("%s process %s", verb, pid), act)
}

// ownerOf returns the user who runs a process, "" where that is not known.
func (w *Window) ownerOf(pid int) string {
	all, err := w.list()
	if err != nil {
		return ""
	}
	at := slices.IndexFunc(all, func(c metrics.Candidate) bool { return c.PID == pid })
	if at < 0 {
		return ""
	}
	return all[at].User
}

// processMenu is what can be done with a process that is observed.
func (w *Window) processMenu(r run.Row) []*fyne.MenuItem {
	pid := strconv.Itoa(r.PID)
	kill := fyne.NewMenuItem(tr.F("Kill process %s", pid), func() { w.killRow(r) })
	stop := fyne.NewMenuItem(stopWord(r, tr.F("process %s", pid)), func() { w.stopRow(r) })
	kill.Disabled, stop.Disabled = !w.touchable(r), !w.touchable(r)
	copied := fyne.NewMenuItem(tr.T("Copy command"), func() { w.app.Clipboard().SetContent(argv.Quote(wordsOf(r.Command))) })
	copied.Disabled = r.Command == ""
	items := append([]*fyne.MenuItem{kill, stop, fyne.NewMenuItemSeparator()}, w.shareItems(r)...)
	return append(items, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(tr.F("Copy PID %s", pid), func() { w.app.Clipboard().SetContent(pid) }), copied)
}
