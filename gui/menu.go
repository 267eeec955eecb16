package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// mainMenu makes the menus. Shortcuts sit here and not on the canvas, so that
// they work whatever has the focus.
func (w *Window) mainMenu() *fyne.MainMenu {
	w.makePlanItems()
	file := fyne.NewMenu(tr.T("File"),
		keyed(tr.T("Open …"), fyne.KeyO, w.uncovered(w.openTapped)),
		w.recentItem,
		keyed(tr.T("Save"), fyne.KeyS, w.uncovered(w.saveTapped)),
		fyne.NewMenuItem(tr.T("Save as …"), w.uncovered(w.saveAsTapped)),
		w.revertItem,
		fyne.NewMenuItem(tr.T("Plan as Python …"), w.uncovered(w.pythonTapped)),
		keyed(tr.T("Export …"), fyne.KeyE, w.uncovered(w.exportTapped)),
		fyne.NewMenuItemSeparator(),
		keyed(tr.T("Settings …"), fyne.KeyComma, w.uncovered(w.settingsTapped)),
		fyne.NewMenuItemSeparator(),
		quitItem(w.closeTapped),
	)
	w.runItem = keyed(tr.In("button", "Run"), fyne.KeyR, w.uncovered(w.runTapped))
	w.stopItem = keyed(tr.In("button", "Stop"), fyne.KeyPeriod, w.stopTapped)
	w.pauseItem = keyed(tr.T("Pause picture"), fyne.KeyP, w.pauseTapped)
	w.holdItem = keyed(holdWord(nil), fyne.KeyH, w.uncovered(w.holdTapped))
	w.sizeItems = []*fyne.MenuItem{
		fyne.NewMenuItem(tr.T("Pool size …"), w.uncovered(w.poolSizeTapped)),
		keyed(tr.T("One slot more"), fyne.KeyUp, w.uncovered(w.slotsBy(1))),
		keyed(tr.T("One slot less"), fyne.KeyDown, w.uncovered(w.slotsBy(-1))),
	}
	add := keyed(tr.T("Add inputs …"), fyne.KeyI, w.uncovered(w.addInputsTapped))
	w.shutItems = []*fyne.MenuItem{add, fyne.NewMenuItem(tr.T("Close inputs"), w.uncovered(w.closeInputs))}
	w.poolItems = slices.Concat([]*fyne.MenuItem{w.holdItem}, w.sizeItems, w.shutItems)
	w.undoItem = keyed(tr.T("Undo"), fyne.KeyU, w.uncovered(w.undoTapped))
	w.undoItem.Disabled = true
	w.observeItem = fyne.NewMenuItem(tr.T("Observe …"), w.uncovered(w.observeTapped))
	w.observeItem.Shortcut = shifted(fyne.KeyO)
	items := []*fyne.MenuItem{w.runItem, w.observeItem, w.stopItem, w.pauseItem, fyne.NewMenuItemSeparator()}
	items = append(append(items, w.poolItems...), fyne.NewMenuItemSeparator(), w.undoItem)
	runs := fyne.NewMenu(tr.In("noun", "Run"), append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(tr.T("Tasks that failed …"), w.uncovered(w.failuresTapped)))...)
	help := fyne.NewMenu(tr.T("Help"),
		fyne.NewMenuItem(tr.T("Keys"), w.uncovered(w.keysTapped)),
		fyne.NewMenuItem(tr.T("What the numbers mean"), w.uncovered(w.meaningTapped)),
		fyne.NewMenuItem(tr.T("Warnings …"), w.uncovered(w.warningsTapped)),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(tr.T("About Poolscope"), w.uncovered(w.aboutTapped)),
	)
	return fyne.NewMainMenu(file, runs, w.workerMenu(), w.viewMenu(), help)
}

// holdWord names what holdTapped would do.
func holdWord(s *run.Snapshot) string {
	if s != nil && s.Paused {
		return tr.T("Hand out tasks")
	}
	return tr.T("Hold tasks")
}

func (w *Window) viewMenu() *fyne.Menu {
	w.makeRowItems()
	w.detailItem = keyed(tr.T("Details"), fyne.KeyD, w.uncovered(w.detailTapped))
	items := []*fyne.MenuItem{
		keyed(tr.T("Live"), fyne.Key1, func() { w.tabs.SelectIndex(liveTab) }),
		keyed(tr.T("Tasks"), fyne.Key2, func() { w.tabs.SelectIndex(tasksTab) }),
		keyed(tr.T("Output"), fyne.Key3, func() { w.tabs.SelectIndex(outputTab) }),
		fyne.NewMenuItemSeparator(),
		w.textItem,
		keyed(tr.T("Filter rows"), fyne.KeyF, w.uncovered(w.filterTapped)),
		w.sortMenu(),
		w.rows.sort, w.rows.columns, w.rows.clear, w.rows.copy,
		fyne.NewMenuItemSeparator(),
		w.spanMenu(),
		w.detailItem,
		keyed(tr.T("This machine …"), fyne.KeyM, w.uncovered(w.machineTapped)),
		fyne.NewMenuItemSeparator(),
	}
	w.lookItems = map[appearance]*fyne.MenuItem{}
	for _, choice := range lookNames() {
		w.lookItems[choice.look] = fyne.NewMenuItem(tr.T(choice.name), func() { w.lookChosen(choice.look) })
		items = append(items, w.lookItems[choice.look])
	}
	items = append(items, fyne.NewMenuItemSeparator())
	w.scaleItems = map[cpuScale]*fyne.MenuItem{}
	for _, scale := range []cpuScale{ofOneCore, ofMachine} {
		w.scaleItems[scale] = fyne.NewMenuItem(scaleWord(scale), func() { w.scaleChosen(scale) })
		items = append(items, w.scaleItems[scale])
	}
	items = append(items, fyne.NewMenuItemSeparator())
	w.colourItems = map[barColours]*fyne.MenuItem{}
	for _, colours := range []barColours{byWorker, byState} {
		w.colourItems[colours] = fyne.NewMenuItem(coloursWord(colours), func() { w.coloursChosen(colours) })
		items = append(items, w.colourItems[colours])
	}
	return fyne.NewMenu(tr.T("View"), items...)
}

func scaleWord(scale cpuScale) string {
	if scale == ofMachine {
		return tr.T("CPU as % of the machine")
	}
	return tr.T("CPU as % of one core")
}

func coloursWord(colours barColours) string {
	if colours == byState {
		return tr.T("Tasks coloured by state")
	}
	return tr.T("Tasks coloured by worker")
}

// sortMenu sorts the tasks by a column, for whoever has no mouse.
func (w *Window) sortMenu() *fyne.MenuItem {
	item := fyne.NewMenuItem(tr.T("Sort tasks by"), nil)
	item.ChildMenu = fyne.NewMenu("")
	for i, c := range taskColumns() {
		item.ChildMenu.Items = append(item.ChildMenu.Items, fyne.NewMenuItem(tr.T(c.title), w.uncovered(func() {
			w.tabs.SelectIndex(tasksTab)
			w.tasks.sortBy(i)
		})))
	}
	return item
}

// uncovered does nothing while a sheet lies over the window: shortcuts go to the
// menus whatever is in front of them.
func (w *Window) uncovered(tapped func()) func() {
	return func() {
		if !covered(w.win) {
			tapped()
		}
	}
}

// quitItem is what Fyne takes for the menu's own end, else it adds another one
// that asks nothing.
func quitItem(tapped func()) *fyne.MenuItem {
	item := keyed(tr.T("Quit"), fyne.KeyQ, tapped)
	item.IsQuit = true
	return item
}

// shifted is a shortcut like keyed's, with Shift.
func shifted(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}
}

func keyed(name string, key fyne.KeyName, tapped func()) *fyne.MenuItem {
	item := fyne.NewMenuItem(name, tapped)
	item.Shortcut = &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
	return item
}
