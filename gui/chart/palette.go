package chart

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// colours is the number of colours of a palette. It is the same in both
// variants, so that a style keeps its dash when the theme changes.
const colours = 5

// patterns is the number of dash patterns, the full line among them.
const patterns = 7

// Palette returns the colours of the styles: style n has colour n modulo the
// length, and a dash pattern of its own from one round to the next.
func Palette(variant fyne.ThemeVariant) []color.NRGBA {
	p := paletteOf(variant)
	return p[:]
}

// StyleColor returns the colour of a style. A negative style is nobody's, or
// everybody's: a neutral grey.
func StyleColor(style int, variant fyne.ThemeVariant) color.NRGBA {
	if style < 0 {
		if variant == theme.VariantLight {
			return color.NRGBA{0x4A, 0x4F, 0x58, 0xFF}
		}
		return color.NRGBA{0xC4, 0xC8, 0xD0, 0xFF}
	}
	return paletteOf(variant)[style%colours]
}

// CurrentVariant returns whether the theme in use is light or dark by its
// background: a theme may have one look whatever the desktop says.
func CurrentVariant() fyne.ThemeVariant {
	r, g, b, _ := theme.Color(theme.ColorNameBackground).RGBA()
	if r+g+b > 3*0x7FFF {
		return theme.VariantLight
	}
	return theme.VariantDark
}

// paletteOf returns a palette as a value. The dark one is Okabe and Ito's
// (Color Universal Design, 2008) without black, without vermillion, which is
// the colour of errors here, and without the blue next to the sky blue.
func paletteOf(variant fyne.ThemeVariant) [colours]color.NRGBA {
	if variant == theme.VariantLight {
		return [colours]color.NRGBA{
			{0x00, 0x72, 0xB2, 0xFF},
			{0xD5, 0x5E, 0x00, 0xFF},
			{0x89, 0x17, 0xFF, 0xFF},
			{0xB7, 0x7B, 0x81, 0xFF},
			{0x5E, 0x1A, 0x00, 0xFF},
		}
	}
	return [colours]color.NRGBA{
		{0x56, 0xB4, 0xE9, 0xFF},
		{0xE6, 0x9F, 0x00, 0xFF},
		{0x00, 0x9E, 0x73, 0xFF},
		{0xF0, 0xE4, 0x42, 0xFF},
		{0xCC, 0x79, 0xA7, 0xFF},
	}
}

// dash is a line pattern: runs on, off, on, off, …; no runs is a full line.
type dash struct {
	runs  [6]int
	count int
	total int
}

// dashOf returns the pattern of a style, with runs of unit pixels. None is longer
// than a swatch, which has to show it.
func dashOf(style, unit int) dash {
	var d dash
	switch (max(style, 0) / colours) % patterns {
	case 1:
		d = dash{runs: [6]int{6, 3}, count: 2}
	case 2:
		d = dash{runs: [6]int{2, 2}, count: 2}
	case 3:
		d = dash{runs: [6]int{8, 2, 2, 2}, count: 4}
	case 4:
		d = dash{runs: [6]int{3, 5}, count: 2}
	case 5:
		d = dash{runs: [6]int{5, 2, 1, 2, 1, 2}, count: 6}
	case 6:
		d = dash{runs: [6]int{1, 3}, count: 2}
	}
	for i := range d.count {
		d.runs[i] *= unit
		d.total += d.runs[i]
	}
	return d
}

// on tells whether the pattern has ink at a pixel.
func (d *dash) on(x int) bool {
	if d.count == 0 {
		return true
	}
	x %= d.total
	if x < 0 {
		x += d.total
	}
	for i := range d.count {
		if x < d.runs[i] {
			return i%2 == 0
		}
		x -= d.runs[i]
	}
	return false
}
