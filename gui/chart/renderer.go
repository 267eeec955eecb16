package chart

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/gui/tr"
)

// renderer holds the objects of a chart: one raster, and the texts over it.
type renderer struct {
	chart   *Chart
	geo     geometry
	ruler   ruler
	painter painter
	raster  *canvas.Raster
	meters  painter // of the cells
	grid    *canvas.Raster
	endings []ending
	texts   [partsOfText]labels
	badge   *canvas.Rectangle
	focus   *canvas.Rectangle
	brush   *canvas.Rectangle
	cursor  readout
	heads   []head
	objects []fyne.CanvasObject
}

// partOfText is a part of the chart whose texts are kept apart, so that a label
// that comes or goes in one does not shift the texts of all.
type partOfText int

const (
	titleTexts partOfText = iota
	nameTexts
	valueTexts
	timeTexts
	legendTexts
	emptyTexts
	noteTexts
	markerTexts
	plateTexts
	badgeTexts
	partsOfText
)

func newRenderer(c *Chart) *renderer {
	r := &renderer{chart: c, badge: canvas.NewRectangle(nil), focus: canvas.NewRectangle(nil), brush: newBrushArea(), cursor: newReadout()}
	r.painter.data, r.painter.geo = &c.data, &r.geo
	r.raster = canvas.NewRaster(func(w, h int) image.Image { return r.painter.paint(w, h) })
	// The picture has exactly the pixels it is shown with.
	r.raster.ScaleMode = canvas.ImageScalePixels
	r.meters.data, r.meters.geo = &c.data, &r.geo
	r.grid = canvas.NewRaster(func(w, h int) image.Image { return r.meters.meters(w, h) })
	r.grid.ScaleMode = canvas.ImageScalePixels
	r.grid.Hide()
	r.badge.Hide()
	r.focus.Hide()
	return r
}

// MinSize returns a size below which nothing can be read.
func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(160, 90) }

// Destroy has nothing to give back.
func (r *renderer) Destroy() {}

// Objects returns what is painted, the raster first.
func (r *renderer) Objects() []fyne.CanvasObject {
	r.objects = append(r.objects[:0], r.raster, r.grid)
	for part := range r.texts[:badgeTexts] {
		r.objects = r.texts[part].appendTo(r.objects)
	}
	r.objects = append(r.objects, r.badge)
	r.objects = r.texts[badgeTexts].appendTo(r.objects)
	r.objects = r.cursor.appendTo(append(r.objects, r.focus, r.brush))
	return r.objects
}

// Layout places everything in a new size.
func (r *renderer) Layout(size fyne.Size) {
	r.raster.Resize(size)
	r.Refresh()
}

// Refresh draws the data again, with the colours of the theme as it is now.
func (r *renderer) Refresh() {
	r.ruler = newRuler(theme.Size(theme.SizeNameCaptionText))
	r.painter.read()
	r.painter.under = r.painter.under[:0]
	r.geo.arrange(&r.chart.data, r.chart.Size(), r.ruler)
	r.heads = r.heads[:0]
	for part := range r.texts {
		r.texts[part].begin(r.ruler.size)
	}
	if r.chart.data.drawable() {
		r.placeTitles()
		r.placeNames()
		r.placeValues()
		r.placeTimes()
		r.placeLegend()
		r.placeNotes()
		r.placeMarkers()
		r.placeCounts()
		r.placeEndings()
		r.placeLimits()
	} else {
		r.placeEmpty()
	}
	r.placeBadge()
	r.placeFocus()
	for part := range r.texts {
		r.texts[part].end()
	}
	r.raster.Refresh()
	r.placeCells()
	r.placeBrush()
	r.chart.pointed()
}

// placeTitles writes what each plot shows, and its unit.
func (r *renderer) placeTitles() {
	d := &r.chart.data
	if len(d.Lanes) > 0 {
		r.title(r.geo.lanes, d.LanesTitle, "")
	}
	for i := range d.Bands {
		switch b := &d.Bands[i]; {
		case b.Slim != High:
		case b.Rows:
			r.title(r.geo.bands[i].box, b.Title, r.rowUnit(b, &r.geo.bands[i]))
		default:
			r.title(r.geo.bands[i].box, b.Title, b.Unit)
		}
	}
	if len(d.Strips) > 0 {
		busier := tr.T("brighter is busier")
		if r.painter.variant == theme.VariantLight {
			busier = tr.T("darker is busier")
		}
		if len(d.Strips) > mostNamedStrips && r.geo.cells.high > 0 {
			busier = tr.F("%s, a row each; with numbers, as they are at one instant: the newest, or the mouse's", busier)
		}
		if d.StripsHint != "" {
			busier += "; " + d.StripsHint
		}
		r.title(r.geo.strips, d.StripsTitle, busier)
	}
}

// title writes one title over a plot.
func (r *renderer) title(at box, title, unit string) {
	y := at.y - r.ruler.height - 1
	wide := r.texts[titleTexts].put(title, r.painter.text, fyne.TextStyle{Bold: true}, at.x, y)
	r.heads = append(r.heads, head{box{at.x, y, wide, r.ruler.height}, title})
	if unit != "" {
		r.texts[titleTexts].put(r.ruler.fit(unit, at.w-wide-8), r.painter.dim, fyne.TextStyle{}, at.x+wide+6, y)
	}
}

// placeNames writes the names of lanes and strips, as many as there is room for.
func (r *renderer) placeNames() {
	d := &r.chart.data
	for i := 0; i < len(d.Lanes); i += r.geo.namedLanes {
		middle := r.geo.lanes.y + r.geo.lanes.h*(float32(i)+0.5)/float32(len(d.Lanes))
		name := r.ruler.fit(d.Lanes[i].Name, r.geo.left-edge-laneSwatch-labelGap)
		r.texts[nameTexts].put(name, r.painter.text, fyne.TextStyle{Bold: d.Lanes[i].Bold}, edge+laneSwatch, middle-r.ruler.height/2)
	}
	if len(d.Strips) > mostNamedStrips {
		r.placeGroups()
		return
	}
	for i := 0; i < len(d.Strips); i += r.geo.namedStrips {
		middle := r.geo.strips.y + r.geo.strips.h*(float32(i)+0.5)/float32(len(d.Strips)) - 1
		r.right(nameTexts, r.ruler.fit(d.Strips[i].Name, r.geo.left-edge-labelGap), middle)
	}
}

// right writes a label that ends at the plots, around a height.
func (r *renderer) right(part partOfText, text string, middle float32) {
	x := r.geo.left - labelGap - r.ruler.width(text)
	r.texts[part].put(text, r.painter.dim, fyne.TextStyle{}, x, middle-r.ruler.height/2)
}

// placeValues writes the value axes, of a band too low for two labels its top only.
func (r *renderer) placeValues() {
	for i := range r.geo.bands {
		at := &r.geo.bands[i]
		switch b := &r.chart.data.Bands[i]; {
		case b.Slim != High:
			r.placeSlim(b, at)
			continue
		case b.Rows:
			r.placeRows(b, at)
			continue
		}
		as := numbersOf(&r.chart.data.Bands[i])
		least := 0.0
		if at.h*float32(at.share(0)-at.share(at.step)) < 0.9*r.ruler.height {
			least = at.top
		}
		for v := least; v <= at.top*(1+1e-9); v += at.step {
			r.right(valueTexts, tickText(v, as), at.y+float32(at.share(v))*at.h)
		}
	}
}

// placeNotes says in the plots that have no reading why.
func (r *renderer) placeNotes() {
	for i := range r.geo.bands {
		at := &r.geo.bands[i]
		if at.h <= 0 {
			continue
		}
		between := (math.Floor(at.top/at.step/2) + 0.5) * at.step // two lines of the grid
		r.note(at.box, r.chart.data.Bands[i].Note, at.share(between))
	}
	r.note(r.geo.strips, r.chart.data.StripsNote, 0.5)
}

// note writes a text at a share of a plot's height, where the plot is high enough.
func (r *renderer) note(at box, text string, share float64) {
	if text == "" || at.h < r.ruler.height {
		return
	}
	text = r.ruler.fit(text, at.w)
	x, y := at.x+(at.w-r.ruler.width(text))/2, at.y+at.h*float32(share)-r.ruler.height/2
	r.texts[noteTexts].put(text, r.painter.dim, fyne.TextStyle{}, x, y)
}

// placeTimes writes the time axis under the last plot.
func (r *renderer) placeTimes() {
	as := clockOf(r.geo.to)
	first, n := r.geo.ticks()
	for i := range n {
		t := first + float64(i)*r.geo.step
		text := timeText(t, r.geo.step, as)
		wide := r.ruler.width(text)
		x := r.geo.left + float32(r.geo.x(t))*r.geo.width - wide/2
		x = min(x, r.geo.size.Width-wide-1)
		r.texts[timeTexts].put(text, r.painter.dim, fyne.TextStyle{}, x, r.geo.bottom+2)
	}
}

// placeEmpty writes in the middle what will be here.
func (r *renderer) placeEmpty() {
	r.painter.keys = r.painter.keys[:0]
	if r.chart.data.Empty == "" {
		return
	}
	big := newRuler(theme.Size(theme.SizeNameText))
	r.texts[emptyTexts].begin(big.size)
	lines := big.wrap(r.chart.data.Empty, r.geo.size.Width-8*edge)
	y := (r.geo.size.Height - float32(len(lines))*big.height) / 2
	for _, line := range lines {
		r.texts[emptyTexts].put(line, r.painter.dim, fyne.TextStyle{}, (r.geo.size.Width-big.width(line))/2, y)
		y += big.height
	}
}

// placeBadge shows the badge over the upper right corner of the plots.
func (r *renderer) placeBadge() {
	text := r.chart.data.Badge
	if text == "" {
		r.badge.Hide()
		return
	}
	bold := fyne.TextStyle{Bold: true}
	size := fyne.NewSize(r.ruler.boldWidth(text)+18, r.ruler.height+5)
	at := fyne.NewPos(r.geo.left+r.geo.width-size.Width-r.chart.data.Reserved, edge-3)
	r.badge.FillColor = r.painter.pill
	r.badge.CornerRadius = size.Height / 2
	r.badge.Resize(size)
	r.badge.Move(at)
	r.badge.Show()
	r.badge.Refresh()
	r.texts[badgeTexts].put(text, r.painter.onPill, bold, at.X+9, at.Y+2.5)
}

// placeFocus draws a frame around a chart that keys come to.
func (r *renderer) placeFocus() {
	show := r.chart.focused && r.chart.Navigate != nil
	if !show {
		r.focus.Hide()
		return
	}
	r.focus.StrokeColor, r.focus.StrokeWidth, r.focus.CornerRadius = theme.Color(theme.ColorNamePrimary), 1, 3
	r.focus.Move(fyne.NewPos(1, 1))
	r.focus.Resize(r.chart.Size().SubtractWidthHeight(2, 2))
	r.focus.Show()
	r.focus.Refresh()
}
