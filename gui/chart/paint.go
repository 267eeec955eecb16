package chart

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// inks are the colours of one picture, read from the theme at refresh.
type inks struct {
	back, panel, grid, axis ink
	mark                    ink // of markers
	text, dim, bad          color.Color
	badInk                  ink
	overlay, border         color.Color
	pill, onPill            color.Color
	series                  [colours]ink
	fates                   [5]ink // of DoneBars to Crowd
	nobody                  ink
	heat                    [256]ink
	variant                 fyne.ThemeVariant
}

const white ink = 0xFFFFFFFF

// read takes the colours from the theme.
func (k *inks) read() {
	k.variant = CurrentVariant()
	k.back = inkOf(theme.Color(theme.ColorNameBackground), 0)
	k.panel = k.back.mix(white, 10)
	if k.variant == theme.VariantLight {
		k.panel = white
	}
	k.grid = inkOf(theme.Color(theme.ColorNameSeparator), k.panel)
	k.axis = k.panel.mix(inkOf(theme.Color(theme.ColorNameForeground), k.panel), 100)
	k.text = theme.Color(theme.ColorNameForeground)
	k.dim = theme.Color(theme.ColorNamePlaceHolder)
	k.mark = inkOf(k.dim, k.panel)
	k.bad = theme.Color(theme.ColorNameError)
	k.badInk = inkOf(k.bad, k.panel)
	k.overlay = theme.Color(theme.ColorNameOverlayBackground)
	k.border = theme.Color(theme.ColorNameInputBorder)
	k.pill = theme.Color(theme.ColorNameWarning)
	k.onPill = theme.Color(theme.ColorNameForegroundOnWarning)
	for i, c := range paletteOf(k.variant) {
		k.series[i] = inkOf(c, k.panel)
	}
	for i, name := range [...]fyne.ThemeColorName{theme.ColorNameSuccess, theme.ColorNameError, theme.ColorNameWarning, theme.ColorNamePrimary} {
		k.fates[i] = inkOf(theme.Color(name), k.panel)
	}
	k.nobody = inkOf(StyleColor(Nobody, k.variant), k.panel)
	k.fates[DoneBars-Crowd] = k.panel.mix(k.nobody, 165)
	busy := color.NRGBA{0xB9, 0xCF, 0xEA, 0xFF}
	if k.variant == theme.VariantLight {
		busy = color.NRGBA{0x22, 0x3B, 0x58, 0xFF}
	}
	idle := k.panel.mix(inkOf(busy, k.panel), 20)
	for i := range k.heat {
		k.heat[i] = idle.mix(inkOf(busy, k.panel), uint32(i)*256/255)
	}
}

// style returns the ink of a style.
func (k *inks) style(style int) ink {
	switch {
	case style <= Crowd:
		return k.fates[len(k.fates)-1]
	case style < Nobody:
		return k.fates[DoneBars-style]
	case style < 0:
		return k.nobody
	}
	return k.series[style%colours]
}

// painter draws a picture into a surface. It keeps what it needs from one
// picture to the next, so that drawing takes no memory.
type painter struct {
	surface
	inks
	data  *Data
	geo   *geometry
	ppu   float64 // device pixels per unit of Fyne
	unit  int     // device pixels of a thin line
	left  float64 // of the plots, device pixels
	rate  float64 // device pixels a second
	thick float64 // width of the lines of the band that is drawn, in units
	taken []uint8 // how many lines went through a pixel of a band
	share [3][]float32
	owner []int // style by column
	keys  []keyAt
	under []plate // texts that lie over what is drawn
	arms  []box   // from the texts of markers to their flags
	at0   float64 // instant that the cells are of
}

// keyAt is where the sample of an entry of the legend is.
type keyAt struct {
	style int
	x     float32
}

// plate is the ground of a text in a plot, with a sample of the style that it speaks of
// at its left; Nobody has none.
type plate struct {
	box
	style int
}

// paint draws data where geo says and returns the picture of w x h device pixels.
func (p *painter) paint(w, h int) image.Image {
	p.reset(w, h)
	p.fill(p.img.Rect, p.back)
	p.ppu = float64(w) / float64(max(p.geo.size.Width, 1))
	p.unit = max(1, int(math.Round(p.ppu)))
	p.left = float64(p.geo.left) * p.ppu
	p.rate = float64(p.geo.width) * p.ppu / (p.geo.to - p.geo.from)
	if !p.data.drawable() {
		p.emptyPanel()
		return p.img
	}
	if len(p.data.Lanes) > 0 {
		p.lanes()
	}
	for i := range p.data.Bands {
		p.plot(&p.data.Bands[i], &p.geo.bands[i])
	}
	if len(p.data.Strips) > 0 {
		p.strips()
	}
	p.markers()
	p.plates()
	for _, key := range p.keys {
		p.keySample(key)
	}
	return p.img
}

// keySample draws the sample of an entry of the legend: a spell, a bar or a line.
func (p *painter) keySample(key keyAt) {
	at := p.pixels(box{key.x, p.geo.legend - 4, swatchWide, 9})
	spell, ok := spellOf(key.style)
	switch {
	case ok:
		p.spellShape(spell, at, at.Min.X, p.nobody)
	case key.style < Nobody:
		p.bar(&Bar{Style: key.style, Mark: markOf(key.style)}, float64(at.Min.X), float64(at.Max.X), at)
	default:
		p.sample(key.x, p.geo.legend, swatchWide, key.style)
	}
}

// markOf returns the mark of the sample of a style that only bars have.
func markOf(style int) Mark {
	return [...]Mark{Plain, Failed, Ended, Open}[min(max(DoneBars-style, 0), 3)]
}

// plates draws the grounds of the texts in the plots.
func (p *painter) plates() {
	p.clip = p.img.Rect
	for _, u := range p.under {
		p.rounded(p.pixels(u.box), p.panel)
		if u.style != Nobody {
			p.sample(u.x+plateEdge, u.y+u.h/2, plateSample, u.style)
		}
	}
}

// plot draws a band the way it wants to be.
func (p *painter) plot(b *Band, at *bandBox) {
	switch {
	case at.h <= 0:
	case b.Slim != High:
		p.slim(b, at)
	case b.Rows:
		p.rows(b, at)
	default:
		p.band(b, at)
	}
}

// pixels returns a box in device pixels.
func (p *painter) pixels(b box) image.Rectangle {
	return image.Rect(p.px(b.x), p.px(b.y), p.px(b.x+b.w), p.px(b.y+b.h))
}

// px returns a distance in device pixels.
func (p *painter) px(v float32) int { return int(math.Round(float64(v) * p.ppu)) }

// column returns where an instant is, in device pixels.
func (p *painter) column(t float64) float64 {
	return p.left + (t-p.geo.from)*p.rate
}

// emptyPanel draws the place where a picture will be.
func (p *painter) emptyPanel() {
	p.fill(p.pixels(box{edge, edge, p.geo.size.Width - 2*edge, p.geo.size.Height - 2*edge}), p.panel)
}

// panelAt draws the background of a plot with its lines of time, and confines
// what follows to it.
func (p *painter) panelAt(b box) image.Rectangle {
	p.clip = p.img.Rect
	area := p.pixels(b).Intersect(p.img.Rect)
	p.fill(area, p.panel)
	p.clip = area
	first, n := p.geo.ticks()
	for i := range n {
		x := int(p.column(first + float64(i)*p.geo.step))
		p.fill(image.Rect(x, area.Min.Y, x+p.unit, area.Max.Y), p.grid)
	}
	return area
}

// sample draws a piece of a style's line around a height.
func (p *painter) sample(x, middle, width float32, style int) {
	d := dashOf(style, p.unit)
	thick := max(2, p.px(2.5))
	left, top := p.px(x), p.px(middle)-thick/2
	for i := range p.px(width) {
		if d.on(i) {
			p.fill(image.Rect(left+i, top, left+i+1, top+thick), p.style(style))
		}
	}
}

// spread adds v to every column for the share of it that lies between two
// places.
func spread(columns []float32, from, to float64, v float32) {
	from, to = max(from, 0), min(to, float64(len(columns)))
	for i := int(from); float64(i) < to; i++ {
		share := min(to, float64(i+1)) - max(from, float64(i))
		columns[i] += v * float32(share)
	}
}

// columns returns the three accumulators of one row, cleared, of n columns each.
func (p *painter) columns(n int) (a, b, c []float32) {
	for i := range p.share {
		if cap(p.share[i]) < n {
			p.share[i] = make([]float32, n)
		}
		p.share[i] = p.share[i][:n]
		clear(p.share[i])
	}
	if cap(p.owner) < n {
		p.owner = make([]int, n)
	}
	p.owner = p.owner[:n]
	return p.share[0], p.share[1], p.share[2]
}
