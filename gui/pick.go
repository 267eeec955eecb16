package gui

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// barTapped selects a bar's worker everywhere and shows the card of its task at the side. A
// later click takes both back. A bar of what is observed is a process, and has no card.
func (v *liveView) barTapped(id int) {
	bar, ok := barOf(v.drawn, id)
	if !ok {
		return
	}
	twice := v.doubled(bar.Task, bar.Number)
	switch shown := v.selected == bar.Number; {
	case v.drawn.Observed != nil:
		if !shown || !twice {
			v.pick(bar.Number)
			v.table.reveal(v.selected)
		}
	case v.detail.task == bar.Task && shown:
		if twice {
			return
		}
		v.closeCard()
		v.selectWorker(0)
	default:
		v.openCard(bar.Task, bar.Number)
	}
}

// openCard shows a task's card, and its worker bold and in sight.
func (v *liveView) openCard(task, number int) {
	v.detail.card(task)
	v.below.Refresh()
	v.selectWorker(number)
	v.table.reveal(number)
}

// closeCard shows what was at the side before. It reports whether there was a card.
func (v *liveView) closeCard() bool {
	if !v.detail.leave() {
		return false
	}
	v.below.Refresh()
	v.redraw()
	return true
}

// stepCard shows the card of the worker's next task, with 1, or of the one before, with -1.
func (v *liveView) stepCard(by int) {
	if v.drawn == nil || v.detail.task == noTask {
		return
	}
	task, ok := taskBeside(v.drawn, v.detail.task, by)
	if !ok {
		return
	}
	number := v.selected
	if t, known := v.drawn.Tasks.Task(task); known && t.Number != 0 {
		number = t.Number
	}
	v.reveal(task, number)
	v.openCard(task, number)
}

// reveal moves the time axis to where the bar of a worker's task is, if that is not seen.
func (v *liveView) reveal(task, worker int) {
	bar, ok := barOf(v.drawn, idOf(v.drawn, task, worker))
	from, to := v.span.window()
	if !ok || bar.To >= from && bar.From <= to {
		return
	}
	middle := (bar.From + bar.To) / 2
	v.span.Show(middle-(to-from)/2, middle+(to-from)/2)
}

// cardKey takes the keys that are an open card's, and the one that opens one. It reports
// whether it did.
func (v *liveView) cardKey(e *fyne.KeyEvent) bool {
	if v.detail.task == noTask {
		return (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && v.openNewest()
	}
	step, arrow := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[e.Name]
	switch {
	case arrow:
		v.stepCard(step)
	case e.Name == fyne.KeyEscape:
		v.closeCard()
	default:
		return false
	}
	return true
}

// openNewest shows the card of the task that the selected worker began last of those that are
// seen. It reports whether there is one.
func (v *liveView) openNewest() bool {
	if v.drawn == nil || v.drawn.Observed != nil || v.selected == 0 {
		return false
	}
	_, to := v.span.window()
	newest, found := run.Bar{}, false
	for _, l := range v.drawn.Lanes {
		bars := slices.Clip(l.Bars)
		if l.Now != nil {
			bars = append(bars, *l.Now)
		}
		for _, b := range bars {
			if b.Number == v.selected && b.From <= to && (!found || b.From > newest.From) {
				newest, found = b, true
			}
		}
	}
	if found {
		v.openCard(newest.Task, newest.Number)
	}
	return found
}

// crowdTapped selects the worker of a bar that the chart zooms in to.
func (v *liveView) crowdTapped(id int) {
	if bar, ok := barOf(v.drawn, id); ok && bar.Number != v.selected {
		v.selectWorker(bar.Number)
		v.table.reveal(v.selected)
	}
}

// linePicked selects the worker whose line, row or lane was clicked, or no longer when it was.
func (v *liveView) linePicked(style int) {
	number := style + 1
	if v.drawn.BySlot {
		if number = v.workerIn(number); number != 0 && lineOf(v.drawn, v.selected) == style+1 {
			number = v.selected
		}
	}
	if number == 0 || v.doubled(noTask, number) && v.selected == number {
		return
	}
	v.pick(number)
	v.table.reveal(v.selected)
}

// workerIn returns the number of the worker that lives in a slot, or did last; 0 for none that
// is still known.
func (v *liveView) workerIn(slot int) int {
	for _, r := range slices.Backward(v.drawn.Rows) {
		if r.Slot == slot {
			return r.Number
		}
	}
	return 0
}

// moved says who came to a core from another one.
func (v *liveView) moved(who, from int) string {
	name := "Process-" + strconv.Itoa(who+1)
	for _, l := range linesOf(v.drawn) {
		if style(l.number) == who {
			name = l.name
		}
	}
	return tr.F("%s came from core %s", name, strconv.Itoa(from))
}
