package gui

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// keysText lists the shortcuts as the menus have them.
func keysText(m *fyne.MainMenu) string {
	var lines []string
	for _, menu := range m.Items {
		lines = append(lines, keysOf(menu)...)
	}
	lines = append(lines, pad("Alt")+tr.T("open the menus"), pad("Tab")+tr.T("next field"), pad("Space")+tr.T("press the button that has the focus, choose a row"),
		pad("Shift+F10")+tr.T("or Menu: what can be done with the chosen worker"),
		pad("Ctrl+C")+tr.T("copy the table of workers or of tasks, where it has the focus"),
		pad("Ctrl+F")+tr.T("in the output: find a text; Enter and Shift+Enter go from place to place"),
		pad("End")+tr.T("in the output: follow the newest line; Shift with arrows or the mouse: more lines for Ctrl+C"),
		pad("Escape")+tr.T("close a dialog, empty a filter"),
		pad(tr.T("Wheel"))+tr.T("over the charts: zoom at the mouse; drawing them sideways scrolls"),
		pad(tr.T("Shift+drag"))+tr.T("over the charts, or with the right button: zoom to a stretch"),
		pad(tr.T("Arrows"))+tr.T("after a click on the charts: scroll and zoom; Home and End: to the beginning, to now"),
		pad(tr.T("Left, Right"))+tr.T("while a task's card is open: the worker's task before, the next one"))
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
func pad(key string) string { return key + strings.Repeat(" ", max(1, 12-utf8.RuneCountInString(key))) }

// reading shows a text that may be longer than its sheet.
func reading(text string, style fyne.TextStyle) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	l.TextStyle = style
	return container.NewVScroll(l)
}
