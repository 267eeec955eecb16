package chart

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestTheReadoutStaysInTheChart(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 300, Height: 150}, {Width: 430, Height: 200}, {Width: 730, Height: 390}} {
		d := crowd(64, 30)
		d.Bands[1].Total = Series{Name: "pool, PSS", Style: Nobody, T: []float64{0, 30}, V: []float64{1e9, 1e9}}
		d.Markers = []Marker{{At: 10, Text: strings.Repeat("a long text ", 20)}, {At: 10.1, Text: "b"}, {At: 10.2, Text: "c"}}
		r := drawn(t, d, size)
		r.chart.Describe = func(int) string { return strings.Repeat("Task 5, input with many words, ", 12) }
		for x := float32(0); x < size.Width; x += 23 {
			for y := float32(0); y < size.Height; y += 17 {
				r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
				at, high := r.cursor.panel.Position(), r.cursor.panel.Size()
				if r.cursor.panel.Visible() && (at.X < 0 || at.Y < 0 || at.X+high.Width > size.Width || at.Y+high.Height > size.Height) {
					t.Fatalf("in %v with the mouse at %v,%v the readout is at %v, %v large", size, x, y, at, high)
				}
			}
		}
	}
}

func TestOfManyWorkersTheOneUnderTheMouseAndTheOutliersAreToldFirst(t *testing.T) {
	d := crowd(64, 30)
	d.Bands[0].Total = Series{Name: "pool", Style: Nobody, T: []float64{0, 30}, V: []float64{640, 640}}
	r := drawn(t, d, fyne.NewSize(730, 390))
	r.over(40, 20)
	var names []string
	for _, text := range r.cursor.texts.texts[:r.cursor.texts.used] {
		if text.Text == "pool" || strings.HasPrefix(text.Text, "Process-") || strings.HasPrefix(text.Text, "+") {
			names = append(names, text.Text)
		}
	}
	outlier := d.Bands[0].Series[32].Label
	if len(names) < 4 || !slices.Equal(names[:3], []string{"pool", "Process-41", outlier}) || names[len(names)-1] != "+57 more" {
		t.Errorf("told are %q, want the pool, Process-41, %s, others, and how many more", names, outlier)
	}
}

func TestTheReadoutNamesTheLimitsThatAreSeen(t *testing.T) {
	d := level(80)
	d.Bands[0].Max = 0
	d.Bands[0].Limits = []Limit{{At: 90, Name: "all of it, 90"}, {At: 1000, Name: "far off"}}
	r := drawn(t, d, fyne.NewSize(500, 300))
	r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: r.place(4, 40)}})
	var told []string
	for _, text := range r.cursor.texts.texts[:r.cursor.texts.used] {
		told = append(told, text.Text)
	}
	if text := strings.Join(told, "\n"); !strings.Contains(text, "all of it, 90") || strings.Contains(text, "far off") {
		t.Errorf("readout = %q, want the limit that is seen alone", text)
	}
}

const notKnown = "n/a"

func TestTheReadoutNamesTheWorkerUnderTheMouseOfWhichNothingIsKnown(t *testing.T) {
	d := pool(3, 30)
	for i := range d.Bands {
		d.Bands[i].Series = d.Bands[i].Series[:2]
	}
	r := drawn(t, d, fyne.NewSize(700, 500))
	r.over(2, 20)
	got := readoutTexts(r)
	if at := slices.Index(got, "Process-3"); at < 0 || !slices.Equal(got[at:min(at+4, len(got))], []string{"Process-3", notKnown, notKnown, "Process-1"}) {
		t.Errorf("readout = %q, want Process-3 first, without values", got)
	}
	r.over(1, 20)
	if got := strings.Join(readoutTexts(r), "; "); strings.Contains(got, notKnown) {
		t.Errorf("readout of another one = %q, want no n/a", got)
	}
}
