package chart

import (
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/poolscope/poolscope/gui/tr"
)

// mostRows is how many series the readout lists; the rest is a number.
const mostRows = 8

// readout is the cursor: a line through all plots, and what they show there. Its
// objects lie over the raster, which is not drawn again when the mouse moves.
type readout struct {
	line     *canvas.Rectangle
	panel    *canvas.Rectangle
	texts    labels
	swatches []*canvas.Rectangle
}

func newReadout() readout {
	o := readout{line: canvas.NewRectangle(nil), panel: canvas.NewRectangle(nil)}
	o.panel.CornerRadius = 4
	o.panel.StrokeWidth = 1
	o.hide()
	return o
}

// appendTo appends the objects to a list.
func (o *readout) appendTo(objects []fyne.CanvasObject) []fyne.CanvasObject {
	objects = append(objects, o.line, o.panel)
	for _, s := range o.swatches {
		objects = append(objects, s)
	}
	return o.texts.appendTo(objects)
}

// hide takes everything off the screen.
func (o *readout) hide() {
	o.line.Hide()
	o.panel.Hide()
	for _, s := range o.swatches {
		s.Hide()
	}
	o.texts.begin(o.texts.size)
	o.texts.end()
}

// row is a line of the readout: a name and a value for each band.
type row struct {
	style  int
	name   string
	values []string
	rank   int // rows with a smaller one stand above
}

// The ranks of rows.
const (
	totalRank = iota
	boldRank
	lineRank
)

// moveCursor shows the cursor where the mouse is.
func (r *renderer) moveCursor() {
	r.readCells()
	t := r.chart.instant()
	if math.IsNaN(t) {
		r.cursor.hide()
		return
	}
	o := &r.cursor
	top := r.geo.top()
	o.line.FillColor = r.painter.dim
	o.line.Move(fyne.NewPos(r.chart.pointer.X, top))
	o.line.Resize(fyne.NewSize(1, r.geo.bottom-top))
	o.line.Show()
	o.line.Refresh()
	r.fillReadout(t)
}

// fillReadout writes the table beside the cursor.
func (r *renderer) fillReadout(t float64) {
	heads, rows := r.chart.data.bandReadings(t)
	rows = r.promote(rows, len(heads))
	if r.geo.strips.holds(r.chart.pointer) {
		heads, rows = []string{""}, r.chart.data.stripReadings(t)
		r.promoteStrip(rows)
	}
	lines := r.readoutLines(t)
	rows, more := r.fitRows(rows, len(lines))
	table := r.measure(lines, heads, rows)
	if more > 0 {
		table.more = tr.F("+%s more", strconv.Itoa(more))
		table.size.Height += r.ruler.height
	}
	r.placeReadout(&table)
}

// readoutLines returns what stands over the table: the instant first, then what the mouse is
// on, and what belongs to no row. None is wider than the chart.
func (r *renderer) readoutLines(t float64) []string {
	pixel := (r.geo.to - r.geo.from) / float64(r.geo.width)
	lines := []string{timeText(t, max(pixel, 1e-3), clockOf(r.geo.to))}
	bar := r.chart.barUnderMouse()
	if bar != nil && r.chart.Describe != nil {
		lines = append(lines, r.chart.Describe(bar.ID))
		if r.chart.crowded(bar) {
			lines = append(lines, tr.T("one of many here: a click zooms in"))
		}
	}
	lines = append(lines, r.spellLine(t, bar), r.chart.data.slimReadings(t), r.limitLine(), r.brushLine())
	lines = append(append(lines, r.arrivalLines()...), r.markersNear(r.chart.pointer.X)...)
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	for i := range lines {
		lines[i] = r.ruler.fit(lines[i], r.geo.size.Width-2*readoutPad-4)
	}
	return lines
}

// fitRows returns as many rows as are told, and how many are left out: no more than there
// is room for in the chart under so many lines.
func (r *renderer) fitRows(rows []row, lines int) (told []row, more int) {
	room := int((r.geo.size.Height-2*readoutPad)/r.ruler.height) - lines - 1
	most := max(1, min(mostRows, room))
	if len(rows) <= most+1 && len(rows) <= room { // the row that says so would take the last one's place
		return rows, 0
	}
	return rows[:min(most, len(rows))], max(0, len(rows)-most)
}

// table is a readout with the sizes of its parts.
type table struct {
	lines []string // over the table: the instant, the bar
	heads []string // one a column of values
	rows  []row
	more  string
	name  float32   // width of the names with their swatches
	cells []float32 // widths of the columns of values
	size  fyne.Size
}

const (
	readoutPad = 7
	cellGap    = 12
	dotWide    = 8
	dotGap     = 5
)

// measure returns the sizes of a readout.
func (r *renderer) measure(lines, heads []string, rows []row) table {
	t := table{lines: lines, heads: heads, rows: rows, cells: make([]float32, len(heads))}
	for i, head := range heads {
		t.cells[i] = r.ruler.width(head)
	}
	for i := range rows {
		t.name = max(t.name, dotWide+dotGap+r.ruler.width(rows[i].name))
		for j, v := range rows[i].values {
			t.cells[j] = max(t.cells[j], r.ruler.width(v))
		}
	}
	wide := t.name
	for _, cell := range t.cells {
		wide += cellGap + cell
	}
	if len(rows) == 0 {
		wide = 0
	}
	for i, line := range lines {
		if i == 0 && len(rows) > 0 {
			continue // beside the heads
		}
		wide = max(wide, r.ruler.width(line))
	}
	wide = max(wide, r.ruler.boldWidth(lines[0]))
	high := float32(len(lines)+len(rows)) * r.ruler.height
	t.size = fyne.NewSize(wide+2*readoutPad, high+2*readoutPad-2)
	return t
}

// placeReadout puts a readout beside the cursor, where there is room.
func (r *renderer) placeReadout(t *table) {
	o := &r.cursor
	at := fyne.NewPos(r.chart.pointer.X+14, r.chart.pointer.Y+10)
	if at.X+t.size.Width > r.geo.size.Width-2 {
		at.X = r.chart.pointer.X - 14 - t.size.Width
	}
	at.X = max(at.X, 2)
	at.Y = max(2, min(at.Y, r.geo.size.Height-t.size.Height-2))
	o.panel.FillColor, o.panel.StrokeColor = r.painter.overlay, r.painter.border
	o.panel.Move(at)
	o.panel.Resize(t.size)
	o.panel.Show()
	o.panel.Refresh()
	r.writeReadout(t, at.AddXY(readoutPad, readoutPad-1))
}

// writeReadout writes the texts of a readout from its upper left corner on.
func (r *renderer) writeReadout(t *table, at fyne.Position) {
	o := &r.cursor
	o.texts.begin(r.ruler.size)
	used := 0
	o.texts.put(t.lines[0], r.painter.text, fyne.TextStyle{Bold: true}, at.X, at.Y)
	if len(t.rows) > 0 {
		r.cells(t, t.heads, r.painter.dim, at)
	}
	for _, line := range t.lines[1:] {
		at.Y += r.ruler.height
		o.texts.put(line, r.painter.text, fyne.TextStyle{}, at.X, at.Y)
	}
	for i := range t.rows {
		at.Y += r.ruler.height
		o.swatch(used, StyleColor(t.rows[i].style, r.painter.variant), at.X, at.Y+r.ruler.height/2)
		used++
		o.texts.put(t.rows[i].name, r.painter.text, fyne.TextStyle{}, at.X+dotWide+dotGap, at.Y)
		r.cells(t, t.rows[i].values, r.painter.text, at)
	}
	if t.more != "" {
		at.Y += r.ruler.height
		o.texts.put(t.more, r.painter.dim, fyne.TextStyle{}, at.X+dotWide+dotGap, at.Y)
	}
	o.texts.end()
	for _, s := range o.swatches[used:] {
		s.Hide()
	}
}

// cells writes the values of a row, each ending at its column's right.
func (r *renderer) cells(t *table, values []string, c color.Color, at fyne.Position) {
	x := at.X + t.name
	for i, v := range values {
		x += cellGap + t.cells[i]
		r.cursor.texts.put(v, c, fyne.TextStyle{}, x-r.ruler.width(v), at.Y)
	}
}

// swatch shows the n-th spot of colour around a height.
func (o *readout) swatch(n int, c color.Color, x, middle float32) {
	if n == len(o.swatches) {
		s := canvas.NewRectangle(c)
		s.CornerRadius = 2
		o.swatches = append(o.swatches, s)
	}
	s := o.swatches[n]
	s.FillColor = c
	s.Move(fyne.NewPos(x, middle-dotWide/2))
	s.Resize(fyne.NewSize(dotWide, dotWide))
	s.Show()
	s.Refresh()
}

// promote moves what the mouse is on, the row of a lane or of a band, behind the totals
// to the head of the rows, and what is bold or named behind it. Where no band has a reading
// of it, it gets a row that says so.
func (r *renderer) promote(rows []row, columns int) []row {
	slices.SortStableFunc(rows, func(a, b row) int { return a.rank - b.rank })
	under, is := r.underMouse()
	if is == nil || columns == 0 {
		return rows
	}
	at := slices.IndexFunc(rows, is)
	if at < 0 {
		at, rows = len(rows), append(rows, under)
		rows[at].values, rows[at].rank = slices.Repeat([]string{tr.T("n/a")}, columns), lineRank
	}
	raise(rows, at, max(0, slices.IndexFunc(rows, func(x row) bool { return x.rank > totalRank })))
	return rows
}

// underMouse returns the row of what the mouse is on, without its values, and what tells
// that a row is its; nil for nothing that has one.
func (r *renderer) underMouse() (under row, is func(row) bool) {
	d := &r.chart.data
	if s := r.geo.rowAt(d, r.chart.pointer); s != nil {
		return row{style: s.Style, name: s.Name}, func(x row) bool { return x.name == s.Name && x.style == s.Style }
	}
	l := r.geo.laneAt(d, r.chart.pointer)
	if l == nil || l.Style < 0 {
		return row{}, nil
	}
	return row{style: l.Style, name: l.Name}, func(x row) bool { return x.style == l.Style }
}

// promoteStrip moves the row of the strip that the mouse is on to the head of the rows.
func (r *renderer) promoteStrip(rows []row) {
	under := r.chart.data.Strips[r.geo.stripAt(&r.chart.data, r.chart.pointer)].Name
	if at := slices.IndexFunc(rows, func(x row) bool { return x.name == under }); at > 0 && len(rows) > mostRows {
		raise(rows, at, 0)
	}
}

// stripAt returns the place in the list of the strip at a height of their plot.
func (g *geometry) stripAt(d *Data, at fyne.Position) int {
	row := int((at.Y - g.strips.y) / g.strips.h * float32(len(d.Strips)))
	return max(0, min(row, len(d.Strips)-1))
}

// raise moves a row up to another's place.
func raise(rows []row, from, to int) {
	found := rows[from]
	copy(rows[to+1:from+1], rows[to:from])
	rows[to] = found
}

// slimReadings returns what the slim bands show at an instant, in one line.
func (d *Data) slimReadings(t float64) string {
	var parts []string
	for i := range d.Bands {
		b := &d.Bands[i]
		if b.Slim == High || b.Quiet || len(b.Series) == 0 {
			continue
		}
		if v := b.Series[0].value(t); !math.IsNaN(v) {
			parts = append(parts, b.Title+" "+tickText(v, numbersOf(b)))
		}
	}
	return strings.Join(parts, ", ")
}

// bandReadings returns what the high bands show at an instant, the totals first; series
// of one name and style share a row.
func (d *Data) bandReadings(t float64) (heads []string, rows []row) {
	high := make([]*Band, 0, len(d.Bands))
	for i := range d.Bands {
		if d.Bands[i].Slim == High {
			high = append(high, &d.Bands[i])
		}
	}
	for i, b := range high {
		heads = append(heads, b.Title)
		rows = withReading(rows, &b.Total, high, i, t)
	}
	for k := range rows {
		rows[k].rank = totalRank
	}
	for i, b := range high {
		for j := range b.Series {
			rows = withReading(rows, &b.Series[j], high, i, t)
		}
	}
	return heads, rows
}

// withReading returns rows with what a series of a band shows at an instant.
func withReading(rows []row, s *Series, bands []*Band, band int, t float64) []row {
	v := s.value(t)
	if math.IsNaN(v) {
		return rows
	}
	rows = withRow(rows, s, len(bands))
	for k := range rows {
		if rows[k].name == s.Name && rows[k].style == s.Style {
			rows[k].values[band] = readingText(v, bands[band])
		}
	}
	return rows
}

// withRow returns rows with one for a series.
func withRow(rows []row, s *Series, columns int) []row {
	for i := range rows {
		if rows[i].name == s.Name && rows[i].style == s.Style {
			return rows
		}
	}
	rank := lineRank
	if s.Bold || s.Label != "" {
		rank = boldRank
	}
	return append(rows, row{style: s.Style, name: s.Name, values: make([]string, columns), rank: rank})
}

// stripReadings returns how busy the strips are at an instant, and whose style.
func (d *Data) stripReadings(t float64) []row {
	var rows []row
	share := Band{Unit: "%"}
	for i := range d.Strips {
		s := &d.Strips[i]
		at := stepAt(s.T, t, 0)
		if at < 0 || math.IsNaN(s.V[at]) {
			continue
		}
		style := -1
		if len(s.Who) == len(s.T) {
			style = s.Who[at]
		}
		rows = append(rows, row{style: style, name: s.Name, values: []string{readingText(100*s.V[at], &share)}})
	}
	return rows
}
