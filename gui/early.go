package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// earlyTapped shows the whole reason.
func (w *Window) earlyTapped() {
	if w.newest == nil || w.newest.Err == nil {
		return
	}
	text := visibleLines(foreign(w.newest.Err.Error()))
	label := widget.NewLabel(folded(clipped(text, mostComplaint), lineColumns))
	label.TextStyle.Monospace, label.Selectable = true, true
	copying := widget.NewButtonWithIcon(tr.T("Copy"), theme.ContentCopyIcon(), func() { w.app.Clipboard().SetContent(text) })
	content := container.NewBorder(nil, container.NewHBox(copying), nil, nil, container.NewScroll(label))
	tell(w.win, tr.T("The run ended early"), content, fyne.NewSize(700, 360))
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

// earlyText is the reason in one line, "" where there is none.
func earlyText(s *run.Snapshot) string {
	if !endedEarly(s) {
		return ""
	}
	first, _, _ := strings.Cut(s.Err.Error(), "\n")
	return tr.F("The run ended early: %s", clipped(visible(first), mostComplaint))
}
