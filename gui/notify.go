package gui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// longRun is how long a run takes at least whose end is told to who does not look.
const longRun = 30 * time.Second

// NotifyFunc shows a notification of the desktop. Fyne's goroutine calls it, so that it
// must not wait for the desktop.
type NotifyFunc func(*fyne.Notification)

// sender shows a notification of the desktop. It does not wait for the desktop: a
// service of notifications that does not answer would hold up the window.
func sender(app fyne.App) NotifyFunc {
	return func(n *fyne.Notification) {
		go app.SendNotification(n) // nobody could end it, and it has nothing that has to be left
	}
}

// watchFocus keeps whether the window is the one that is typed into. Fyne does not tell
// whether it can be seen, so one that lies bare beside another counts as unseen.
func (w *Window) watchFocus() {
	life := w.app.Lifecycle()
	life.SetOnEnteredForeground(func() {
		w.unseen = false
		w.recentShared()
	})
	life.SetOnExitedForeground(func() {
		w.unseen = true
		w.tips.off()
	})
}

// notifyEnd tells the desktop that a session has ended while nobody looked.
func (w *Window) notifyEnd() {
	s := w.newest
	if !w.unseen || w.quitting || s == nil || s.Elapsed < longRun || !w.prefs.notifies() {
		return
	}
	w.send(endNotification(s))
}

// endNotification has constant words and numbers alone: on Windows Fyne puts its text
// into a script of PowerShell (SendNotification in app/app_windows.go of v2.7.1). That is
// read as UTF-8, so umlauts are no harm; quotes of any form, $ and ` are.
func endNotification(s *run.Snapshot) *fyne.Notification {
	seconds := strconv.Itoa(int(s.Elapsed.Seconds()))
	if s.Observed != nil {
		return fyne.NewNotification(tr.T("Poolscope: what was observed has ended"), tr.F("It ended after %s s.", seconds))
	}
	c := s.Counts
	return fyne.NewNotification(tr.T("Poolscope: the run has ended"), tr.F("%s done, %s not well, %s not run, after %s s.",
		strconv.Itoa(c.Done), strconv.Itoa(c.Unsuccessful()), strconv.Itoa(c.Cancelled+c.NotRun), seconds))
}
