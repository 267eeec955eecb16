package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// framed puts an object between a top and a bottom, of which the top may change its
// height. Fyne remembers a single container that needs another layout, and forgets it for
// one further on in the tree that does too (EnsureMinSize in internal/driver/common,
// v2.7.1): were the bottom further on, a text of it that gets wider in the same picture
// would leave a gap where a line of the top has gone, and one that comes over the object.
func framed(top, bottom, middle fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewBorderLayout(top, bottom, nil, nil), middle, bottom, top)
}
