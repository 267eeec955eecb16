package chart

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// drawn returns a renderer that has arranged a picture, and the data it draws.
func drawn(tb testing.TB, d Data, size fyne.Size) *renderer {
	tb.Helper()
	wear(tb, theme.VariantDark)
	c := New()
	c.Resize(size)
	c.SetData(d)
	return c.renderer
}

func BenchmarkFrameOf16SeriesOf600Points(b *testing.B) {
	r := drawn(b, pool(16, 60), fyne.NewSize(900, 500))
	r.painter.paint(900, 500)
	b.ReportAllocs()
	for b.Loop() {
		r.painter.paint(900, 500)
	}
}

func BenchmarkFrameOf64SeriesOf4000Points(b *testing.B) {
	r := drawn(b, pool(64, 400), fyne.NewSize(900, 500))
	r.painter.paint(900, 500)
	b.ReportAllocs()
	for b.Loop() {
		r.painter.paint(900, 500)
	}
}

func BenchmarkSetDataOf16Series(b *testing.B) {
	r := drawn(b, pool(16, 60), fyne.NewSize(900, 500))
	d := r.chart.data
	b.ReportAllocs()
	for b.Loop() {
		d.To += 0.01
		r.chart.SetData(d)
	}
}
