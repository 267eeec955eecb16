package chart

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestTheTitlesOfThePlotsAreToldWhereTheMouseIsOnThem(t *testing.T) {
	d := pool(2, 30)
	d.Bands = append(d.Bands, Band{Title: "Queued", Slim: 1, Max: 1, Series: []Series{{Style: Nobody, T: []float64{0, 30}, V: []float64{1, 1}}}})
	r := drawn(t, d, fyne.NewSize(700, 500))
	var over, tapped []string
	r.chart.OnTitleHovered = func(title string, _ fyne.Position) { over = append(over, title) }
	r.chart.OnTitleTapped = func(title string) { tapped = append(tapped, title) }
	for _, h := range r.heads {
		at := fyne.NewPos(h.x+h.w/2, h.y+h.h/2)
		r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
		if r.cursor.panel.Visible() || r.chart.Cursor() != desktop.PointerCursor {
			t.Errorf("on the title %q: values shown %v, cursor %v; want none, and a hand", h.title, r.cursor.panel.Visible(), r.chart.Cursor())
		}
		r.chart.Tapped(&fyne.PointEvent{Position: at})
	}
	want := []string{"Tasks", "CPU", "Memory", "Queued", "Cores"}
	for _, got := range [][]string{over, tapped} {
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("titles = %q, want %q", got, want)
		}
	}
}

func TestThatTheMouseHasLeftATitleIsToldOnce(t *testing.T) {
	r := drawn(t, pool(2, 30), fyne.NewSize(700, 500))
	var over []string
	r.chart.OnTitleHovered = func(title string, _ fyne.Position) { over = append(over, title) }
	move := func(x, y float32) {
		r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
	}
	h := r.heads[0]
	move(h.x+2, h.y+2)
	move(h.x+2, h.y+h.h+20)
	if !r.cursor.panel.Visible() {
		t.Error("no values are shown after the mouse has left the title")
	}
	move(h.x+2, h.y+h.h+30)
	move(h.x+2, h.y+2)
	r.chart.MouseOut()
	r.chart.MouseOut()
	if want := []string{"Tasks", "", "Tasks", ""}; !slices.Equal(over, want) {
		t.Errorf("told = %q, want %q", over, want)
	}
}
