package metrics

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// kin is what places a process in a tree.
type kin struct {
	pid     int
	parent  int
	group   int // 0 where it is not known, as session
	session int
	threads int // 0 where it is not known
	start   uint64
	image   uint64 // differs between two programs that one process ran, where the system tells
	name    []byte // valid until the next process is read
	dead    bool
	waited  Waited
}

// Waited is the CPU time of the children of a process that ended and were waited
// for, with that of their own such children, in steps of a clock tick.
type Waited = time.Duration

// maxCommand is how many bytes of a command are kept. Linux lets a single argument
// be as long (MAX_ARG_STRLEN of execve(2)).
const maxCommand = 128 << 10

// Line returns how a process was started, in one line that a terminal shows and
// does not obey: arguments separated by blanks, control bytes and what is no text
// written as Go writes them, cut after limit bytes. A process without arguments is
// its name in brackets, and of a hidden one that is said.
func (m Member) Line(limit int) string {
	if m.Hidden && m.Name == "" {
		return "[hidden from this user]"
	}
	text := strings.TrimRight(m.Command, "\x00")
	if text == "" {
		return "[" + visible(m.Name, limit) + "]"
	}
	return visible(strings.ReplaceAll(text[:min(len(text), limit+utf8.UTFMax)], "\x00", " "), limit)
}

// visible returns the beginning of a text with what a terminal would obey escaped.
func visible(text string, limit int) string {
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		shown := text[:size]
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) {
			shown = escaped(shown)
		}
		if b.Len()+len(shown) > limit {
			b.WriteString("…")
			break
		}
		b.WriteString(shown)
		text = text[size:]
	}
	return b.String()
}

// escaped writes a character as it stands in a Go string.
func escaped(char string) string {
	quoted := strconv.Quote(char)
	return quoted[1 : len(quoted)-1]
}
