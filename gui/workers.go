package gui

import (
	"sort"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// workerTable shows a row for each worker of a run, or each process of a program that
// is observed. Only the rows that are seen exist as widgets.
type workerTable struct {
	widget.Table
	list     *rowList
	choice   *columnChoice
	columns  []rowColumn // shown
	lines    *container.Scroll
	bySlot   bool                         // a swatch is that of the row's slot
	selected int                          // number of the worker whose row is bold, 0 for none
	picked   func(int)                    // called with the number of the worker whose row was chosen
	menu     func(run.Row, fyne.Position) // called with a row whose menu was asked for, and where on the canvas
	sorted   func()                       // called after another order was asked for
	turned   func()                       // called after the rows became those of another kind
	meaning  func(topic)                  // shows what the numbers of a column mean
	second   bool                         // the cell is being chosen with the second button
	tapped   bool                         // a tap met a cell
	pointer  *fyne.Position               // of the mouse on the canvas while it chooses a cell, nil for a key
}

func newWorkerTable(picked func(int), menu func(run.Row, fyne.Position)) *workerTable {
	t := &workerTable{list: &rowList{kind: ofWorkers}, choice: newColumnChoice(), picked: picked, menu: menu, sorted: func() {}, turned: func() {}, meaning: func(topic) {}}
	t.Length, t.CreateCell, t.UpdateCell = t.size, newCell, t.update
	t.ExtendBaseWidget(t)
	t.ShowHeaderRow = true
	t.CreateHeader = func() fyne.CanvasObject { return newColumnHead() }
	t.UpdateHeader = t.header
	t.HideSeparators = true
	t.OnSelected = t.chosen
	t.fit()
	return t
}

// set shows the rows of a snapshot. The selected one stays in sight if it was.
func (t *workerTable) set(s *run.Snapshot, scale cpuScale) {
	seen := t.inSight(t.selected)
	other := kindOf(s) != t.list.kind
	t.list.kind, t.bySlot = kindOf(s), s.BySlot
	if other {
		t.fit()
		t.turned()
	}
	t.list.set(s, scale, t.sorting())
	t.Refresh()
	t.settle()
	if seen && !t.inSight(t.selected) {
		t.reveal(t.selected)
	}
}

// fit shows the columns that were chosen for what the rows are.
func (t *workerTable) fit() {
	t.columns = t.choice.columns(t.list.kind)
	for i, c := range t.columns {
		t.SetColumnWidth(i, t.width(c))
	}
	t.Refresh()
}

// width is that of a column: the commands have the one that the others leave.
func (t *workerTable) width(column rowColumn) float32 {
	if column.key != commandKey {
		return column.width
	}
	rest := t.Size().Width - float32(len(t.columns)-1)*theme.Padding()
	for _, c := range t.columns {
		rest -= c.width
	}
	return column.width + max(0, rest)
}

// room is what a column has for words. A state may use the air at one side as well: in some
// languages it has a long name.
func (t *workerTable) room(column rowColumn) float32 {
	if column.key == stateKey {
		return t.width(column) - cellSide
	}
	return t.width(column) - 2*cellSide
}

// Resize gives the commands the width that the other columns leave.
func (t *workerTable) Resize(size fyne.Size) {
	t.Table.Resize(size)
	for i, c := range t.columns {
		if c.key == commandKey {
			t.SetColumnWidth(i, t.width(c))
		}
	}
}

// sorting returns the column that is sorted by, nil where none is shown.
func (t *workerTable) sorting() *rowColumn {
	for i := range t.columns {
		if t.list.by != "" && t.columns[i].key == t.list.by {
			return &t.columns[i]
		}
	}
	return nil
}

// sortBy sorts by a column that has a title, as rowList.sortBy does.
func (t *workerTable) sortBy(column rowColumn) {
	if column.title == "" {
		return
	}
	t.list.sortBy(column)
	t.sorted()
}

// chosen hands on whose row was clicked. The row itself is not kept selected:
// rows move as workers come and go.
func (t *workerTable) chosen(id widget.TableCellID) {
	t.Unselect(id)
	t.tapped = true
	row := t.list.row(id.Row)
	switch {
	case row == nil:
	case t.second || id.Col == menuColumn:
		t.menu(*row, t.menuPlace())
	default:
		t.picked(row.Number)
	}
}

// menuPlace is where a row's menu belongs: under the mouse, or below the header
// where a key asked for it.
func (t *workerTable) menuPlace() fyne.Position {
	if t.pointer != nil {
		return *t.pointer
	}
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(t).AddXY(t.columns[swatchColumn].width, cellHeight)
}

// Tapped chooses a row with the mouse, and gives the table the focus: the one of
// Fyne asks for the canvas of what it is embedded in, and finds none.
func (t *workerTable) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		c.Focus(t)
	}
	t.pointer, t.tapped = &e.AbsolutePosition, false
	tappedNear(e, func(near *fyne.PointEvent) bool {
		t.Table.Tapped(near)
		return t.tapped
	})
	t.pointer = nil
}

// TappedSecondary opens the menu of the row under the mouse. The table alone knows
// which one that is, so it is chosen as a tap would.
func (t *workerTable) TappedSecondary(e *fyne.PointEvent) {
	t.second = true
	t.Tapped(e)
	t.second = false
}

// TypedKey moves the choice by rows, takes it back, shows what lies at the side, and
// opens the menu of the selected worker on the keys for that.
func (t *workerTable) TypedKey(e *fyne.KeyEvent) {
	if by, ok := rowsOfKey(e.Name, len(t.list.rows)-1); ok {
		t.step(by)
		return
	}
	switch {
	case e.Name == fyne.KeyLeft:
		t.shift(-sideStep)
	case e.Name == fyne.KeyRight:
		t.shift(sideStep)
	case e.Name == fyne.KeySpace && t.selected != 0:
		t.picked(t.selected)
	case e.Name == fyne.KeySpace:
		t.step(1)
	case e.Name == desktop.KeyMenu || e.Name == fyne.KeyF10 && shiftHeld():
		if row := t.list.row(t.list.rowOf(t.selected)); row != nil {
			t.menu(*row, t.menuPlace())
		}
	}
}

// step chooses the row that is so many below the chosen one.
func (t *workerTable) step(by int) {
	at := min(max(0, t.list.rowOf(t.selected)+by), len(t.list.rows)-1)
	row := t.list.row(at)
	if row == nil || row.Number == t.selected {
		return
	}
	t.picked(row.Number)
	t.reveal(row.Number)
}

func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// TypedShortcut copies the table.
func (t *workerTable) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); ok {
		t.copyAll()
	}
}

// copyAll puts the table on the clipboard.
func (t *workerTable) copyAll() { fyne.CurrentApp().Clipboard().SetContent(t.tsv()) }

func (t *workerTable) size() (rows, cols int) { return len(t.list.rows), len(t.columns) }

// text returns what a cell says.
func (t *workerTable) text(row, col int) string {
	return t.columns[col].text(t.list.rows[row], t.list.about)
}

func (t *workerTable) update(id widget.TableCellID, o fyne.CanvasObject) {
	row := t.list.row(id.Row)
	if row == nil || id.Col < 0 || id.Col >= len(t.columns) {
		return
	}
	column := t.columns[id.Col]
	cell := cellText{
		text: t.text(id.Row, id.Col), align: column.align, color: rowColor(row, column),
		bold: row.Number == t.selected, fill: t.fill(row),
	}
	if column.words != nil {
		cell.text = within(cell.text, t.room(column), cell.bold)
	}
	if id.Col == swatchColumn {
		t.sample(row, &cell)
	}
	setCell(o, cell)
}

// sample shows a row's line in the chart, or for a moment that the row is new or over.
func (t *workerTable) sample(row *run.Row, cell *cellText) {
	if sign := t.list.marks[row.Number]; sign != "" {
		cell.text, cell.bold, cell.align = sign, true, fyne.TextAlignCenter
		return
	}
	cell.swatch = row.Number
	if t.bySlot {
		cell.swatch = row.Slot
	}
}

// fill is what lies behind a row that is selected, or that came or went a moment ago.
func (t *workerTable) fill(row *run.Row) fyne.ThemeColorName {
	switch {
	case row.Number == t.selected:
		return theme.ColorNameSelection
	case t.list.marks[row.Number] != "":
		return theme.ColorNamePressed
	}
	return ""
}

// rowColor is the colour of a cell's text.
func rowColor(row *run.Row, column rowColumn) fyne.ThemeColorName {
	switch {
	case !row.Alive:
		return theme.ColorNamePlaceHolder
	case frozen(*row) && column.key == stateKey:
		return theme.ColorNameWarning
	}
	return theme.ColorNameForeground
}

const mostShown = 400 // bytes of a text, more than any column holds

// within cuts a text where it would be drawn beyond a width: a canvas text is drawn
// beyond its size.
func within(text string, width float32, bold bool) string { //nolint:revive // bold is how the text is drawn
	text = clipped(text, mostShown)
	if text == "" || fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{Bold: bold}).Width <= width {
		return text
	}
	most := sort.Search(utf8.RuneCountInString(text), func(n int) bool {
		return fyne.MeasureText(cutText(text, n+1), theme.TextSize(), fyne.TextStyle{Bold: bold}).Width > width
	})
	return cutText(text, most)
}

func (t *workerTable) header(id widget.TableCellID, o fyne.CanvasObject) {
	if id.Col < 0 || id.Col >= len(t.columns) {
		return
	}
	c, sign := t.columns[id.Col], ""
	if by := t.sorting(); by != nil && by.key == c.key {
		sign = t.list.way.sign()
	}
	head := o.(*columnHead)
	head.set(tr.T(c.title), c.align, sign, func() { t.sortBy(c) })
	head.explain(workerNote(c.key), t.meaning)
}
