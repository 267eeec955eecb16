package gui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
)

// listEntry is an entry of several lines that Tab leaves: Fyne's would take the
// key for itself, and who has no mouse could not get out.
type listEntry struct {
	widget.Entry
	lines  *container.Scroll                              // what Fyne scrolls its text in; nil before it is shown
	pasted func(text string) (instead string, paste bool) // of what is pasted; nil pastes it as it is
}

func newListEntry() *listEntry {
	e := &listEntry{}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapOff
	e.ExtendBaseWidget(e)
	return e
}

// AcceptsTab lets Tab move the focus.
func (e *listEntry) AcceptsTab() bool { return false }

// TypedShortcut pastes what pasted makes of the clipboard. All else is Fyne's.
func (e *listEntry) TypedShortcut(s fyne.Shortcut) {
	if paste, ok := s.(*fyne.ShortcutPaste); ok && e.pasted != nil && !e.Disabled() {
		text, ok := e.pasted(paste.Clipboard.Content())
		if !ok {
			return
		}
		s = &fyne.ShortcutPaste{Clipboard: clip(text)}
	}
	e.Entry.TypedShortcut(s)
}

// around returns the text before and after the place where a paste goes, without what is
// selected: the cursor is at either end of that.
func around(e *widget.Entry) (before, after string) {
	rows := strings.Split(e.Text, "\n")
	row := min(e.CursorRow, len(rows)-1)
	line := []rune(rows[row])
	column := min(e.CursorColumn, len(line))
	before = strings.Join(append(slices.Clone(rows[:row]), string(line[:column])), "\n")
	after = strings.Join(append([]string{string(line[column:])}, rows[row+1:]...), "\n")
	selected := e.SelectedText()
	if short, ok := strings.CutSuffix(before, selected); ok {
		return short, after
	}
	return before, strings.TrimPrefix(after, selected)
}

// clip is a clipboard that holds a text, and keeps it.
type clip string

// Content returns the text.
func (c clip) Content() string { return string(c) }

// SetContent does nothing.
func (clip) SetContent(string) {}

// CreateRenderer is what a Fyne widget is asked for. Of what Fyne makes of an entry,
// what its text scrolls in is kept: there is no other way to it.
func (e *listEntry) CreateRenderer() fyne.WidgetRenderer {
	r := e.Entry.CreateRenderer()
	for _, o := range r.Objects() {
		if lines, ok := o.(*container.Scroll); ok {
			e.lines = lines
		}
	}
	return r
}

// scrolled moves the text as a turn of the wheel asks for, and reports whether it moved:
// not where it ends, nor sideways by a turn up or down.
func (e *listEntry) scrolled(turn *fyne.ScrollEvent) bool {
	if e.lines == nil || turn.Scrolled.DX == 0 && e.lines.Content.MinSize().Height <= e.lines.Size().Height {
		return false
	}
	before := e.lines.Offset
	e.lines.Scrolled(turn)
	return e.lines.Offset != before
}

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
