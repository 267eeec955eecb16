package gui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// planEntry is an editor for the text of a plan. Tab leaves it, as it leaves all of the
// form: no plan needs one.
type planEntry struct {
	widget.Entry
	lines *container.Scroll // what Fyne scrolls its text in; nil before it is shown
	moved func()            // called when other lines are in sight

	refused func(why string) // called where something is not taken
}

func newPlanEntry() *planEntry {
	e := &planEntry{moved: func() {}, refused: func(string) {}}
	e.MultiLine, e.Wrapping, e.TextStyle.Monospace = true, fyne.TextWrapOff, true
	e.ExtendBaseWidget(e)
	return e
}

// AcceptsTab lets Tab move the focus.
func (e *planEntry) AcceptsTab() bool { return false }

// CreateRenderer is what a Fyne widget is asked for. Of what Fyne makes of an entry, what
// its text scrolls in is kept: there is no other way to it.
func (e *planEntry) CreateRenderer() fyne.WidgetRenderer {
	r := e.Entry.CreateRenderer()
	for _, o := range r.Objects() {
		if lines, ok := o.(*container.Scroll); ok {
			e.lines = lines
			lines.OnScrolled = func(fyne.Position) { e.moved() }
		}
	}
	return r
}

// fits reports whether a text has room in the place of what is selected, and says where it
// has none: not is what becomes of it. What is too large to be edited would hold up the
// window, and could not be shown again.
func (e *planEntry) fits(text, not string) bool {
	before, after := around(&e.Entry)
	if unfitScript(before+text+after) == "" {
		return true
	}
	e.refused(tr.F("%s: with it the text would be too large to be edited here. The most is %s in %s lines; long inputs can "+
		"be in a file of their own.", not, byteText(mostScript), strconv.Itoa(mostScriptLines)))
	return false
}

// TypedRune types a letter that has room.
func (e *planEntry) TypedRune(r rune) {
	if e.fits(string(r), tr.T("Not typed")) {
		e.Entry.TypedRune(r)
	}
}

// TypedKey begins a line that has room. Other keys are the entry's.
func (e *planEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name != fyne.KeyReturn && k.Name != fyne.KeyEnter || e.fits("\n", tr.T("No other line")) {
		e.Entry.TypedKey(k)
	}
}

// TypedShortcut pastes what has room, with lines as a plan's text has them here. Other
// shortcuts are the entry's.
func (e *planEntry) TypedShortcut(s fyne.Shortcut) {
	paste, ok := s.(*fyne.ShortcutPaste)
	if !ok {
		e.Entry.TypedShortcut(s)
		return
	}
	text, _ := readable([]byte(paste.Clipboard.Content()))
	if e.fits(text, tr.T("Not pasted")) {
		e.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip(text)})
	}
}

// setQuietly shows a text from its beginning, and tells nobody of it as of an edit.
func (e *planEntry) setQuietly(text string) {
	told := e.OnChanged
	e.OnChanged = nil
	e.SetText(text)
	e.OnChanged = told
	e.put(0)
}

// put puts the cursor at the beginning of a line, from 0.
func (e *planEntry) put(line int) {
	e.CursorRow, e.CursorColumn = line, 0
	e.Refresh()
}

// offset is how far the text is scrolled down.
func (e *planEntry) offset() float32 {
	if e.lines == nil {
		return 0
	}
	return e.lines.Offset.Y
}
