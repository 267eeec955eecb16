package gui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// niceField sets a niceness: by typing, by one down or up, or with the slider below.
type niceField struct {
	entry   *sheetEntry
	slider  *widget.Slider
	content fyne.CanvasObject
}

// newNiceField returns a field; changed is called each time that what it says changes, and
// escape when whoever types wants to leave.
func newNiceField(changed, escape func()) *niceField {
	f := &niceField{entry: newSheetEntry(nil, escape), slider: widget.NewSlider(launcher.LeastNice, launcher.MostNice)}
	f.entry.OnChanged = func(string) {
		if n, ok := f.number(); ok {
			f.slider.SetValue(float64(n))
		}
		changed()
	}
	f.slider.OnChanged = func(v float64) {
		if n, ok := f.number(); !ok || n != int(v) {
			f.set(int(v))
		}
	}
	less := widget.NewButtonWithIcon("", theme.ContentRemoveIcon(), func() { f.step(-1) })
	more := widget.NewButtonWithIcon("", theme.ContentAddIcon(), func() { f.step(1) })
	ends := container.NewBorder(nil, nil, widget.NewLabel(tr.T("-20: most of a core")), widget.NewLabel(tr.T("19: least")))
	f.content = container.NewVBox(container.NewBorder(nil, nil, less, more, f.entry), f.slider, ends)
	return f
}

// number returns what is set; false when it is no niceness.
func (f *niceField) number() (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(f.entry.Text))
	return n, err == nil && n >= launcher.LeastNice && n <= launcher.MostNice
}

func (f *niceField) set(n int) { f.entry.SetText(strconv.Itoa(n)) }

func (f *niceField) step(by int) {
	if n, ok := f.number(); ok {
		f.set(min(launcher.MostNice, max(launcher.LeastNice, n+by)))
	}
}

// niceTapped asks how nice a worker or process should be. What is answered is for that
// one, whatever is selected by then.
func (w *Window) niceTapped(r run.Row) {
	if _, ok := w.shareOf(r); !ok {
		return
	}
	var q *request
	var field *niceField
	name := w.nameOf(r)
	field = newNiceField(func() {
		n, ok := field.number()
		q.say(niceWord(name, r.Usage.Nice, n, ok))
	}, func() { q.sheet.dialog.Hide() })
	q = newRequest(w.win, tr.F("Niceness of %s", name), field.content, keepNiceWord(r.Usage.Nice), tr.T("Set"), func() {
		n, _ := field.number()
		w.setNice(r, n)
	})
	if r.Usage.Nice == metrics.UnknownNice {
		q.say(niceWord(name, r.Usage.Nice, 0, false))
	} else {
		field.set(r.Usage.Nice)
	}
	q.sheet.dialog.Resize(fit(fyne.NewSize(470, 290), w.win))
	q.sheet.show(w.win)
}

func keepNiceWord(nice int) string {
	if nice == metrics.UnknownNice {
		return tr.T("Keep it as it is")
	}
	return tr.F("Keep %s", strconv.Itoa(nice))
}

// niceWord says what a niceness would do to who has another one, and whether there is a
// way back.
func niceWord(name string, now, n int, ok bool) (do, note string) {
	switch {
	case !ok:
		return "", tr.F("Niceness goes from %s to %s: the higher, the less of a core that others want as well. 0 is usual.",
			strconv.Itoa(launcher.LeastNice), strconv.Itoa(launcher.MostNice))
	case n == now:
		return "", tr.F("%s has niceness %s, and so have the threads and programs that it starts.", name, strconv.Itoa(now))
	case now != metrics.UnknownNice && !mayBeNice(n, now):
		return "", tr.F("Only root may make %s less nice than it is (%s).", name, strconv.Itoa(now))
	}
	note = niceEffect(now, n)
	if !mayBeNice(now, n) {
		note += " " + tr.T("Only root could take that back.")
	}
	return tr.F("Set to %s", strconv.Itoa(n)), note
}
