package chart

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// labels are the texts of one part of the chart. They are made once and changed
// only when what they say changes: making the picture of a text is what costs.
type labels struct {
	texts []*canvas.Text
	used  int
	size  float32
}

// begin starts a new round of put.
func (l *labels) begin(size float32) { l.used, l.size = 0, size }

// put shows a text at a place, and returns its width.
func (l *labels) put(text string, c color.Color, style fyne.TextStyle, x, y float32) float32 {
	if l.used == len(l.texts) {
		l.texts = append(l.texts, canvas.NewText("", c))
	}
	t := l.texts[l.used]
	l.used++
	if t.Text != text || t.Color != c || t.TextSize != l.size || t.TextStyle != style {
		t.Text, t.Color, t.TextSize, t.TextStyle = text, c, l.size, style
		t.Resize(t.MinSize())
		t.Refresh()
	}
	t.Move(fyne.NewPos(x, y))
	t.Show()
	return t.Size().Width
}

// end hides the texts that this round did not need.
func (l *labels) end() {
	for _, t := range l.texts[l.used:] {
		if t.Visible() {
			t.Hide()
		}
	}
}

// appendTo appends the texts to a list of objects.
func (l *labels) appendTo(objects []fyne.CanvasObject) []fyne.CanvasObject {
	for _, t := range l.texts {
		objects = append(objects, t)
	}
	return objects
}
