package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// formHead stands over the form: whether its plan was edited, and the way to see it as
// text.
type formHead struct {
	state   *widget.Label
	tip     string   // of state
	said    *caption // why the way to text, or back, is not taken
	toggle  *tipButton
	content *fyne.Container
}

func newFormHead() *formHead {
	h := &formHead{state: shortLabel(), said: newCaption("")}
	h.state.TextStyle.Bold = true
	h.toggle = newTipButton("", theme.DocumentIcon(), "", nil) // the window says what it does
	h.toggle.Importance = widget.LowImportance
	h.said.segment.Style.ColorName = theme.ColorNameError
	h.said.Hide()
	row := container.NewBorder(nil, nil, nil, container.New(gutter{}, h.toggle), newTipArea(h.state, func(float32) string { return h.tip }))
	h.content = container.NewVBox(row, h.said)
	h.face(false)
	return h
}

// face names where the button leads from the text, or from the fields.
//
//nolint:revive // the boolean is the value that is told
func (h *formHead) face(text bool) {
	word, icon, tip := tr.T("As text"), theme.DocumentIcon(), tr.T("Edit the plan as the text of its file (Ctrl+L).")
	if text {
		word, icon, tip = tr.T("As fields"), theme.ListIcon(), tr.T("Edit the plan in fields again (Ctrl+L).")
	}
	if h.toggle.Text != word {
		h.toggle.Text, h.toggle.Icon, h.toggle.tip = word, icon, tip
		h.toggle.Refresh()
	}
}

// edited says whether the plan has edits that its file lacks. path is of that file, ""
// for none.
//
//nolint:revive // the boolean is the value that is told
func (h *formHead) edited(is bool, path string) {
	text, tip := tr.T("Plan"), path
	if is {
		text, tip = tr.T("● Edited, not saved"), tr.T("Save: Ctrl+S. To take the edits back: Revert to saved, in the menu File.")
	}
	h.tip = tip
	if h.state.Text != text {
		h.state.SetText(text)
	}
}

// say says why the way to text, or back, is not taken; "" says nothing.
func (h *formHead) say(text string) {
	if h.said.text() == text {
		return
	}
	h.said.SetText(text)
	show(h.said, text != "")
	h.content.Refresh()
}
