package gui

import (
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// state brings the buttons, the menu and the progress in line with the run and
// the form.
func (w *Window) state() {
	going := w.session != nil
	ready := !going && len(w.form.problems) == 0
	able(w.bar.run, ready)
	able(w.bar.stop, going && !w.quitting)
	able(w.bar.pause, going || w.paused)
	for _, e := range w.empties {
		able(e.action, ready)
	}
	w.runItem.Disabled, w.stopItem.Disabled = !ready, !going || w.quitting
	w.pauseItem.Disabled, w.pauseItem.Checked = !going && !w.paused, w.paused
	w.poolState()
	w.workerState()
	w.menu.Refresh()
	w.pauseFace()
	w.say()
}

// poolState brings what changes the pool in line with the run, and tells whether
// that changed anything.
func (w *Window) poolState() bool {
	off, word := w.poolHand() == nil, holdWord(w.newest)
	if w.session == nil {
		word = holdWord(nil)
	}
	same := w.holdItem.Disabled == off && w.holdItem.Label == word
	w.holdItem.Label = word
	for _, item := range w.poolItems {
		item.Disabled = off
	}
	for _, item := range w.sizeItems {
		item.Disabled = !w.resizable()
	}
	return !same
}

// follow brings the menus in line with a run that goes on, and draws them only when
// that changed something.
func (w *Window) follow() {
	pool, worker := w.poolState(), w.workerState()
	if pool || worker {
		w.menu.Refresh()
	}
}

func (w *Window) pauseFace() {
	text, icon := "Pause", theme.MediaPauseIcon()
	if w.paused {
		text, icon = "Resume", theme.MediaPlayIcon()
	}
	if w.bar.pause.Text != text {
		w.bar.pause.SetIcon(icon)
		w.bar.pause.SetText(text)
	}
}

// say says next to the buttons what stands in the way of a run, or how far the
// last one is.
func (w *Window) say() {
	wrong := ""
	if w.session == nil && !w.quitting && len(w.form.problems) > 0 {
		wrong = w.form.wrongText()
	}
	w.bar.complaint(wrong)
	switch {
	case w.quitting:
		w.bar.message("ending the workers, then closing …", widget.MediumImportance)
	case w.newest != nil:
		w.bar.progress(w.newest)
	case w.session != nil:
		w.bar.message("starting …", widget.MediumImportance)
	default:
		w.bar.message("ready to run", widget.MediumImportance)
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
	w.ApplyTheme()
	w.mark()
	w.menu.Refresh()
	w.draw()
}

// scaleChosen changes the unit of processor time in every view.
func (w *Window) scaleChosen(scale cpuScale) {
	w.scale = scale
	w.prefs.setScale(scale)
	w.mark()
	w.menu.Refresh()
	w.draw()
}

// mark ticks the menu items of what is chosen.
func (w *Window) mark() {
	for look, item := range w.lookItems {
		item.Checked = look == w.look
	}
	for scale, item := range w.scaleItems {
		item.Checked = scale == w.scale
	}
}
