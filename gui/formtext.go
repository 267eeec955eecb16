package gui

import (
	"github.com/poolscope/poolscope/internal/plan"
)

// source is the text of a plan file for what the form shows: as it is typed, or as the
// plan was read where no field has changed it since, or as plan.Encode writes it.
func (f *form) source() string {
	if f.asText.edits() {
		return f.asText.entry.Text
	}
	return f.script.or(f.encode())
}

// encode is plan.Encode of the plan, which is asked for often and takes its time for one of
// many inputs.
func (f *form) encode() string {
	if f.encoded == "" {
		f.encoded = string(f.current.Encode())
	}
	return f.encoded
}

// sourceOf is source with the plan for another folder.
func (f *form) sourceOf(p plan.Plan) string {
	if f.asText.edits() && f.untold {
		return f.asText.entry.Text
	}
	return f.script.or(string(p.Encode()))
}

// loadSource shows the text of a plan file that is in a folder: as a plan, or as text where
// it is none yet. The text is readable.
func (f *form) loadSource(text, dir string) {
	p, err := plan.Parse(f.file(), []byte(text))
	if err != nil {
		f.base = plan.Default()
		f.base.Dir = dir
		f.forgetNotes()
		f.current, f.encoded, f.script = f.base, "", script{}
		f.forced = f.forced || !f.asText.shown
		f.placeScript(text)
		f.readScript()
		return
	}
	p.Dir = dir
	f.unforce()
	f.loadFields(p)
	f.script = script{text: text, means: f.encode()}
	if f.asText.shown {
		f.showScript()
	}
}

// unforce gives the place back to the fields, where nobody chose the text and it was shown
// only because it was no plan.
func (f *form) unforce() {
	if f.forced {
		f.forced = false
		f.placeFields()
	}
}

// placeScript gives the place to a text.
func (f *form) placeScript(text string) {
	f.unfocus()
	f.asText.set(text)
	f.content.Hide()
}

// placeFields gives the place to the fields.
func (f *form) placeFields() {
	f.unfocus()
	f.asText.hide()
	f.content.Show()
}

// showScript shows the plan as text.
func (f *form) showScript() {
	f.placeScript(f.script.or(f.encode()))
	if f.asText.edits() {
		f.readScript()
	}
}

// scriptEdited takes over what was typed in the text.
func (f *form) scriptEdited() {
	f.readScript()
	f.changed()
}

// readScript reads the plan from the text. What is no plan leaves the last one that it was,
// which is not to be started.
func (f *form) readScript() {
	text := f.asText.entry.Text
	p, err := plan.Parse(f.file(), []byte(text))
	f.lacks, f.untold = "", err != nil
	f.problems = scriptProblems(err)
	if err == nil {
		p.Dir = f.base.Dir
		f.current, f.encoded = p, ""
		f.script = script{text: text, means: f.encode()}
		if err := f.tasks.count(p); err != nil {
			f.problems = plan.Problems{{Key: inputsKey, Text: reason(err)}}
		}
	}
	f.asText.say(f.problems)
}

// movedScript takes over where the text was saved.
func (f *form) movedScript(p plan.Plan) {
	if f.untold {
		return
	}
	text := f.script.or(string(p.Encode()))
	f.current.Dir = p.Dir
	f.asText.set(text)
	f.readScript()
}

// showFields shows the plan in the fields again. Text that is no plan has none: false, and
// it stays.
func (f *form) showFields() bool {
	if f.asText.edits() && f.untold {
		return false
	}
	f.forced = false
	p, kept, edited := f.current, f.script, f.asText.edits()
	other := edited && p.Task.Label() != f.base.Task.Label()
	f.placeFields()
	if !edited {
		return true
	}
	if other {
		f.otherTask()
	}
	f.loadFields(p)
	f.script = script{text: kept.text, means: f.encode()}
	return true
}
