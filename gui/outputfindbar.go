package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// outputFindBar asks for a text that is looked for in the lines. It takes room only while
// it is used.
type outputFindBar struct {
	entry   *findEntry
	count   *widget.Label
	content *fyne.Container
	left    func() // gives the focus back to the lines
	sought  func(text string)
}

// newOutputFindBar makes one that hands on what is typed, and which way to go from place
// to place: 1 or -1.
func newOutputFindBar(sought func(string), visit func(by int), left func()) *outputFindBar {
	b := &outputFindBar{count: shortLabel(), left: left, sought: sought}
	b.entry = newFindEntry(visit, b.close)
	b.entry.SetPlaceHolder(tr.T("Find in these lines; Enter for the next, Shift+Enter for the one before"))
	b.entry.OnChanged = sought
	b.count.Alignment = fyne.TextAlignTrailing
	buttons := container.NewHBox(fixedWidth(170, b.count))
	for _, way := range []struct {
		icon fyne.Resource
		do   func()
	}{{theme.MoveUpIcon(), func() { visit(-1) }}, {theme.MoveDownIcon(), func() { visit(1) }}, {theme.CancelIcon(), b.close}} {
		button := widget.NewButtonWithIcon("", way.icon, way.do)
		button.Importance = widget.LowImportance
		buttons.Add(button)
	}
	b.content = container.NewBorder(nil, nil, nil, buttons, b.entry)
	b.content.Hide()
	return b
}

// open shows the bar and has the focus there.
func (b *outputFindBar) open(canvas fyne.Canvas) {
	b.content.Show()
	canvas.Focus(b.entry)
	b.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	if b.entry.Text != "" {
		b.sought(b.entry.Text)
	}
}

// close looks for nothing any more, and takes no more room.
func (b *outputFindBar) close() {
	b.content.Hide()
	b.sought("")
	b.left()
}

// tell says how many places there are.
func (b *outputFindBar) tell(text string) {
	if b.count.Text != text {
		b.count.SetText(text)
	}
}

// findEntry is a line to type in that goes from place to place on Enter.
type findEntry struct {
	sheetEntry
	visit func(by int)
}

func newFindEntry(visit func(int), escape func()) *findEntry {
	e := &findEntry{visit: visit}
	e.escape = escape
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey takes Enter, with Shift or without, and leaves the others to the entry.
func (e *findEntry) TypedKey(key *fyne.KeyEvent) {
	switch {
	case key.Name != fyne.KeyReturn && key.Name != fyne.KeyEnter:
		e.sheetEntry.TypedKey(key)
	case shiftHeld():
		e.visit(-1)
	default:
		e.visit(1)
	}
}
