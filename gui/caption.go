package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// caption is text that takes as many lines as it needs, in a colour of the
// theme: a label's low importance has the contrast of what is disabled, which
// is too little to read.
type caption struct {
	widget.RichText
	segment *widget.TextSegment
}

// newCaption returns a caption of small, quiet text.
func newCaption(text string) *caption {
	c := &caption{segment: &widget.TextSegment{Text: text}}
	c.segment.Style = widget.RichTextStyle{ColorName: theme.ColorNamePlaceHolder, SizeName: theme.SizeNameCaptionText}
	c.Segments = []widget.RichTextSegment{c.segment}
	c.Wrapping, c.Scroll = fyne.TextWrapWord, fyne.ScrollNone
	c.ExtendBaseWidget(c)
	return c
}

// SetText changes the text.
func (c *caption) SetText(text string) {
	if c.segment.Text == text {
		return
	}
	c.segment.Text = text
	c.Refresh()
}

func (c *caption) text() string { return c.segment.Text }
