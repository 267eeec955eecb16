package gui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// coreRow is a core as the table shows it.
type coreRow struct {
	number int
	place  metrics.CorePlace
	placed bool // place is known
	usage  metrics.CoreUsage
	mhz    float64 // NaN when unknown
}

// coreColumn is a column of the table of cores.
type coreColumn struct {
	title string
	width float32
	left  bool // its text begins at the left
	text  func(coreRow) string
	bar   func(coreRow) float64 // 0..1 before the text, nil for none
}

// coreTable shows a row for each core of the machine.
type coreTable struct {
	widget.Table
	topology metrics.Topology
	columns  []coreColumn
	rows     []coreRow
}

func newCoreTable() *coreTable {
	t := &coreTable{columns: coreColumns(metrics.Topology{})}
	t.Length = func() (rows, columns int) { return len(t.rows), len(t.columns) }
	t.CreateCell, t.CreateHeader = newCoreCell, newCoreCell
	t.UpdateCell, t.UpdateHeader = t.update, t.header
	t.ExtendBaseWidget(t)
	t.ShowHeaderRow, t.HideSeparators = true, true
	t.OnSelected = t.Unselect
	return t
}

// setTopology shows how the cores hang together. Columns that would say the same of
// each, or nothing, are left out.
func (t *coreTable) setTopology(topology metrics.Topology) {
	t.topology, t.columns = topology, coreColumns(topology)
	for i, c := range t.columns {
		t.SetColumnWidth(i, max(c.width, cellSide+fyne.MeasureText(c.title, theme.TextSize(), fyne.TextStyle{Bold: true}).Width))
	}
	if len(t.rows) == 0 {
		t.rows = coreRows(topology, run.MachineReading{})
	}
	t.Refresh()
}

// set shows a reading.
func (t *coreTable) set(r run.MachineReading) {
	t.rows = coreRows(t.topology, r)
	t.Refresh()
}

// coreRows joins what is known of each core, by its number. A number that no core has
// is left out.
func coreRows(t metrics.Topology, r run.MachineReading) []coreRow {
	most := len(r.Cores)
	for _, c := range t.Cores {
		most = max(most, c.Core+1)
	}
	var rows []coreRow
	for n := range most {
		row := coreRow{number: n, mhz: math.NaN(), usage: unreadCore()}
		at := slices.IndexFunc(t.Cores, func(c metrics.CorePlace) bool { return c.Core == n })
		if row.placed = at >= 0; row.placed {
			row.place = t.Cores[at]
			row.usage.Online = row.place.Online
		}
		if n < len(r.Cores) {
			row.usage = r.Cores[n]
		}
		if n < len(r.Frequencies) {
			row.mhz = r.Frequencies[n]
		}
		if row.placed || row.usage.Online {
			rows = append(rows, row)
		}
	}
	return rows
}

func unreadCore() metrics.CoreUsage {
	nan := math.NaN()
	return metrics.CoreUsage{Busy: nan, User: nan, Nice: nan, System: nan, IRQ: nan, Wait: nan, Steal: nan, Idle: nan}
}

// coreColumns returns the columns that say something of a machine.
func coreColumns(t metrics.Topology) []coreColumn {
	columns := []coreColumn{{title: tr.T("Core"), width: 44, text: func(r coreRow) string { return strconv.Itoa(r.number) }}}
	if slices.ContainsFunc(t.Cores, func(c metrics.CorePlace) bool { return c.Kind != "" }) {
		columns = append(columns, coreColumn{title: tr.T("Kind"), width: 90, left: true, text: coreKindText})
	}
	if slices.ContainsFunc(t.Cores, func(c metrics.CorePlace) bool { return len(c.Siblings) > 1 }) {
		columns = append(columns, coreColumn{title: tr.T("Shares with"), width: 86, left: true, text: siblingText})
	}
	if slices.ContainsFunc(t.Cores, func(c metrics.CorePlace) bool { return c.Package > 0 }) {
		columns = append(columns, coreColumn{title: tr.T("Package"), width: 66, text: func(r coreRow) string { return known(r.place.Package) }})
	}
	return append(columns,
		coreColumn{title: "MHz", width: 52, text: func(r coreRow) string { return mhzText(r.mhz) }},
		coreColumn{title: tr.T("Busy %"), width: 100, text: busyText, bar: func(r coreRow) float64 { return r.usage.Busy }},
		coreColumn{title: tr.In("CPU time", "User"), width: 48, text: func(r coreRow) string { return percentDigits(plusKnown(r.usage.User, r.usage.Nice)) }},
		coreColumn{title: tr.In("CPU time", "System"), width: 56, text: func(r coreRow) string { return percentDigits(plusKnown(r.usage.System, r.usage.IRQ)) }},
		coreColumn{title: tr.T("Wait"), width: 46, text: func(r coreRow) string { return percentDigits(r.usage.Wait) }},
		coreColumn{title: tr.T("Steal"), width: 46, text: func(r coreRow) string { return percentDigits(r.usage.Steal) }},
	)
}

func coreKindText(r coreRow) string {
	switch r.place.Kind {
	case metrics.Performance:
		return tr.T("performance")
	case metrics.Efficiency:
		return tr.T("efficiency")
	}
	return string(r.place.Kind)
}

// siblingText lists the cores that are one physical core with it.
func siblingText(r coreRow) string {
	var others []string
	for _, n := range r.place.Siblings {
		if n != r.number {
			others = append(others, strconv.Itoa(n))
		}
	}
	return clipped(strings.Join(others, ", "), 10)
}

func mhzText(mhz float64) string {
	if math.IsNaN(mhz) {
		return unknown()
	}
	return strconv.FormatFloat(mhz, 'f', 0, 64)
}

func busyText(r coreRow) string {
	if !r.usage.Online {
		return tr.T("offline")
	}
	return percentDigits(r.usage.Busy)
}

// plusKnown adds a part that some systems do not count.
func plusKnown(a, b float64) float64 {
	if math.IsNaN(b) {
		return a
	}
	return a + b
}

// newCoreCell makes a bar and a text.
func newCoreCell() fyne.CanvasObject {
	return container.New(&coreCell{}, canvas.NewRectangle(nil), canvas.NewText("", nil))
}

func (t *coreTable) update(id widget.TableCellID, o fyne.CanvasObject) {
	if id.Row < 0 || id.Row >= len(t.rows) || id.Col < 0 || id.Col >= len(t.columns) {
		return
	}
	c, row := t.columns[id.Col], t.rows[id.Row]
	share := math.NaN()
	if c.bar != nil {
		share = c.bar(row)
	}
	setCoreCell(o, c, c.text(row), share)
}

func (t *coreTable) header(id widget.TableCellID, o fyne.CanvasObject) {
	if id.Col >= 0 && id.Col < len(t.columns) {
		setCoreCell(o, t.columns[id.Col], t.columns[id.Col].title, math.NaN())
		setFactText(o.(*fyne.Container).Objects[1], t.columns[id.Col].title, textLook{theme.SizeNameText, theme.ColorNameForeground, true})
	}
}

func setCoreCell(o fyne.CanvasObject, c coreColumn, text string, share float64) {
	cell := o.(*fyne.Container)
	bar, label := cell.Objects[0].(*canvas.Rectangle), cell.Objects[1].(*canvas.Text)
	label.Alignment = fyne.TextAlignTrailing
	if c.left {
		label.Alignment = fyne.TextAlignLeading
	}
	setFactText(label, text, textLook{theme.SizeNameText, theme.ColorNameForeground, false})
	bar.FillColor = theme.Color(theme.ColorNamePrimary)
	layout := cell.Layout.(*coreCell)
	if layout.share = share; math.IsNaN(share) {
		layout.share = 0
	}
	layout.Layout(cell.Objects, cell.Size())
	bar.Refresh()
}

// coreCell is the layout of a cell: a bar as long as a share, and the text over the cell.
type coreCell struct{ share float64 }

const coreBar = 46 // the length of a bar for all of a core

// MinSize returns the size of the smallest cell.
func (*coreCell) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(20, cellHeight) }

// Layout puts the bar before the text.
func (c *coreCell) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(cellSide, cellHeight/4))
	objects[0].Resize(fyne.NewSize(float32(c.share)*coreBar, cellHeight/2))
	objects[1].Move(fyne.NewPos(cellSide, 0))
	objects[1].Resize(fyne.NewSize(max(0, size.Width-2*cellSide), size.Height))
}
