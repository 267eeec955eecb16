package gui

import (
	"path/filepath"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// draft is a plan with edits that no file has.
type draft struct {
	text  string // of a plan file; it need not be a plan
	dir   string // of the plan, which its files are found from
	path  string // of the file that lacks them, "" for none
	saved string // the text of that file
}

const mostDraft = 1 << 20 // bytes of a plan that are kept over the end of the program

// edits returns the edits that no file has; false when there are none.
func (w *Window) edits() (draft, bool) {
	return draft{text: w.form.source(), dir: w.form.base.Dir, path: w.path, saved: w.saved}, w.changed()
}

// replace shows another plan, and offers to bring back edits that it took the
// place of; said is what is said of that.
func (w *Window) replace(said string, show func()) {
	lost, edited := w.edits()
	w.notice.content.Hide()
	show()
	if edited {
		w.notice.offer(said, tr.T("Bring them back"), func() { w.bringBack(lost) }, nil)
	}
}

// bringBack shows a draft again.
func (w *Window) bringBack(d draft) {
	w.replace(tr.T("What was brought back has taken the place of your edits, which were not saved."), func() {
		w.path = d.path
		w.examples.clear()
		w.form.loadSource(d.text, d.dir)
		w.saved = d.saved
		w.planTextState()
		w.edited()
	})
}

// draftToKeep returns the edits that no file has, for the next start. A draft
// that was offered and neither taken nor put away stays as it is.
func (w *Window) draftToKeep() *storedDraft {
	d, edited := w.edits()
	if edited && len(d.text) <= mostDraft {
		return &storedDraft{Text: d.text, Path: d.path, Dir: d.dir}
	}
	return w.prefs.ending().Draft
}

func (w *Window) forgetDraft() {
	e := w.prefs.ending()
	e.Draft = nil
	w.prefs.setEnding(e)
}

// offerDraft offers the edits of the last time.
func (w *Window) offerDraft() {
	kept := w.prefs.ending().Draft
	if kept == nil {
		return
	}
	path := kept.Path
	name := path
	if name == "" {
		name = "plan" + planSuffix
	}
	p, err := plan.Parse(name, []byte(kept.Text))
	if err != nil {
		if unshowable(name, []byte(kept.Text)) != nil {
			w.forgetDraft() // it can't be shown again
			return
		}
		p.Title = filepath.Base(name)
	}
	w.notice.offer(tr.F("Edits of the last time were not saved: %s", p.Title), tr.T("Bring them back"), func() {
		w.forgetDraft()
		w.bringBack(draft{text: kept.Text, dir: kept.Dir, path: path, saved: savedText(path)})
	}, w.forgetDraft)
}

// savedText returns the text of a plan's file, "" when there is none.
func savedText(path string) string {
	if path == "" {
		return ""
	}
	file, err := plan.ReadText(path)
	if err != nil {
		return ""
	}
	text, _ := readable(file)
	return text
}

// loadFirst shows the plan that was asked for, else the one of the last time,
// else the first example.
func (w *Window) loadFirst(asked string) {
	if first, ok := examples.Lookup(examples.First); ok {
		w.showExample(first)
	}
	remembered := w.prefs.planPath()
	if asked != "" {
		w.open(asked)
		return
	}
	if remembered != "" {
		w.openRemembered(remembered)
	}
	if !w.notice.content.Visible() {
		w.offerDraft()
	}
}

// openRemembered shows the plan of the last time. One that can't be read for
// the moment is still the plan of the last time.
func (w *Window) openRemembered(path string) {
	text, err := plan.ReadText(path)
	if err == nil {
		err = unshowable(path, text)
	}
	if err != nil {
		w.notice.offer(tr.F("The plan of the last time, %s, could not be opened.", filepath.Base(path)), tr.T("Try again"),
			func() { w.open(path) }, nil)
		return
	}
	w.showFile(text, path)
}
