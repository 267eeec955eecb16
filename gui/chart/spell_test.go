package chart

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// resting is a picture in which a lane shows a spell of each kind.
func resting() Data {
	return Data{
		To: 10, LanesTitle: "Tasks",
		Lanes: []Lane{{
			Name: "Process-1", Bars: []Bar{{From: 0, To: 2}, {From: 4, To: 6, ID: 1}, {From: 8, To: 8.5, ID: 2}},
			Idle:   []Spell{{From: 1, To: 3, Kind: Awaiting, Text: "waits"}, {From: 6.5, To: 7.5, Kind: Held, Text: "is held"}},
			Spells: []Spell{{From: 4.5, To: 5.5, Kind: Halted, Text: "stands still"}, {From: 8.5, To: 9.25, Kind: Sending, Text: "sends"}},
		}},
	}
}

func TestEverySpellIsSeenInBothThemes(t *testing.T) {
	for name, v := range variants() {
		r := drawn(t, resting(), fyne.NewSize(700, 120))
		wear(t, v)
		r.Refresh()
		r.painter.paint(700, 120)
		if ratio := contrast(r.painter.mark.opaque(), r.painter.panel.opaque()); ratio < 3 {
			t.Errorf("%s: contrast of dots and dashes = %.2f, want 3 at least", name, ratio)
		}
		ground := r.painter.panel.mix(r.painter.mark, 48)
		if ratio := contrast(r.painter.mark.opaque(), ground.opaque()); ratio < 3 {
			t.Errorf("%s: contrast of the stripes = %.2f on their ground, want 3 at least", name, ratio)
		}
		for _, c := range []struct {
			what     string
			from, to float64
			want     ink
			most     int // columns of a hundred that have it
		}{
			{"dots", 2.05, 3, r.painter.mark, 60},
			{"dashes", 6.5, 7.5, r.painter.mark, 95},
			{"stripes", 4.6, 5.4, r.painter.mark, 101},
			{"arrowheads", 8.6, 9.2, r.painter.style(0), 101},
		} {
			if got := r.columnsWith(c.from, c.to, c.want); got < 20 || got > c.most {
				t.Errorf("%s: %s are in %d of 100 columns, want 20 to %d", name, c.what, got, c.most)
			}
		}
		if got := r.columnsWith(1.1, 1.9, r.painter.mark); got != 0 {
			t.Errorf("%s: dots are in %d of 100 columns of a bar, want none", name, got)
		}
	}
}

// columnsWith returns how many of a hundred columns of the first lane have a colour.
func (r *renderer) columnsWith(from, to float64, c ink) int {
	p := &r.painter
	row := p.pixels(r.geo.lanes)
	left, right := int(p.column(from)), int(p.column(to))
	found := 0
	for x := left; x < right; x++ {
		for y := row.Min.Y; y < row.Max.Y; y++ {
			if i := p.at(x, y); p.img.Pix[i] == uint8(c) && p.img.Pix[i+1] == uint8(c>>8) && p.img.Pix[i+2] == uint8(c>>16) {
				found++
				break
			}
		}
	}
	return 100 * found / max(1, right-left)
}

func TestTheReadoutSaysWhyALaneRests(t *testing.T) {
	r := drawn(t, resting(), fyne.NewSize(700, 160))
	for at, want := range map[float64]string{
		1.5: "", 2.5: "Process-1 waits", 7: "Process-1 is held", 5: "Process-1 stands still, 1.0 s", 9: "Process-1 sends, 0.750 s", 3.5: "",
	} {
		r.over(0, at)
		got := ""
		for _, text := range r.shown() {
			if strings.HasPrefix(text, "Process-1 ") {
				got = text
			}
		}
		if got != want {
			t.Errorf("at %v s the readout says %q, want %q", at, got, want)
		}
	}
}

func TestEverySpellHasASampleOfItsOwnInTheLegend(t *testing.T) {
	d := resting()
	for kind, name := range []string{"a", "b", "c", "d"} {
		d.Legend = append(d.Legend, SpellKey(SpellKind(kind), name))
	}
	r := drawn(t, d, fyne.NewSize(700, 220))
	r.painter.paint(700, 220)
	var samples []string
	for _, key := range r.painter.keys {
		at := r.painter.pixels(box{key.x, r.geo.legend - 4, swatchWide, 9})
		var b strings.Builder
		for y := at.Min.Y; y < at.Max.Y; y++ {
			b.Write(r.painter.img.Pix[r.painter.at(at.Min.X, y):r.painter.at(at.Max.X, y)])
		}
		samples = append(samples, b.String())
	}
	slices.Sort(samples)
	if got := len(slices.Compact(samples)); got != 4 {
		t.Errorf("different samples = %d, want 4", got)
	}
}

func TestPatternsGoAlongWithTheAxis(t *testing.T) {
	wear(t, theme.VariantLight)
	d := resting()
	d.Lanes[0].Bars = nil
	d.Lanes[0].Idle = []Spell{{From: 0, To: 10}}
	d.Lanes[0].Spells = nil
	d.Lanes[0].Bars = []Bar{{From: -5, To: -4}}
	r := drawn(t, d, fyne.NewSize(700, 120))
	first := func() int {
		r.painter.paint(700, 120)
		for x := int(r.painter.column(max(r.geo.from, 0))); x < 700; x++ {
			at := float64(x) - 0.5
			if r.columnsWith(r.geo.from+(at-r.painter.left)/r.painter.rate, r.geo.from+(at+1-r.painter.left)/r.painter.rate, r.painter.mark) > 0 {
				return x
			}
		}
		return -1
	}
	before := first()
	const period, pixels = 7, 10
	d.From += pixels / r.painter.rate
	d.To += pixels / r.painter.rate
	r.chart.SetData(d)
	if after := first(); before < 0 || (before-after-pixels)%period != 0 {
		t.Errorf("the first dot is at %d, and at %d after %d pixels, want dots %d apart to go along", before, after, pixels, period)
	}
}

func TestWhatIsSentHasTheColourOfItsBarAndIsNotDrawnInARowTooLowForIt(t *testing.T) {
	d := resting()
	d.Lanes[0].Bars[2].Style = DoneBars
	r := drawn(t, d, fyne.NewSize(700, 120))
	r.painter.paint(700, 120)
	if own, bar := r.columnsWith(8.6, 9.2, r.painter.style(0)), r.columnsWith(8.6, 9.2, r.painter.style(DoneBars)); own != 0 || bar < 20 {
		t.Errorf("arrowheads are in %d of 100 columns in the lane's colour and in %d in the bar's, want the bar's alone", own, bar)
	}
	for len(d.Lanes) < 64 {
		d.Lanes = append(d.Lanes, d.Lanes[0])
	}
	r.chart.SetData(d)
	r.painter.paint(700, 120)
	if got := r.columnsWith(8.6, 9.2, r.painter.style(DoneBars)); got != 0 {
		t.Errorf("of %d lanes a result on its way is in %d of 100 columns, want none: it would look like a bar", len(d.Lanes), got)
	}
}
