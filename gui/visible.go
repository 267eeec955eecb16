package gui

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns a line of output as it can be shown: control bytes and
// bytes that are no UTF-8 become their hex code (no font at hand has Unicode's
// pictures of them), marks that would reverse the direction of the text their
// code point, so that nothing a task prints is obeyed and nothing is hidden.
func visible(line string) string {
	if plain(line) {
		return line
	}
	var b strings.Builder
	for len(line) > 0 {
		r, size := utf8.DecodeRuneInString(line)
		if r == utf8.RuneError && size == 1 {
			b.WriteString(hexByte(line[0]))
		} else {
			b.WriteString(symbol(r))
		}
		line = line[size:]
	}
	return b.String()
}

// plain reports whether a line is ASCII that prints, as nearly every line is.
func plain(line string) bool {
	for i := range len(line) {
		if line[i] < ' ' || line[i] > '~' {
			return false
		}
	}
	return true
}

func hexByte(c byte) string {
	const digits = "0123456789ABCDEF"
	return `\x` + string(digits[c>>4]) + string(digits[c&15])
}

func symbol(r rune) string {
	switch {
	case r == '\t':
		return "    "
	case r < ' ' || r == 0x7f:
		return hexByte(byte(r))
	case r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
		return codePoint(r)
	}
	return string(r)
}

func codePoint(r rune) string {
	const digits = "0123456789ABCDEF"
	code := ""
	for range 4 {
		code = string(digits[r&15]) + code
		r >>= 4
	}
	if r > 0 {
		code = string(digits[r&15]) + code
	}
	return "<U+" + code + ">"
}
