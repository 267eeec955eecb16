package gui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/poolscope/poolscope/gui/tr"
)

// keyZoom is by how much a key shortens what the time axis shows, and keyScroll the part
// of it that a key goes on by.
const (
	keyZoom   = 0.5
	keyScroll = 0.25
)

// spanMenu moves the time axis, for whoever has no mouse.
func (w *Window) spanMenu() *fyne.MenuItem {
	item := fyne.NewMenuItem(tr.T("Time axis"), nil)
	var items []*fyne.MenuItem
	for _, l := range lengthNames() {
		name := tr.F("Show %s", l.name)
		if l.length == wholeRun {
			name = tr.T("Show all of the run")
		}
		items = append(items, fyne.NewMenuItem(name, func() { w.live.span.choose(l.length) }))
	}
	item.ChildMenu = fyne.NewMenu("", append(items,
		fyne.NewMenuItemSeparator(),
		keyed(tr.T("Zoom in"), fyne.KeyPlus, w.zoomIn),
		keyed(tr.T("Zoom out"), fyne.KeyMinus, func() { w.live.span.Zoom(1/keyZoom, math.NaN()) }),
		fyne.NewMenuItemSeparator(),
		alternate(tr.T("Back"), fyne.KeyLeft, func() { w.scrollBy(-keyScroll) }),
		alternate(tr.T("Forward"), fyne.KeyRight, func() { w.scrollBy(keyScroll) }),
		alternate(tr.T("To the beginning"), fyne.KeyHome, func() { w.live.span.ScrollToStart() }),
		alternate(tr.T("To now"), fyne.KeyEnd, func() { w.live.span.ScrollToEnd() }),
	)...)
	// Where plus stands on the key of the equals sign, that one is meant.
	for _, held := range []fyne.KeyModifier{0, fyne.KeyModifierShift} {
		equals := &desktop.CustomShortcut{KeyName: fyne.KeyEqual, Modifier: fyne.KeyModifierShortcutDefault | held}
		w.win.Canvas().AddShortcut(equals, func(fyne.Shortcut) { w.zoomIn() })
	}
	return item
}

func (w *Window) zoomIn() { w.live.span.Zoom(keyZoom, math.NaN()) }

// scrollBy moves the time axis by a part of what it shows.
func (w *Window) scrollBy(part float64) {
	from, to := w.live.span.window()
	w.live.span.Scroll(part * (to - from))
}

// alternate is an item with Alt and a key.
func alternate(name string, key fyne.KeyName, tapped func()) *fyne.MenuItem {
	item := fyne.NewMenuItem(name, tapped)
	item.Shortcut = &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt}
	return item
}
