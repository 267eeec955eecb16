package gui

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/gui/chart"
)

// contrast returns the contrast ratio of a colour on an opaque ground, as WCAG
// 2.2 defines it.
func contrast(c, ground color.Color) float64 {
	a, b := luminance(over(c, ground)), luminance(ground)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// over returns how a colour that may be translucent looks on a ground.
func over(c, ground color.Color) color.Color {
	r, g, b, a := c.RGBA()
	gr, gg, gb, _ := ground.RGBA()
	blend := func(v, under uint32) uint16 { return uint16(v + under*(0xFFFF-a)/0xFFFF) }
	return color.RGBA64{R: blend(r, gr), G: blend(g, gg), B: blend(b, gb), A: 0xFFFF}
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// leastText is the contrast that text has to have: what WCAG 2.2 asks for, and in high
// contrast what it calls enhanced.
func leastText(look appearance) float64 {
	if look == contrasted {
		return 7
	}
	return 4.5
}

// looks returns the appearances with the variant that each has to show
// whatever variant it is asked for.
func looks() map[appearance]fyne.ThemeVariant {
	return map[appearance]fyne.ThemeVariant{alwaysLight: theme.VariantLight, alwaysDark: theme.VariantDark, contrasted: theme.VariantDark}
}

func TestTextHasContrast(t *testing.T) {
	type pair struct{ text, ground fyne.ThemeColorName }
	var pairs []pair
	grounds := []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground}
	for _, text := range []fyne.ThemeColorName{
		theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameHyperlink, theme.ColorNamePrimary,
		theme.ColorNameError, theme.ColorNameSuccess, theme.ColorNameWarning,
	} {
		for _, ground := range grounds {
			pairs = append(pairs, pair{text, ground})
		}
	}
	pairs = append(
		pairs,
		pair{theme.ColorNameForeground, theme.ColorNameInputBackground},
		pair{theme.ColorNamePlaceHolder, theme.ColorNameInputBackground},
		pair{theme.ColorNameError, theme.ColorNameInputBackground},
		pair{theme.ColorNameForeground, theme.ColorNameButton},
		pair{theme.ColorNameForeground, theme.ColorNameHeaderBackground},
		pair{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
		pair{theme.ColorNameForegroundOnError, theme.ColorNameError},
		pair{theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess},
		pair{theme.ColorNameForegroundOnWarning, theme.ColorNameWarning},
	)
	for look, variant := range looks() {
		th := newTheme(look)
		for _, p := range pairs {
			if got := contrast(th.Color(p.text, variant), th.Color(p.ground, variant)); got < leastText(look) {
				t.Errorf("%s: contrast of %s on %s = %.2f, want %v at least", look, p.text, p.ground, got, leastText(look))
			}
		}
	}
}

func TestTextHasContrastWhereItIsSelectedOrHovered(t *testing.T) {
	for look, variant := range looks() {
		th := newTheme(look)
		for _, tint := range []fyne.ThemeColorName{theme.ColorNameSelection, theme.ColorNameHover, theme.ColorNamePressed, theme.ColorNameFocus} {
			for _, ground := range []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameInputBackground, theme.ColorNameButton} {
				tinted := over(th.Color(tint, variant), th.Color(ground, variant))
				if got := contrast(th.Color(theme.ColorNameForeground, variant), tinted); got < leastText(look) {
					t.Errorf("%s: contrast of text on %s over %s = %.2f, want %v at least", look, tint, ground, got, leastText(look))
				}
			}
		}
	}
}

// TestTextHasContrastInMarkedRows is of what stands in the rows of tables and of the output
// that are selected, or that came or went a moment ago. What can't be used is exempt
// (WCAG 2.2, 1.4.3), and no row is.
func TestTextHasContrastInMarkedRows(t *testing.T) {
	for look, variant := range looks() {
		th := newTheme(look)
		for _, mark := range []fyne.ThemeColorName{theme.ColorNameSelection, theme.ColorNamePressed} {
			ground := over(th.Color(mark, variant), th.Color(theme.ColorNameBackground, variant))
			for _, text := range []fyne.ThemeColorName{
				theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameWarning, theme.ColorNameError, theme.ColorNameSuccess, theme.ColorNamePrimary,
			} {
				if got := contrast(th.Color(text, variant), ground); got < leastText(look) {
					t.Errorf("%s: contrast of %s in a row that is marked by %s = %.2f, want %v at least", look, text, mark, got, leastText(look))
				}
			}
		}
	}
}

func TestTheMeterHasContrast(t *testing.T) {
	for look, variant := range looks() {
		th := newTheme(look)
		for _, bar := range []fyne.ThemeColorName{theme.ColorNamePrimary, theme.ColorNameError} {
			if got := contrast(th.Color(bar, variant), th.Color(theme.ColorNameDisabledButton, variant)); got < 3 {
				t.Errorf("%s: contrast of %s in the meter = %.2f, want 3 at least", look, bar, got)
			}
		}
	}
}

func TestGraphicsHaveContrast(t *testing.T) {
	for look, variant := range looks() {
		th := newTheme(look)
		graphics := map[string]color.Color{"input border": th.Color(theme.ColorNameInputBorder, variant)}
		for i, c := range chart.Palette(variant) {
			graphics["palette "+string('0'+rune(i))] = c
		}
		graphics["nobody's style"] = chart.StyleColor(-1, variant)
		for name, c := range graphics {
			for _, ground := range []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameOverlayBackground} {
				if got := contrast(c, th.Color(ground, variant)); got < 3 {
					t.Errorf("%s: contrast of %s on %s = %.2f, want 3 at least", look, name, ground, got)
				}
			}
		}
	}
}

func TestChosenAppearanceBeatsTheDesktop(t *testing.T) {
	light, dark := theme.VariantLight, theme.VariantDark
	ground := func(look appearance, desktop fyne.ThemeVariant) color.Color {
		return newTheme(look).Color(theme.ColorNameBackground, desktop)
	}
	if got, want := ground(alwaysLight, dark), ground(asDesktop, light); got != want {
		t.Errorf("light on a dark desktop = %v, want %v", got, want)
	}
	if got, want := ground(alwaysDark, light), ground(asDesktop, dark); got != want {
		t.Errorf("dark on a light desktop = %v, want %v", got, want)
	}
	if ground(asDesktop, light) == ground(asDesktop, dark) {
		t.Error("following the desktop gives one colour for light and dark")
	}
}

func TestThemeIsDenserThanFynes(t *testing.T) {
	own, fynes := newTheme(asDesktop), theme.DefaultTheme()
	for _, name := range []fyne.ThemeSizeName{theme.SizeNameText, theme.SizeNamePadding, theme.SizeNameInnerPadding, theme.SizeNameInlineIcon} {
		if got := own.Size(name); got <= 0 || got >= fynes.Size(name) {
			t.Errorf("%s = %v, want less than %v", name, got, fynes.Size(name))
		}
	}
	if got, want := own.Size(theme.SizeNameInputBorder), fynes.Size(theme.SizeNameInputBorder); got != want {
		t.Errorf("size that is not named = %v, want Fyne's %v", got, want)
	}
}
