package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// tipButton is a button with a tip: for the mouse that rests on it, and for the focus.
type tipButton struct {
	ringButton
	tip string
}

func newTipButton(text string, icon fyne.Resource, tip string, tapped func()) *tipButton {
	b := &tipButton{tip: tip}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// MouseIn shows the tip soon.
func (b *tipButton) MouseIn(e *desktop.MouseEvent) {
	b.Button.MouseIn(e)
	b.MouseMoved(e)
}

// MouseMoved begins the wait for the tip anew.
func (b *tipButton) MouseMoved(e *desktop.MouseEvent) {
	soonOver(b, b.tip, e.AbsolutePosition, arrowHigh)
}

// MouseOut takes the tip away.
func (b *tipButton) MouseOut() {
	b.Button.MouseOut()
	offOver(b)
}

// MouseDown takes the tip away.
func (b *tipButton) MouseDown(*desktop.MouseEvent) { offOver(b) }

// MouseUp does nothing.
func (b *tipButton) MouseUp(*desktop.MouseEvent) {}

// FocusGained shows the tip soon, below the button.
func (b *tipButton) FocusGained() {
	b.ringButton.FocusGained()
	soonOver(b, b.tip, fyne.CurrentApp().Driver().AbsolutePositionForObject(b), b.Size().Height)
}

// FocusLost takes the tip away.
func (b *tipButton) FocusLost() {
	b.ringButton.FocusLost()
	offOver(b)
}

// Tapped takes the tip away before the button does what it is for.
func (b *tipButton) Tapped(e *fyne.PointEvent) {
	offOver(b)
	b.Button.Tapped(e)
}

// TypedKey does so with a key, and presses the button with Enter too: Fyne's knows the
// space bar alone.
func (b *tipButton) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		b.Tapped(nil)
		return
	}
	offOver(b)
	b.Button.TypedKey(e)
}
