package gui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// fact is a row of a factList: a name and its value, or one that only looks like it.
type fact struct {
	name, value string
	kind        factKind
	cells       [threadCells]string // of a thread, or the heads of their columns
}

// factKind says how a row looks.
type factKind int

// The kinds of rows.
const (
	plainFact  factKind = iota
	headFact            // a heading
	remarkFact          // small, quiet text under what it explains
	threadFact          // a thread
	columnFact          // the heads of the columns of threads
)

// remark returns a sentence as rows of a list that has room for so many letters.
func remark(text string, columns int) []fact {
	var rows []fact
	for line := range strings.SplitSeq(folded(text, columns), "\n") {
		rows = append(rows, fact{name: line, kind: remarkFact})
	}
	return rows
}

// factList shows facts one below the other. Its rows are made once, as many as are
// seen, and get other texts. The arrow keys move through it when it has the focus.
type factList struct {
	widget.List
	facts []fact
	low   map[widget.ListItemID]bool // rows that are as low as a remark
	keys  func(*fyne.KeyEvent) bool  // is asked first about each key; true says that it took it
}

func newFactList() *factList {
	l := &factList{low: map[widget.ListItemID]bool{}}
	l.Length = func() int { return len(l.facts) }
	l.CreateItem, l.UpdateItem = newFactRow, l.update
	l.HideSeparators = true
	l.OnSelected = func(id widget.ListItemID) { l.Unselect(id) }
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey offers a key to who asked for it, and moves through the list with the others.
func (l *factList) TypedKey(e *fyne.KeyEvent) {
	if l.keys == nil || !l.keys(e) {
		l.List.TypedKey(e)
	}
}

// set shows facts, and draws nothing where they are those that are shown.
func (l *factList) set(facts []fact) {
	if slices.Equal(l.facts, facts) {
		return
	}
	l.facts = facts
	for i, f := range facts {
		if low := f.kind == remarkFact; low != l.low[i] {
			l.low[i] = low
			l.SetItemHeight(i, factRowHeight(f.kind))
		}
	}
	l.Refresh()
}

func factRowHeight(k factKind) float32 {
	if k == remarkFact {
		return remarkHeight
	}
	return factHeight
}

// The objects of a row: name and value, then the cells of a thread.
const (
	threadCells = 6
	nameText    = 0
	valueText   = 1
	firstCell   = 2
)

func newFactRow() fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, firstCell+threadCells)
	for i := range objects {
		text := canvas.NewText("", nil)
		if i != nameText && i != firstCell && i != firstCell+threadState {
			text.Alignment = fyne.TextAlignTrailing
		}
		objects[i] = text
	}
	return container.New(factLayout{}, objects...)
}

func (l *factList) update(id widget.ListItemID, o fyne.CanvasObject) {
	if id < 0 || id >= len(l.facts) {
		return
	}
	f, objects := l.facts[id], o.(*fyne.Container).Objects
	look := factLook(f.kind)
	setFactText(objects[nameText], f.name, look)
	look.color = theme.ColorNameForeground
	setFactText(objects[valueText], f.value, look)
	if f.kind == columnFact {
		look.color = theme.ColorNamePlaceHolder
	}
	for i, cell := range f.cells {
		setFactText(objects[firstCell+i], cell, look)
	}
}

// textLook is how a text looks.
type textLook struct {
	size  fyne.ThemeSizeName
	color fyne.ThemeColorName
	bold  bool
}

// factLook is how the name of a row looks.
func factLook(k factKind) textLook {
	switch k {
	case headFact:
		return textLook{theme.SizeNameText, theme.ColorNameForeground, true}
	case remarkFact, threadFact, columnFact:
		return textLook{theme.SizeNameCaptionText, theme.ColorNamePlaceHolder, false}
	case plainFact:
	}
	return textLook{theme.SizeNameText, theme.ColorNamePlaceHolder, false}
}

// setFactText changes a text, and draws it only where that is a change.
func setFactText(o fyne.CanvasObject, text string, look textLook) {
	t := o.(*canvas.Text)
	size, color := theme.Size(look.size), theme.Color(look.color)
	if t.Text == text && t.Color == color && t.TextSize == size && t.TextStyle.Bold == look.bold {
		return
	}
	t.Text, t.Color, t.TextSize, t.TextStyle.Bold = text, color, size, look.bold
	t.Refresh()
}

// factLayout has the value at the right, over the room that the name leaves, and the
// cells of a thread in columns of fixed width, of which the first takes what is left.
type factLayout struct{}

const (
	factHeight   = 17
	remarkHeight = 12
	factSide     = 6
)

// threadWidths are the widths of a thread's cells; 0 is the rest.
func threadWidths() [threadCells]float32 { return [...]float32{0, 48, 58, 26, 40, 50} }

func (factLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, factHeight) }

func (factLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	room := size.Width - 2*factSide
	for _, o := range objects[:firstCell] {
		o.Move(fyne.NewPos(factSide, 0))
		o.Resize(fyne.NewSize(room, size.Height))
	}
	right := factSide + room
	widths := threadWidths()
	for i, width := range slices.Backward(widths[:]) {
		if i == 0 {
			width = right - factSide
		}
		o := objects[firstCell+i]
		left := right - width
		if i == threadState {
			left += cellSide
		}
		o.Move(fyne.NewPos(left, 0))
		o.Resize(fyne.NewSize(width, size.Height))
		right -= width
	}
}
