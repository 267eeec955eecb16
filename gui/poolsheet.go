package gui

import (
	"cmp"
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/workload"
)

// request is a sheet with something to fill in, one button that leaves all as it is
// and one that acts on what was filled in.
type request struct {
	sheet   *sheet
	acting  *sheetButton
	usual   string        // what the acting button says where nothing can be done
	note    *widget.Label // what is wrong, or what would be done
	content fyne.CanvasObject
}

// actingWidth holds the longest text of an acting button: it changes while its
// sheet is open.
const actingWidth = 180

// newRequest returns a sheet that was not shown yet. keep and do name its buttons;
// act is called after it has gone.
func newRequest(w fyne.Window, title string, field fyne.CanvasObject, keep, do string, act func()) *request {
	r := &request{usual: do, note: widget.NewLabel("")}
	r.note.Wrapping = fyne.TextWrapWord
	r.content = container.NewBorder(nil, r.note, nil, nil, field)
	d := dialog.NewCustomWithoutButtons(title, r.content, w)
	r.sheet = &sheet{dialog: d, safe: newSheetButton(keep, d.Hide, d.Hide)}
	r.acting = newSheetButton(do, func() {
		if !r.acting.Disabled() {
			d.Hide()
			act()
		}
	}, d.Hide)
	r.acting.Importance = widget.HighImportance
	d.SetButtons([]fyne.CanvasObject{container.NewHBox(r.sheet.safe, fixedWidth(actingWidth, r.acting))})
	return r
}

// say shows what the acting button would do, and what is to be known of it; "" as
// do is nothing that could be done.
func (r *request) say(do, note string) {
	able(&r.acting.Button, do != "")
	if text := cmp.Or(do, r.usual); r.acting.Text != text {
		r.acting.SetText(text)
	}
	if r.note.Text != note {
		r.note.SetText(note)
	}
}

// poolSizeTapped asks how many slots the pool should have.
func (w *Window) poolSizeTapped() {
	if !w.resizable() {
		return
	}
	now, auto := w.slots(), w.newest.Plan
	auto.Pool.Workers = 0
	var r *request
	var slots int
	var size *stepper
	read := func(string) {
		n, ok := size.number()
		slots = n
		r.say(resizeText(now, n, ok))
	}
	size = newStepper(max(16, 2*now), auto.Workers, read)
	r = newRequest(w.win, tr.T("Pool size"), size.content, tr.F("Keep %s", plural(now, "slot")), tr.T("Resize"), func() { w.resize(slots) })
	size.entry.SetText(strconv.Itoa(now))
	size.entry.escape, size.entry.OnSubmitted = r.sheet.dialog.Hide, func(string) { r.acting.OnTapped() }
	r.sheet.dialog.Resize(fit(fyne.NewSize(430, 210), w.win))
	r.sheet.show(w.win)
	w.win.Canvas().Focus(size.entry)
	size.entry.TypedShortcut(&fyne.ShortcutSelectAll{}) // what is typed takes the place of it
}

// resizeText says what a number of slots would do to a pool.
func resizeText(now, n int, ok bool) (do, note string) {
	switch {
	case !ok || n < 1 || n > launcher.MaxWorkers:
		return "", tr.F("A pool has 1 to %s slots.", countText(launcher.MaxWorkers))
	case n == now:
		return "", tr.F("The pool has %s.", plural(now, "slot"))
	case n < now:
		return tr.F("Resize to %s", plural(n, "slot")), leaving(now - n)
	}
	return tr.F("Resize to %s", plural(n, "slot")), joining(n - now)
}

func leaving(workers int) string {
	return fmt.Sprintf(tr.N(workers, "%s worker will end after what they run now.", "%s workers will end after what they run now."), countText(workers))
}

func joining(workers int) string {
	return fmt.Sprintf(tr.N(workers, "%s worker will be started.", "%s workers will be started."), countText(workers))
}

// addInputsTapped asks for further inputs.
func (w *Window) addInputsTapped() {
	if w.poolHand() == nil {
		return
	}
	task, _ := workload.Lookup(w.newest.Plan.Task.Name)
	var r *request
	var in plan.Inputs
	entry := newInputsEntry(func() { r.sheet.dialog.Hide() })
	entry.SetMinRowsVisible(5)
	entry.SetPlaceHolder(tr.T("such as 1, 2, 3"))
	entry.OnChanged = func(text string) {
		var err error
		in, err = plan.ParseInputs(plan.Values, text, task)
		r.say(addText(in, err))
	}
	r = newRequest(w.win, tr.T("Add inputs"), entry, tr.T("Add nothing"), tr.T("Add inputs"), func() { w.addInputs(in.Values) })
	r.say(addText(in, nil))
	r.sheet.dialog.Resize(fit(fyne.NewSize(480, 300), w.win))
	r.sheet.show(w.win)
	w.win.Canvas().Focus(entry)
}

// inputsEntry is a listEntry that closes its sheet on Escape.
type inputsEntry struct {
	listEntry
	escape func()
}

func newInputsEntry(escape func()) *inputsEntry {
	e := &inputsEntry{escape: escape}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapOff
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey takes Escape and leaves the others to the entry.
func (e *inputsEntry) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape {
		e.escape()
		return
	}
	e.listEntry.TypedKey(key)
}

// addText says what adding some inputs would do.
func addText(in plan.Inputs, err error) (do, note string) {
	switch {
	case err != nil:
		return "", foreign(reason(err))
	case len(in.Values) == 0:
		return "", tr.T("One task for each value, after those of the plan.")
	}
	return tr.F("Add %s", plural(len(in.Values), "input")), tr.T("One task for each value, after those of the plan.")
}
