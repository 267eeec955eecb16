package gui

import "github.com/poolscope/poolscope/gui/tr"

// Warn shows a sentence until it is put away, and keeps it among the warnings. It returns
// at once and may be called by any goroutine.
func (w *Window) Warn(err error) {
	w.post(func() { w.notice.offer(sentence(err), tr.T("Show all of it"), w.warningsTapped, nil) })
}
