package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// sheet is a dialog over the window that Escape closes.
type sheet struct {
	dialog *dialog.CustomDialog
	safe   *sheetButton
}

// sheetButton is a button that closes its sheet on Escape too: Fyne's dialogs
// do not know the key.
type sheetButton struct {
	ringButton
	escape func()
	scroll *container.Scroll // of the sheet, that keys move; nil for none
}

func newSheetButton(text string, tapped, escape func()) *sheetButton {
	b := &sheetButton{escape: escape}
	b.Text, b.OnTapped = text, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey takes Escape and Return and leaves the others to the button.
func (b *sheetButton) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		b.escape()
		return
	}
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		b.OnTapped()
		return
	}
	if b.scroll != nil && scrollByKey(b.scroll, e.Name) {
		return
	}
	b.Button.TypedKey(e)
}

// show shows the sheet with the focus on what does no harm.
func (s *sheet) show(w fyne.Window) {
	s.dialog.Show()
	w.Canvas().Focus(s.safe)
}

// tell shows something to read, and a button to close it.
func tell(w fyne.Window, title string, content fyne.CanvasObject, size fyne.Size) {
	d := dialog.NewCustomWithoutButtons(title, content, w)
	s := &sheet{dialog: d, safe: newSheetButton(tr.T("Close"), d.Hide, d.Hide)}
	s.safe.scroll = scrollIn(content)
	d.SetButtons([]fyne.CanvasObject{container.NewCenter(s.safe)})
	d.Resize(fit(size, w))
	s.show(w)
}

// ask shows a question. The safe answer has the focus; only the other one calls act.
func ask(w fyne.Window, title, text, keep, do string, act func()) *sheet {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	d := dialog.NewCustomWithoutButtons(title, label, w)
	s := &sheet{dialog: d, safe: newSheetButton(keep, d.Hide, d.Hide)}
	acting := func() {
		d.Hide()
		act()
	}
	doing := newSheetButton(do, acting, d.Hide)
	doing.Importance = widget.DangerImportance
	d.SetButtons([]fyne.CanvasObject{container.NewHBox(doing, s.safe)})
	d.Resize(fit(fyne.NewSize(430, 160), w))
	s.show(w)
	return s
}

const mostComplaint = 4000 // bytes of an error that are shown

// complain says what could not be done and why.
func complain(w fyne.Window, title, text string) {
	label := widget.NewLabel(folded(clipped(text, mostComplaint), 100))
	label.Wrapping = fyne.TextWrapWord
	tell(w, title, container.NewVScroll(label), fyne.NewSize(560, 240))
}

// fit keeps a sheet within its window.
func fit(size fyne.Size, w fyne.Window) fyne.Size {
	room := w.Canvas().Size().SubtractWidthHeight(40, 40)
	return size.Min(room)
}

// covered tells whether a sheet lies over a window. The list of a select is an
// overlay too, but no sheet.
func covered(w fyne.Window) bool {
	return slices.ContainsFunc(w.Canvas().Overlays().List(), func(o fyne.CanvasObject) bool {
		_, modal := o.(*widget.PopUp)
		return modal && o.Visible()
	})
}
