package gui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
)

// lineNumbers numbers the lines of an entry that are in sight, and marks those that are
// wrong by a sign and by colour.
type lineNumbers struct {
	widget.BaseWidget
	entry *planEntry
	wrong map[int]bool // lines from 1
}

func newLineNumbers(entry *planEntry) *lineNumbers {
	n := &lineNumbers{entry: entry}
	n.ExtendBaseWidget(n)
	return n
}

// mark takes over which lines are wrong.
func (n *lineNumbers) mark(problems plan.Problems) {
	n.wrong = map[int]bool{}
	for _, q := range problems {
		n.wrong[q.Line] = true
	}
	n.Refresh()
}

// inSight returns the first line that is in sight, from 0, and how many there are.
func (n *lineNumbers) inSight(high float32) (first, count int) {
	line := lineHeight()
	first = int(n.entry.offset() / line)
	all := strings.Count(n.entry.Text, "\n") + 1
	return first, max(0, min(all-first, int(high/line)+2))
}

// lineHeight is of a line of an entry (lineSizeToColumn of Fyne 2.7.1's RichText).
func lineHeight() float32 { return monospaced("M").Height }

func monospaced(text string) fyne.Size {
	return fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{Monospace: true})
}

// CreateRenderer is what a Fyne widget is asked for.
func (n *lineNumbers) CreateRenderer() fyne.WidgetRenderer {
	r := &lineNumbersRenderer{numbers: n}
	r.Refresh()
	return r
}

type lineNumbersRenderer struct {
	numbers *lineNumbers
	texts   []*canvas.Text
}

// MinSize has room for the number of the last line that can be.
func (r *lineNumbersRenderer) MinSize() fyne.Size {
	return fyne.NewSize(monospaced("!"+strconv.Itoa(mostScriptLines)).Width+theme.Padding(), 0)
}

func (r *lineNumbersRenderer) Layout(fyne.Size) { r.Refresh() }

// Refresh takes over which lines are in sight.
func (r *lineNumbersRenderer) Refresh() {
	n := r.numbers
	first, count := n.inSight(n.Size().Height)
	top := theme.InnerPadding() + theme.InputBorderSize() - n.entry.offset()
	right := n.Size().Width - theme.Padding()
	for len(r.texts) < count {
		r.texts = append(r.texts, &canvas.Text{TextStyle: fyne.TextStyle{Monospace: true}, Alignment: fyne.TextAlignTrailing})
	}
	r.texts = r.texts[:count]
	for i, text := range r.texts {
		row := first + i
		text.Text, text.Color = strconv.Itoa(row+1), theme.Color(theme.ColorNamePlaceHolder)
		if n.wrong[row+1] {
			text.Text, text.Color = "!"+text.Text, theme.Color(theme.ColorNameError)
		}
		text.TextSize = theme.TextSize()
		y := top + float32(row)*lineHeight()
		text.Move(fyne.NewPos(0, y))
		text.Resize(fyne.NewSize(right, lineHeight()))
		show(text, y >= 0 && y+lineHeight() <= n.Size().Height)
	}
	canvas.Refresh(n)
}

func (r *lineNumbersRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.texts))
	for i, text := range r.texts {
		objects[i] = text
	}
	return objects
}

func (*lineNumbersRenderer) Destroy() {}
