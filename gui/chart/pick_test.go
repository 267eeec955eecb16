package chart

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// place returns where a value of the first band is at an instant.
func (r *renderer) place(t, v float64) fyne.Position {
	b := &r.geo.bands[0]
	return fyne.NewPos(r.geo.left+float32(r.geo.x(t))*r.geo.width, b.y+float32(b.share(v))*b.h)
}

// level is a picture of lines that stay where they are.
func level(values ...float64) Data {
	d := Data{To: 10, Lanes: []Lane{{Name: "Process-1"}, {Name: "Process-2", Style: 1}}, Bands: []Band{{Title: "CPU", Max: 100}}}
	for i, v := range values {
		d.Bands[0].Series = append(d.Bands[0].Series, Series{Name: fmt.Sprint("Process-", i+1), Style: i, T: []float64{0, 10}, V: []float64{v, v}})
	}
	return d
}

func TestAClickOnALineARowOrANamePicksIt(t *testing.T) {
	r := drawn(t, level(20, 80), fyne.NewSize(500, 300))
	got := -1
	r.chart.OnPicked = func(style int) { got = style }
	tap := func(at fyne.Position) int {
		got = -1
		test.TapAt(r.chart, at)
		return got
	}
	if got := tap(r.place(4, 80).AddXY(0, 2)); got != 1 {
		t.Errorf("near the upper line = %d, want 1", got)
	}
	if got := tap(r.place(4, 20).AddXY(0, -2)); got != 0 {
		t.Errorf("near the lower line = %d, want 0", got)
	}
	if got := tap(r.place(4, 50)); got != -1 {
		t.Errorf("between the lines = %d, want nothing", got)
	}
	if got := tap(fyne.NewPos(20, r.geo.lanes.y+r.geo.lanes.h*0.75)); got != 1 {
		t.Errorf("on the second lane's name = %d, want 1", got)
	}
	r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: r.place(4, 80)}})
	if c := r.chart.Cursor(); c != desktop.PointerCursor {
		t.Errorf("cursor over a line = %v, want a hand", c)
	}
	rows := level(20, 80)
	rows.Bands[0].Rows = true
	r.chart.SetData(rows)
	b := r.geo.bands[0]
	if got := tap(fyne.NewPos(b.x+100, b.y+b.h*0.8)); got != 1 {
		t.Errorf("on the second row = %d, want 1", got)
	}
}

func TestALineIsPickedWhereItGoesStraightUp(t *testing.T) {
	d := level(0)
	d.Bands[0].Series[0].T, d.Bands[0].Series[0].V = []float64{0, 5, 10}, []float64{10, 10, 90}
	r := drawn(t, d, fyne.NewSize(500, 300))
	got := -1
	r.chart.OnPicked = func(style int) { got = style }
	test.TapAt(r.chart, r.place(5, 50))
	if got != 0 {
		t.Errorf("half way up = %d, want 0", got)
	}
}

func TestABoldLineIsPickedBeforeOthersInItsPlace(t *testing.T) {
	d := level(50, 50, 50)
	d.Bands[0].Series[1].Bold = true
	r := drawn(t, d, fyne.NewSize(500, 300))
	got := -1
	r.chart.OnPicked = func(style int) { got = style }
	test.TapAt(r.chart, r.place(5, 50))
	if got != 1 {
		t.Errorf("picked = %d, want the bold one, 1", got)
	}
}

// swarm is a picture of a lane with a thousand tasks of a millisecond, one of which failed, and
// one that stands alone.
func swarm() Data {
	d := Data{To: 10, Lanes: []Lane{{Name: "Process-1"}}}
	for i := range 1000 {
		b := Bar{From: 4 + float64(i)/1000, To: 4 + float64(i+1)/1000, ID: i}
		if i == 500 {
			b.Mark = Failed
		}
		d.Lanes[0].Bars = append(d.Lanes[0].Bars, b)
	}
	d.Lanes[0].Bars = append(d.Lanes[0].Bars, Bar{From: 8, To: 8.001, ID: 1000})
	return d
}

func TestAClickOnOneOfManyZoomsInUntilItIsWide(t *testing.T) {
	r := drawn(t, swarm(), fyne.NewSize(700, 200))
	a := &asked{}
	tapped, crowd := -1, -1
	r.chart.OnTapped, r.chart.OnCrowd, r.chart.Navigate = func(id int) { tapped = id }, func(id int) { crowd = id }, a
	r.chart.Describe = func(int) string { return "Task 5" }
	at := r.over(0, 4.25)
	if !strings.Contains(strings.Join(r.shown(), "\n"), "a click zooms in") {
		t.Errorf("texts = %q, want that a click zooms in", r.shown())
	}
	test.TapAt(r.chart, at)
	if crowd < 200 || crowd > 300 || tapped != -1 || len(a.all) != 1 {
		t.Fatalf("crowd = %d, tapped = %d, asked for %v; want one of the first half, none, one stretch", crowd, tapped, a.all)
	}
	var from, to float64
	if _, err := fmt.Sscanf(a.all[0], "show %f to %f", &from, &to); err != nil || to-from > 0.1 || from > 4.25 || to < 4.24 {
		t.Errorf("asked for %q, want a stretch of a few hundredths around 4.25", a.all[0])
	}
	test.TapAt(r.chart, r.over(0, 8.0005))
	if tapped != 1000 {
		t.Errorf("tapped = %d, want 1000, which stands alone", tapped)
	}
	d := swarm()
	d.From, d.To = 4.2, 4.2+Closest
	r.chart.SetData(d)
	test.TapAt(r.chart, r.over(0, 4.2105))
	if tapped != 210 {
		t.Errorf("tapped = %d, want 210, which is wide", tapped)
	}
}

func TestAFailureAmongManyIsTappedAlone(t *testing.T) {
	d := swarm()
	r := drawn(t, d, fyne.NewSize(700, 200))
	r.chart.Navigate = &asked{}
	if r.chart.crowded(&r.chart.data.Lanes[0].Bars[500]) {
		t.Error("a task that failed is taken for one of many")
	}
	if !r.chart.crowded(&r.chart.data.Lanes[0].Bars[499]) {
		t.Error("the task before it is not")
	}
}

func TestAChosenBarHasAFrame(t *testing.T) {
	for name, v := range variants() {
		d := resting()
		r := drawnIn(t, v, d)
		before := r.columnsWith(3.9, 6.1, inkOf(r.painter.text, r.painter.panel))
		d.Lanes[0].Bars[1].Chosen = true
		r = drawnIn(t, v, d)
		if got := r.columnsWith(3.9, 6.1, inkOf(r.painter.text, r.painter.panel)); before != 0 || got < 85 {
			t.Errorf("%s: the colour of text is in %d of 100 columns, and was in %d; want nearly all, and none", name, got, before)
		}
	}
}
