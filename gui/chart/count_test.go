package chart

import (
	"image"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

// dense is a lane of short tasks, 400 a second from 0 to 60 s, each bar of two.
func dense() Data {
	l := Lane{Name: "Process-1"}
	for i := range 12_000 {
		l.Bars = append(l.Bars, Bar{From: float64(i) / 200, To: float64(i)/200 + 0.004, Tasks: 2})
	}
	return Data{To: 30, Lanes: []Lane{l}}
}

func counts(r *renderer) (texts []string, places []float32) {
	for _, text := range r.texts[plateTexts].texts[:r.texts[plateTexts].used] {
		texts, places = append(texts, text.Text), append(places, text.Position().X)
	}
	return texts, places
}

func TestDenseStretchesSayHowManyTasksTheyAre(t *testing.T) {
	r := drawn(t, dense(), fyne.NewSize(700, 120))
	texts, places := counts(r)
	if len(texts) < 2 || len(texts) > 4 {
		t.Fatalf("counts = %q, want two to four in 30 s", texts)
	}
	stretch := math.Round(r.geo.seconds(places[1] - places[0]))
	want := thousands(int(400*stretch)) + " tasks"
	for i, text := range texts {
		if text != want {
			t.Errorf("count %d = %q, want %q", i, text, want)
		}
		if i > 0 && places[i]-places[i-1] < countWide {
			t.Errorf("counts at %v, want them %d apart", places, countWide)
		}
	}
}

func TestACountStaysAsItIsWhileTimeGoesOn(t *testing.T) {
	d := dense()
	for i := range 20 {
		d.From, d.To = float64(i)*0.37, 30+float64(i)*0.37
		texts, _ := counts(drawn(t, d, fyne.NewSize(700, 120)))
		if len(slices.Compact(texts)) != 1 {
			t.Errorf("from %v s on the counts are %q, want them alike", d.From, texts)
		}
	}
}

func TestWideBarsAreNotCounted(t *testing.T) {
	wide := Data{To: 30, Lanes: []Lane{{}}}
	for i := range 150 {
		wide.Lanes[0].Bars = append(wide.Lanes[0].Bars, Bar{From: float64(i) / 5, To: float64(i)/5 + 0.19})
	}
	if texts, _ := counts(drawn(t, wide, fyne.NewSize(700, 120))); len(texts) != 0 {
		t.Errorf("counts of bars that can be seen = %q", texts)
	}
	many := dense()
	for range 40 {
		many.Lanes = append(many.Lanes, many.Lanes[0])
	}
	if texts, _ := counts(drawn(t, many, fyne.NewSize(700, 200))); len(texts) != 0 {
		t.Errorf("counts in lanes without room = %d, want none", len(texts))
	}
}

func TestLanesThatAreTooLowShareRows(t *testing.T) {
	for failed := 230; failed < 240; failed++ { // whichever it is
		d := Data{To: 10}
		for i := range 400 {
			l := Lane{Bars: []Bar{{From: 0, To: 10, Style: 1}}}
			if i == failed {
				l.Bars = []Bar{{From: 4, To: 6, Mark: Failed}}
			}
			d.Lanes = append(d.Lanes, l)
		}
		r := drawn(t, d, fyne.NewSize(400, 150))
		p := &r.painter
		p.paint(400, 150)
		area := p.pixels(r.geo.lanes)
		x := int(p.column(5))
		column := image.Rect(x, area.Min.Y, x+1, area.Max.Y)
		if got := column.Dy() - p.count(column, p.style(1)); got != 1 || p.count(column, p.panel) != 0 {
			t.Errorf("rows that show what failed in lane %d of 400 = %d, empty ones %d, want 1 and 0", failed, got, p.count(column, p.panel))
		}
	}
}
