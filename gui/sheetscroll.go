package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// scrollIn returns the first thing in a sheet that scrolls, nil for none. Fyne's scrolls
// can't have the focus, so that who has no mouse would see the first of a long text alone.
func scrollIn(o fyne.CanvasObject) *container.Scroll {
	switch o := o.(type) {
	case *container.Scroll:
		return o
	case *fyne.Container:
		for _, part := range o.Objects {
			if found := scrollIn(part); found != nil {
				return found
			}
		}
	}
	return nil
}

// lineStep is by how much an arrow key moves a text, and how much of it stays in sight
// where a key moves it by what is seen.
const lineStep = 36

// scrollByKey moves what scrolls, and tells whether the key is one that does.
func scrollByKey(s *container.Scroll, key fyne.KeyName) bool {
	page, all := max(lineStep, s.Size().Height-lineStep), s.Content.MinSize().Height
	by, ok := map[fyne.KeyName]float32{
		fyne.KeyUp: -lineStep, fyne.KeyDown: lineStep, fyne.KeyPageUp: -page, fyne.KeyPageDown: page, fyne.KeyHome: -all, fyne.KeyEnd: all,
	}[key]
	if ok {
		most := max(0, all-s.Size().Height)
		s.ScrollToOffset(fyne.NewPos(s.Offset.X, min(most, max(0, s.Offset.Y+by))))
	}
	return ok
}
