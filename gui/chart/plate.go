package chart

import "fyne.io/fyne/v2"

// plateWidth is what a text takes on its plate, with a sample before it or without.
func (r *renderer) plateWidth(text string, style int) float32 {
	wide := r.ruler.width(text) + 2*plateEdge
	if style != Nobody {
		wide += plateSample + plateEdge
	}
	return wide
}

// plated writes a text on a plate, whose upper left corner is at a place.
func (r *renderer) plated(text string, style int, at fyne.Position) {
	wide := r.plateWidth(text, style)
	r.painter.under = append(r.painter.under, plate{box{at.X, at.Y + 1, wide, r.ruler.height - 2}, style})
	r.texts[plateTexts].put(text, r.painter.text, fyne.TextStyle{}, at.X+wide-plateEdge-r.ruler.width(text), at.Y)
}
