package gui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// wayBack is how something that was done by hand is taken back.
type wayBack struct {
	done  string // what was done: "Process-2 was stopped."
	order order  // the opposite
	from  int    // slots that the pool had, of a new size; 0 of anything else
}

// undoTime is how long the run goes on before a way back is no longer offered.
const undoTime = 10 * time.Second

// undoLine says under the toolbar what was done by hand, and offers the way back for a
// while. It says so when that was asked for; where it is refused it is taken away again.
type undoLine struct {
	label   *widget.Label
	content *fyne.Container
	way     *wayBack      // nil while nothing is offered
	until   time.Duration // of the run
}

// newUndoLine returns a line that is not seen yet. undo is called when the offer is taken.
func newUndoLine(undo func()) *undoLine {
	l := &undoLine{label: shortLabel()}
	closing := widget.NewButtonWithIcon("", theme.CancelIcon(), l.forget)
	closing.Importance = widget.LowImportance
	buttons := container.NewHBox(widget.NewButtonWithIcon(tr.T("Undo"), theme.ContentUndoIcon(), undo), closing)
	l.content = container.NewBorder(nil, nil, widget.NewIcon(theme.ConfirmIcon()), buttons, l.label)
	l.content.Hide()
	return l
}

// offer shows what was done, at an instant of the run.
func (l *undoLine) offer(way *wayBack, now time.Duration) {
	l.way, l.until = way, now+undoTime
	if way.done != l.label.Text {
		l.label.SetText(way.done)
	}
	show(l.content, true)
}

// set takes the offer away once its time is over, or nothing can be changed any more.
func (l *undoLine) set(s *run.Snapshot) {
	if l.way != nil && (s.Elapsed >= l.until || s.Phase != run.Going) {
		l.forget()
	}
}

// forget takes the offer away.
func (l *undoLine) forget() {
	l.way = nil
	l.content.Hide()
}

// withdraw takes an offer away, unless another one has taken its place.
func (l *undoLine) withdraw(way *wayBack) {
	if l.way == way {
		l.forget()
	}
}

// giveWithBack hands on an order and offers its way back; nil is none.
func (w *Window) giveWithBack(o order, way *wayBack) {
	if way != nil {
		undone := o.undone
		o.undone = func() {
			w.undo.withdraw(way)
			w.undoState()
			if undone != nil {
				undone()
			}
		}
		w.undo.offer(way, w.newest.Elapsed)
	}
	w.give(o)
	if w.undoState() {
		w.refreshMenu()
	}
}

// undoTapped takes back what was done last by hand.
func (w *Window) undoTapped() {
	way := w.undo.way
	if way == nil || !w.changeable() {
		return
	}
	w.undo.forget()
	if way.from > 0 {
		w.aim = way.from
	}
	w.give(way.order)
	if w.undoState() {
		w.refreshMenu()
	}
}

// undoState brings the menu in line with what can be taken back, and tells whether that
// changed anything.
func (w *Window) undoState() bool {
	off := w.undo.way == nil
	same := w.undoItem.Disabled == off
	w.undoItem.Disabled = off
	return !same
}
