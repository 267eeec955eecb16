package chart

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
)

// oneLane returns the picture of one lane from 0 to 10 seconds.
func oneLane(t *testing.T, bars ...Bar) (*renderer, image.Rectangle) {
	t.Helper()
	r := drawn(t, Data{To: 10, Lanes: []Lane{{Name: "Process-1", Bars: bars}}}, fyne.NewSize(500, 120))
	r.painter.paint(500, 120)
	return r, r.painter.pixels(r.geo.lanes)
}

func TestAdjacentBarsCanBeTold(t *testing.T) {
	r, area := oneLane(t, Bar{From: 0, To: 5}, Bar{From: 5, To: 10})
	p := &r.painter
	y := (area.Min.Y + area.Max.Y) / 2
	apart := 0
	for x := int(p.column(4.5)); x < int(p.column(5.5)); x++ {
		if p.ink(x, y) != p.style(0) {
			apart++
		}
	}
	if apart != 1 {
		t.Errorf("pixels between two bars = %d, want 1", apart)
	}
}

func TestSlenderBarsShowTheShareOfTime(t *testing.T) {
	var bars []Bar
	for i := range 4000 {
		from := float64(i) / 400
		busy := 0.0024 // nearly all of the time
		if from >= 5 {
			busy = 0.0013 // half of it
		}
		bars = append(bars, Bar{From: from, To: from + busy})
	}
	r, area := oneLane(t, bars...)
	p := &r.painter
	y := (area.Min.Y + area.Max.Y) / 2
	dense, half := p.ink(int(p.column(0.75)), y).opaque(), p.ink(int(p.column(9.25)), y).opaque()
	ground, full := p.panel.opaque(), p.style(0).opaque()
	share := func(c uint8) float64 { return float64(c-ground.B) / float64(full.B-ground.B) }
	if got := share(dense.B); got < 0.9 {
		t.Errorf("ink where nearly all time is taken = %.2f, want 0.96", got)
	}
	if got := share(half.B); got < 0.45 || got > 0.6 {
		t.Errorf("ink where half of the time is taken = %.2f, want 0.52", got)
	}
}

func TestBarOfNoLengthIsSeen(t *testing.T) {
	r, area := oneLane(t, Bar{From: 5, To: 5})
	p := &r.painter
	x := int(p.column(5))
	y := (area.Min.Y + area.Max.Y) / 2
	if p.ink(x, y) == p.panel {
		t.Error("a task of no length left no ink")
	}
}

// TestMarksDifferInShape compares where there is ink, whatever its colour.
func TestAShortBarWithRoomIsWideEnoughToSee(t *testing.T) {
	r, area := oneLane(t, Bar{From: 2, To: 2.0001}, Bar{From: 5, To: 5.0001}, Bar{From: 5.03, To: 5.0301})
	p := &r.painter
	y := (area.Min.Y + area.Max.Y) / 2
	wide := func(from, to float64) (n int) {
		for x := int(p.column(from)); x < int(p.column(to)); x++ {
			if p.ink(x, y) != p.panel && p.ink(x, y) != p.grid {
				n++
			}
		}
		return n
	}
	if got := wide(1.5, 2.5); got < 3 {
		t.Errorf("pixels of a short bar alone = %d, want 3 at least", got)
	}
	if got := wide(4.5, 5.02); got > 2 {
		t.Errorf("pixels of a short bar before another = %d, want it to end before that", got)
	}
}

func TestMarksDifferInShape(t *testing.T) {
	for name, width := range map[string]float64{"wide": 4, "narrow": 0.12} {
		shapes := map[Mark][]bool{}
		for _, m := range []Mark{Plain, Open, Failed, Ended} {
			r, area := oneLane(t, Bar{From: 3, To: 3 + width, Mark: m})
			p := &r.painter
			var shape []bool
			for y := area.Min.Y; y < area.Max.Y; y++ {
				for x := int(p.column(2.5)); x < int(p.column(7.5)); x++ {
					c := p.ink(x, y)
					shape = append(shape, contrast(c.opaque(), p.panel.opaque()) > 2.5)
				}
			}
			shapes[m] = shape
		}
		for a := range shapes {
			for b := range shapes {
				if a >= b || name == "narrow" && a == Plain && b == Open {
					continue // a tip needs room
				}
				if got := differing(shapes[a], shapes[b]); got < 8 {
					t.Errorf("%s bars of marks %d and %d differ in %d pixels, want 8 at least", name, a, b, got)
				}
			}
		}
	}
}

func differing(a, b []bool) int {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

func TestCrossesDoNotLieOnEachOther(t *testing.T) {
	var many []Bar
	for i := range 1000 {
		many = append(many, Bar{From: float64(i) / 100, To: float64(i)/100 + 0.005, Mark: Failed})
	}
	alone, area := oneLane(t, Bar{From: 5, To: 5.005, Mark: Failed})
	one := alone.painter.count(area, alone.painter.badInk)
	r, _ := oneLane(t, many...)
	got := r.painter.count(area, r.painter.badInk)
	// A cross and the space to the next are 11 or 12 pixels wide.
	if crosses := float64(got) / float64(one); crosses < float64(area.Dx())/13 || crosses > float64(area.Dx())/10 {
		t.Errorf("whole crosses = %.1f in %d pixels, want one every 11 or 12", crosses, area.Dx())
	}
}

func TestLanesStayInTheirRows(t *testing.T) {
	d := Data{To: 10}
	for i := range 200 {
		d.Lanes = append(d.Lanes, Lane{Name: "Process", Style: i, Bars: []Bar{{From: -5, To: 50, Mark: Mark(i % 4)}}})
	}
	r := drawn(t, d, fyne.NewSize(400, 200))
	p := &r.painter
	p.paint(400, 200)
	area := p.pixels(r.geo.lanes)
	outside := image.Rect(area.Max.X, area.Min.Y, 400, area.Max.Y)
	if got := p.count(outside, p.back); got != outside.Dx()*outside.Dy() {
		t.Errorf("free pixels right of the lanes = %d, want %d", got, outside.Dx()*outside.Dy())
	}
}
