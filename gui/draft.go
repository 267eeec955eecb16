package gui

import (
	"path/filepath"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
)

// draft is a plan with edits that no file has.
type draft struct {
	plan  plan.Plan
	path  string // of the file that lacks them, "" for none
	saved string // the text of that file
}

const mostDraft = 1 << 20 // bytes of a plan that are kept over the end of the program

// edits returns the edits that no file has; false when there are none.
func (w *Window) edits() (draft, bool) {
	p, _ := w.form.plan()
	return draft{plan: p, path: w.path, saved: w.saved}, w.changed(p)
}

// replace shows another plan, and offers to bring back edits that it took the
// place of.
func (w *Window) replace(show func()) {
	lost, edited := w.edits()
	w.notice.content.Hide()
	show()
	if edited {
		w.notice.offer("Another plan has taken the place of your edits, which were not saved.", "Bring them back",
			func() { w.bringBack(lost) }, nil)
	}
}

// bringBack shows a draft again.
func (w *Window) bringBack(d draft) {
	w.replace(func() {
		w.path = d.path
		w.examples.clear()
		w.form.load(d.plan)
		w.saved = d.saved
		w.edited()
	})
}

// draftToKeep returns the edits that no file has, for the next start. A draft
// that was offered and neither taken nor put away stays as it is.
func (w *Window) draftToKeep() *storedDraft {
	d, edited := w.edits()
	text := string(d.plan.Encode())
	if edited && len(text) <= mostDraft {
		return &storedDraft{Text: text, Path: d.path, Dir: d.plan.Dir}
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
		w.forgetDraft() // it can't be shown again
		return
	}
	p.Dir = kept.Dir
	w.notice.offer("Edits of the last time were not saved: "+p.Title, "Bring them back", func() {
		w.forgetDraft()
		w.bringBack(draft{plan: p, path: path, saved: savedText(path)})
	}, w.forgetDraft)
}

// savedText returns the text of a plan's file as Poolscope would write it, ""
// when there is none.
func savedText(path string) string {
	if path == "" {
		return ""
	}
	p, err := plan.Load(path)
	if err != nil {
		return ""
	}
	return string(p.Encode())
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
	p, err := plan.Load(path)
	if err != nil {
		w.notice.offer("The plan of the last time, "+filepath.Base(path)+", could not be opened.", "Try again",
			func() { w.open(path) }, nil)
		return
	}
	w.showFile(p, path)
}
