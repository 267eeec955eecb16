package gui

import "strings"

// broken puts a line break after so many runes of each line. Fyne's own wrapping
// takes time that grows with the square of a line, so what may be long is broken
// before it is shown.
func broken(text string, columns int) string {
	var b strings.Builder
	used := 0
	for _, r := range text {
		if used == columns && r != '\n' {
			b.WriteByte('\n')
			used = 0
		}
		b.WriteRune(r)
		used++
		if r == '\n' {
			used = 0
		}
	}
	return b.String()
}

// brokenList breaks a list after the commas between its items, where a line
// would be longer than so many bytes.
func brokenList(text string, columns int) string {
	var b strings.Builder
	used := 0
	for i, item := range strings.SplitAfter(text, ", ") {
		if i > 0 && used+len(item) > columns {
			b.WriteByte('\n')
			used = 0
		}
		b.WriteString(item)
		used += len(item)
	}
	return b.String()
}

// clipped returns the first n bytes of a text, or a little less, with a mark
// where more would follow.
func clipped(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + " …"
}
