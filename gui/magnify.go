package gui

import (
	"image"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
)

// ScaleFunc has all of the window drawn so many times as large as the desktop has it; 1
// takes that back. It holds for windows that are made after it and from the next theme on.
// Fyne's goroutine calls it.
type ScaleFunc func(times float64)

const magnifyKey = "size"

// usualSize is how many times as large as the desktop has it the window is, unless
// something else was chosen.
const usualSize = 1

// sizes are those that can be chosen. Fyne rounds to tenths (calculateScale in
// internal/driver/glfw/scale.go of v2.7.1).
func sizes() []float64 { return []float64{0.8, 0.9, usualSize, 1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.5, 3} }

func sizeName(times float64) string { return strconv.FormatFloat(100*times, 'f', 0, 64) + " %" }

// magnified is how many times as large the window is, one of sizes.
func (p preferences) magnified() float64 {
	for _, times := range sizes() {
		if rateText(times) == p.store.String(magnifyKey) {
			return times
		}
	}
	return usualSize
}

func (p preferences) setMagnified(times float64) {
	text := rateText(times)
	if times == usualSize {
		text = ""
	}
	p.store.SetString(magnifyKey, text)
}

// magnifier sets how large the window is.
type magnifier struct {
	set    ScaleFunc   // nil where the environment says it
	screen image.Point // what it has for windows in its own units, zero where that is not known
}

// fitting returns the names of the sizes in which the screen can show the smallest window,
// of which so much is least units at a scale of 1, and that of now in any case: who could
// not see all of the window could not make it smaller again.
func (m magnifier) fitting(least fyne.Size, now float64, scale float32) []string {
	var names []string
	for _, times := range sizes() {
		room := roomOf(m.screen, scale*float32(times/now))
		if times <= now || least.Width <= room.Width && least.Height <= room.Height {
			names = append(names, sizeName(times))
		}
	}
	return names
}

// magnify has the window drawn as large as is remembered.
func (w *Window) magnify() {
	if times := w.prefs.magnified(); w.magnifier.set != nil && times != usualSize {
		w.magnifier.set(times)
	}
}

// fitScreen makes the window no larger than the screen can show.
func (w *Window) fitScreen() {
	w.room = roomOf(w.magnifier.screen, w.win.Canvas().Scale())
	if size := w.win.Canvas().Size(); size.Width > w.room.Width || size.Height > w.room.Height {
		w.win.Resize(size.Min(w.room))
	}
}

// sizeChosen draws all of the window in another size.
func (w *Window) sizeChosen(times float64) {
	if times == w.prefs.magnified() {
		return
	}
	w.prefs.setMagnified(times)
	if w.magnifier.set != nil {
		w.magnifier.set(times)
		w.ApplyTheme()
	}
}

// sizeNamed is sizeChosen by the name of a size.
func (w *Window) sizeNamed(name string) {
	if percent, err := strconv.ParseFloat(strings.TrimSuffix(name, " %"), 64); err == nil {
		w.sizeChosen(percent / 100)
	}
}
