package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/gui/chart"
)

// cellText is what a cell of a table shows.
type cellText struct {
	text   string
	align  fyne.TextAlign
	color  fyne.ThemeColorName
	bold   bool
	swatch int                 // number of a worker, 0 for none
	fill   fyne.ThemeColorName // behind it, "" for none
}

// The objects of a cell, in the order in which they are drawn.
const (
	fillObject = iota
	swatchObject
	textObject
)

// newCell makes a cell of plain text: a label's padding would halve the number
// of rows that can be seen.
func newCell() fyne.CanvasObject {
	fill := canvas.NewRectangle(nil)
	fill.Hide()
	return container.New(cellLayout{}, fill, chart.NewSwatch(0), canvas.NewText("", nil))
}

func setCell(o fyne.CanvasObject, c cellText) {
	objects := o.(*fyne.Container).Objects
	mark, text := objects[swatchObject].(*chart.Swatch), objects[textObject].(*canvas.Text)
	setFill(objects[fillObject].(*canvas.Rectangle), c.fill)
	mark.SetStyle(style(max(1, c.swatch)))
	show(mark, c.swatch > 0)
	text.Text, text.Alignment, text.TextStyle.Bold = c.text, c.align, c.bold
	text.Color, text.TextSize = theme.Color(c.color), theme.TextSize()
	text.Refresh()
}

func setFill(fill *canvas.Rectangle, name fyne.ThemeColorName) {
	show(fill, name != "")
	if name == "" {
		return
	}
	if c := theme.Color(name); fill.FillColor != c {
		fill.FillColor = c
		fill.Refresh()
	}
}

// cellLayout puts a cell's objects over each other, with some air at the sides of
// what is read. What lies behind it goes on over the gap to the next column.
type cellLayout struct{}

const (
	cellSide   = 4
	cellHeight = 19
)

func (cellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(20, cellHeight) }

func (cellLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects[swatchObject:] {
		o.Move(fyne.NewPos(cellSide, 0))
		o.Resize(fyne.NewSize(max(0, size.Width-2*cellSide), size.Height))
	}
	objects[fillObject].Move(fyne.NewPos(0, 0))
	objects[fillObject].Resize(fyne.NewSize(size.Width+theme.Padding(), size.Height))
}
