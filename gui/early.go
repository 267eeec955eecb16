package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// earlyLine says under the toolbar why a run ended before its tasks did, and has
// more than that line. It is there until it is put away or another run begins.
type earlyLine struct {
	label   *widget.Label
	content *fyne.Container
	away    bool
}

// newEarlyLine returns a line that is not seen yet. more shows all of the reason.
func newEarlyLine(more func()) *earlyLine {
	l := &earlyLine{label: shortLabel()}
	l.label.Importance = widget.DangerImportance
	closing := widget.NewButtonWithIcon("", theme.CancelIcon(), l.awayTapped)
	closing.Importance = widget.LowImportance
	sign := widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))
	buttons := container.NewHBox(widget.NewButton("Show all of it", more), closing)
	l.content = container.NewBorder(nil, nil, sign, buttons, newTipArea(l.label, wholeText(l.label)))
	l.content.Hide()
	return l
}

// set shows why a snapshot's run ended early, if it did.
func (l *earlyLine) set(s *run.Snapshot) {
	if !endedEarly(s) || l.away {
		return
	}
	if text := earlyText(s); text != l.label.Text {
		l.label.SetText(text)
	}
	show(l.content, true)
}

func (l *earlyLine) awayTapped() {
	l.away = true
	l.content.Hide()
}

// forget takes it back: another run begins.
func (l *earlyLine) forget() {
	l.away = false
	l.content.Hide()
}

// earlyTapped shows the whole reason.
func (w *Window) earlyTapped() {
	if w.newest == nil || w.newest.Err == nil {
		return
	}
	text := visibleLines(w.newest.Err.Error())
	label := widget.NewLabel(folded(clipped(text, mostComplaint), lineColumns))
	label.TextStyle.Monospace, label.Selectable = true, true
	copying := widget.NewButtonWithIcon("Copy", theme.ContentCopyIcon(), func() { w.app.Clipboard().SetContent(text) })
	content := container.NewBorder(nil, container.NewHBox(copying), nil, nil, container.NewScroll(label))
	tell(w.win, "The run ended early", content, fyne.NewSize(700, 360))
}

// endedEarly tells that a run could not go on, for a reason that nothing else on the
// screen says: of a worker's death that broke the pool the line of deaths does.
func endedEarly(s *run.Snapshot) bool {
	return s.Phase == run.Ended && s.Err != nil && s.Broken == 0
}

// halted tells that a run ended as its plan's halt says.
func halted(s *run.Snapshot) bool {
	return s.Phase == run.Ended && !s.Stopped && s.Err == nil && s.Plan.Pool.Halt != (launcher.Halt{}) &&
		s.Counts.Cancelled+s.Counts.NotRun > 0
}

// earlyText is the reason in one line.
func earlyText(s *run.Snapshot) string {
	first, _, _ := strings.Cut(s.Err.Error(), "\n")
	return "The run ended early: " + clipped(visible(first), mostComplaint)
}
