package gui

import (
	"path/filepath"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
)

// makeForm makes the form, and what edits the same plan.
func (w *Window) makeForm() {
	w.examples = newExampleChoice(w.exampleChosen)
	w.form = newForm(w.examples.choice, w.pickInputs, w.edited)
	w.form.python.OnTapped = w.pythonTapped
	w.form.tasks.post, w.form.tasks.changed = w.post, w.surveyed
	w.form.inputs.folder = w.pickFolder
	w.form.otherTask, w.form.unfocus = w.taskPicked, w.win.Canvas().Unfocus
	w.form.file = func() string { return w.path }
	w.form.head.toggle.OnTapped = w.planTextTapped
	w.takeInputs = w.inputsDropped
	w.win.SetOnDropped(w.dropped)
}

// makePlanItems makes the menu items that change with the plan.
func (w *Window) makePlanItems() {
	w.recentItem = fyne.NewMenuItem(tr.T("Open recent"), nil)
	w.recentItem.ChildMenu = fyne.NewMenu("")
	w.revertItem = fyne.NewMenuItem(tr.T("Revert to saved"), w.uncovered(w.revertTapped))
	w.revertItem.Disabled = true
	w.textItem = keyed(tr.T("Plan as text"), fyne.KeyL, w.uncovered(w.planTextTapped))
	w.recentState()
}

// planTextTapped shows the plan as text, or in its fields again. Where one cannot hold what
// was typed in the other, that is said and nothing is lost.
func (w *Window) planTextTapped() {
	if w.form.asText.shown {
		w.toFields()
	} else {
		w.toText()
	}
	w.planTextState()
}

func (w *Window) toText() {
	if w.form.untold {
		w.form.head.say(tr.T("Put right first what is said at its field: a plan's text could not hold it."))
		w.wrongTapped()
		return
	}
	w.form.showScript()
	w.edited()
	if w.form.asText.edits() {
		w.win.Canvas().Focus(w.form.asText.entry)
	}
}

func (w *Window) toFields() {
	if !w.form.showFields() {
		w.form.head.say(tr.T("Put right first what is said below the text: it is no plan yet, and fields could not hold it."))
		w.wrongTapped()
		return
	}
	w.edited()
}

// planTextState brings the menu and the button in line with how the plan is shown.
func (w *Window) planTextState() {
	w.form.head.face(w.form.asText.shown)
	if w.textItem.Checked != w.form.asText.shown {
		w.textItem.Checked = w.form.asText.shown
		w.refreshMenu()
	}
}

// editedState says over the form, and in the menu, whether there are edits to save or to
// take back.
func (w *Window) editedState() {
	changed := w.changed()
	w.form.head.edited(changed, w.path)
	w.revertItem.Disabled = !changed || !w.revertible()
}

// untitled is what a plan is called where it has no title, or none that can be read.
func (w *Window) untitled() string {
	if w.path == "" {
		return tr.T("Untitled plan")
	}
	return filepath.Base(w.path)
}
