package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// emptyState stands where nothing is yet: a sentence that says what will be
// there, and the one action that fills it.
type emptyState struct {
	action  *ringButton
	content *fyne.Container // the sentence and the action, in the place of the view
	view    fyne.CanvasObject
	place   fyne.CanvasObject
}

func newEmptyState(view fyne.CanvasObject, sentence string, run func()) *emptyState {
	text := widget.NewLabel(sentence)
	text.Alignment = fyne.TextAlignCenter
	text.Wrapping = fyne.TextWrapWord
	e := &emptyState{view: view, action: newRingButton(tr.In("button", "Run"), theme.MediaPlayIcon(), run)}
	e.action.Importance = widget.HighImportance
	middle := container.NewVBox(fixedWidth(420, text), container.NewCenter(e.action))
	e.content = container.NewCenter(middle)
	e.place = container.NewStack(view, e.content)
	view.Hide()
	return e
}

// also offers another action, below the first and quieter.
func (e *emptyState) also(text string, tapped func()) {
	b := widget.NewButton(text, tapped)
	b.Importance = widget.LowImportance
	e.content.Objects[0].(*fyne.Container).Add(container.NewCenter(b))
}

// fill shows the view in place of the sentence.
func (e *emptyState) fill() {
	if e.content.Hidden {
		return
	}
	e.content.Hide()
	e.view.Show()
}
