package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// taskTable shows a row for each task of a list. Only the rows that are seen exist
// as widgets.
type taskTable struct {
	widget.Table
	columns  []taskColumn
	list     *taskList
	tapped   bool                          // a tap met a cell
	selected int                           // index of the task whose row is bold, -1 for none
	picked   func(task run.Task)           // called with the task whose row was chosen
	sort     func(column int)              // called with the column whose title was chosen
	meaning  func(topic)                   // shows what the numbers of a column mean
	menu     func(run.Task, fyne.Position) // called with a task whose menu was asked for, and where on the canvas
	second   *fyne.Position                // of the mouse on the canvas while the second button chooses a row
}

func newTaskTable(list *taskList, picked func(run.Task), sort func(int)) *taskTable {
	t := &taskTable{columns: taskColumns(), list: list, selected: -1, picked: picked, sort: sort, meaning: func(topic) {}}
	t.Length, t.CreateCell, t.UpdateCell = t.size, newCell, t.update
	t.ExtendBaseWidget(t)
	t.ShowHeaderRow, t.HideSeparators = true, true
	t.CreateHeader = func() fyne.CanvasObject { return newColumnHead() }
	t.UpdateHeader = t.header
	t.OnSelected = t.chosen
	for i := range t.columns {
		t.columns[i].width = wordsWidth(t.columns[i])
		t.SetColumnWidth(i, t.columns[i].width)
	}
	return t
}

// wordsWidth is the width of a column, more where the words of a language need it.
func wordsWidth(c taskColumn) float32 {
	size := (&ownTheme{}).Size(theme.SizeNameText)
	need := fyne.MeasureText(tr.T(c.title)+" "+direction(true).sign(), size, fyne.TextStyle{Bold: true}).Width
	if c.title == "State" {
		for _, name := range stateNames() {
			need = max(need, fyne.MeasureText(name, size, fyne.TextStyle{}).Width)
		}
	}
	return max(c.width, need+2*cellSide)
}

func (t *taskTable) size() (rows, cols int) { return len(t.list.indexes), len(t.columns) }

// Resize gives the inputs the width that the other columns leave.
func (t *taskTable) Resize(size fyne.Size) {
	rest := size.Width - float32(len(t.columns))*theme.Padding()
	for _, c := range t.columns {
		rest -= c.width
	}
	t.SetColumnWidth(inputColumn, t.columns[inputColumn].width+max(0, rest))
	t.Table.Resize(size)
}

// chosen hands on whose row was clicked. The row itself is not kept selected: rows
// move as tasks end.
func (t *taskTable) chosen(id widget.TableCellID) {
	t.Unselect(id)
	t.tapped = true
	if task, ok := t.list.task(id.Row); ok {
		t.picked(task)
		if t.second != nil {
			t.menu(task, *t.second)
		}
	}
}

// TappedSecondary opens the menu of the row under the mouse.
func (t *taskTable) TappedSecondary(e *fyne.PointEvent) {
	t.second = &e.AbsolutePosition
	t.Tapped(e)
	t.second = nil
}

// Tapped chooses a row with the mouse, and gives the table the focus; see
// workerTable.Tapped.
func (t *taskTable) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		c.Focus(t)
	}
	t.tapped = false
	tappedNear(e, func(near *fyne.PointEvent) bool {
		t.Table.Tapped(near)
		return t.tapped
	})
}

// TypedKey moves the choice by rows, and leaves the other keys to the table.
func (t *taskTable) TypedKey(e *fyne.KeyEvent) {
	last := len(t.list.indexes) - 1
	by, ok := rowsOfKey(e.Name, last)
	if !ok {
		t.menuKey(e)
		return
	}
	row := min(max(0, t.list.rowOf(t.selected)+by), last)
	if task, ok := t.list.task(row); ok {
		t.ScrollTo(widget.TableCellID{Row: row})
		t.picked(task)
	}
}

// menuKey opens the menu of the chosen row on the keys for that, and leaves the others to
// the table.
func (t *taskTable) menuKey(e *fyne.KeyEvent) {
	task, ok := t.list.task(t.list.rowOf(t.selected))
	if ok && (e.Name == desktop.KeyMenu || e.Name == fyne.KeyF10 && shiftHeld()) {
		t.menu(task, fyne.CurrentApp().Driver().AbsolutePositionForObject(t).AddXY(0, cellHeight))
		return
	}
	t.Table.TypedKey(e)
}

// text returns what a cell says.
func (t *taskTable) text(row, col int) string {
	task, ok := t.list.task(row)
	if !ok {
		return ""
	}
	return t.columns[col].text(task, t.list.about)
}

func (t *taskTable) update(id widget.TableCellID, o fyne.CanvasObject) {
	task, ok := t.list.task(id.Row)
	if !ok || id.Col < 0 || id.Col >= len(t.columns) {
		return
	}
	c := t.columns[id.Col]
	name := theme.ColorNameForeground
	if c.title == "State" || c.title == "Exit" {
		name = stateColor(task)
	}
	text := c.text(task, t.list.about)
	if id.Col == inputColumn {
		text = fitted(text, t.inputWidth())
	}
	setCell(o, cellText{text: text, align: c.align, color: name, bold: task.Index == t.selected, fill: t.fill(task)})
}

func (t *taskTable) inputWidth() float32 {
	rest := t.Size().Width - float32(len(t.columns))*theme.Padding()
	for _, c := range t.columns {
		rest -= c.width
	}
	return t.columns[inputColumn].width + max(0, rest)
}

// fitted cuts a text to a width: a canvas text is drawn beyond its size.
func fitted(text string, width float32) string {
	wide := fyne.MeasureText("n", theme.TextSize(), fyne.TextStyle{}).Width
	return cutText(text, int((width-2*cellSide)/wide))
}

// stateColor is the colour of a state's word.
func stateColor(t run.Task) fyne.ThemeColorName {
	switch t.State {
	case launcher.Failed, launcher.TimedOut, launcher.Killed:
		return theme.ColorNameError
	case launcher.Running:
		return theme.ColorNamePrimary
	case launcher.Queued, launcher.Cancelled, launcher.NotRun:
		return theme.ColorNamePlaceHolder
	case launcher.Done:
	}
	return theme.ColorNameForeground
}

func (t *taskTable) header(id widget.TableCellID, o fyne.CanvasObject) {
	if id.Col < 0 || id.Col >= len(t.columns) {
		return
	}
	c, sign := t.columns[id.Col], ""
	if id.Col == t.list.column {
		sign = direction(t.list.down).sign()
	}
	head := o.(*columnHead)
	head.set(tr.T(c.title), c.align, sign, func() { t.sort(id.Col) })
	head.explain(taskNote(c.title), t.meaning)
}
