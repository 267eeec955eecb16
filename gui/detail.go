package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

const (
	detailWidth   = 300
	detailFrame   = 6  // the line at its side, with its air
	detailColumns = 50 // letters of small text in a line
)

// detailPane says all that is read of one worker or process, with its threads, or of one
// task: its card. It is hidden until somebody wants it.
type detailPane struct {
	title   *widget.Label
	empty   *widget.Label
	list    *factList
	closing *widget.Button
	earlier *tipButton // of a card
	later   *tipButton
	all     *tipButton      // opens the cards of all that did not end well
	beside  *fyne.Container // those three
	head    *fyne.Container
	content *fyne.Container
	task    int               // whose card is shown, or noTask
	lone    bool              // the pane is there for the card alone
	peaks   func() exactPeaks // of the run that is shown
}

// newDetailPane returns a hidden pane. away is called when its close sign is tapped, step to
// go on to another task of the worker, and all to show a task beside all that did not end well.
func newDetailPane(away func(), step func(by int), all func(task int)) *detailPane {
	p := &detailPane{title: shortLabel(), empty: widget.NewLabel(""), list: newFactList(), task: noTask, peaks: func() exactPeaks { return nil }}
	p.title.TextStyle.Bold = true
	p.empty.Wrapping = fyne.TextWrapWord
	p.closing = widget.NewButtonWithIcon("", theme.CancelIcon(), away)
	p.earlier = newTipButton("", theme.NavigateBackIcon(), tr.T("The task before of this worker (Left)"), func() { step(-1) })
	p.later = newTipButton("", theme.NavigateNextIcon(), tr.T("The next task of this worker (Right)"), func() { step(1) })
	p.all = newTipButton("", theme.ListIcon(), tr.T("All that did not end well, with where it happened"), func() { all(p.task) })
	for _, b := range []*widget.Button{p.closing, &p.earlier.Button, &p.later.Button, &p.all.Button} {
		b.Importance = widget.LowImportance
	}
	p.beside = container.NewHBox(p.all, p.earlier, p.later)
	p.beside.Hide()
	p.head = container.NewBorder(nil, nil, nil, container.NewHBox(p.beside, p.closing), p.title)
	inner := container.NewBorder(p.head, nil, widget.NewSeparator(), nil, container.NewStack(p.list, container.NewVBox(p.empty)))
	p.content = container.New(widthLayout(detailWidth), inner)
	p.content.Hide()
	return p
}

// set shows a row by its number, 0 for none.
func (p *detailPane) set(s *run.Snapshot, number int, scale cpuScale) {
	if p.content.Hidden {
		return
	}
	_, failed := failureOf(s, p.task)
	p.showSigns(failed)
	if p.task != noTask {
		p.say(taskTitle(p.task), "", taskFacts(s, p.task, p.peaks()))
		return
	}
	r, ok := rowOf(s, number)
	title, empty := tr.T("Details"), tr.T("Choose a row of the table, or a bar above it: all that is read of its process will be here.")
	if number != 0 && !ok {
		empty = tr.T("It is not in the table any more. Choose another row.")
	}
	var facts []fact
	if ok {
		title, empty = visible(r.Worker), ""
		facts = detailFacts(s, r, scale)
	}
	p.say(title, empty, facts)
}

// showSigns shows the signs of a card beside its title, and that of the failures only where the
// task is one.
func (p *detailPane) showSigns(failed bool) { //nolint:revive // the boolean is a property of the task
	card := p.task != noTask
	if p.beside.Visible() == card && p.all.Visible() == failed {
		return
	}
	show(p.beside, card)
	show(p.all, failed)
	p.head.Refresh() // its layout gives room to what came
}

// say shows facts under a title, or a sentence where there are none.
func (p *detailPane) say(title, empty string, facts []fact) {
	if p.title.Text != title {
		p.title.SetText(title)
		p.list.ScrollToTop()
	}
	if p.empty.Text != empty {
		p.empty.SetText(empty)
	}
	p.list.set(facts)
}

// card shows a task's card, in a pane that is opened for it where it is hidden.
func (p *detailPane) card(task int) {
	p.task = task
	if p.content.Hidden {
		p.lone = true
		p.content.Show()
	}
}

// leave goes back to what the pane showed before a card, which may be nothing. It reports
// whether there was a card.
func (p *detailPane) leave() bool {
	had := p.task != noTask
	p.task = noTask
	if p.lone {
		p.lone = false
		p.content.Hide()
	}
	return had
}

// looker is what a session can do that reads one row in more detail when asked to.
type looker interface {
	// Look has the row with a number read so, 0 for none, and returns at once.
	Look(number int)
}

// detailTapped shows the details, or no longer. In the place of a card they are shown.
func (w *Window) detailTapped() {
	w.showDetail(w.live.detail.leave() || w.live.detail.content.Hidden)
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
	w.refreshMenu()
	w.draw()
	w.lookAtSelected()
}

// lookAtSelected has the session read the row in detail whose details are seen, and nothing when
// none are.
func (w *Window) lookAtSelected() {
	wish := 0
	if !w.live.detail.content.Hidden && w.live.detail.task == noTask && w.tabs.SelectedIndex() == liveTab {
		wish = w.live.selected
	}
	can, ok := w.session.(looker)
	if !ok || wish == w.looked {
		return
	}
	w.looked = wish
	can.Look(wish)
}
