package chart

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// shown returns the texts that can be read.
func (r *renderer) shown() []string {
	var all []string
	for _, o := range r.Objects() {
		if t, ok := o.(*canvas.Text); ok && t.Visible() {
			all = append(all, t.Text)
		}
	}
	return all
}

// over moves the mouse to a lane and an instant.
func (r *renderer) over(lane int, t float64) fyne.Position {
	each := r.geo.lanes.h / float32(len(r.chart.data.Lanes))
	at := fyne.NewPos(r.geo.left+float32(r.geo.x(t))*r.geo.width, r.geo.lanes.y+(float32(lane)+0.5)*each)
	r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	return at
}

func TestEveryPlotIsNamed(t *testing.T) {
	r := drawn(t, pool(4, 30), fyne.NewSize(700, 500))
	got := r.shown()
	for _, want := range []string{
		"Tasks", "CPU", "% of one core", "Memory", "resident set size", "Cores",
		"Process-1", "Process-4", "Core 0", "Core 3", "0", "50", "100", "10 MiB", "0 s", "5 s", "30 s",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("texts = %q, want %q among them", got, want)
		}
	}
}

func TestLegendSaysHowManyAreLeftOut(t *testing.T) {
	r := drawn(t, pool(16, 30), fyne.NewSize(500, 400))
	keys := len(r.painter.keys)
	last := r.texts[legendTexts].texts[r.texts[legendTexts].used-1]
	if want := "+" + string('0'+rune((16-keys)/10)) + string('0'+rune((16-keys)%10)) + " more"; last.Text != want {
		t.Errorf("end of the legend = %q after %d keys, want %q", last.Text, keys, want)
	}
	if right := last.Position().X + last.Size().Width; right > 500 {
		t.Errorf("legend ends at %v, want 500 at most", right)
	}
}

func TestEmptyChartSaysWhatWillBeHere(t *testing.T) {
	r := drawn(t, Data{Empty: "Press Run.", Bands: []Band{{Title: "CPU", Series: []Series{{Name: "a"}}}}}, fyne.NewSize(400, 300))
	if got := r.shown(); !slices.Equal(got, []string{"Press Run."}) {
		t.Errorf("texts = %q, want the empty sentence alone", got)
	}
	r.chart.SetData(pool(1, 5))
	if got := r.shown(); slices.Contains(got, "Press Run.") {
		t.Errorf("texts = %q, want no empty sentence", got)
	}
}

func TestBadgeIsShownAndTaken(t *testing.T) {
	d := pool(1, 5)
	d.Badge = "PAUSED"
	r := drawn(t, d, fyne.NewSize(400, 300))
	if !r.badge.Visible() || !slices.Contains(r.shown(), "PAUSED") {
		t.Errorf("badge visible: %v, texts %q", r.badge.Visible(), r.shown())
	}
	d.Badge = ""
	r.chart.SetData(d)
	if r.badge.Visible() || slices.Contains(r.shown(), "PAUSED") {
		t.Errorf("badge visible after it was taken: %v, texts %q", r.badge.Visible(), r.shown())
	}
}

func TestTappedBarIsHandedBack(t *testing.T) {
	r := drawn(t, pool(4, 30), fyne.NewSize(700, 500))
	got := -1
	r.chart.OnTapped = func(id int) { got = id }
	bar := r.chart.data.Lanes[2].Bars[3]
	at := r.over(2, (bar.From+bar.To)/2)
	test.TapAt(r.chart, at)
	if got != bar.ID {
		t.Errorf("tapped = %d, want %d", got, bar.ID)
	}
	if c := r.chart.Cursor(); c != desktop.PointerCursor {
		t.Errorf("cursor over a bar = %v, want a hand", c)
	}
	got = -1
	test.TapAt(r.chart, fyne.NewPos(r.geo.left+50, r.geo.bands[0].y+20))
	if got != -1 {
		t.Errorf("tapped beside the lanes = %d, want nothing", got)
	}
}

func TestHoverTellsTheBarOnce(t *testing.T) {
	r := drawn(t, pool(4, 30), fyne.NewSize(700, 500))
	var got []int
	r.chart.OnHovered = func(id int) { got = append(got, id) }
	bar := r.chart.data.Lanes[1].Bars[2]
	r.over(1, (bar.From+bar.To)/2)
	r.over(1, (bar.From+bar.To)/2+0.01)
	r.chart.MouseOut()
	r.chart.MouseOut()
	if want := []int{bar.ID, -1}; !slices.Equal(got, want) {
		t.Errorf("hovered = %v, want %v", got, want)
	}
}

func TestReadoutShowsTheInstantInAllBands(t *testing.T) {
	d := Data{
		To:    10,
		Lanes: []Lane{{Name: "Process-1", Bars: []Bar{{From: 1, To: 9, ID: 7}}}},
		Bands: []Band{
			{Title: "CPU", Unit: "% of one core", Max: 100, Series: []Series{{Name: "Process-1", T: []float64{0, 4, 8}, V: []float64{0, 40, 80}}}},
			{Title: "Memory", Bytes: true, Series: []Series{{Name: "Process-1", T: []float64{0, 4, 8}, V: []float64{0, 1 << 20, 2 << 20}}}},
		},
		Strips: []Strip{{Name: "Core 0", T: []float64{0, 8}, V: []float64{0, 0.25}}},
	}
	r := drawn(t, d, fyne.NewSize(700, 500))
	r.chart.Describe = func(id int) string { return "task " + string('0'+rune(id)) }
	r.over(0, 6)
	got := readoutTexts(r)
	if !strings.HasPrefix(got[0], "6.0") || !slices.Equal(got[1:], []string{"CPU", "Memory", "task 7", "Process-1", "80 %", "2.0 MiB"}) {
		t.Errorf("readout = %q", got)
	}
	r.over(0, 2)
	if got := readoutTexts(r); !slices.Contains(got, "40 %") || !slices.Contains(got, "1.0 MiB") {
		t.Errorf("readout at 2 s = %q, want 40 %% and 1.0 MiB", got)
	}
	core := fyne.NewPos(r.geo.left+100, r.geo.strips.y+5)
	r.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: core}})
	if got := readoutTexts(r); !slices.Contains(got, "Core 0") || !slices.Contains(got, "25 %") {
		t.Errorf("readout over the cores = %q, want Core 0 and 25 %%", got)
	}
	r.chart.MouseOut()
	if got := readoutTexts(r); len(got) != 0 || r.cursor.line.Visible() {
		t.Errorf("readout after the mouse left = %q, line %v", got, r.cursor.line.Visible())
	}
}

func readoutTexts(r *renderer) []string {
	var all []string
	for _, t := range r.cursor.texts.texts {
		if t.Visible() {
			all = append(all, t.Text)
		}
	}
	return all
}

func TestReadoutListsEightAndStaysInside(t *testing.T) {
	r := drawn(t, pool(20, 30), fyne.NewSize(700, 500))
	for _, at := range []float64{0.5, 15, 29.5} {
		r.over(19, at)
		if got := readoutTexts(r); got[len(got)-1] != "+12 more" {
			t.Errorf("readout ends with %q, want +12 more", got[len(got)-1])
		}
		p, s := r.cursor.panel.Position(), r.cursor.panel.Size()
		if p.X < 0 || p.Y < 0 || p.X+s.Width > 700 || p.Y+s.Height > 500 {
			t.Errorf("readout at %v s: %v %v, want it inside 700x500", at, p, s)
		}
	}
}

func TestReadoutFollowsTheDataUnderAStillMouse(t *testing.T) {
	d := pool(1, 30)
	r := drawn(t, d, fyne.NewSize(700, 500))
	r.over(0, 10)
	before := readoutTexts(r)[0]
	d.From, d.To = 5, 35
	r.chart.SetData(d)
	if got := readoutTexts(r)[0]; got == before {
		t.Errorf("instant under the mouse = %q before and after the axis moved", got)
	}
}

func TestTextsAreMadeOnce(t *testing.T) {
	d := pool(4, 30)
	r := drawn(t, d, fyne.NewSize(700, 500))
	before := slices.Clone(r.Objects())
	d.From, d.To = 1, 31
	r.chart.SetData(d)
	d.From, d.To = 0, 30
	r.chart.SetData(d)
	after := r.Objects()
	for _, o := range before {
		if !slices.Contains(after, o) {
			t.Errorf("%v was made again", o)
		}
	}
	if got := len(after) - len(before); got > 2 {
		t.Errorf("objects added by scrolling there and back = %d, want 2 at most", got)
	}
}

func TestColoursFollowTheTheme(t *testing.T) {
	r := drawn(t, pool(1, 10), fyne.NewSize(400, 300))
	dark := r.painter.panel
	fyne.CurrentApp().Settings().SetTheme(paper{theme.DefaultTheme(), theme.VariantLight})
	r.chart.Refresh()
	if r.painter.panel == dark || r.painter.variant != theme.VariantLight {
		t.Errorf("ground after a light theme = %v, want another than %v", r.painter.panel.opaque(), dark.opaque())
	}
	for _, text := range r.texts[titleTexts].texts {
		if got := contrast(text.Color, r.painter.back.opaque()); got < 4.5 {
			t.Errorf("contrast of %q after a light theme = %.2f, want 4.5 at least", text.Text, got)
		}
	}
}

func TestSwatchShowsColourAndDash(t *testing.T) {
	wear(t, theme.VariantDark)
	s := NewSwatch(0)
	s.Resize(s.MinSize())
	visible := func() int {
		n := 0
		for _, o := range test.WidgetRenderer(s).Objects() {
			if o.Visible() {
				n++
			}
		}
		return n
	}
	if got := visible(); got != 1 {
		t.Errorf("pieces of a full line = %d, want 1", got)
	}
	for round := 1; round < patterns; round++ {
		s.SetStyle(round * colours)
		if got := visible(); got < 2 {
			t.Errorf("pieces of pattern %d = %d, want 2 at least", round, got)
		}
		last := test.WidgetRenderer(s).Objects()[visible()-1]
		if right := last.Position().X + last.Size().Width; right > swatchWide {
			t.Errorf("pattern %d ends at %v, want %v at most", round, right, swatchWide)
		}
	}
	if got := test.WidgetRenderer(s).Objects()[0].(*canvas.Rectangle).FillColor; got != StyleColor(0, theme.VariantDark) {
		t.Errorf("colour = %v, want %v", got, StyleColor(0, theme.VariantDark))
	}
}
