package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// notice is a line under the toolbar that offers a way back and hinders
// nothing. It is there until its offer is taken or put away, or another comes.
type notice struct {
	label   *widget.Label
	action  *widget.Button
	away    func()       // called when it is put away
	said    func(string) // called with each sentence that is shown
	content *fyne.Container
}

func newNotice() *notice {
	n := &notice{label: shortLabel(), said: func(string) {}, action: widget.NewButton("", nil)}
	closing := widget.NewButtonWithIcon("", theme.CancelIcon(), n.awayTapped)
	closing.Importance = widget.LowImportance
	buttons := container.NewHBox(n.action, closing)
	n.content = container.NewBorder(nil, nil, widget.NewIcon(theme.InfoIcon()), buttons, newTipArea(n.label, wholeText(n.label)))
	n.content.Hide()
	return n
}

// offer shows a sentence and what can be done about it. away is called when the
// offer is put away instead; nil is nothing.
func (n *notice) offer(text, do string, act, away func()) {
	n.said(text)
	n.show(text, do, act, away)
}

// tell shows a sentence that nothing needs to be done about.
func (n *notice) tell(text string) {
	n.said(text)
	n.label.SetText(text)
	n.away = nil
	n.action.Hide()
	n.content.Show()
}

// show is offer of what was said already.
func (n *notice) show(text, do string, act, away func()) {
	n.label.SetText(text)
	n.action.SetText(do)
	n.action.Show()
	n.away = away
	n.action.OnTapped = func() {
		n.content.Hide()
		act()
	}
	n.content.Show()
}

func (n *notice) awayTapped() {
	n.content.Hide()
	if n.away != nil {
		n.away()
	}
}
