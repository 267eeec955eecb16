package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/poolscope/poolscope/internal/run"
)

// mainMenu makes the menus. Shortcuts sit here and not on the canvas, so that
// they work whatever has the focus.
func (w *Window) mainMenu() *fyne.MainMenu {
	file := fyne.NewMenu("File",
		keyed("Open …", fyne.KeyO, w.uncovered(w.openTapped)),
		keyed("Save", fyne.KeyS, w.uncovered(w.saveTapped)),
		fyne.NewMenuItem("Save as …", w.uncovered(w.saveAsTapped)),
		fyne.NewMenuItem("Plan as Python …", w.uncovered(w.pythonTapped)),
		keyed("Export …", fyne.KeyE, w.uncovered(w.exportTapped)),
		fyne.NewMenuItemSeparator(),
		keyed("Settings …", fyne.KeyComma, w.uncovered(w.settingsTapped)),
		fyne.NewMenuItemSeparator(),
		quitItem(w.closeTapped),
	)
	w.runItem = keyed("Run", fyne.KeyR, w.uncovered(w.runTapped))
	w.stopItem = keyed("Stop", fyne.KeyPeriod, w.stopTapped)
	w.pauseItem = keyed("Pause picture", fyne.KeyP, w.pauseTapped)
	w.holdItem = keyed(holdWord(nil), fyne.KeyH, w.uncovered(w.holdTapped))
	w.sizeItems = []*fyne.MenuItem{
		fyne.NewMenuItem("Pool size …", w.uncovered(w.poolSizeTapped)),
		keyed("One slot more", fyne.KeyUp, w.uncovered(w.slotsBy(1))),
		keyed("One slot less", fyne.KeyDown, w.uncovered(w.slotsBy(-1))),
	}
	add := keyed("Add inputs …", fyne.KeyI, w.uncovered(w.addInputsTapped))
	w.shutItems = []*fyne.MenuItem{add, fyne.NewMenuItem("Close inputs", w.uncovered(w.closeInputs))}
	w.poolItems = slices.Concat([]*fyne.MenuItem{w.holdItem}, w.sizeItems, w.shutItems)
	w.undoItem = keyed("Undo", fyne.KeyU, w.uncovered(w.undoTapped))
	w.undoItem.Disabled = true
	w.observeItem = fyne.NewMenuItem("Observe …", w.uncovered(w.observeTapped))
	w.observeItem.Shortcut = shifted(fyne.KeyO)
	items := []*fyne.MenuItem{w.runItem, w.observeItem, w.stopItem, w.pauseItem, fyne.NewMenuItemSeparator()}
	items = append(append(items, w.poolItems...), fyne.NewMenuItemSeparator(), w.undoItem)
	runs := fyne.NewMenu("Run", append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Tasks that failed …", w.uncovered(w.failuresTapped)))...)
	help := fyne.NewMenu("Help",
		fyne.NewMenuItem("Keys", w.uncovered(w.keysTapped)),
		fyne.NewMenuItem("What the numbers mean", w.uncovered(w.meaningTapped)),
		fyne.NewMenuItem("Warnings …", w.uncovered(w.warningsTapped)),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem("About Poolscope", w.uncovered(w.aboutTapped)),
	)
	return fyne.NewMainMenu(file, runs, w.workerMenu(), w.viewMenu(), help)
}

// holdWord names what holdTapped would do.
func holdWord(s *run.Snapshot) string {
	if s != nil && s.Paused {
		return "Hand out tasks"
	}
	return "Hold tasks"
}

func (w *Window) viewMenu() *fyne.Menu {
	w.makeRowItems()
	w.detailItem = keyed("Details", fyne.KeyD, w.uncovered(w.detailTapped))
	items := []*fyne.MenuItem{
		keyed("Live", fyne.Key1, func() { w.tabs.SelectIndex(liveTab) }),
		keyed("Tasks", fyne.Key2, func() { w.tabs.SelectIndex(tasksTab) }),
		keyed("Output", fyne.Key3, func() { w.tabs.SelectIndex(outputTab) }),
		fyne.NewMenuItemSeparator(),
		keyed("Filter rows", fyne.KeyF, w.uncovered(w.filterTapped)),
		w.sortMenu(),
		w.rows.sort, w.rows.columns, w.rows.clear, w.rows.copy,
		fyne.NewMenuItemSeparator(),
		w.spanMenu(),
		w.detailItem,
		keyed("This machine …", fyne.KeyM, w.uncovered(w.machineTapped)),
		fyne.NewMenuItemSeparator(),
	}
	w.lookItems = map[appearance]*fyne.MenuItem{}
	for _, choice := range lookNames() {
		w.lookItems[choice.look] = fyne.NewMenuItem(choice.name, func() { w.lookChosen(choice.look) })
		items = append(items, w.lookItems[choice.look])
	}
	items = append(items, fyne.NewMenuItemSeparator())
	w.scaleItems = map[cpuScale]*fyne.MenuItem{}
	for _, scale := range []cpuScale{ofOneCore, ofMachine} {
		w.scaleItems[scale] = fyne.NewMenuItem("CPU as "+string(scale), func() { w.scaleChosen(scale) })
		items = append(items, w.scaleItems[scale])
	}
	items = append(items, fyne.NewMenuItemSeparator())
	w.colourItems = map[barColours]*fyne.MenuItem{}
	for _, colours := range []barColours{byWorker, byState} {
		w.colourItems[colours] = fyne.NewMenuItem("Tasks coloured by "+string(colours), func() { w.coloursChosen(colours) })
		items = append(items, w.colourItems[colours])
	}
	return fyne.NewMenu("View", items...)
}

// sortMenu sorts the tasks by a column, for whoever has no mouse.
func (w *Window) sortMenu() *fyne.MenuItem {
	item := fyne.NewMenuItem("Sort tasks by", nil)
	item.ChildMenu = fyne.NewMenu("")
	for i, c := range taskColumns() {
		item.ChildMenu.Items = append(item.ChildMenu.Items, fyne.NewMenuItem(c.title, w.uncovered(func() {
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
	item := keyed("Quit", fyne.KeyQ, tapped)
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
