package chart

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"fyne.io/fyne/v2"
)

// ink returns what a pixel has.
func (s *surface) ink(x, y int) ink {
	i := s.at(x, y)
	return ink(s.img.Pix[i]) | ink(s.img.Pix[i+1])<<8 | ink(s.img.Pix[i+2])<<16 | ink(s.img.Pix[i+3])<<24
}

// count returns how many pixels of an area have an ink.
func (s *surface) count(area image.Rectangle, c ink) int {
	n := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if s.ink(x, y) == c {
				n++
			}
		}
	}
	return n
}

// oneBand returns the picture of one band from 0 to 10 seconds.
func oneBand(t *testing.T, series ...Series) (*renderer, image.Rectangle) {
	t.Helper()
	r := drawn(t, Data{To: 10, Bands: []Band{{Title: "CPU", Max: 100, Series: series}}}, fyne.NewSize(400, 200))
	r.painter.paint(400, 200)
	return r, r.painter.pixels(r.geo.bands[0].box)
}

func TestPictureHasThePixelsFyneExpects(t *testing.T) {
	r := drawn(t, pool(2, 10), fyne.NewSize(300, 200))
	for _, size := range []image.Point{{300, 200}, {600, 400}, {150, 100}, {301, 199}, {1, 1}} {
		got := r.painter.paint(size.X, size.Y).(*image.RGBA)
		if got.Rect != image.Rect(0, 0, size.X, size.Y) || got.Stride != 4*size.X || len(got.Pix) != 4*size.X*size.Y {
			t.Errorf("picture = %v, stride %d, %d bytes, want %v", got.Rect, got.Stride, len(got.Pix), size)
		}
		for i := 3; i < len(got.Pix); i += 4 {
			if got.Pix[i] != 0xFF {
				t.Fatalf("pixel %d of %v is not opaque", i/4, size)
			}
		}
	}
}

func TestDrawingTakesNoMemory(t *testing.T) {
	r := drawn(t, pool(8, 60), fyne.NewSize(700, 500))
	r.painter.paint(700, 500)
	if got := testing.AllocsPerRun(5, func() { r.painter.paint(700, 500) }); got != 0 {
		t.Errorf("allocations a frame = %v, want 0", got)
	}
}

func TestLineHoldsSinceThePointBefore(t *testing.T) {
	r, area := oneBand(t, Series{T: []float64{2, 4, 6}, V: []float64{math.NaN(), 20, 80}})
	p := &r.painter
	at := func(second, v float64) ink {
		return p.ink(int(p.column(second)), p.height(area, &r.geo.bands[0], v))
	}
	line := p.style(0)
	for _, c := range []struct {
		second, v float64
		want      bool
	}{
		{1.9, 20, false},
		{2.1, 20, true},
		{3.9, 20, true},
		{4.2, 20, false},
		{4.2, 80, true},
		{4, 50, true}, // a step, not a slope
		{3, 50, false},
		{5, 50, false},
		{5.9, 80, true},
		{6.2, 80, false},
	} {
		if got := at(c.second, c.v) == line; got != c.want {
			t.Errorf("ink at %v s, %v: %v, want %v", c.second, c.v, got, c.want)
		}
	}
}

func TestGapIsLeftOpen(t *testing.T) {
	for name, s := range map[string]Series{
		"a stretch without points": {T: []float64{0, 1, 2, 6, 7}, V: []float64{50, 50, 50, 50, 50}, Gap: 1.5},
		"a NaN":                    {T: []float64{0, 1, 2, 6, 7}, V: []float64{50, 50, 50, math.NaN(), 50}},
	} {
		r, area := oneBand(t, s)
		p := &r.painter
		hole := image.Rect(int(p.column(2))+4, area.Min.Y, int(p.column(6))-4, area.Max.Y)
		if got := p.count(hole, p.style(0)); got != 0 {
			t.Errorf("%s: %d pixels of the line in the gap, want 0", name, got)
		}
		after := image.Rect(int(p.column(6))+4, area.Min.Y, int(p.column(7))-4, area.Max.Y)
		if got := p.count(after, p.style(0)); got == 0 {
			t.Errorf("%s: no line after the gap", name)
		}
	}
}

func TestSinglePointIsSeen(t *testing.T) {
	r, area := oneBand(t, Series{T: []float64{5}, V: []float64{50}})
	if got := r.painter.count(area, r.painter.style(0)); got == 0 {
		t.Error("pixels of a single point = 0, want some")
	}
}

func TestManyPointsInAColumnShowTheirRange(t *testing.T) {
	s := Series{}
	for i := range 100_000 {
		s.T = append(s.T, float64(i)/1e4)
		s.V = append(s.V, 20+60*float64(i%2))
	}
	r, area := oneBand(t, s)
	p := &r.painter
	x := int(p.column(5))
	top, bottom := p.height(area, &r.geo.bands[0], 80), p.height(area, &r.geo.bands[0], 20)
	column := image.Rect(x, top, x+1, bottom)
	if got := p.count(column, p.style(0)); got != column.Dy() {
		t.Errorf("pixels between the lowest and the highest = %d, want %d", got, column.Dy())
	}
}

func TestLinesOnEachOtherAreAllSeen(t *testing.T) {
	same := func(style int) Series {
		return Series{Style: style, T: []float64{0, 10}, V: []float64{100, 100}}
	}
	r, area := oneBand(t, same(0), same(1), same(2), same(3))
	for style := range 4 {
		if got := r.painter.count(area, r.painter.style(style)); got < area.Dx()/8 {
			t.Errorf("pixels of line %d of 4 = %d, want %d at least", style, got, area.Dx()/8)
		}
	}
}

func TestSixthStyleIsDashed(t *testing.T) {
	full, area := oneBand(t, Series{Style: 0, T: []float64{0, 10}, V: []float64{50, 50}})
	whole := full.painter.count(area, full.painter.style(0))
	broken, _ := oneBand(t, Series{Style: colours, T: []float64{0, 10}, V: []float64{50, 50}})
	got := broken.painter.count(area, broken.painter.style(colours))
	if got < whole/2 || got > whole*3/4 {
		t.Errorf("pixels of the dashed line = %d of %d, want two thirds", got, whole)
	}
}

func TestValuesBeyondTheAxisStayInTheBand(t *testing.T) {
	r, area := oneBand(t, Series{T: []float64{0, 5, 10}, V: []float64{0, 1e9, -1e9}})
	p := &r.painter
	all := p.count(p.img.Rect, p.style(0))
	if inside := p.count(area, p.style(0)); inside != all || inside == 0 {
		t.Errorf("pixels inside the band = %d of %d, want all and some", inside, all)
	}
	if top := p.height(area, &r.geo.bands[0], 100); p.ink(int(p.column(2)), top) != p.style(0) {
		t.Error("a value beyond the axis is not drawn at its end")
	}
}

func TestSpreadAddsTheShareOfEachColumn(t *testing.T) {
	columns := make([]float32, 4)
	spread(columns, 0.5, 2.25, 2)
	spread(columns, -3, 0.25, 1)
	spread(columns, 3.5, 99, 1)
	for i, want := range []float32{1.25, 2, 0.5, 0.5} {
		if got := columns[i]; math.Abs(float64(got-want)) > 1e-6 {
			t.Errorf("column %d = %v, want %v", i, got, want)
		}
	}
}

func TestStripShowsTheMeanOfAColumnsTime(t *testing.T) {
	s := Strip{Name: "Core 0"}
	for i := range 10_001 {
		s.T = append(s.T, float64(i)/1e3)
		s.V = append(s.V, float64(i%2))
	}
	s.V[0] = math.NaN()
	r := drawn(t, Data{To: 20, Strips: []Strip{s}}, fyne.NewSize(300, 120))
	p := &r.painter
	p.paint(300, 120)
	area := p.pixels(r.geo.strips)
	near := func(a, b ink) bool { return contrast(a.opaque(), b.opaque()) < 1.06 }
	if got := p.ink(int(p.column(5)), area.Min.Y+2); !near(got, p.heat[127]) {
		t.Errorf("half busy = %v, want %v", got.opaque(), p.heat[127].opaque())
	}
	if got := p.ink(int(p.column(15))+1, area.Min.Y+2); got != p.panel {
		t.Errorf("where nothing is known = %v, want the plot's ground %v", got.opaque(), p.panel.opaque())
	}
}

func TestStripShowsWhoRan(t *testing.T) {
	s := Strip{Name: "Core 0", T: []float64{0, 3, 6, 9}, V: []float64{1, 1, 1, 1}, Who: []int{-1, 2, -1, 1}}
	r := drawn(t, Data{To: 10, Strips: []Strip{s}}, fyne.NewSize(300, 120))
	p := &r.painter
	p.paint(300, 120)
	area := p.pixels(r.geo.strips)
	for _, c := range []struct {
		second float64
		style  int
		want   bool
	}{{1.5, 2, true}, {4.5, 2, false}, {4.5, 1, false}, {7.5, 1, true}} {
		x := int(p.column(c.second))
		got := p.count(image.Rect(x, area.Min.Y, x+1, area.Max.Y), p.style(c.style)) > 0
		if got != c.want {
			t.Errorf("style %d at %v s: %v, want %v", c.style, c.second, got, c.want)
		}
	}
}

func TestAnyDataIsDrawn(t *testing.T) {
	odd := []float64{0, -1, 1, 1e-9, 1e18, -1e18, math.NaN(), math.Inf(1), math.Inf(-1), 100, 0.5}
	random := rand.New(rand.NewPCG(1, 2))
	pick := func() float64 { return odd[random.IntN(len(odd))] }
	for range 100 {
		d := pool(1+random.IntN(20), 5)
		d.From, d.To = pick(), pick()
		for i := range d.Bands {
			d.Bands[i].Max = pick()
			for j := range d.Bands[i].Series {
				s := &d.Bands[i].Series[j]
				s.V[random.IntN(len(s.V))] = pick()
				s.Style = random.IntN(200) - 20
			}
		}
		for i := range d.Lanes {
			d.Lanes[i].Bars[0].To = pick()
			d.Lanes[i].Bars[0].From = pick()
		}
		r := drawn(t, d, fyne.NewSize(float32(random.IntN(500)), float32(random.IntN(300))))
		r.painter.paint(1+random.IntN(900), 1+random.IntN(500))
		r.chart.pointer, r.chart.inside = fyne.NewPos(120, 60), true
		r.chart.pointed()
	}
}
