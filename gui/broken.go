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

// folded puts a line break at the last space before so many runes of each line,
// or inside a word that is longer.
func folded(text string, columns int) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		runes := []rune(line)
		for len(runes) > columns {
			cut := columns
			for cut > 0 && runes[cut] != ' ' {
				cut--
			}
			rest := cut + 1 // without the space
			if cut == 0 {
				cut, rest = columns, columns
			}
			lines = append(lines, string(runes[:cut]))
			runes = runes[rest:]
		}
		lines = append(lines, string(runes))
	}
	return strings.Join(lines, "\n")
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
