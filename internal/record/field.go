package record

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// formulas are what a spreadsheet takes a text for a formula by, where it begins with
// one: those of ASCII, and their wide forms, which some take for the same.
const formulas = "=+-@＝＋－＠"

// appendField appends a text of any bytes as a field of CSV that is one line, UTF-8, and
// a formula to no spreadsheet. What cannot stand there as it is becomes \xNN, a byte each
// (issue 4: an input is never code): control characters, bytes that are no UTF-8, and
// what would begin a formula, at the beginning or behind a semicolon, where some
// spreadsheets cut a line. A backslash before an x is \x5c, so that the bytes can be told.
func appendField(dst []byte, text string) []byte {
	if plainField(text) {
		return append(dst, text...)
	}
	dst = append(dst, '"')
	begins := true
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		char := text[i : i+size]
		i += size
		switch {
		case r == utf8.RuneError && size == 1, unicode.IsControl(r), r == '\u2028', r == '\u2029',
			r == '\\' && strings.HasPrefix(text[i:], "x"),
			begins && strings.ContainsRune(formulas, r):
			dst = appendBytes(dst, char)
		case r == '"':
			dst = append(dst, `""`...)
		default:
			dst = append(dst, char...)
		}
		begins = r == ';' || begins && unicode.IsSpace(r)
	}
	return append(dst, '"')
}

const hexDigits = "0123456789abcdef"

func appendBytes(dst []byte, char string) []byte {
	for i := range len(char) {
		dst = append(dst, '\\', 'x', hexDigits[char[i]>>4], hexDigits[char[i]&15])
	}
	return dst
}

// plainField reports whether a text means itself without quotes to whatever reads it.
func plainField(text string) bool {
	for i := range len(text) {
		c := text[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
		if !letter && (i == 0 || c != '-' && c != '.') {
			return false
		}
	}
	return true
}
