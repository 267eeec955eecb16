package gui

import (
	_ "embed"

	"fyne.io/fyne/v2"
)

//go:embed icon.png
var iconPNG []byte

// Icon returns the picture of the program.
func Icon() fyne.Resource { return fyne.NewStaticResource("poolscope.png", iconPNG) }
