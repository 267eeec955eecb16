package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// keysText lists the shortcuts as the menus have them.
func keysText(m *fyne.MainMenu) string {
	var lines []string
	for _, menu := range m.Items {
		lines = append(lines, keysOf(menu)...)
	}
	lines = append(lines, pad("Alt")+"open the menus", pad("Tab")+"next field", pad("Space")+"press the button that has the focus, choose a row",
		pad("Shift+F10")+"or Menu: what can be done with the chosen worker",
		pad("Ctrl+C")+"copy the table of workers, where it has the focus",
		pad("Ctrl+F")+"in the output: find a text; Enter and Shift+Enter go from place to place",
		pad("End")+"in the output: follow the newest line; Shift with arrows or the mouse: more lines for Ctrl+C",
		pad("Escape")+"close a dialog, empty a filter",
		pad("Wheel")+"over the charts: zoom at the mouse; drawing them sideways scrolls",
		pad("Arrows")+"after a click on the charts: scroll and zoom; Home and End: to the beginning, to now")
	return strings.Join(lines, "\n")
}

// keysOf lists the shortcuts of a menu and of those that it opens.
func keysOf(menu *fyne.Menu) []string {
	var lines []string
	for _, item := range menu.Items {
		if s, ok := item.Shortcut.(fyne.KeyboardShortcut); ok {
			lines = append(lines, pad(keyText(s))+strings.TrimSuffix(item.Label, " …"))
		}
		if item.ChildMenu != nil {
			lines = append(lines, keysOf(item.ChildMenu)...)
		}
	}
	return lines
}

// pad fills the column of the keys.
func pad(key string) string { return key + strings.Repeat(" ", max(1, 12-len(key))) }

// reading shows a text that may be longer than its sheet.
func reading(text string, style fyne.TextStyle) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	l.TextStyle = style
	return container.NewVScroll(l)
}
