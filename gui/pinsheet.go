package gui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// coreTicks are the cores that there are, ticked or not.
type coreTicks struct {
	cores   []int
	ticks   []*sheetCheck
	content fyne.CanvasObject
}

// coreTickSize holds a tick with its number.
var coreTickSize = fyne.NewSize(84, 34) //nolint:gochecknoglobals // a constant, as far as Go has those

// newCoreTicks returns ticks for some cores; changed is called when one is set, and escape
// when whoever sets them wants to leave.
func newCoreTicks(all []int, changed, escape func()) *coreTicks {
	t := &coreTicks{cores: all}
	grid := container.NewGridWrap(coreTickSize)
	for _, core := range all {
		tick := newSheetCheck(tr.F("Core %s", strconv.Itoa(core)), func(bool) { changed() }, escape)
		t.ticks = append(t.ticks, tick)
		grid.Add(tick)
	}
	every := newSheetButton(tr.T("All"), func() { t.set(t.cores) }, escape)
	t.content = container.NewBorder(nil, container.NewHBox(every), nil, nil, container.NewVScroll(grid))
	return t
}

// set ticks these cores, and no other.
func (t *coreTicks) set(some []int) {
	wanted := map[int]bool{}
	for _, core := range some {
		wanted[core] = true
	}
	for i, core := range t.cores {
		if t.ticks[i].Checked != wanted[core] {
			t.ticks[i].SetChecked(wanted[core])
		}
	}
}

// ticked returns the cores that are.
func (t *coreTicks) ticked() cores.List {
	var list cores.List
	for i, core := range t.cores {
		if t.ticks[i].Checked {
			list = append(list, core)
		}
	}
	return list
}

// pinTapped asks which cores a worker or process may use. What is answered is for that
// one, whatever is selected by then.
func (w *Window) pinTapped(r run.Row) {
	if _, ok := w.shareOf(r); !ok {
		return
	}
	allowed := launcher.AllowedCores()
	if len(allowed) == 0 {
		complain(w.win, tr.T("No worker can be pinned"), tr.T("This system binds no process to a core in a way that Poolscope knows."))
		return
	}
	now, known := cores.ParseList(r.Usage.Affinity.List)
	if !known || len(now) == 0 {
		now = allowed
	}
	var q *request
	var ticks *coreTicks
	name := w.nameOf(r)
	say := func() { q.say(pinText(name, now, ticks.ticked(), len(allowed))) }
	ticks = newCoreTicks(allowed, func() {
		if q != nil {
			say()
		}
	}, func() { q.sheet.dialog.Hide() })
	q = newRequest(w.win, tr.F("Cores of %s", name), ticks.content, tr.F("Keep %s", coresNamed(now)), tr.T("Pin"), func() { w.setCores(r, ticks.ticked()) })
	ticks.set(now)
	say()
	q.sheet.dialog.Resize(fit(fyne.NewSize(470, 290), w.win))
	q.sheet.show(w.win)
}

// pinText says what it would do to let who may use some cores use others, of so many.
func pinText(name string, now, list cores.List, all int) (do, note string) {
	switch {
	case len(list) == 0:
		return "", tr.F("Tick the cores that %s may use: one at least.", name)
	case list.String() == now.String():
		return "", tr.F("%s may use %s, and so may what it starts.", name, coresNamed(now))
	case len(list) == all:
		return tr.T("Let it use all"), tr.F("%s may use each of the %s cores that Poolscope has.", name, countText(all))
	}
	return tr.F("Pin to %s", plural(len(list), "core")), tr.F("%s, and what it starts, will run on %s alone, however busy.", name, coresNamed(list))
}
