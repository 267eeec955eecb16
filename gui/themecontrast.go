package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// contrastColor returns what the high contrast variant changes: a black ground, white
// text and yellow for what can be chosen. Text keeps 7:1, which WCAG 2.2 asks for
// enhanced contrast (success criterion 1.4.6), graphics 3:1.
func contrastColor(name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNameBackground:
		return rgb(0x000000), true
	case theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground, theme.ColorNameHeaderBackground:
		return rgb(0x121212), true
	case theme.ColorNameInputBackground:
		return rgb(0x0C0C0C), true
	case theme.ColorNameButton:
		return rgb(0x1E1E1E), true
	case theme.ColorNameDisabledButton:
		return rgb(0x0C0C0C), true
	case theme.ColorNameForeground, theme.ColorNameInputBorder:
		return rgb(0xFFFFFF), true
	case theme.ColorNamePlaceHolder:
		return rgb(0xDADADA), true
	case theme.ColorNameDisabled:
		return rgb(0x9A9A9A), true
	case theme.ColorNameSeparator:
		return rgb(0x767676), true
	case theme.ColorNameScrollBar:
		return rgb(0xFFFFFF), true
	default:
		return contrastStatus(name)
	}
}

// contrastStatus returns the high contrast variant's colours that mean something.
func contrastStatus(name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return rgb(0xFFE600), true
	case theme.ColorNameSuccess:
		return rgb(0x7CFC8A), true
	case theme.ColorNameWarning:
		return rgb(0xFFC24A), true
	case theme.ColorNameError:
		return rgb(0xFF9A90), true
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnSuccess,
		theme.ColorNameForegroundOnWarning, theme.ColorNameForegroundOnError:
		return rgb(0x000000), true
	case theme.ColorNameFocus:
		return faded(0xFFE600, 0x48), true
	case theme.ColorNameSelection:
		return faded(0xFFE600, 0x2C), true
	case theme.ColorNameHover:
		return faded(0xFFFFFF, 0x20), true
	case theme.ColorNamePressed:
		return faded(0xFFFFFF, 0x28), true
	default:
		return color.NRGBA{}, false
	}
}
