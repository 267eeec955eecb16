package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// wrongTapped goes to the first field that stands in the way of a run.
func (w *Window) wrongTapped() {
	if len(w.form.problems) == 0 {
		return
	}
	if w.form.asText.edits() {
		w.form.asText.toProblem()
		w.win.Canvas().Focus(w.form.asText.entry)
		return
	}
	f := w.form.fieldOf(w.form.firstProblem().Key)
	if f == nil {
		w.form.content.ScrollToBottom() // where problems of no field stand
		return
	}
	w.form.reveal(f)
	if f.focus != nil {
		w.win.Canvas().Focus(f.focus)
	}
}

// wrongText names the first field that stands in the way of a run, and how many
// more there are.
func (f *form) wrongText() string {
	text := f.firstText()
	if n := len(f.problems) - 1; n > 0 {
		text = tr.F("1 of %s, %s", plural(n+1, "problem"), text)
	}
	return text
}

// firstText says what stands in the way of a run first: at its line of the text, or at
// its field.
func (f *form) firstText() string {
	if f.asText.edits() {
		return lineText(f.problems[0])
	}
	q := f.firstProblem()
	name := q.Key
	if field := f.fieldOf(q.Key); field != nil {
		name = field.name
	}
	return name + ": " + q.Text
}

// firstProblem returns the problem that stands highest in the form.
func (f *form) firstProblem() plan.Problem {
	first, best := f.problems[0], float32(-1)
	for _, q := range f.problems {
		field := f.fieldOf(q.Key)
		if field == nil {
			continue
		}
		if y := f.offsetOf(field.box); best < 0 || y < best {
			first, best = q, y
		}
	}
	return first
}

// fieldOf returns the field of a key, nil for none.
func (f *form) fieldOf(key string) *field {
	if key == inputsKey {
		return f.inputs.field
	}
	for _, field := range f.allFields() {
		if field.key == key {
			return field
		}
	}
	return nil
}

const revealAbove = 24 // of what stands over a field that is scrolled to

// reveal scrolls the form to a field.
func (f *form) reveal(field *field) {
	y := f.offsetOf(field.box) - revealAbove
	most := f.content.Content.MinSize().Height - f.content.Size().Height
	f.content.ScrollToOffset(fyne.NewPos(0, max(0, min(y, most))))
}

// offsetOf returns how far an object is below the form's upper end, whatever is
// scrolled.
func (f *form) offsetOf(o fyne.CanvasObject) float32 {
	driver := fyne.CurrentApp().Driver()
	return driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(f.content.Content).Y
}

// focusOf returns the first object under another that can have the focus, nil
// for none.
func focusOf(o fyne.CanvasObject) fyne.Focusable {
	if focusable, ok := o.(fyne.Focusable); ok {
		return focusable
	}
	if box, ok := o.(*fyne.Container); ok {
		for _, part := range box.Objects {
			if found := focusOf(part); found != nil {
				return found
			}
		}
	}
	return nil
}

// newTextLink returns a line that is cut where it has no room and does something when
// it is chosen.
func newTextLink(tapped func()) *widget.Hyperlink {
	l := widget.NewHyperlink("", nil)
	l.Truncation = fyne.TextTruncateEllipsis
	l.OnTapped = tapped
	return l
}
