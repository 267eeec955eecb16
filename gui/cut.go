package gui

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// cutToFit returns the most of a text that is no wider than width as t is drawn, with a
// mark where more would follow.
func cutToFit(s string, t *canvas.Text, width float32) string {
	for n := utf8.RuneCountInString(s); n > 0; n-- {
		short := cutText(s, n)
		if fyne.MeasureText(short, t.TextSize, t.TextStyle).Width <= width {
			return short
		}
	}
	return ""
}

// cutText returns the first n columns of a text, with a mark where more would
// follow. Whatever is not ASCII counts as two columns, as wide as it can be.
func cutText(s string, n int) string {
	used, last := 0, 0 // last: where the rune before begins, which gives way to the mark
	for i, r := range s {
		used++
		if r >= utf8.RuneSelf {
			used++
		}
		if used > n {
			return s[:last] + "…"
		}
		last = i
	}
	return s
}
