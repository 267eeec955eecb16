package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// alarmLine says under the toolbar what went wrong with a run as a whole. It is there
// until it is put away or another run begins.
type alarmLine struct {
	label   *widget.Label
	content *fyne.Container
	away    bool
}

// newAlarmLine returns a line that is not seen yet, with buttons for more than a line.
func newAlarmLine(buttons ...fyne.CanvasObject) *alarmLine {
	l := &alarmLine{label: shortLabel()}
	l.label.Importance = widget.DangerImportance
	closing := widget.NewButtonWithIcon("", theme.CancelIcon(), l.awayTapped)
	closing.Importance = widget.LowImportance
	sign := widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))
	right := container.NewHBox(append(buttons, closing)...)
	l.content = container.NewBorder(nil, nil, sign, right, newTipArea(l.label, wholeText(l.label)))
	l.content.Hide()
	return l
}

// say shows a sentence, unless the line was put away; "" is none.
func (l *alarmLine) say(text string) {
	if text == "" || l.away {
		return
	}
	if text != l.label.Text {
		l.label.SetText(text)
	}
	show(l.content, true)
}

func (l *alarmLine) awayTapped() {
	l.away = true
	l.content.Hide()
}

// forget takes it back: another run begins.
func (l *alarmLine) forget() {
	l.away = false
	l.content.Hide()
}
