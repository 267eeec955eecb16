package gui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/run"
)

// survivorLine says under the toolbar, after the end of a run, what its tasks started and
// nobody could end. It is there until it is put away or another run begins.
type survivorLine struct {
	label   *widget.Label
	content *fyne.Container
	away    bool
}

func newSurvivorLine() *survivorLine {
	l := &survivorLine{label: shortLabel()}
	l.label.Importance = widget.DangerImportance
	closing := widget.NewButtonWithIcon("", theme.CancelIcon(), l.awayTapped)
	closing.Importance = widget.LowImportance
	sign := widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))
	l.content = container.NewBorder(nil, nil, sign, closing, l.label)
	l.content.Hide()
	return l
}

// set shows what a snapshot's run left behind.
func (l *survivorLine) set(s *run.Snapshot) {
	if len(s.Escaped) == 0 || l.away {
		return
	}
	if text := escapedText(s); text != l.label.Text {
		l.label.SetText(text)
	}
	show(l.content, true)
}

func (l *survivorLine) awayTapped() {
	l.away = true
	l.content.Hide()
}

// forget takes it back: another run begins.
func (l *survivorLine) forget() {
	l.away = false
	l.content.Hide()
}

// escapedText names what could not be ended, the first ones of many.
func escapedText(s *run.Snapshot) string {
	names := make([]string, 0, mostNames)
	for _, e := range s.Escaped[:min(mostNames, len(s.Escaped))] {
		names = append(names, clipped(visible(e.Command), mostTarget)+" (PID "+strconv.Itoa(e.PID)+")")
	}
	text := "Tasks started what could not be ended: " + strings.Join(names, ", ")
	if more := len(s.Escaped) - len(names); more > 0 {
		text += " and " + countText(more) + " more"
	}
	return text + ". It goes on: end it by hand, as its owner or as root."
}

// closedText says that no input can be added any more.
func closedText(s *run.Snapshot) string {
	if !s.Closed {
		return ""
	}
	return ", inputs closed"
}
