package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// heading returns the name of a group of fields over a thin line.
func heading(name string) fyne.CanvasObject {
	text := newCaption(name)
	text.segment.Style.ColorName = theme.ColorNameForeground
	text.segment.Style.TextStyle.Bold = true
	text.Wrapping = fyne.TextWrapOff
	return container.New(headingLayout{}, text, widget.NewSeparator())
}

// headingLayout puts the name close to the line below it, both as wide as the form.
type headingLayout struct{}

const headingCut = 5 // of the air around a caption

func (headingLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	return fyne.NewSize(size.Width, size.Height-2*headingCut+theme.SeparatorThicknessSize())
}

func (headingLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	thick := theme.SeparatorThicknessSize()
	objects[0].Move(fyne.NewPos(0, -headingCut))
	objects[0].Resize(fyne.NewSize(size.Width, size.Height+2*headingCut-thick))
	objects[1].Move(fyne.NewPos(0, size.Height-thick))
	objects[1].Resize(fyne.NewSize(size.Width, thick))
}
