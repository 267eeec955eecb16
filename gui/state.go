package gui

import (
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// state brings the buttons, the menu and the progress in line with the run and
// the form.
func (w *Window) state() {
	ready := w.session == nil && len(w.form.problems) == 0
	able(w.bar.run, ready)
	able(w.bar.stop, w.stoppable())
	able(w.bar.pause, w.pausable())
	for _, e := range w.empties {
		able(&e.action.Button, ready)
	}
	w.runItem.Disabled, w.stopItem.Disabled = !ready, !w.stoppable()
	w.pauseItem.Disabled, w.pauseItem.Checked = !w.pausable(), w.paused
	w.observeFace()
	w.poolState()
	w.workerState()
	w.refreshMenu()
	w.pauseFace()
	w.say()
}

// going tells that a run goes on. A session outlives its run for a moment, until its
// last snapshot was shown.
func (w *Window) going() bool {
	return w.session != nil && (w.newest == nil || w.newest.Phase != run.Ended)
}

func (w *Window) stoppable() bool { return w.going() && !w.quitting }

// pausable tells that the picture can be frozen, or let go on.
func (w *Window) pausable() bool { return w.going() || w.paused }

// poolState brings what changes the pool in line with the run, and tells whether
// that changed anything.
func (w *Window) poolState() bool {
	off, word := w.poolHand() == nil, holdWord(w.newest)
	if w.session == nil {
		word = holdWord(nil)
	}
	shut := w.shutItems[0].Disabled
	same := w.holdItem.Disabled == off && w.holdItem.Label == word
	w.holdItem.Label = word
	for _, item := range w.poolItems {
		item.Disabled = off
	}
	for _, item := range w.shutItems {
		item.Disabled = off || w.newest.Closed
	}
	for _, item := range w.sizeItems {
		item.Disabled = !w.resizable()
	}
	undo := w.undoState()
	return !same || undo || shut != w.shutItems[0].Disabled
}

// follow brings the menus, and the buttons when its end comes, in line with a run, and
// draws them only when that changed something.
func (w *Window) follow() {
	if w.bar.stop.Disabled() == w.stoppable() {
		w.state()
		return
	}
	pool, worker := w.poolState(), w.workerState()
	if pool || worker {
		w.refreshMenu()
	}
}

func (w *Window) pauseFace() {
	text, icon := tr.T("Pause"), theme.MediaPauseIcon()
	if w.paused {
		text, icon = tr.T("Resume"), theme.MediaPlayIcon()
	}
	if w.bar.pause.Text != text {
		w.bar.pause.SetIcon(icon)
		w.bar.pause.SetText(text)
	}
}

// say says next to the buttons what stands in the way of a run, or how far the
// last one is.
func (w *Window) say() {
	wrong, idle := "", w.session == nil && !w.quitting
	if idle && len(w.form.problems) > 0 && !w.form.onlyLacks() {
		wrong = w.form.wrongText()
	}
	w.bar.complaint(wrong)
	switch {
	case w.quitting && w.observes():
		w.bar.message(tr.T("ending what is observed, then closing …"))
	case w.quitting:
		w.bar.message(tr.T("ending the workers, then closing …"))
	case idle && w.form.onlyLacks():
		w.bar.message(w.form.lacks)
	case w.newest != nil:
		w.bar.progress(w.newest)
	case w.session != nil:
		w.bar.message(tr.T("starting …"))
	default:
		w.bar.message(tr.T("ready to run"))
	}
}

// able enables or disables a button, and draws it only when that is a change.
//
//nolint:revive // the boolean is the value that is set
func able(b *widget.Button, on bool) {
	if b.Disabled() != on {
		return
	}
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// lookChosen changes the theme.
func (w *Window) lookChosen(look appearance) {
	w.look = look
	w.prefs.setLook(look)
	w.app.Settings().SetTheme(newTheme(look))
	w.mark()
	w.refreshMenu()
	w.draw()
}

// scaleChosen changes the unit of processor time in every view.
func (w *Window) scaleChosen(scale cpuScale) {
	w.scale = scale
	w.prefs.setScale(scale)
	w.mark()
	w.refreshMenu()
	w.draw()
}

// coloursChosen changes what the colours of bars tell.
func (w *Window) coloursChosen(colours barColours) {
	w.live.colours = colours
	w.prefs.setColours(colours)
	w.mark()
	w.refreshMenu()
	w.live.drawAgain()
}

// mark ticks the menu items of what is chosen.
func (w *Window) mark() {
	for look, item := range w.lookItems {
		item.Checked = look == w.look
	}
	for scale, item := range w.scaleItems {
		item.Checked = scale == w.scale
	}
	for colours, item := range w.colourItems {
		item.Checked = colours == w.live.colours
	}
}
