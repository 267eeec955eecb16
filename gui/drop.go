package gui

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
)

// dropped takes over what was dropped on the window: one plan is opened, other files are
// inputs. A sheet over the window is in the way of both, as of all that is done behind it.
func (w *Window) dropped(_ fyne.Position, files []fyne.URI) {
	if covered(w.win) || len(files) == 0 {
		return
	}
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = file.Path()
	}
	plans := 0
	for _, path := range paths {
		if strings.HasSuffix(strings.ToLower(path), ".toml") {
			plans++
		}
	}
	switch {
	case plans == 1 && len(paths) == 1:
		w.open(paths[0])
	case plans == len(paths):
		complain(w.win, tr.T("One plan at a time"),
			tr.F("%s were dropped, and the window shows one. Drop the one that is to be opened.", plural(plans, "plan")))
	default:
		w.dropInputs(paths)
	}
}

// dropInputs makes files the inputs of the plan, in the fields: these know what a task
// makes of a file.
func (w *Window) dropInputs(paths []string) {
	if w.form.asText.shown {
		w.planTextTapped()
		if w.form.asText.shown {
			return // it was said why
		}
	}
	if said := w.takeInputs(paths); said != "" {
		w.notice.tell(said)
	}
	w.form.reveal(w.form.inputs.field)
}
