package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/gui/tr"
)

// appearance says whether the window is light, dark, or of high contrast.
type appearance string

// The appearances a user can choose.
const (
	asDesktop   appearance = "desktop" // what the desktop says, and when it changes
	alwaysLight appearance = "light"
	alwaysDark  appearance = "dark"
	contrasted  appearance = "contrast" // high contrast, on black
)

// lookName is an appearance with its name in menus.
type lookName struct {
	look appearance
	name string
}

func lookNames() []lookName {
	return []lookName{
		{alwaysLight, tr.T("Light theme")}, {alwaysDark, tr.T("Dark theme")}, {contrasted, tr.T("High contrast theme")}, {asDesktop, tr.T("Theme of the desktop")},
	}
}

// ownTheme is Fyne's theme with colours that keep 3:1 for graphics and 4.5:1
// for text in both variants, 7:1 in high contrast, and sizes that leave room at 1024x700.
type ownTheme struct {
	fyne.Theme // fonts, icons, and what is not named here
	look       appearance
	fixed      fyne.Resource // the font of fixed width
}

// newTheme returns the theme of the window.
func newTheme(look appearance) fyne.Theme {
	fynes := theme.DefaultTheme()
	return &ownTheme{Theme: fynes, look: look, fixed: roomy(fynes.Font(fyne.TextStyle{Monospace: true}))}
}

// Color returns the colour of a name, in the chosen variant whatever the
// desktop's is unless it was chosen to follow it.
func (t *ownTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.look {
	case alwaysLight:
		variant = theme.VariantLight
	case alwaysDark, contrasted:
		variant = theme.VariantDark
	case asDesktop:
	}
	named := t.named(variant)
	if name == theme.ColorNameForeground {
		return foreground(named)
	}
	if c, ok := named(name); ok {
		return c
	}
	return t.Theme.Color(name, variant)
}

// named returns what has the colours of a variant.
func (t *ownTheme) named(variant fyne.ThemeVariant) func(fyne.ThemeColorName) (color.NRGBA, bool) {
	switch {
	case t.look == contrasted:
		return contrastColor
	case variant == theme.VariantLight:
		return lightColor
	}
	return darkColor
}

// Size returns the size of a name: denser than Fyne's, which is made for touch.
func (t *ownTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 13
	case theme.SizeNameCaptionText:
		return 11
	case theme.SizeNameSubHeadingText:
		return 16
	case theme.SizeNameHeadingText:
		return 20
	case theme.SizeNamePadding:
		return 3
	case theme.SizeNameInnerPadding:
		return 6
	case theme.SizeNameLineSpacing:
		return 3
	case theme.SizeNameInlineIcon:
		return 18
	case theme.SizeNameScrollBar:
		return 10
	default:
		return t.Theme.Size(name)
	}
}

// lightColor returns what the light variant changes.
func lightColor(name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNameBackground:
		return rgb(0xF5F6F8), true
	case theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return rgb(0xFFFFFF), true
	case theme.ColorNameInputBackground, theme.ColorNameHeaderBackground:
		return rgb(0xE9ECF0), true
	case theme.ColorNameButton:
		return rgb(0xE4E7EC), true
	case theme.ColorNameDisabledButton:
		return rgb(0xECEEF1), true
	case theme.ColorNameForeground:
		return rgb(0x1B1D22), true
	case theme.ColorNamePlaceHolder:
		return rgb(0x606060), true
	case theme.ColorNameDisabled:
		return rgb(0x94979D), true
	case theme.ColorNameInputBorder:
		return rgb(0x8A8A8A), true
	case theme.ColorNameSeparator:
		return rgb(0xDFE2E7), true
	default:
		return lightStatus(name)
	}
}

// lightStatus returns the light variant's colours that mean something.
func lightStatus(name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return rgb(0x1A55C4), true
	case theme.ColorNameSuccess:
		return rgb(0x256B29), true
	case theme.ColorNameWarning:
		return rgb(0x8A5200), true
	case theme.ColorNameError:
		return rgb(0xB71C1C), true
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnSuccess,
		theme.ColorNameForegroundOnWarning, theme.ColorNameForegroundOnError:
		return rgb(0xFFFFFF), true
	case theme.ColorNameFocus:
		return faded(0x1A55C4, 0x40), true
	case theme.ColorNameSelection:
		return faded(0x1A55C4, 0x28), true
	case theme.ColorNameHover:
		return faded(0x000000, 0x0E), true
	case theme.ColorNamePressed:
		return faded(0x000000, 0x1A), true
	default:
		return color.NRGBA{}, false
	}
}

// darkColor returns what the dark variant changes.
func darkColor(name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNameBackground:
		return rgb(0x17181B), true
	case theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground, theme.ColorNameHeaderBackground:
		return rgb(0x24262B), true
	case theme.ColorNameInputBackground:
		return rgb(0x292C32), true
	case theme.ColorNameButton:
		return rgb(0x30333A), true
	case theme.ColorNameDisabledButton:
		return rgb(0x25272C), true
	case theme.ColorNameForeground:
		return rgb(0xECEDEF), true
	case theme.ColorNamePlaceHolder:
		return rgb(0xA3A6AD), true
	case theme.ColorNameDisabled:
		return rgb(0x6C6F76), true
	case theme.ColorNameInputBorder:
		return rgb(0x77777A), true
	case theme.ColorNameSeparator:
		return rgb(0x32353B), true
	default:
		return darkStatus(name)
	}
}

// darkStatus returns the dark variant's colours that mean something.
func darkStatus(name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return rgb(0x6EA0FF), true
	case theme.ColorNameSuccess:
		return rgb(0x5FD068), true
	case theme.ColorNameWarning:
		return rgb(0xFFB02E), true
	case theme.ColorNameError:
		return rgb(0xFF6B5E), true
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnSuccess,
		theme.ColorNameForegroundOnWarning, theme.ColorNameForegroundOnError:
		return rgb(0x101318), true
	case theme.ColorNameFocus:
		return faded(0x6EA0FF, 0x48), true
	case theme.ColorNameSelection:
		return faded(0x6EA0FF, 0x30), true
	case theme.ColorNameHover:
		return faded(0xFFFFFF, 0x12), true
	case theme.ColorNamePressed:
		return faded(0xFFFFFF, 0x1C), true
	default:
		return color.NRGBA{}, false
	}
}

// shortcutAlpha is seen as opaque, and so is the low byte of 95 % of it.
const shortcutAlpha = 0xFFCA

// foreground returns the colour of text in the high bytes, and in the low ones
// quiet text's for the shortcuts in menus. Fyne 2.7.1 makes their colour
// (shortcutColor in widget/menu_item.go) of the low bytes of the foreground's 16
// bits and of 95 % of its opacity: of any plain colour it would be a fifth as
// opaque as text, and no other name of the theme sets it.
func foreground(named func(fyne.ThemeColorName) (color.NRGBA, bool)) color.Color {
	text, _ := named(theme.ColorNameForeground)
	quiet, _ := named(theme.ColorNamePlaceHolder)
	both := func(high, low uint8) uint16 { return min(uint16(high)<<8|uint16(low), shortcutAlpha) }
	return color.RGBA64{R: both(text.R, quiet.R), G: both(text.G, quiet.G), B: both(text.B, quiet.B), A: shortcutAlpha}
}

// rgb returns an opaque colour written 0xRRGGBB.
func rgb(hex uint32) color.NRGBA { return faded(hex, 0xFF) }

// faded returns a colour written 0xRRGGBB with an opacity.
func faded(hex uint32, alpha uint8) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: alpha}
}
