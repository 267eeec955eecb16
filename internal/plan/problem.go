package plan

import (
	"fmt"
	"strings"
)

// Problem is one thing wrong with a plan.
type Problem struct { //nolint:errname // to a person it is a problem, and one word per thing
	File string // "" for a plan that came from no file
	Line int    // from 1; 0 where none can be named
	Key  string // "pool.workers"
	Text string // what is there and what would be right, for a person
}

// Error returns "file:line: key: text", without what is not known.
func (p Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
	}
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(p.Text)
	return b.String()
}

// Problems is all that is wrong with a plan, in the order of the file. A plan
// with problems starts nothing.
type Problems []Problem //nolint:errname // see Problem

// Error returns one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Of returns the text of the first problem with the key, or "".
func (ps Problems) Of(key string) string {
	for _, p := range ps {
		if p.Key == key {
			return p.Text
		}
	}
	return ""
}
