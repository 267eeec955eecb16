package chart

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// paper is a theme with the colours that matter to a chart, of one variant.
type paper struct {
	fyne.Theme
	variant fyne.ThemeVariant
}

// wear gives the test a theme of a variant.
func wear(tb testing.TB, v fyne.ThemeVariant) {
	tb.Helper()
	test.NewTempApp(tb)
	fyne.CurrentApp().Settings().SetTheme(paper{theme.DefaultTheme(), v})
}

func (p paper) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 13
	case theme.SizeNameCaptionText:
		return 11
	default:
		return p.Theme.Size(name)
	}
}

func (p paper) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	var dark, light uint32
	switch name {
	case theme.ColorNameBackground:
		dark, light = 0x17181B, 0xF5F6F8
	case theme.ColorNameOverlayBackground:
		dark, light = 0x24262B, 0xFFFFFF
	case theme.ColorNameForeground:
		dark, light = 0xECEDEF, 0x1B1D22
	case theme.ColorNamePlaceHolder:
		dark, light = 0xA3A6AD, 0x676767
	case theme.ColorNameSeparator:
		dark, light = 0x32353B, 0xDFE2E7
	case theme.ColorNameError:
		dark, light = 0xFF6B5E, 0xC62828
	case theme.ColorNameWarning:
		dark, light = 0xFFB02E, 0x9A5B00
	case theme.ColorNameForegroundOnWarning:
		dark, light = 0x101318, 0xFFFFFF
	case theme.ColorNameSuccess:
		dark, light = 0x5FD068, 0x2E7D32
	case theme.ColorNamePrimary:
		dark, light = 0x6EA0FF, 0x1F5FD6
	case theme.ColorNameInputBorder:
		dark, light = 0x77777A, 0x8A8A8A
	default:
		return p.Theme.Color(name, p.variant)
	}
	hex := dark
	if p.variant == theme.VariantLight {
		hex = light
	}
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xFF}
}
