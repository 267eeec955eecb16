package argv

import (
	"fmt"
	"strings"
	"unicode"
)

// ColumnError says that a command asks for a column that its input has not.
type ColumnError struct{ text string }

// Error names the placeholder and the columns that there are.
func (e *ColumnError) Error() string { return e.text }

func columnErrorf(format string, args ...any) error {
	return &ColumnError{text: fmt.Sprintf(format, args...)}
}

// strangerAt says that a text begins with what looks like the placeholder of a column,
// and is none of the names: to leave it as it is would hand a typing error to a program.
// Other text in braces, such as {print $1} or {a,b}, is nobody's.
func strangerAt(text string, names []string) error {
	inside, _, closed := strings.Cut(text[1:], "}")
	word := strings.TrimRight(inside, "./")
	_, form := formOf(inside[len(word):])
	if !closed || !form || !isColumnWord(word) {
		return nil
	}
	if len(names) == 0 {
		return columnErrorf("{%s} names no column: the input has none", inside)
	}
	return columnErrorf("{%s} names no column: there are %s; a script for the shell keeps its braces", inside, shownList(names))
}

// isColumnWord reports whether a text is what columns are usually called: letters,
// digits, "_" and "-".
func isColumnWord(text string) bool {
	if strings.Trim(text, "-") == "" {
		return false
	}
	for _, r := range text {
		if r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return true
}

// shownList returns names as a person may read them on a terminal, the first of many.
func shownList(names []string) string {
	const most = 20
	var all []string
	for _, name := range names[:min(most, len(names))] {
		all = append(all, shown(name))
	}
	if len(names) > most {
		all = append(all, fmt.Sprintf("%d more", len(names)-most))
	}
	return strings.Join(all, ", ")
}
