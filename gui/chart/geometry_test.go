package chart

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func TestBandsFillTheHeightWithoutOverlap(t *testing.T) {
	for _, workers := range []int{1, 4, 16, 64} {
		for _, size := range []fyne.Size{{Width: 500, Height: 300}, {Width: 700, Height: 500}, {Width: 1100, Height: 700}} {
			d := pool(workers, 10)
			r := drawn(t, d, size)
			g := &r.geo
			boxes := []box{g.lanes, g.bands[0].box, g.bands[1].box, g.strips}
			y := float32(0)
			for i, b := range boxes {
				if b.y < y+r.ruler.height {
					t.Errorf("%d workers in %v: plot %d begins at %v, want room for a title under %v", workers, size, i, b.y, y)
				}
				if b.h < 18 {
					t.Errorf("%d workers in %v: height of plot %d = %v, want 18 at least", workers, size, i, b.h)
				}
				y = b.y + b.h
			}
			low := g.legend + r.ruler.height/2
			if g.legend == 0 { // each lane has its name
				low = size.Height
			}
			if low > size.Height || g.bottom+r.ruler.height > low {
				t.Errorf("%d workers in %v: the axis begins at %v and the legend ends at %v", workers, size, g.bottom, low)
			}
			if right := g.left + g.width; right > size.Width || g.width < size.Width/2 {
				t.Errorf("%d workers in %v: plots from %v to %v", workers, size, g.left, right)
			}
		}
	}
}

func TestTimeAndPlaceAreInverse(t *testing.T) {
	r := drawn(t, pool(2, 30), fyne.NewSize(600, 400))
	for _, at := range []float64{0, 7.5, 29.9} {
		x := r.geo.left + float32(r.geo.x(at))*r.geo.width
		if got := r.geo.time(x); got < at-0.01 || got > at+0.01 {
			t.Errorf("instant at the place of %v = %v", at, got)
		}
	}
}

func TestNamesAreLeftOutWhereRowsAreLow(t *testing.T) {
	for _, c := range []struct {
		room   float32
		n      int
		height float32
		want   int
	}{{100, 4, 15, 1}, {100, 16, 15, 3}, {160, 64, 15, 6}, {0, 5, 15, 1}, {10, 0, 15, 1}} {
		if got := every(c.room, c.n, c.height); got != c.want {
			t.Errorf("every(%v, %d, %v) = %d, want %d", c.room, c.n, c.height, got, c.want)
		}
	}
}

func TestValueLabelsFitBesideThePlots(t *testing.T) {
	for _, factor := range []float64{1, 12, 45, 1e3, 1e5} {
		d := pool(2, 10)
		d.Lanes, d.Strips = nil, nil
		for i := range d.Bands[1].Series {
			for j := range d.Bands[1].Series[i].V {
				d.Bands[1].Series[i].V[j] *= factor
			}
		}
		r := drawn(t, d, fyne.NewSize(600, 400))
		for _, text := range r.texts[valueTexts].texts[:r.texts[valueTexts].used] {
			if left := text.Position().X; left < 0 {
				t.Errorf("%q begins at %v, want it inside", text.Text, left)
			}
		}
	}
}

func TestLabelsDoNotLieOnEachOther(t *testing.T) {
	for height := float32(90); height <= 500; height += 10 {
		for width := float32(160); width <= 700; width += 90 {
			r := drawn(t, pool(4, 30), fyne.NewSize(width, height))
			for _, part := range []partOfText{nameTexts, valueTexts, timeTexts} {
				apartFrom(t, r.texts[part].texts[:r.texts[part].used], fyne.NewSize(width, height))
			}
		}
	}
}

// apartFrom fails a test where two texts overlap by more than the air in a line.
func apartFrom(t *testing.T, texts []*canvas.Text, size fyne.Size) {
	t.Helper()
	for i, a := range texts {
		for _, b := range texts[i+1:] {
			high := min(a.Position().Y+a.Size().Height, b.Position().Y+b.Size().Height) - max(a.Position().Y, b.Position().Y)
			wide := min(a.Position().X+a.Size().Width, b.Position().X+b.Size().Width) - max(a.Position().X, b.Position().X)
			if wide > 0 && high > 0.2*a.Size().Height {
				t.Errorf("at %v: %q and %q overlap by %v", size, a.Text, b.Text, high)
			}
		}
	}
}

func TestAPlotWithoutAReadingSaysWhy(t *testing.T) {
	d := pool(2, 5)
	d.Bands[0].Series, d.Bands[0].Note = nil, "no reading"
	r := drawn(t, d, fyne.NewSize(500, 400))
	note := r.texts[noteTexts]
	if note.used != 1 || note.texts[0].Text != "no reading" {
		t.Fatalf("notes = %d, want one", note.used)
	}
	if at := note.texts[0].Position(); !r.geo.bands[0].holds(at) {
		t.Errorf("note at %v, want it in its band %+v", at, r.geo.bands[0].box)
	}
}

func TestTheLegendLeavesOutWhatTheLanesSay(t *testing.T) {
	size := fyne.NewSize(700, 500)
	d := pool(4, 30)
	r := drawn(t, d, size)
	if len(r.painter.keys) != 0 || r.geo.legend != 0 {
		t.Errorf("keys = %d, middle of the legend %v; want none beside lanes with these names", len(r.painter.keys), r.geo.legend)
	}
	high := r.geo.bands[0].h
	d.Legend = append(d.Legend, SpellKey(Awaiting, "waits for input"))
	r.chart.SetData(d)
	if len(r.painter.keys) != 1 || r.geo.legend == 0 || r.geo.bands[0].h >= high {
		t.Errorf("keys = %d, a band is %v high and was %v; want the one that no lane has, in a row of its own", len(r.painter.keys), r.geo.bands[0].h, high)
	}
	many := pool(64, 30)
	r.chart.SetData(many)
	if len(r.geo.keys) != len(many.Legend) {
		t.Errorf("keys = %d, want all %d where not every lane has room for its name", len(r.geo.keys), len(many.Legend))
	}
}
