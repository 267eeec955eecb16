package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// sheetCheck is a box to tick that closes its sheet on Escape; see sheetButton.
type sheetCheck struct {
	widget.Check

	escape func()
}

func newSheetCheck(text string, changed func(bool), escape func()) *sheetCheck {
	c := &sheetCheck{escape: escape}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey takes Escape and leaves the others to the box.
func (c *sheetCheck) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape {
		c.escape()
		return
	}
	c.Check.TypedKey(key)
}
