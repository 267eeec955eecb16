package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// observeNotice says under the toolbar what is to be known of an observation: the newest
// sentence, and all of them on demand. It is there until it is put away, and comes back
// with the next one.
type observeNotice struct {
	label   *widget.Label
	more    *widget.Button
	content *fyne.Container
	said    []string
	away    string // the newest one when it was put away
}

// newObserveNotice returns a line that is not seen yet. more is called with all sentences.
func newObserveNotice(more func([]string)) *observeNotice {
	n := &observeNotice{label: shortLabel()}
	n.more = widget.NewButton("", func() { more(n.said) })
	closing := widget.NewButtonWithIcon("", theme.CancelIcon(), n.awayTapped)
	closing.Importance = widget.LowImportance
	n.content = container.NewBorder(nil, nil, widget.NewIcon(theme.InfoIcon()), container.NewHBox(n.more, closing), newTipArea(n.label, wholeText(n.label)))
	n.content.Hide()
	return n
}

// set shows the newest notice of a snapshot, where it has one.
func (n *observeNotice) set(s *run.Snapshot) {
	if s.Observed == nil || len(s.Observed.Notices) == 0 {
		return
	}
	n.said = s.Observed.Notices
	newest := n.said[len(n.said)-1]
	if newest == n.away {
		return
	}
	if text := clipped(visible(foreign(newest)), mostComplaint); text != n.label.Text {
		n.label.SetText(text)
	}
	text := tr.T("Show all of it")
	if len(n.said) > 1 {
		text = tr.F("Show all %s", countText(len(n.said)))
	}
	if text != n.more.Text {
		n.more.SetText(text)
	}
	show(n.content, true)
}

func (n *observeNotice) awayTapped() {
	n.away = n.said[len(n.said)-1]
	n.content.Hide()
}

// forget takes it back: something else begins.
func (n *observeNotice) forget() {
	n.said, n.away = nil, ""
	n.content.Hide()
}

// noticesTapped shows all notices of an observation.
func (w *Window) noticesTapped(said []string) {
	complain(w.win, tr.T("To be known of what is observed"), visibleLines(strings.Join(said, "\n\n")))
}
