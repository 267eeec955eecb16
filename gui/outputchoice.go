package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// outputChoice is the lines that are chosen: from the first that was pressed to the one
// that was pressed last with Shift, by how many came before each in the run.
type outputChoice struct {
	any         bool
	first, last int
}

func (c outputChoice) has(seq int) bool {
	return c.any && seq >= min(c.first, c.last) && seq <= max(c.first, c.last)
}

// lineAt returns the line of a row.
func (v *outputView) lineAt(row int) (shownLine, bool) {
	row -= v.cutRows()
	if row < 0 || row >= v.lines.rows() {
		return shownLine{}, false
	}
	at, _ := v.lines.at(row)
	return v.lines.lines[at], true
}

// pressed chooses the line of a row, or all to it from the one that was chosen.
func (v *outputView) pressed(row int, further bool) {
	l, ok := v.lineAt(row)
	switch {
	case !ok:
		v.chosen = outputChoice{}
	case further && v.chosen.any:
		v.chosen.last = l.seq
	default:
		v.chosen = outputChoice{true, l.seq, l.seq}
	}
	v.pane.Refresh()
}

// openRow shows the line of a row as a whole; the row in the place of those that are no
// longer here offers all of them.
func (v *outputView) openRow(row int) {
	if l, ok := v.lineAt(row); ok {
		v.open(l.OutputLine)
	} else if row < v.cutRows() && v.newest.Output.All != nil {
		v.all.OnTapped()
	}
}

// rowMenu shows what can be done with the line of a row.
func (v *outputView) rowMenu(row int, at fyne.Position) {
	l, ok := v.lineAt(row)
	canvas := fyne.CurrentApp().Driver().CanvasForObject(v.pane)
	if !ok || canvas == nil {
		return
	}
	if !v.chosen.has(l.seq) {
		v.pressed(row, false)
	}
	items := []*fyne.MenuItem{
		fyne.NewMenuItem(tr.T("Copy"), v.copy),
		fyne.NewMenuItem(tr.T("Show the whole line"), func() { v.open(l.OutputLine) }),
	}
	if l.Task >= 0 {
		items = append(items, fyne.NewMenuItem(tr.F("Only task %s", taskText(l.Task)), func() { v.showTask(l.Task) }))
	}
	if l.Worker != "" {
		items = append(items, fyne.NewMenuItem(tr.F("Only %s", visible(l.Worker)), func() { v.show(l.Worker) }))
	}
	if v.lines.wish.whose() != "" {
		items = append(items, fyne.NewMenuItem(tr.T("All tasks"), func() { v.show("") }))
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), canvas, at)
}

// copy puts the chosen lines on the clipboard, as they are shown.
func (v *outputView) copy() {
	var lines []run.OutputLine
	for _, l := range v.lines.lines {
		if v.chosen.has(l.seq) {
			lines = append(lines, l.OutputLine)
		}
	}
	if len(lines) > 0 {
		fyne.CurrentApp().Clipboard().SetContent(copiedText(lines, v.lines.raw))
	}
}

func (v *outputView) shortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy:
		v.copy()
	case *fyne.ShortcutSelectAll:
		if n := len(v.lines.lines); n > 0 {
			v.chosen = outputChoice{true, v.lines.lines[0].seq, v.lines.lines[n-1].seq}
			v.pane.Refresh()
		}
	}
}

// typed does what a key says, and reports whether it knows the key.
func (v *outputView) typed(e *fyne.KeyEvent) bool {
	switch name := e.Name; {
	case name == fyne.KeyEnd:
		v.followOn()
	case name == fyne.KeyUp:
		v.step(-1)
	case name == fyne.KeyDown:
		v.step(1)
	case name == fyne.KeyEscape:
		v.chosen = outputChoice{}
		v.pane.Refresh()
	case !v.chosen.any:
		return false
	case name == fyne.KeyReturn || name == fyne.KeyEnter:
		v.openRow(v.chosenRow())
	case name == desktop.KeyMenu || name == fyne.KeyF10 && shiftHeld():
		place := fyne.NewPos(outputLeft(), float32(v.chosenRow()+1)*outputHeight-v.pane.scroll.Offset.Y)
		v.rowMenu(v.chosenRow(), fyne.CurrentApp().Driver().AbsolutePositionForObject(v.pane.scroll).Add(place))
	default:
		return false
	}
	return true
}

// chosenRow is that of the line that was chosen last.
func (v *outputView) chosenRow() int { return v.lines.rowOf(v.chosen.last) + v.cutRows() }

// step chooses the line before the chosen one, or the next: with Shift besides it.
func (v *outputView) step(by int) {
	n := len(v.lines.lines)
	if n == 0 {
		return
	}
	row := v.pane.top() - v.cutRows()
	at, _ := v.lines.at(max(0, min(row, v.lines.rows()-1)))
	if v.chosen.any {
		at, _ = v.lines.at(min(v.lines.rowOf(v.chosen.last), v.lines.rows()-1))
		at = max(0, min(at+by, n-1))
	}
	row = v.lines.rowOf(v.lines.lines[at].seq) + v.cutRows()
	v.followOff()
	v.pane.reveal(row)
	v.pressed(row, shiftHeld())
}

// followTapped has the newest line stay in sight, or no longer.
func (v *outputView) followTapped() {
	if v.following {
		v.followOff()
	} else {
		v.followOn()
	}
}

func (v *outputView) followOn() {
	v.following = true
	v.followFace()
	if v.newest != nil {
		v.take()
	}
}

func (v *outputView) followOff() {
	v.following = false
	v.followFace()
}

// moved follows again once the end is in sight, and no longer once it is not.
func (v *outputView) moved(byHand bool) { //nolint:revive // who scrolled
	if byHand && v.following != v.pane.atEnd() {
		v.following = v.pane.atEnd()
		v.followFace()
	}
}

// followFace has the button say whether the newest line stays in sight.
func (v *outputView) followFace() {
	text, importance := tr.T("Follow"), widget.HighImportance
	if v.following {
		text, importance = tr.T("Following"), widget.MediumImportance
	}
	if v.follow.Text != text {
		v.follow.Importance = importance
		v.follow.SetText(text)
	}
}

// focus has the keys act on the lines.
func (v *outputView) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.pane); c != nil {
		c.Focus(v.pane)
	}
}

// sought looks for another text, and visits the first place from what is in sight on.
func (v *outputView) sought(text string) {
	v.lines.seek(findNeedle(text))
	v.visit(1)
}

// visit goes to the next place where the text was found, or to the one before.
func (v *outputView) visit(by int) {
	from, part := v.topLine()
	if part < 0 {
		from = 0
	}
	if h, ok := v.lines.find.step(by, from); ok {
		v.followOff()
		row := v.lines.rowOf(h.seq)
		if v.lines.columns > 0 {
			row += h.from / v.lines.columns
		}
		v.pane.reveal(row + v.cutRows())
	}
	v.find.tell(v.lines.find.text())
	v.pane.Refresh()
}
