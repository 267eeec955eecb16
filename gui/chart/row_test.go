package chart

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

// shaded is a band of n rows, each at a level of its own, with the labels of some.
func shaded(n int, labelled ...int) Data {
	b := Band{Title: "CPU", Unit: "% of one core", Max: 100, Rows: true}
	for i := range n {
		s := Series{Name: fmt.Sprintf("Process-%d", i+1), Style: i, T: []float64{0, 10}, V: []float64{0, 100 * float64(n-i) / float64(n)}}
		if slices.Contains(labelled, i) {
			s.Label = s.Name
		}
		b.Series = append(b.Series, s)
	}
	return Data{To: 10, Bands: []Band{b}}
}

func TestRowsAreShadesOfTheirValues(t *testing.T) {
	const n = 40
	r := drawn(t, shaded(n), fyne.NewSize(400, 150))
	p := &r.painter
	p.paint(400, 150)
	area := p.pixels(r.geo.bands[0].box)
	for _, i := range []int{0, n / 4, n / 2, 3 * n / 4} {
		y := area.Min.Y + area.Dy()*(2*i+1)/(2*n)
		if got, want := p.ink(int(p.column(5)), y), p.heat[255*(n-i)/n]; got != want {
			t.Errorf("row %d = %v, want %v", i, got.opaque(), want.opaque())
		}
	}
}

func TestRowsWithRoomShowTheirValuesByHeight(t *testing.T) {
	const n = 4
	d := shaded(n)
	d.Bands[0].Series[n-1].Faint = true
	r := drawn(t, d, fyne.NewSize(400, 250))
	p := &r.painter
	p.paint(400, 250)
	area := p.pixels(r.geo.bands[0].box)
	x := int(p.column(5))
	for i := range n {
		row := image.Rect(x, area.Min.Y+area.Dy()*i/n, x+1, area.Min.Y+area.Dy()*(i+1)/n)
		c := p.shadeOf(&d.Bands[0].Series[i])
		if got, want := p.count(row, c), row.Dy()*(n-i)/n; got < want-2 || got > want+1 {
			t.Errorf("row %d of %d pixels has %d of its colour, want about %d", i, row.Dy(), got, want)
		}
	}
	if p.shadeOf(&d.Bands[0].Series[n-1]) == p.style(n-1) {
		t.Error("a row that recedes has its full colour")
	}
}

func TestAllRowsArePlotsOrNone(t *testing.T) {
	r := drawn(t, shaded(64, 0), fyne.NewSize(400, 200))
	p := &r.painter
	p.paint(400, 200)
	area := p.pixels(r.geo.bands[0].box)
	if got, want := p.ink(int(p.column(5)), area.Min.Y+tallRow/2), p.heat[255]; got != want {
		t.Errorf("the high row of a band of shades = %v, want its shade, %v", got.opaque(), want.opaque())
	}
}

func TestMoreRowsThanPixelsAreAllInThem(t *testing.T) {
	for busy := 500; busy < 520; busy++ { // whichever it is
		d := shaded(1000)
		for i := range d.Bands[0].Series {
			d.Bands[0].Series[i].V[1] = 0
		}
		d.Bands[0].Series[busy].V[1] = 100
		r := drawn(t, d, fyne.NewSize(400, 120))
		p := &r.painter
		p.paint(400, 120)
		area := p.pixels(r.geo.bands[0].box)
		x := int(p.column(5))
		column := image.Rect(x, area.Min.Y, x+1, area.Max.Y)
		if idle, empty := p.count(column, p.heat[0]), p.count(column, p.panel); idle == column.Dy() || idle < column.Dy()/2 || empty != 0 {
			t.Errorf("with row %d busy: %d of %d pixels are idle, %d empty, want some that are not, and none empty", busy, idle, column.Dy(), empty)
		}
	}
}

func TestRowsWithALabelAreHighEnoughForIt(t *testing.T) {
	r := drawn(t, shaded(200, 0, 1, 199), fyne.NewSize(400, 200))
	labels := r.texts[valueTexts].texts[:r.texts[valueTexts].used]
	if len(labels) != 3 {
		t.Fatalf("labels = %d, want 3", len(labels))
	}
	apartFrom(t, labels, fyne.NewSize(400, 200))
	at := r.geo.bands[0]
	for i, want := range map[int]int{2: 199, 0: 0} {
		middle := fyne.NewPos(at.x+20, labels[i].Position().Y+labels[i].Size().Height/2)
		if got := r.geo.rowAt(&r.chart.data, middle); got == nil || got.Style != want {
			t.Errorf("beside %q is %v, want row %d", labels[i].Text, got, want)
		}
	}
	if got := r.geo.rowAt(&r.chart.data, fyne.NewPos(at.x+20, at.y+at.h/2)); got == nil || got.Style < 60 || got.Style > 140 {
		t.Errorf("in the middle is %v, want one of the middle", got)
	}
}

func TestLabelsThatHaveNoRoomAreLeftOut(t *testing.T) {
	r := drawn(t, shaded(200, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), fyne.NewSize(400, 90))
	at := r.geo.bands[0]
	if n := r.texts[valueTexts].used; n == 0 || float32(n)*tallRow > tallPart*at.h {
		t.Errorf("labels in a height of %v = %d, want some within %v of it", at.h, n, tallPart)
	}
}

func TestNamesAtTheEndsOfLinesStandApart(t *testing.T) {
	b := Band{Title: "CPU", Max: 100}
	for i := range 9 {
		name := fmt.Sprintf("Process-%d", i+1)
		b.Series = append(b.Series, Series{Name: name, Label: name, Style: i, T: []float64{0, 10}, V: []float64{1, 90 + float64(i%3)}})
	}
	r := drawn(t, Data{To: 10, Bands: []Band{b}}, fyne.NewSize(400, 260))
	names := r.texts[plateTexts].texts[:r.texts[plateTexts].used]
	if len(names) != 9 {
		t.Errorf("names = %d, want 9", len(names))
	}
	apartFrom(t, names, fyne.NewSize(400, 260))
	for _, name := range names {
		if at := name.Position(); at.Y < r.geo.bands[0].y-1 || at.Y+name.Size().Height > r.geo.bands[0].y+r.geo.bands[0].h+2 || at.X+name.Size().Width > 400 {
			t.Errorf("%q at %v, want it in its band", name.Text, at)
		}
	}
}

// cores64 is a picture of two sockets with 32 cores each, the n-th busy for n 64ths, and
// after five seconds for the rest.
func cores64() Data {
	d := Data{To: 10, StripsTitle: "Cores"}
	for i := range 64 {
		busy := float64(i) / 64
		d.Strips = append(d.Strips, Strip{
			Name: fmt.Sprintf("Core %d", i), Number: i, Group: fmt.Sprintf("Socket %d", i/32),
			T: []float64{0, 5, 10}, V: []float64{0, busy, 1 - busy}, Who: []int{-1, -1, 2},
		})
	}
	return d
}

func TestManyCoresHaveNumbersAndGroups(t *testing.T) {
	r := drawn(t, cores64(), fyne.NewSize(700, 400))
	for _, want := range []string{"Socket 0", "Socket 1", "0", "31", "32", "63"} {
		if !slices.Contains(r.shown(), want) {
			t.Errorf("texts have no %q: %q", want, r.shown())
		}
	}
	if slices.Contains(r.shown(), "Core 5") {
		t.Error("a row has the name of a core, want the group's alone")
	}
	apartFrom(t, r.texts[nameTexts].texts[:r.texts[nameTexts].used], fyne.NewSize(700, 400))
	few := cores64()
	few.Strips = few.Strips[:16]
	if r := drawn(t, few, fyne.NewSize(700, 400)); r.geo.cells.high != 0 || r.grid.Visible() || !slices.Contains(r.shown(), "Core 5") {
		t.Error("16 cores have cells, want strips with names")
	}
}

func TestCellsShowTheNewestInstantOrTheMouses(t *testing.T) {
	r := drawn(t, cores64(), fyne.NewSize(700, 400))
	level := func(core int) int {
		c := &r.geo.cells
		r.meters.meters(int(c.w), int(c.h))
		n := 0
		c.each(&r.chart.data, func(i int, at fyne.Position) {
			if i == core {
				x, y := int(at.X-c.x+c.number)+meterGap+4, int(at.Y-c.y)
				n = r.meters.count(image.Rect(x, y, x+1, y+int(c.row)), r.meters.heat[255])
			}
		})
		return n
	}
	if low, high := level(60), level(3); high-low < 4 {
		t.Errorf("newest: levels of cores 60 and 3 = %d and %d, want 3 the busy one", low, high)
	}
	r.chart.pointer, r.chart.inside = fyne.NewPos(r.geo.left+r.geo.width/4, r.geo.strips.y+4), true
	r.chart.pointed()
	if low, high := level(3), level(60); high-low < 4 {
		t.Errorf("at the mouse: levels of cores 3 and 60 = %d and %d, want 60 the busy one", low, high)
	}
	r.chart.pointer.Y = r.geo.strips.y + r.geo.strips.h*60.5/64
	r.chart.pointed()
	if got := readoutTexts(r); !slices.Contains(got, "Core 60") || slices.Contains(got, "Core 8") {
		t.Errorf("readout = %q, want the core under the mouse among eight", got)
	}
}
