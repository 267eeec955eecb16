package gui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// titlesOf returns the titles of all plots of a picture.
func titlesOf(d chart.Data) []string {
	titles := []string{d.LanesTitle, d.StripsTitle}
	for _, b := range d.Bands {
		titles = append(titles, b.Title)
	}
	return titles
}

// textPosition returns where a text stands in a chart.
func textPosition(t *testing.T, c *chart.Chart, text string) fyne.Position {
	t.Helper()
	for _, o := range test.WidgetRenderer(c).Objects() {
		if shown, ok := o.(*canvas.Text); ok && shown.Visible() && shown.Text == text {
			return shown.Position()
		}
	}
	t.Fatalf("the chart does not say %q", text)
	return fyne.Position{}
}

func TestEveryPlotIsExplainedInBothLanguages(t *testing.T) {
	t.Cleanup(func() {
		if err := tr.Use("en"); err != nil {
			t.Error(err)
		}
	})
	for _, language := range tr.Languages() {
		if err := tr.Use(language.Tag); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"PSS", "RSS"} {
			for _, s := range []*run.Snapshot{snapshot(8), observedTree([]int{4711}, nil, 8, 12)} {
				s.PoolKind = kind
				s.PoolMem = run.Series{T: []float64{0, 8}, V: []float64{1e8, 1e8}}
				if s.Observed == nil {
					s.Queued, s.Running = s.PoolMem, s.PoolMem
				}
				titles := titlesOf(newestPicture(s, ofOneCore))
				if len(titles) < 6 {
					t.Errorf("plots = %q, want six at the least", titles)
				}
				for _, title := range titles {
					note := plotNote(title)
					if !slices.ContainsFunc(meanings(), func(m meaning) bool { return m.topic == note.topic }) || note.text == "" {
						t.Errorf("%s: note of the plot %q = %+v, want a text and a topic", language.Tag, title, note)
					}
				}
			}
		}
	}
}

func TestTheTitleOfAPlotHasATipAndLeadsToItsParagraph(t *testing.T) {
	s := brisk(t)
	s.w.runTapped()
	s.send(snapshot(8))
	at := textPosition(t, s.w.live.chart, "Memory").AddXY(3, 3)
	s.hover(s.w.live.chart, at)
	if got := s.w.tips.text; !s.w.tips.Visible() || !strings.Contains(got, "RSS") || !strings.Contains(got, "explains more") {
		t.Errorf("tip = %q, shown %v, want what the plot shows", got, s.w.tips.Visible())
	}
	s.w.live.chart.Tapped(&fyne.PointEvent{Position: at})
	if s.w.tips.Visible() {
		t.Error("the tip stays after the click")
	}
	var marked []string
	for _, o := range test.LaidOutObjects(s.w.win.Canvas().Overlays().Top()) {
		if l, ok := o.(*widget.Label); ok && l.Importance == widget.HighImportance {
			marked = append(marked, l.Text)
		}
	}
	if !slices.Equal(marked, []string{string(aboutMemory)}) {
		t.Errorf("paragraphs = %q, want %q", marked, aboutMemory)
	}
	s.end()
}
