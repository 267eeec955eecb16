package gui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

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
	life.SetOnEnteredForeground(func() { w.unseen = false })
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
// into a script of PowerShell (SendNotification in app/app_windows.go of v2.7.1).
func endNotification(s *run.Snapshot) *fyne.Notification {
	after := " after " + strconv.Itoa(int(s.Elapsed.Seconds())) + " s."
	if s.Observed != nil {
		return fyne.NewNotification("Poolscope: what was observed has ended", "It ended"+after)
	}
	c := s.Counts
	return fyne.NewNotification("Poolscope: the run has ended", strconv.Itoa(c.Done)+" done, "+
		strconv.Itoa(c.Unsuccessful())+" not well, "+strconv.Itoa(c.Cancelled+c.NotRun)+" not run,"+after)
}
