package chart

import (
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

// total returns a picture of many lines with their sum.
func total(lines int) Data {
	d := pool(lines, 30)
	for i := range d.Bands {
		first := &d.Bands[i].Series[0]
		d.Bands[i].Total = Series{Name: "pool", Style: -1, T: first.T, V: make([]float64, len(first.T))}
		for j := range d.Bands[i].Total.V {
			d.Bands[i].Total.V[j] = []float64{777, 5 << 30}[i]
		}
	}
	return d
}

func TestReadoutTellsTheTotalFirst(t *testing.T) {
	r := drawn(t, total(20), fyne.NewSize(700, 500))
	r.over(3, 15)
	got := readoutTexts(r)
	if at := slices.Index(got, "pool"); at < 0 || !slices.Equal(got[at:at+3], []string{"pool", "777 %", "5.0 GiB"}) || at > slices.Index(got, "Process-1") {
		t.Errorf("readout = %q, want the pool with 777 %% and 5.0 GiB before the lines", got)
	}
}

func TestTotalLeavesThePictureAsItIs(t *testing.T) {
	size := fyne.NewSize(700, 500)
	with, without := drawn(t, total(4), size), drawn(t, pool(4, 30), size)
	if got, want := with.geo.bands[1].top, without.geo.bands[1].top; got != want {
		t.Errorf("the axis of memory ends at %v, want %v as without a total", got, want)
	}
	a, isRGBA := with.painter.paint(700, 500).(*image.RGBA)
	b, isRGBAToo := without.painter.paint(700, 500).(*image.RGBA)
	if !isRGBA || !isRGBAToo || !slices.Equal(a.Pix, b.Pix) {
		t.Error("a total is drawn, want it in the readout only")
	}
}
