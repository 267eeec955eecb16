package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// rowFilter asks for some of the rows of the table of workers. It takes room only while
// it is used.
type rowFilter struct {
	entry   *sheetEntry
	count   *widget.Label
	content *fyne.Container
	changed func()
	left    func() // gives the focus back to the table
	resized func() // lays out what it lies in
}

func newRowFilter(changed, left func()) *rowFilter {
	f := &rowFilter{count: widget.NewLabel(""), changed: changed, left: left, resized: func() {}}
	f.entry = newSheetEntry(func(string) { left() }, f.close)
	f.entry.SetPlaceHolder(tr.T("Filter: name, PID, state, exit or command"))
	f.entry.OnChanged = func(string) { f.changed() }
	f.count.Alignment = fyne.TextAlignTrailing
	end := widget.NewButtonWithIcon("", theme.CancelIcon(), f.close)
	end.Importance = widget.LowImportance
	f.content = container.NewBorder(nil, nil, nil, container.NewHBox(fixedWidth(filterCount, f.count), end), f.entry)
	f.content.Hide()
	return f
}

const filterCount = 124 // wide enough for "10,000 of 10,500" in each language

// open shows the filter and has the focus there.
func (f *rowFilter) open(canvas fyne.Canvas) {
	f.content.Show()
	f.resized()
	canvas.Focus(f.entry)
}

// close asks for all rows again, and takes no more room.
func (f *rowFilter) close() {
	f.entry.SetText("")
	f.content.Hide()
	f.resized()
	f.left()
}

// tell says how many of the rows are shown.
func (f *rowFilter) tell(shown, all int) {
	if text := tr.F("%s of %s", countText(shown), countText(all)); text != f.count.Text {
		f.count.SetText(text)
	}
}
