package gui

import (
	"time"

	"fyne.io/fyne/v2/widget"
)

// openMenu has the focus while a menu of the bar is open (menuBarItem in
// internal/driver/glfw of Fyne 2.7.1).
type openMenu interface{ Child() *widget.Menu }

// menuPatience is how often it is looked whether an open menu was closed.
const menuPatience = 100 * time.Millisecond

// refreshMenu has the menus drawn as they are now, once none is open: Fyne makes all of
// them anew (MainMenu.Refresh), and what somebody was choosing from would be gone.
func (w *Window) refreshMenu() {
	if _, open := w.win.Canvas().Focused().(openMenu); !open {
		w.menuStale = false
		w.menu.Refresh()
		return
	}
	if !w.menuStale {
		w.menuStale = true
		w.refreshLater()
	}
}

// refreshLater looks again in a moment, unless the window is gone by then.
func (w *Window) refreshLater() {
	w.pumps.Go(func() {
		select {
		case <-time.After(menuPatience):
			w.post(func() {
				w.menuStale = false
				w.refreshMenu()
			})
		case <-w.closed:
		}
	})
}
