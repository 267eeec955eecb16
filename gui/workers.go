package gui

import (
	"math"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

// column is a column of the table of workers. Its text is bounded, so a fixed
// width holds it.
type column struct {
	title string
	width float32
	align fyne.TextAlign
	text  func(run.Row, cpuScale, int) string // int: cores of the machine
}

// columns returns the table's columns, those first that a narrow window has to
// show. The first one is the swatch, and that of menuColumn opens the row's menu.
func columns() []column {
	const right, left = fyne.TextAlignTrailing, fyne.TextAlignLeading
	return []column{
		{"", 24, left, func(run.Row, cpuScale, int) string { return "" }},
		{"Worker", 90, left, func(r run.Row, _ cpuScale, _ int) string { return r.Worker }},
		{"", 26, fyne.TextAlignCenter, func(run.Row, cpuScale, int) string { return "…" }},
		{"PID", 62, right, func(r run.Row, _ cpuScale, _ int) string { return strconv.Itoa(r.PID) }},
		{"State", 62, left, func(r run.Row, _ cpuScale, _ int) string { return r.State }},
		{"Core", 38, right, func(r run.Row, _ cpuScale, _ int) string { return whileAlive(r, known(r.Usage.Core)) }},
		{"CPU", 64, right, func(r run.Row, s cpuScale, n int) string { return whileAlive(r, s.percent(r.Usage.CPU, n)) }},
		{"Memory", 76, right, func(r run.Row, _ cpuScale, _ int) string { return whileAlive(r, memoryText(r.Usage.RSS)) }},
		{"Tasks", 68, right, func(r run.Row, _ cpuScale, _ int) string { return countText(r.Tasks) }},
		{"CPU time", 85, right, func(r run.Row, _ cpuScale, _ int) string { return cpuTimeText(r) }},
		{"Peak RSS", 87, right, func(r run.Row, _ cpuScale, _ int) string { return peakText(r) }},
		{"Exit", 62, left, func(r run.Row, _ cpuScale, _ int) string { return r.Exit }},
		{"Threads", 60, right, func(r run.Row, _ cpuScale, _ int) string { return whileAlive(r, positive(r.Usage.Threads)) }},
		{"Switches/s", 78, right, func(r run.Row, _ cpuScale, _ int) string {
			return whileAlive(r, rate(r.Usage.Voluntary+r.Usage.Involuntary))
		}},
	}
}

// whileAlive blanks a reading of a worker that has ended: the last one is no
// news, its totals stand in the columns on the right.
func whileAlive(r run.Row, text string) string {
	if !r.Alive {
		return ""
	}
	return text
}

func known(core int) string {
	if core < 0 {
		return ""
	}
	return strconv.Itoa(core)
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func memoryText(n uint64) string {
	if n == 0 {
		return ""
	}
	return byteText(n)
}

func rate(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return countText(int(math.Round(v)))
}

func cpuTimeText(r run.Row) string {
	if r.CPUTime == 0 && !r.Exact {
		return ""
	}
	return sampled(r.Exact) + strconv.FormatFloat(r.CPUTime.Seconds(), 'f', 2, 64) + " s"
}

func peakText(r run.Row) string {
	if r.PeakRSS == 0 {
		return ""
	}
	return sampled(r.PeakExact) + byteText(r.PeakRSS)
}

// totalsText explains sampled's mark under the table.
const totalsText = "CPU time and Peak RSS: ~ is sampled, without it the kernel's exact total at exit."

// sampled returns the mark of a total that is not the kernel's.
func sampled(exact bool) string { //nolint:revive // the text of a fact, not a switch
	if exact {
		return ""
	}
	return "~ "
}

// Numbers of columns: the one that opens a row's menu, and that of the process's state.
const (
	menuColumn  = 2
	stateColumn = 4
)

// workerTable shows a row for each worker of a run.
type workerTable struct {
	widget.Table
	columns  []column
	rows     []run.Row
	scale    cpuScale
	cores    int
	bySlot   bool                         // a swatch is that of the row's slot
	selected int                          // number of the worker whose row is bold, 0 for none
	picked   func(int)                    // called with the number of the worker whose row was chosen
	menu     func(run.Row, fyne.Position) // called with a row whose menu was asked for, and where on the canvas
	second   bool                         // the cell is being chosen with the second button
	pointer  *fyne.Position               // of the mouse on the canvas while it chooses a cell, nil for a key
}

func newWorkerTable(picked func(int), menu func(run.Row, fyne.Position)) *workerTable {
	t := &workerTable{columns: columns(), scale: ofOneCore, picked: picked, menu: menu}
	t.Length, t.CreateCell, t.UpdateCell = t.size, newCell, t.update
	t.ExtendBaseWidget(t)
	t.ShowHeaderRow = true
	t.CreateHeader = newCell
	t.UpdateHeader = t.header
	t.HideSeparators = true
	t.OnSelected = t.chosen
	for i, c := range t.columns {
		t.SetColumnWidth(i, c.width)
	}
	return t
}

// set shows the workers of a snapshot.
func (t *workerTable) set(s *run.Snapshot, scale cpuScale) {
	t.rows, t.cores, t.scale, t.bySlot = livingFirst(s), len(s.Cores), scale, s.BySlot
	t.Refresh()
}

// livingFirst returns rows in order, but those of workers that have ended after the
// others: where every task has a worker of its own, they would fill the table, and
// stand with the newest first.
func livingFirst(s *run.Snapshot) []run.Row {
	ordered := slices.Clone(s.Rows)
	slices.SortStableFunc(ordered, func(a, b run.Row) int {
		if s.BySlot && !a.Alive && !b.Alive {
			return b.Number - a.Number
		}
		return alive(b) - alive(a)
	})
	return ordered
}

// chosen hands on whose row was clicked. The row itself is not kept selected:
// rows move when older workers are dropped.
func (t *workerTable) chosen(id widget.TableCellID) {
	t.Unselect(id)
	if id.Row < 0 || id.Row >= len(t.rows) {
		return
	}
	row := t.rows[id.Row]
	if t.second || id.Col == menuColumn {
		t.menu(row, t.menuPlace())
		return
	}
	t.picked(row.Number)
}

// menuPlace is where a row's menu belongs: under the mouse, or below the header
// where a key asked for it.
func (t *workerTable) menuPlace() fyne.Position {
	if t.pointer != nil {
		return *t.pointer
	}
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(t).AddXY(t.columns[0].width, cellHeight)
}

// Tapped chooses a cell with the mouse, and gives the table the focus: the one of
// Fyne asks for the canvas of what it is embedded in, and finds none.
func (t *workerTable) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		c.Focus(t)
	}
	t.pointer = &e.AbsolutePosition
	t.Table.Tapped(e)
	t.pointer = nil
}

// TappedSecondary opens the menu of the row under the mouse. The table alone knows
// which one that is, so it is chosen as a tap would.
func (t *workerTable) TappedSecondary(e *fyne.PointEvent) {
	t.second = true
	t.Tapped(e)
	t.second = false
}

// TypedKey opens the menu of the selected worker on the keys for that, and leaves
// the others to the table.
func (t *workerTable) TypedKey(e *fyne.KeyEvent) {
	if e.Name != desktop.KeyMenu && (e.Name != fyne.KeyF10 || !shiftHeld()) {
		t.Table.TypedKey(e)
		return
	}
	for _, r := range t.rows {
		if r.Number == t.selected {
			t.menu(r, t.menuPlace())
		}
	}
}

func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

func (t *workerTable) size() (rows, cols int) { return len(t.rows), len(t.columns) }

// text returns what a cell says.
func (t *workerTable) text(row, col int) string {
	return t.columns[col].text(t.rows[row], t.scale, t.cores)
}

func (t *workerTable) update(id widget.TableCellID, o fyne.CanvasObject) {
	if id.Row < 0 || id.Row >= len(t.rows) || id.Col < 0 || id.Col >= len(t.columns) {
		return
	}
	row := t.rows[id.Row]
	name := theme.ColorNameForeground
	switch {
	case !row.Alive:
		name = theme.ColorNamePlaceHolder
	case frozen(row) && id.Col == stateColumn:
		name = theme.ColorNameWarning
	}
	swatch := 0
	if id.Col == 0 {
		swatch = row.Number
		if t.bySlot {
			swatch = row.Slot
		}
	}
	setCell(o, cellText{
		text: t.text(id.Row, id.Col), align: t.columns[id.Col].align, color: name,
		bold: row.Number == t.selected, swatch: swatch,
	})
}

func (t *workerTable) header(id widget.TableCellID, o fyne.CanvasObject) {
	if id.Col < 0 || id.Col >= len(t.columns) {
		return
	}
	c := t.columns[id.Col]
	setCell(o, cellText{text: c.title, align: c.align, color: theme.ColorNameForeground, bold: true})
}

// cellText is what a cell of the table shows.
type cellText struct {
	text   string
	align  fyne.TextAlign
	color  fyne.ThemeColorName
	bold   bool
	swatch int // number of a worker, 0 for none
}

// newCell makes a cell of plain text: a label's padding would halve the number
// of rows that can be seen.
func newCell() fyne.CanvasObject {
	return container.New(cellLayout{}, chart.NewSwatch(0), canvas.NewText("", nil))
}

func setCell(o fyne.CanvasObject, c cellText) {
	objects := o.(*fyne.Container).Objects
	mark, text := objects[0].(*chart.Swatch), objects[1].(*canvas.Text)
	mark.SetStyle(style(max(1, c.swatch)))
	show(mark, c.swatch > 0)
	text.Text, text.Alignment, text.TextStyle.Bold = c.text, c.align, c.bold
	text.Color, text.TextSize = theme.Color(c.color), theme.TextSize()
	text.Refresh()
}

// cellLayout puts a cell's objects over each other, with some air at the sides.
type cellLayout struct{}

const (
	cellSide   = 4
	cellHeight = 22
)

func (cellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(20, cellHeight) }

func (cellLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(cellSide, 0))
		o.Resize(fyne.NewSize(max(0, size.Width-2*cellSide), size.Height))
	}
}
