package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/run"
)

const (
	detailWidth   = 300
	detailFrame   = 6  // the line at its side, with its air
	detailColumns = 50 // letters of small text in a line
)

// detailPane says all that is read of one worker or process, with its threads. It is
// hidden until somebody wants it.
type detailPane struct {
	title   *widget.Label
	empty   *widget.Label
	list    *factList
	closing *widget.Button
	content *fyne.Container
}

// newDetailPane returns a hidden pane. away is called when its close sign is tapped.
func newDetailPane(away func()) *detailPane {
	p := &detailPane{title: shortLabel(), empty: widget.NewLabel(""), list: newFactList()}
	p.title.TextStyle.Bold = true
	p.empty.Wrapping = fyne.TextWrapWord
	p.closing = widget.NewButtonWithIcon("", theme.CancelIcon(), away)
	p.closing.Importance = widget.LowImportance
	head := container.NewBorder(nil, nil, nil, p.closing, p.title)
	inner := container.NewBorder(head, nil, widget.NewSeparator(), nil, container.NewStack(p.list, container.NewVBox(p.empty)))
	p.content = container.New(widthLayout(detailWidth), inner)
	p.content.Hide()
	return p
}

// set shows a row by its number, 0 for none.
func (p *detailPane) set(s *run.Snapshot, number int, scale cpuScale) {
	if p.content.Hidden {
		return
	}
	r, ok := rowOf(s, number)
	title, empty := "Details", "Choose a row of the table, or a bar above it: all that is read of its process will be here."
	if number != 0 && !ok {
		empty = "It is not in the table any more. Choose another row."
	}
	var facts []fact
	if ok {
		title, empty = visible(r.Worker), ""
		facts = detailFacts(s, r, scale)
	}
	if p.title.Text != title {
		p.title.SetText(title)
		p.list.ScrollToTop()
	}
	if p.empty.Text != empty {
		p.empty.SetText(empty)
	}
	p.list.set(facts)
}

// looker is what a session can do that reads one row in more detail when asked to.
type looker interface {
	// Look has the row with a number read so, 0 for none, and returns at once.
	Look(number int)
}

// detailTapped shows the details, or no longer.
func (w *Window) detailTapped() {
	w.showDetail(w.live.detail.content.Hidden)
	if !w.live.detail.content.Hidden {
		w.tabs.SelectIndex(liveTab)
	}
}

// showDetail shows the details or hides them, from now on.
func (w *Window) showDetail(on bool) {
	show(w.live.detail.content, on)
	w.live.below.Refresh()
	w.detailItem.Checked = on
	w.prefs.setDetail(on)
	w.menu.Refresh()
	w.draw()
	w.lookAtSelected()
}

// lookAtSelected has the session read the row in detail whose details are seen, and nothing when
// none are.
func (w *Window) lookAtSelected() {
	wish := 0
	if !w.live.detail.content.Hidden && w.tabs.SelectedIndex() == liveTab {
		wish = w.live.selected
	}
	can, ok := w.session.(looker)
	if !ok || wish == w.looked {
		return
	}
	w.looked = wish
	can.Look(wish)
}
