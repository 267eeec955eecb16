package ansi

import "strings"

// sequence is an escape sequence as ECMA-48 (5th edition, 5.4 and 5.6) has them.
type sequence struct {
	size   int    // bytes
	final  byte   // of a control sequence, "ESC [ … final"; 0 of the others
	params string // of a control sequence
}

const escape = 0x1b

// cut returns the escape sequence that a text begins with. One that is not whole is
// none.
func cut(text string) (sequence, bool) {
	if len(text) < 2 || text[0] != escape {
		return sequence{}, false
	}
	switch text[1] {
	case '[':
		return cutControl(text)
	case ']', 'P', 'X', '^', '_':
		return cutString(text)
	}
	return cutShort(text)
}

// cutControl cuts "ESC [", parameters, intermediate bytes, a final byte.
func cutControl(text string) (sequence, bool) {
	params := span(text, 2, 0x30, 0x3f)
	end := span(text, params, 0x20, 0x2f)
	if end == len(text) || text[end] < 0x40 || text[end] > 0x7e {
		return sequence{}, false
	}
	s := sequence{size: end + 1, params: text[2:params]}
	if end == params { // with an intermediate byte a final one means something else
		s.final = text[end]
	}
	return s, true
}

// cutString cuts a string of characters with its end: ESC \, or BEL, which xterm takes
// for one after "ESC ]".
func cutString(text string) (sequence, bool) {
	for i := 2; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\a' && text[1] == ']':
			return sequence{size: i + 1}, true
		case c == escape:
			ends := strings.HasPrefix(text[i+1:], `\`)
			return sequence{size: i + 2}, ends
		case c < ' ':
			return sequence{}, false
		}
	}
	return sequence{}, false
}

// cutShort cuts ESC, intermediate bytes, a final byte.
func cutShort(text string) (sequence, bool) {
	end := span(text, 1, 0x20, 0x2f)
	if end == len(text) || text[end] < 0x30 || text[end] > 0x7e {
		return sequence{}, false
	}
	return sequence{size: end + 1}, true
}

// span returns where bytes within bounds end that begin at a place.
func span(text string, at int, low, high byte) int {
	for at < len(text) && text[at] >= low && text[at] <= high {
		at++
	}
	return at
}
