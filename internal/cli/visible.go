package cli

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine returns text as one line that a terminal shows and does not obey:
// what cannot be printed is written as Go writes it, so a name or an input can
// neither move the cursor nor forge a line.
func oneLine(text string) string {
	var b strings.Builder
	for rest := text; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		writeVisible(&b, r, rest[:size])
		rest = rest[size:]
	}
	return b.String()
}

func writeVisible(b *strings.Builder, r rune, raw string) {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		fmt.Fprintf(b, `\x%02x`, raw[0])
	case r == ' ' || unicode.IsPrint(r):
		b.WriteString(raw)
	default:
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
}

// shorten cuts a text that would fill a screen, and says how much is missing.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return fmt.Sprintf("%s… (%d bytes more)", text[:cut], len(text)-cut)
}

// visible passes on what tasks print to a terminal: lines and tabs as they
// are, every other control character in caret notation, as cat -v writes it.
// It remembers a character that ended in the middle.
type visible struct{ partial []byte }

func (v *visible) filter(data []byte) []byte {
	if len(v.partial) > 0 {
		data = append(v.partial, data...)
		v.partial = nil
	}
	var b strings.Builder
	for len(data) > 0 {
		if !utf8.FullRune(data) {
			v.partial = append([]byte(nil), data...)
			break
		}
		r, size := utf8.DecodeRune(data)
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r == '\r' && len(data) > 1 && data[1] == '\n':
			// The line ends of another system are no danger.
		case r < ' ':
			b.WriteString("^" + string(r+'@'))
		default:
			writeVisible(&b, r, string(data[:size]))
		}
		data = data[size:]
	}
	return []byte(b.String())
}
