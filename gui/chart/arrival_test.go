package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// moving is a picture of a core that somebody came to at 5 s.
func moving(busy float64) Data {
	s := Strip{Name: "Core 1", Number: 1, Arrivals: []Arrival{{At: 5, Who: 2, From: 0}}}
	for i := range 100 {
		s.T, s.V, s.Who = append(s.T, float64(i)/10), append(s.V, busy), append(s.Who, 2)
	}
	return Data{To: 10, Bands: []Band{{Title: "CPU"}}, Strips: []Strip{s}, StripsTitle: "Cores"}
}

func TestAnArrivalIsAThinTickWhateverTheShade(t *testing.T) {
	for name, v := range variants() {
		for _, busy := range []float64{0, 0.5, 1} {
			with, without := moving(busy), moving(busy)
			without.Strips[0].Arrivals = nil
			columns := map[int]bool{}
			r := drawnIn(t, v, with)
			plain := slices.Clone(drawnIn(t, v, without).painter.img.Pix)
			for i := 0; i < len(plain); i += 4 {
				if p := r.painter.img.Pix; p[i] != plain[i] || p[i+1] != plain[i+1] || p[i+2] != plain[i+2] {
					columns[i/4%r.painter.img.Rect.Dx()] = true
					if ratio := contrast(ink(uint32(p[i])|uint32(p[i+1])<<8|uint32(p[i+2])<<16).opaque(), ink(uint32(plain[i])|uint32(plain[i+1])<<8|uint32(plain[i+2])<<16).opaque()); ratio < 3 {
						t.Fatalf("%s, %v busy: contrast of the tick = %.2f, want 3 at least", name, busy, ratio)
					}
				}
			}
			if len(columns) != 1 {
				t.Errorf("%s, %v busy: columns with a tick = %d, want 1", name, busy, len(columns))
			}
		}
	}
}

// drawnIn returns a renderer that has painted a picture in a variant.
func drawnIn(t *testing.T, v fyne.ThemeVariant, d Data) *renderer {
	t.Helper()
	r := drawn(t, d, fyne.NewSize(500, 300))
	wear(t, v)
	r.Refresh()
	r.painter.paint(500, 300)
	return r
}

func TestTheReadoutSaysWhoCame(t *testing.T) {
	r := drawn(t, moving(0.5), fyne.NewSize(500, 300))
	r.chart.Moved = func(who, from int) string { return fmt.Sprintf("%d came from core %d", who, from) }
	over := func(at float64) string {
		place := fyne.NewPos(r.geo.left+float32(r.geo.x(at))*r.geo.width, r.geo.strips.y+3)
		r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: place}})
		return strings.Join(r.shown(), "\n")
	}
	if text := over(5.01); !strings.Contains(text, "2 came from core 0") {
		t.Errorf("texts = %q, want who came", text)
	}
	if text := over(8); strings.Contains(text, "came from") {
		t.Errorf("texts = %q, want nobody", text)
	}
}
