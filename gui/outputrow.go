package gui

import (
	"fmt"
	"image/color"
	"slices"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/ansi"
	"github.com/poolscope/poolscope/internal/run"
)

const outputHeight = 18

// outputColumns returns the widths of all columns but the text's.
func outputColumns() [4]float32 { return [4]float32{70, 56, 98, 50} }

// outputLeft is where the text begins.
func outputLeft() float32 {
	left := float32(cellSide)
	for _, width := range outputColumns() {
		left += width
	}
	return left
}

// outputMark is a stretch of a row where what is looked for was found.
type outputMark struct {
	from, to int // columns
	visited  bool
}

// outputFace is what a row shows: a line of output, or a part of one.
type outputFace struct {
	cells    [4]string // when, task, worker, kind; the rows that go on with a line have none
	kind     run.OutputKind
	pieces   []outputPiece
	marks    []outputMark
	selected bool
	bold     bool // a head
}

func (f outputFace) equal(other outputFace) bool {
	return f.cells == other.cells && f.kind == other.kind && f.selected == other.selected && f.bold == other.bold &&
		slices.Equal(f.pieces, other.pieces) && slices.Equal(f.marks, other.marks)
}

// outputCells are what stands before a line.
func outputCells(l run.OutputLine) [4]string {
	return [4]string{fmt.Sprintf("%.3f s", l.At), taskText(l.Task), l.Worker, kindText(l.Kind)}
}

// headFace names the columns.
func headFace() outputFace {
	text := tr.T("Text")
	return outputFace{
		cells:  [4]string{tr.T("At"), tr.In("narrow", "Task"), tr.T("Worker"), tr.T("Kind")},
		pieces: []outputPiece{{wide: utf8.RuneCountInString(text), text: text}}, bold: true,
	}
}

func kindColor(k run.OutputKind) fyne.ThemeColorName {
	switch k {
	case run.FromStdout:
		return theme.ColorNameForeground
	case run.FromStderr:
		return theme.ColorNameError
	case run.FromResult:
		return theme.ColorNameSuccess
	case run.FromNote:
		return theme.ColorNamePlaceHolder
	}
	return theme.ColorNameForeground
}

// outputRow draws a face. It is made once and shows many.
type outputRow struct {
	box    *fyne.Container
	ground *canvas.Rectangle
	cells  [4]*canvas.Text
	texts  []*canvas.Text
	fills  []*canvas.Rectangle
	face   outputFace
	look   color.Color // of the ground that it was drawn on: another theme has another
	size   fyne.Size
	drawn  bool
}

func newOutputRow() *outputRow {
	r := &outputRow{ground: canvas.NewRectangle(color.Transparent), box: container0()}
	r.box.Add(r.ground)
	for i := range r.cells {
		r.cells[i] = canvas.NewText("", nil)
		r.box.Add(r.cells[i])
	}
	r.cells[0].Alignment, r.cells[1].Alignment = fyne.TextAlignTrailing, fyne.TextAlignTrailing
	return r
}

// outputHead names the columns over the rows.
type outputHead struct {
	widget.BaseWidget
	row *outputRow
}

func newOutputHead() *outputHead {
	h := &outputHead{row: newOutputRow()}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer is what a Fyne widget is asked for.
func (h *outputHead) CreateRenderer() fyne.WidgetRenderer {
	h.Refresh()
	return widget.NewSimpleRenderer(h.row.box)
}

// MinSize leaves the width to the rows.
func (*outputHead) MinSize() fyne.Size { return fyne.NewSize(0, outputHeight) }

// Refresh draws the titles in the theme's colours.
func (h *outputHead) Refresh() {
	h.row.set(headFace(), fyne.Position{}, fyne.NewSize(outputLeft()+100, outputHeight))
}

// container0 is a container whose parts stay where they are put.
func container0() *fyne.Container { return &fyne.Container{} }

// set shows a face in a place of a size, and draws it only where that is new.
func (r *outputRow) set(f outputFace, at fyne.Position, size fyne.Size) {
	r.box.Move(at)
	look := theme.Color(theme.ColorNameBackground)
	if r.drawn && look == r.look && size == r.size && r.face.equal(f) {
		r.box.Show()
		return
	}
	r.face, r.look, r.size, r.drawn = f, look, size, true
	r.box.Resize(size)
	r.ground.FillColor = color.Transparent
	if f.selected {
		r.ground.FillColor = theme.Color(theme.ColorNameSelection)
	}
	r.ground.Resize(size)
	r.setCells()
	r.setText()
	r.box.Show()
	r.box.Refresh()
}

func (r *outputRow) setCells() {
	x := float32(0)
	for i, width := range outputColumns() {
		t := r.cells[i]
		t.TextSize, t.Color, t.TextStyle.Bold = theme.TextSize(), theme.Color(theme.ColorNamePlaceHolder), r.face.bold
		if i == len(r.cells)-1 && !r.face.bold {
			t.Color = theme.Color(kindColor(r.face.kind))
		}
		t.Text = cutToFit(r.face.cells[i], t, width-2*cellSide)
		t.Move(fyne.NewPos(x+cellSide, 0))
		t.Resize(fyne.NewSize(width-2*cellSide, r.size.Height))
		x += width
	}
}

// setText draws the pieces of the line, those where something was found over them.
func (r *outputRow) setText() {
	ground := opaque(r.ground.FillColor)
	plainly := opaque(theme.Color(kindColor(r.face.kind)))
	quietly := opaque(theme.Color(theme.ColorNamePlaceHolder))
	brush := outputBrush{row: r, wide: monoWidth()}
	for _, p := range r.face.pieces {
		text := plainly
		if p.style.Stand {
			text = quietly
		}
		brush.draw(p, inkOf(p.style, text, ground))
	}
	for _, m := range r.face.marks {
		for _, p := range between(r.face.pieces, m.from, m.to) {
			p.at += m.from
			p.style.Underline = p.style.Underline || m.visited
			brush.draw(p, markInk(m.visited))
		}
	}
	brush.finish()
}

// markInk is that of a place that was found, and of the one that is visited.
func markInk(visited bool) ink { //nolint:revive // which of two looks
	if visited {
		return ink{theme.Color(theme.ColorNameForegroundOnPrimary), theme.Color(theme.ColorNamePrimary)}
	}
	return ink{theme.Color(theme.ColorNameForegroundOnWarning), theme.Color(theme.ColorNameWarning)}
}

// monoWidth is how wide a column of the text is.
func monoWidth() float32 {
	return fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{Monospace: true}).Width
}

// outputBrush draws pieces with the objects that a row has, and more where these do not
// do.
type outputBrush struct {
	row          *outputRow
	wide         float32
	texts, fills int // of the row's that are in use
}

func (b *outputBrush) draw(p outputPiece, i ink) {
	at, size := fyne.NewPos(outputLeft()+float32(p.at)*b.wide, 0), fyne.NewSize(float32(p.wide)*b.wide, b.row.size.Height)
	if i.fill != nil {
		b.fill(at, size, i.fill)
	}
	t := b.text()
	t.Text, t.TextSize, t.Color = p.text, theme.TextSize(), i.text
	t.TextStyle = b.style(p.style)
	t.Move(at)
	t.Resize(size)
	if p.style.Bold {
		b.thicken(t)
	}
	if p.style.Underline {
		b.fill(at.AddXY(0, size.Height-2), fyne.NewSize(size.Width, 1), i.text)
	}
	if p.style.Strike {
		b.fill(at.AddXY(0, size.Height/2), fyne.NewSize(size.Width, 1), i.text)
	}
}

// thicken draws a text once more beside itself: Fyne's theme has one face of fixed width,
// and no bold one.
func (b *outputBrush) thicken(t *canvas.Text) {
	again := b.text()
	again.Text, again.TextSize, again.Color, again.TextStyle = t.Text, t.TextSize, t.Color, t.TextStyle
	again.Move(t.Position().AddXY(0.6, 0))
	again.Resize(t.Size())
}

func (b *outputBrush) style(s ansi.Style) fyne.TextStyle {
	if b.row.face.bold {
		return fyne.TextStyle{Bold: true}
	}
	return fyne.TextStyle{Monospace: true, Italic: s.Italic || b.row.face.kind == run.FromNote}
}

func (b *outputBrush) text() *canvas.Text {
	r := b.row
	if b.texts == len(r.texts) {
		r.texts = append(r.texts, canvas.NewText("", nil))
	}
	t := r.texts[b.texts]
	b.texts++
	b.lay(t)
	return t
}

func (b *outputBrush) fill(at fyne.Position, size fyne.Size, c color.Color) {
	r := b.row
	if b.fills == len(r.fills) {
		r.fills = append(r.fills, canvas.NewRectangle(nil))
	}
	f := r.fills[b.fills]
	b.fills++
	f.FillColor = c
	f.Move(at)
	f.Resize(size)
	b.lay(f)
}

// lay puts an object over those that were drawn before.
func (b *outputBrush) lay(o fyne.CanvasObject) {
	objects := &b.row.box.Objects
	at := 1 + len(b.row.cells) + b.texts + b.fills - 1
	*objects = append((*objects)[:at], o)
}

// finish takes away what is left of the line that was drawn before.
func (b *outputBrush) finish() {
	b.row.box.Objects = b.row.box.Objects[:1+len(b.row.cells)+b.texts+b.fills]
}
