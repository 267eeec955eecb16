package gui

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/internal/ansi"
)

// textContrast is what text needs at least (WCAG 2.2, 1.4.3).
const textContrast = 4.5

// ansiColor is a colour that a program asked for, before the theme has its say. What the
// sixteen of the terminal look like is left to whoever draws them (ECMA-48 names eight).
func ansiColor(c ansi.Color) color.NRGBA {
	sixteen := [16]uint32{
		0x000000, 0xC8342B, 0x2E9E3A, 0xB58900, 0x3465C8, 0xA347B0, 0x178FA0, 0xC8CBD0,
		0x6C7078, 0xFF6B5E, 0x5FD068, 0xFFD24A, 0x6EA0FF, 0xE58AF0, 0x4FD3E0, 0xFFFFFF,
	}
	switch {
	case c.Kind == ansi.Direct:
		return color.NRGBA{c.R, c.G, c.B, 0xFF}
	case int(c.Index) < len(sixteen):
		return rgb(sixteen[c.Index])
	}
	r, g, b := ansi.RGB(c.Index)
	return color.NRGBA{r, g, b, 0xFF}
}

// ink is how a piece of text is drawn: fill is nil where the ground stays as it is.
type ink struct {
	text color.Color
	fill color.Color
}

// inkOf returns the colours of a style, on a ground and where text is plainly of a
// colour. Whatever a program asks for, the text has contrast.
func inkOf(s ansi.Style, text, ground color.NRGBA) ink {
	fill, filled := ground, s.Ground.Kind != ansi.Default || s.Inverse
	if s.Text.Kind != ansi.Default {
		text = ansiColor(s.Text)
	}
	if s.Ground.Kind != ansi.Default {
		fill = ansiColor(s.Ground)
	}
	if s.Inverse {
		text, fill = fill, text
	}
	if s.Faint {
		text = mixed(text, fill, 0.4)
	}
	drawn := ink{text: legible(text, fill)}
	if filled {
		drawn.fill = fill
	}
	return drawn
}

// legible returns a colour, or the one nearest to it towards white or black that can be
// read on a ground.
func legible(c, ground color.NRGBA) color.NRGBA {
	if contrastOf(c, ground) >= textContrast {
		return c
	}
	end := rgb(0xFFFFFF)
	if contrastOf(rgb(0x000000), ground) > contrastOf(end, ground) {
		end = rgb(0x000000)
	}
	low, high := 0.0, 1.0
	for range 8 {
		middle := (low + high) / 2
		if contrastOf(mixed(c, end, middle), ground) >= textContrast {
			high = middle
		} else {
			low = middle
		}
	}
	return mixed(c, end, high)
}

// mixed goes from one colour a share of the way to another.
func mixed(from, to color.NRGBA, share float64) color.NRGBA {
	part := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*share)) }
	return color.NRGBA{part(from.R, to.R), part(from.G, to.G), part(from.B, to.B), 0xFF}
}

// contrastOf is the ratio that WCAG 2.2 defines, of opaque colours.
func contrastOf(a, b color.NRGBA) float64 {
	light, dark := lightOf(a), lightOf(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// lightOf is the relative luminance of a colour (WCAG 2.2).
func lightOf(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 0xFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// opaque returns a colour as it looks on the ground of the window.
func opaque(c color.Color) color.NRGBA {
	ground := color.NRGBAModel.Convert(theme.Color(theme.ColorNameBackground)).(color.NRGBA)
	over := color.NRGBAModel.Convert(c).(color.NRGBA)
	return mixed(ground, over, float64(over.A)/0xFF)
}
