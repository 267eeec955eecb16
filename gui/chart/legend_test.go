package chart

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// legendTextsOf returns what the legend says.
func legendTextsOf(r *renderer) []string {
	var all []string
	for _, text := range r.texts[legendTexts].texts[:r.texts[legendTexts].used] {
		all = append(all, text.Text)
	}
	return all
}

func TestTheLegendCountsTheLinesThatItIsNotGiven(t *testing.T) {
	d := pool(16, 30)
	d.Lanes, d.Legend = nil, d.Legend[:8]
	for wide, want := range map[float32]string{500: "+12 more", 1200: "+8 more"} {
		got := legendTextsOf(drawn(t, d, fyne.NewSize(wide, 400)))
		if last := got[len(got)-1]; last != want {
			t.Errorf("at %v the legend is %q, want %q at its end", wide, got, want)
		}
	}
	d.Legend = []Key{SpellKey(Held, "held back")}
	if got := strings.Join(legendTextsOf(drawn(t, d, fyne.NewSize(1200, 400))), "; "); got != "held back" {
		t.Errorf("legend without lines = %q, want held back alone", got)
	}
}

func TestALineWhoseLaneHasItsNameIsNotCountedInTheLegend(t *testing.T) {
	d := pool(10, 30)
	d.Lanes, d.Legend = d.Lanes[1:], append([]Key{SpellKey(Held, "held back")}, d.Legend[:8]...)
	if got := strings.Join(legendTextsOf(drawn(t, d, fyne.NewSize(900, 700))), "; "); got != "held back; Process-1" {
		t.Errorf("legend = %q, want held back, and the one line that has no lane", got)
	}
}
