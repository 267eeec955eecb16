package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

const pageRows = 20 // that a key for a page goes on by

// rowsOfKey is by how many rows a key moves the choice in a table whose last row is
// last; false for a key that does not.
func rowsOfKey(key fyne.KeyName, last int) (int, bool) {
	by, ok := map[fyne.KeyName]int{
		fyne.KeyDown: 1, fyne.KeyUp: -1, fyne.KeyPageDown: pageRows, fyne.KeyPageUp: -pageRows, fyne.KeyHome: -last - 1, fyne.KeyEnd: last + 1,
	}[key]
	return by, ok
}

// tappedNear hands on a click until it met a cell. Fyne's table does nothing where one
// is between two cells; then it goes to the next one.
func tappedNear(e *fyne.PointEvent, met func(*fyne.PointEvent) bool) {
	for _, gap := range []fyne.Delta{{}, {DY: theme.Padding()}, {DX: theme.Padding()}, {DX: theme.Padding(), DY: theme.Padding()}} {
		near := *e
		near.Position = e.Position.Add(gap)
		if met(&near) {
			return
		}
	}
}
