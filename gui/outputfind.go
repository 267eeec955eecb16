package gui

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/ansi"
)

// outputHit is a place where a text was found.
type outputHit struct {
	seq      int // of the line
	from, to int // columns
}

// mostHits is how many places are kept: who looks for a letter does not visit them all.
const mostHits = 10_000

// outputFind is where a text is in the lines that are shown, upper or lower case. Lines
// are looked at once, as they come.
type outputFind struct {
	needle []rune // in lower case, none for nothing
	hits   []outputHit
	at     int // the one that was visited last, -1 for none
}

// look adds the places in a line.
func (f *outputFind) look(seq int, line ansi.Line) {
	if len(f.needle) == 0 || len(f.hits) >= mostHits {
		return
	}
	text := line.Text()
	if !strings.Contains(strings.Map(unicode.ToLower, text), string(f.needle)) {
		return
	}
	runes := []rune(text)
	for i := range runes {
		runes[i] = unicode.ToLower(runes[i])
	}
	column := 0
	for i := 0; i < len(runes); {
		n := 1
		if hasRunes(runes[i:], f.needle) && len(f.hits) < mostHits {
			n = len(f.needle)
			f.hits = append(f.hits, outputHit{seq, column, column + columnsOf(runes[i:i+n])})
		}
		column += columnsOf(runes[i : i+n])
		i += n
	}
}

func hasRunes(text, prefix []rune) bool {
	return len(text) >= len(prefix) && slices.Equal(text[:len(prefix)], prefix)
}

func columnsOf(runes []rune) int {
	n := len(runes)
	for _, r := range runes {
		if isWide(r) {
			n++
		}
	}
	return n
}

// keep forgets the places in lines before one, and from another one on.
func (f *outputFind) keep(from, to int) {
	gone := f.before(from)
	f.hits = f.hits[:max(gone, f.before(to))]
	f.hits = f.hits[gone:]
	f.at = max(-1, min(f.at-gone, len(f.hits)-1))
}

// before counts the places in lines before one.
func (f *outputFind) before(seq int) int {
	n, _ := slices.BinarySearchFunc(f.hits, seq, func(h outputHit, seq int) int { return h.seq - seq })
	return n
}

// step visits the next place, or the one before with by -1, from a line on where none
// was visited yet; after the last comes the first.
func (f *outputFind) step(by, seq int) (outputHit, bool) {
	n := len(f.hits)
	switch {
	case n == 0:
		return outputHit{}, false
	case f.at < 0 && by > 0:
		f.at = f.before(seq) % n
	case f.at < 0:
		f.at = (f.before(seq+1) + n - 1) % n
	default:
		f.at = (f.at + by + n) % n
	}
	return f.hits[f.at], true
}

// of returns the places in a line, and which of them was visited last, -1 for none.
func (f *outputFind) of(seq int) (hits []outputHit, visited int) {
	from, to := f.before(seq), f.before(seq+1)
	if f.at < from || f.at >= to {
		return f.hits[from:to], -1
	}
	return f.hits[from:to], f.at - from
}

// text is "3 of 17".
func (f *outputFind) text() string {
	n := len(f.hits)
	count := countText(n)
	if n >= mostHits {
		count = tr.F("%s or more", count)
	}
	switch {
	case len(f.needle) == 0:
		return ""
	case n == 0:
		return tr.T("not found")
	case f.at < 0:
		return tr.F("%s found", count)
	}
	return tr.F("%s of %s", countText(f.at+1), count)
}

// findNeedle is what is looked for, of what was typed.
func findNeedle(text string) []rune {
	if !utf8.ValidString(text) {
		return nil
	}
	return []rune(strings.Map(unicode.ToLower, text))
}
