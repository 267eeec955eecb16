package gui

import (
	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// rowItems are the items of the menu "View" that act on the table of workers.
type rowItems struct {
	sort, columns, clear, copy *fyne.MenuItem
}

func (w *Window) makeRowItems() {
	w.rows = rowItems{
		sort: fyne.NewMenuItem("", nil), columns: fyne.NewMenuItem(tr.T("Columns"), nil),
		clear: fyne.NewMenuItem(tr.T("Clear ended"), w.uncovered(w.clearEndedTapped)), copy: w.copyItem(),
	}
	w.rowMenus()
}

// copyItem is in the menu of each row too.
func (w *Window) copyItem() *fyne.MenuItem {
	return fyne.NewMenuItem(tr.T("Copy table as TSV"), w.uncovered(w.copyTapped))
}

// rowMenus brings the two menus in line with the table.
func (w *Window) rowMenus() {
	table := w.live.table
	w.rows.sort.Label = tr.T("Sort workers by")
	if table.list.kind == ofProcesses {
		w.rows.sort.Label = tr.T("Sort processes by")
	}
	w.rows.sort.ChildMenu = fyne.NewMenu("", w.sortItems()...)
	w.rows.columns.ChildMenu = fyne.NewMenu("", w.columnItems()...)
}

func (w *Window) sortItems() []*fyne.MenuItem {
	table := w.live.table
	var items []*fyne.MenuItem
	for _, c := range table.columnsWithTitle() {
		item := fyne.NewMenuItem(tr.T(c.title), w.uncovered(func() {
			w.tabs.SelectIndex(liveTab)
			table.sortBy(c)
		}))
		item.Checked = table.list.by == c.key
		items = append(items, item)
	}
	natural := fyne.NewMenuItem(naturalName(table.list.kind), w.uncovered(func() {
		table.list.by = ""
		table.sorted()
	}))
	natural.Checked = table.sorting() == nil
	return append(items, fyne.NewMenuItemSeparator(), natural)
}

// naturalName names the order of rows that are not sorted.
func naturalName(kind rowKinds) string {
	if kind == ofProcesses {
		return tr.T("Parents before children")
	}
	return tr.T("Order of start")
}

// columnItems has a tick for each column. Those that few ask for are in a menu of their
// own: a menu higher than the window would hide its first items.
func (w *Window) columnItems() []*fyne.MenuItem {
	table := w.live.table
	kind := table.list.kind
	usual := fyne.NewMenuItem(tr.T("Default columns"), w.uncovered(func() {
		table.choice.reset(kind)
		w.columnsChosen()
	}))
	items, more := []*fyne.MenuItem{usual, fyne.NewMenuItemSeparator()}, fyne.NewMenu("")
	for _, c := range rowColumns() {
		switch {
		case c.of&kind == 0 || always(c):
		case c.usual&kind == 0:
			more.Items = append(more.Items, w.columnItem(c))
		default:
			items = append(items, w.columnItem(c))
		}
	}
	others := fyne.NewMenuItem(tr.T("More columns"), nil)
	others.ChildMenu = more
	return append(items, fyne.NewMenuItemSeparator(), others)
}

func (w *Window) columnItem(c rowColumn) *fyne.MenuItem {
	choice, kind := w.live.table.choice, w.live.table.list.kind
	item := fyne.NewMenuItem(c.menuName(), w.uncovered(func() {
		choice.toggle(kind, c.key)
		w.columnsChosen()
	}))
	item.Checked = choice.shown(kind, c)
	return item
}

// columnsChosen shows and remembers other columns.
func (w *Window) columnsChosen() {
	w.prefs.setColumns(w.live.table.choice)
	w.live.table.fit()
	w.rowsSorted()
}

// rowsSorted shows the rows of the table in another order.
func (w *Window) rowsSorted() {
	w.rowMenus()
	w.refreshMenu()
	w.live.drawRows(w.drawn, w.scale)
}

// restoreRows takes over what the table of workers was like the last time.
func (w *Window) restoreRows(last ending) {
	table := w.live.table
	w.prefs.columns(table.choice)
	table.list.by, table.list.way = last.WorkerSort, direction(last.WorkerDown)
	table.fit()
	table.sorted, table.turned = w.rowsSorted, func() {
		w.rowMenus()
		w.refreshMenu()
	}
}

// clearEndedTapped hides the rows of those that have ended by now.
func (w *Window) clearEndedTapped() {
	w.live.table.list.clear()
	w.live.drawRows(w.drawn, w.scale)
}

// filterTapped has the focus where the rows of the view that is shown are filtered; in
// the output it is where a text is looked for.
func (w *Window) filterTapped() {
	if w.tabs.SelectedIndex() == outputTab {
		if w.output.content.Visible() {
			w.output.find.open(w.win.Canvas())
		}
		return
	}
	if w.tabs.SelectedIndex() == liveTab {
		if w.live.content.Visible() {
			w.live.filter.open(w.win.Canvas())
		}
		return
	}
	w.tabs.SelectIndex(tasksTab)
	if w.tasks.content.Visible() {
		w.win.Canvas().Focus(w.tasks.filter)
	}
}

// drawRows shows the rows of a snapshot, and says how many there are; nil is none yet.
func (v *liveView) drawRows(s *run.Snapshot, scale cpuScale) {
	if s == nil {
		return
	}
	v.table.set(s, scale)
	v.filter.tell(len(v.table.list.rows), v.table.list.kept)
	v.caption.set(s, v.table.list.hidden)
}
