package chart

import (
	"image"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// slims is a picture with two slim bands under the lanes and one under the first band.
func slims() Data {
	d := pool(4, 30)
	slim := func(title, unit string, rank Slim, top float64, v ...float64) Band {
		return Band{Title: title, Unit: unit, Slim: rank, Max: top, Series: []Series{{Name: title, Style: Nobody, T: []float64{0, 10, 30}, V: v}}}
	}
	total := slim("Pool", "8 cores", 1, 8, 2, 2, 4)
	total.Quiet = true
	d.Bands = []Band{slim("Queued", "", 2, 163, 163, 163, 40), slim("Running", "", 3, 4, 4, 4, 3), d.Bands[0], total, d.Bands[1]}
	return d
}

func TestSlimBandsHaveTheirTitleAndTheEndOfTheirAxisBesideThem(t *testing.T) {
	r := drawn(t, slims(), fyne.NewSize(700, 500))
	for _, want := range []string{"Queued", "163", "Running", "4", "Pool", "8 cores"} {
		if !slices.Contains(r.shown(), want) {
			t.Errorf("texts = %q, want %q among them", r.shown(), want)
		}
	}
	p, at := &r.painter, r.geo.bands[3]
	p.paint(700, 500)
	area := p.pixels(at.box)
	full, half := area, area
	full.Min.X, full.Max.X = int(p.column(20)), int(p.column(20))+1
	half.Min.X, half.Max.X = int(p.column(5)), int(p.column(5))+1
	ground := p.panel.mix(p.nobody, areaShare)
	if a, b := p.count(full, ground), p.count(half, ground); a < 5 || b < 1 || a <= b {
		t.Errorf("pixels under 4 and under 2 of 8 = %d and %d, want more under 4", a, b)
	}
}

func TestSlimBandsGiveWayInTheirOrder(t *testing.T) {
	d := slims()
	last := 4
	for height := float32(600); height > 150; height -= 10 {
		r := drawn(t, d, fyne.NewSize(700, height))
		n := 0
		for _, rank := range []int{3, 0, 1} { // the bands with the ranks 1, 2 and 3
			if r.geo.bands[rank].h > 0 {
				n++
			} else if later := r.geo.bands[1].h; later > 0 {
				t.Errorf("at %v the band with rank 3 is kept, one before it is not", height)
			}
		}
		if n > last {
			t.Errorf("at %v there are %d slim bands, in more room %d", height, n, last)
		}
		if high := r.geo.bands[2].h; n > 0 && high < leastBand {
			t.Errorf("at %v a high band has %v with %d slim ones, want %v", height, high, n, leastBand)
		}
		last = n
	}
	if last != 0 {
		t.Errorf("slim bands where there is no room = %d, want none", last)
	}
}

func TestTheReadoutTellsSlimBandsInOneLine(t *testing.T) {
	r := drawn(t, slims(), fyne.NewSize(700, 500))
	r.over(1, 20)
	if got := readoutTexts(r); !slices.Contains(got, "Queued 40, Running 3") || slices.Contains(got, "Pool") {
		t.Errorf("readout = %q, want the queue in a line and no pool", got)
	}
}

func TestTheReadoutBeginsWithTheLaneUnderTheMouse(t *testing.T) {
	r := drawn(t, pool(20, 30), fyne.NewSize(700, 500))
	r.over(14, 20)
	got := readoutTexts(r)
	if at := slices.IndexFunc(got, func(s string) bool { return strings.HasPrefix(s, "Process-") }); at < 0 || got[at] != "Process-15" {
		t.Errorf("readout = %q, want Process-15 first", got)
	}
}

func TestALimitIsDrawnWhenItIsWithinReach(t *testing.T) {
	for _, c := range []struct {
		most float64
		want bool
	}{{30 << 20, false}, {60 << 20, true}, {110 << 20, true}} {
		r := drawn(t, Data{To: 10, Bands: []Band{{
			Title: "Memory", Bytes: true, Limits: []Limit{{At: 100 << 20, Name: "limit"}},
			Series: []Series{{T: []float64{0, 10}, V: []float64{c.most, c.most}}},
		}}}, fyne.NewSize(400, 200))
		p := &r.painter
		p.paint(400, 200)
		line := p.count(p.pixels(r.geo.bands[0].box), p.badInk)
		if got := line > 50; got != c.want || slices.Contains(r.shown(), "limit") != c.want {
			t.Errorf("with %v MiB: limit drawn %v, texts %q, want %v", c.most/(1<<20), got, r.shown(), c.want)
		}
	}
}

func TestBarsByStateHaveTheColoursOfTheTheme(t *testing.T) {
	for style, want := range map[int]ink{DoneBars: 0xFF68D05F, FailedBars: 0xFF5E6BFF, EndedBars: 0xFF2EB0FF, OpenBars: 0xFFFFA06E} {
		r, area := oneLane(t, Bar{From: 0, To: 10, Style: style, Mark: Plain})
		middle := image.Rect(area.Min.X+20, area.Min.Y+area.Dy()/2, area.Max.X-20, area.Min.Y+area.Dy()/2+1)
		if got := r.painter.count(middle, want); got != middle.Dx() {
			t.Errorf("pixels of style %d = %d, want %d", style, got, middle.Dx())
		}
		if got := contrast(want.opaque(), r.painter.panel.opaque()); got < 3 {
			t.Errorf("contrast of style %d = %.2f, want 3", style, got)
		}
	}
	r, _ := oneLane(t, Bar{From: 0, To: 10})
	if got := contrast(r.painter.style(Crowd).opaque(), r.painter.panel.opaque()); got < 3 {
		t.Errorf("contrast of one of many = %.2f, want 3", got)
	}
}
