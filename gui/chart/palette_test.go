package chart

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// contrast returns the contrast ratio of two colours as WCAG 2.2 defines it.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
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

func variants() map[string]fyne.ThemeVariant {
	return map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark}
}

// opaque returns an ink as a colour.
func (a ink) opaque() color.NRGBA {
	return color.NRGBA{uint8(a), uint8(a >> 8), uint8(a >> 16), 0xFF}
}

func TestStylesHaveContrastOnThePlots(t *testing.T) {
	for name, v := range variants() {
		wear(t, v)
		var k inks
		k.read()
		for style := -1; style < colours; style++ {
			for _, ground := range []ink{k.panel, k.back} {
				if got := contrast(StyleColor(style, v), ground.opaque()); got < 3 {
					t.Errorf("%s: contrast of style %d on %v = %.2f, want 3 at least", name, style, ground.opaque(), got)
				}
			}
		}
		if got := contrast(k.heat[255].opaque(), k.heat[0].opaque()); got < 4.5 {
			t.Errorf("%s: contrast of a busy core with an idle one = %.2f, want 4.5 at least", name, got)
		}
	}
}

func TestVariantFollowsTheThemeNotTheDesktop(t *testing.T) {
	for name, v := range variants() {
		wear(t, v)
		if got := CurrentVariant(); got != v {
			t.Errorf("variant of a %s theme = %d, want %d", name, got, v)
		}
	}
}

func TestStylesOfOneColourDifferInTheirDash(t *testing.T) {
	for _, v := range variants() {
		if got := len(Palette(v)); got != colours {
			t.Errorf("length of the palette = %d, want %d", got, colours)
		}
	}
	type sign struct {
		color color.NRGBA
		dash  dash
	}
	seen := map[sign]int{}
	for style := range colours * patterns {
		s := sign{StyleColor(style, theme.VariantDark), dashOf(style, 1)}
		if before, ok := seen[s]; ok {
			t.Errorf("style %d looks like style %d", style, before)
		}
		seen[s] = style
	}
}

func TestDashFitsASwatch(t *testing.T) {
	for style := 0; style < colours*patterns; style += colours {
		d := dashOf(style, 1)
		if d.total > swatchWide {
			t.Errorf("pattern of style %d is %d long, want %d at most", style, d.total, swatchWide)
		}
		ink := 0
		for x := range max(d.total, 1) {
			if d.on(x) {
				ink++
			}
			if d.on(x) != d.on(x-d.total) {
				t.Errorf("pattern of style %d does not repeat at %d", style, x)
			}
		}
		if ink == 0 || ink == d.total {
			t.Errorf("pattern of style %d has ink at %d of %d pixels", style, ink, d.total)
		}
	}
}
