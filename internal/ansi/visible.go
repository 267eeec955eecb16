package ansi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns a text as it can be shown: control bytes and bytes that are no UTF-8
// become their hex code (no font at hand has Unicode's pictures of them), marks that
// would reverse the direction of the text their code point, so that nothing a program
// prints is obeyed and nothing is hidden. A tab becomes four spaces.
func Visible(text string) string {
	if printable(text) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		shown, size, _ := next(text)
		if text[0] == '\t' {
			shown = "    "
		}
		b.WriteString(shown)
		text = text[size:]
	}
	return b.String()
}

// printable reports whether a text is ASCII that prints, as nearly every line is.
func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// next returns how the first character of a text is shown, how many bytes it has, and
// whether what is shown stands for it.
func next(text string) (shown string, size int, stands bool) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == utf8.RuneError && size == 1, r < ' ', r == 0x7f:
		return hexByte(text[0]), 1, true
	case r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
		return codePoint(r), size, true
	}
	return text[:size], size, false
}

func hexByte(c byte) string {
	const digits = "0123456789ABCDEF"
	return `\x` + string(digits[c>>4]) + string(digits[c&15])
}

func codePoint(r rune) string {
	const digits = "0123456789ABCDEF"
	code := ""
	for n := 0; n < 4 || r > 0; n++ {
		code = string(digits[r&15]) + code
		r >>= 4
	}
	return "<U+" + code + ">"
}
