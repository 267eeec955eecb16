package gui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
)

// listEntry is an entry of several lines that Tab leaves: Fyne's would take the
// key for itself, and who has no mouse could not get out.
type listEntry struct{ widget.Entry }

func newListEntry() *listEntry {
	e := &listEntry{}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapOff
	e.ExtendBaseWidget(e)
	return e
}

// AcceptsTab lets Tab move the focus.
func (e *listEntry) AcceptsTab() bool { return false }

// inputsText returns inputs as they can be edited. Runes that are not seen or
// would turn the text around stand as JSON escapes, which read back as the same;
// they can only be in texts, which are in quotes.
func inputsText(in plan.Inputs) string {
	text := in.Text()
	if in.Kind != plan.Values || plain(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			b.WriteString(escaped(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// escaped returns a rune as JSON escapes it: in two halves beyond U+FFFF.
func escaped(r rune) string {
	if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
		return fmt.Sprintf(`\u%04x\u%04x`, high, low)
	}
	return fmt.Sprintf(`\u%04x`, r)
}
