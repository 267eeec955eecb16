package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

func (w *Window) keysTapped() {
	tell(w.win, tr.T("Keys"), reading(keysText(w.menu), fyne.TextStyle{Monospace: true}), fyne.NewSize(420, 420))
}

// failuresTapped shows the cards of the tasks that did not end well.
func (w *Window) failuresTapped() { w.cardTapped(-1) }

// cardTapped shows them from a task's card on, of the first one where the task
// has none.
func (w *Window) cardTapped(task int) {
	if w.newest == nil || len(w.newest.Failures) == 0 {
		complain(w.win, tr.T("Tasks that failed"), tr.T("None so far."))
		return
	}
	view := newFailuresView(w.newest, task, w.app.Clipboard().SetContent)
	tell(w.win, failedText(w.newest.Counts), view.content, fyne.NewSize(860, 540))
}

const lineColumns = 80

// lineChosen shows a line of output as a whole: its row may have cut it.
func (w *Window) lineChosen(l run.OutputLine) {
	text := visible(l.Text)
	label := widget.NewLabel(broken(text, lineColumns))
	label.TextStyle.Monospace, label.Selectable = true, true
	copying := widget.NewButtonWithIcon(tr.T("Copy"), theme.ContentCopyIcon(), func() { w.app.Clipboard().SetContent(text) })
	content := container.NewBorder(nil, container.NewHBox(copying), nil, nil, container.NewScroll(label))
	tell(w.win, lineTitle(l), content, fyne.NewSize(700, 360))
}

// kindName returns the kind of a line as its title says it.
func kindName(k run.OutputKind) string {
	switch k {
	case run.FromResult:
		return tr.In("line", "result")
	case run.FromNote:
		return tr.In("line", "note")
	case run.FromStdout, run.FromStderr:
	}
	return string(k)
}

func lineTitle(l run.OutputLine) string {
	title := tr.F("Line of %s", kindName(l.Kind))
	if l.Task >= 0 {
		title = tr.F("Line of %s of task %s", kindName(l.Kind), taskText(l.Task))
	}
	if l.Worker != "" {
		title += ", " + l.Worker
	}
	return title
}
