package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

// marked is a picture with markers.
func marked(markers ...Marker) Data {
	d := pool(2, 30)
	d.Markers = markers
	return d
}

// markerTextsOf returns the texts of the markers that can be read.
func markerTextsOf(r *renderer) []string {
	var all []string
	for _, t := range r.texts[markerTexts].texts {
		if t.Visible() {
			all = append(all, t.Text)
		}
	}
	return all
}

func TestAMarkerIsALineThroughAllPlotsAndAText(t *testing.T) {
	r := drawn(t, marked(Marker{At: 12, Text: "Process-2 killed"}), fyne.NewSize(700, 500))
	r.painter.paint(700, 500)
	if got := markerTextsOf(r); !slices.Equal(got, []string{"Process-2 killed"}) {
		t.Errorf("texts = %q, want Process-2 killed", got)
	}
	x := int(r.painter.column(12))
	plots := []box{r.geo.lanes, r.geo.bands[0].box, r.geo.bands[1].box, r.geo.strips}
	for i, plot := range plots {
		line := r.painter.pixels(plot)
		line.Min.X, line.Max.X = x, x+1
		if got := r.painter.count(line, r.painter.mark); 2*got < line.Dy() {
			t.Errorf("plot %d: %d of %d pixels are the line's, want half of them or more", i, got, line.Dy())
		}
	}
	if got := r.painter.ink(x, int(r.geo.top())-3); got != r.painter.mark {
		t.Error("no flag over the first plot")
	}
}

func TestMarkersOutsideTheAxisAreNotShown(t *testing.T) {
	d := marked(Marker{At: 1, Text: "before"}, Marker{At: 20, Text: "within"}, Marker{At: 31, Text: "after"})
	d.From = 10
	r := drawn(t, d, fyne.NewSize(700, 500))
	if got := markerTextsOf(r); !slices.Equal(got, []string{"within"}) {
		t.Errorf("texts = %q, want within", got)
	}
}

func TestMarkersInOnePlaceShareAText(t *testing.T) {
	r := drawn(t, marked(
		Marker{At: 5, Text: "tasks held"}, Marker{At: 5.2, Text: "4 to 8 slots"}, Marker{At: 5.3, Text: "tasks handed out"},
		Marker{At: 20, Text: "Process-2 killed"},
	), fyne.NewSize(700, 500))
	if got := markerTextsOf(r); !slices.Equal(got, []string{"3 actions", "Process-2 killed"}) {
		t.Errorf("texts = %q, want 3 actions, Process-2 killed", got)
	}
}

func TestMarkersHaveRoomBesideEachOther(t *testing.T) {
	var d []Marker
	for i := range 40 {
		d = append(d, Marker{At: float64(i*i) / 50, Text: fmt.Sprintf("Process-%d stopped", i)})
	}
	for _, wide := range []float32{300, 500, 700, 1100} {
		data := marked(d...)
		data.Badge = "PAUSED"
		r := drawn(t, data, fyne.NewSize(wide, 400))
		from, to := r.markerRow()
		for _, text := range r.texts[markerTexts].texts {
			if !text.Visible() {
				continue
			}
			if text.Position().X < from-1 || text.Position().X+text.Size().Width > to+1 {
				t.Errorf("at %v: %q from %v to %v, want it within %v..%v", wide, text.Text, text.Position().X, text.Position().X+text.Size().Width, from, to)
			}
			from = text.Position().X + text.Size().Width
		}
	}
}

func TestAMarkerAtTheEndOfTheAxisHasItsTextBeforeIt(t *testing.T) {
	r := drawn(t, marked(Marker{At: 29.9, Text: "Process-2 killed"}), fyne.NewSize(700, 500))
	text := r.texts[markerTexts].texts[0]
	if x := r.geo.left + float32(r.geo.x(29.9))*r.geo.width; text.Text != "Process-2 killed" || text.Position().X+text.Size().Width > x {
		t.Errorf("text = %q from %v on, want the whole of it before %v", text.Text, text.Position().X, x)
	}
}

func TestTheReadoutNamesTheMarkersUnderTheMouse(t *testing.T) {
	var d []Marker
	for i := range 7 {
		d = append(d, Marker{At: 12 + float64(i)/1000, Text: fmt.Sprintf("action %d", i)})
	}
	r := drawn(t, marked(d...), fyne.NewSize(700, 500))
	at := fyne.NewPos(r.geo.left+float32(r.geo.x(12))*r.geo.width+2, r.geo.bands[0].y+20)
	r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	got := strings.Join(readoutTexts(r), "; ")
	if !strings.Contains(got, "action 0; action 1; action 2; action 3; +3 more") {
		t.Errorf("readout = %q, want four actions and three more", got)
	}
	r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at.AddXY(30, 0)}})
	if got := strings.Join(readoutTexts(r), "; "); strings.Contains(got, "action") {
		t.Errorf("readout beside them = %q, want no action", got)
	}
}

func TestTheLineOfAMarkerCanBeSeen(t *testing.T) {
	for _, variant := range []fyne.ThemeVariant{theme.VariantLight, theme.VariantDark} {
		r := drawn(t, marked(), fyne.NewSize(300, 200))
		fyne.CurrentApp().Settings().SetTheme(paper{theme.DefaultTheme(), variant})
		r.chart.Refresh()
		if got := contrast(r.painter.mark.opaque(), r.painter.panel.opaque()); got < 3 {
			t.Errorf("contrast in variant %d = %.2f, want 3 at least", variant, got)
		}
	}
}

func TestTheTextOfAMarkerIsNotUnderWhatLiesOverItsRow(t *testing.T) {
	d := marked(Marker{At: 27, Text: "Process-2 killed"}, Marker{At: 29, Text: "2 actions"})
	d.Reserved = 150
	r := drawn(t, d, fyne.NewSize(700, 500))
	for _, text := range r.texts[markerTexts].texts {
		end := text.Position().X + text.MinSize().Width
		if free := r.geo.left + r.geo.width - d.Reserved; text.Visible() && end > free {
			t.Errorf("%q ends at %v, want %v at the most", text.Text, end, free)
		}
	}
}

// leads tells that a line goes from under a text to the marker at second 29.
func (r *renderer) leads(text string) bool {
	for _, t := range r.texts[markerTexts].texts {
		if !t.Visible() || t.Text != text {
			continue
		}
		y := r.painter.px(r.geo.top()) - 1
		for x := r.painter.px(t.Position().X + 1); x < int(r.painter.column(29)); x++ {
			if r.painter.ink(x, y) != r.painter.mark {
				return false
			}
		}
		return true
	}
	return false
}

func TestALineLeadsFromATextThatCannotStandBesideItsMarker(t *testing.T) {
	d := marked(Marker{At: 8, Text: "4 to 5 slots"}, Marker{At: 29, Text: "Process-2 killed"})
	d.Reserved = 150
	r := drawn(t, d, fyne.NewSize(700, 500))
	r.painter.paint(700, 500)
	if !r.leads("Process-2 killed") {
		t.Error("no line leads from the text under what lies over its row to its marker")
	}
	if r.leads("4 to 5 slots") || len(r.painter.arms) != 1 {
		t.Errorf("lines = %v, want none for a text beside its marker", r.painter.arms)
	}
}

func TestMarkersBehindTheEndOfTheRowHaveOneTextAndTheOneBeforeThemItsOwn(t *testing.T) {
	d := marked(Marker{At: 16, Text: "tasks held"}, Marker{At: 26, Text: "Process-2 killed"}, Marker{At: 29, Text: "Process-3 killed"})
	d.Reserved = 150
	r := drawn(t, d, fyne.NewSize(700, 500))
	r.painter.paint(700, 500)
	if got := markerTextsOf(r); !slices.Equal(got, []string{"tasks held", "2 actions"}) || !r.leads("2 actions") {
		t.Errorf("texts = %q, led %v, want tasks held, and one text for the two behind the end", got, r.leads("2 actions"))
	}
}
