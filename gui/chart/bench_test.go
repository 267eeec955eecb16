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

// crowd is a picture of many workers the way it is drawn: their CPU as rows of shades, and
// of their memory three lines that stand out.
func crowd(workers int, span float64) Data {
	d := pool(workers, span)
	d.Bands[0].Rows = true
	for i := range d.Bands[1].Series {
		d.Bands[1].Series[i].Faint = i > 2
		if i == workers/2 {
			d.Bands[0].Series[i].Label = d.Bands[0].Series[i].Name
		}
	}
	return d
}

func benchmarkFrame(b *testing.B, d Data) {
	b.Helper()
	r := drawn(b, d, fyne.NewSize(900, 500))
	r.painter.paint(900, 500)
	b.ReportAllocs()
	for b.Loop() {
		r.painter.paint(900, 500)
	}
}

func BenchmarkFrameOf16WorkersOf600Points(b *testing.B) { benchmarkFrame(b, pool(16, 60)) }

func BenchmarkFrameOf64WorkersOf600Points(b *testing.B) { benchmarkFrame(b, crowd(64, 60)) }

func BenchmarkFrameOf256WorkersOf600Points(b *testing.B) { benchmarkFrame(b, crowd(256, 60)) }

func BenchmarkFrameOf64LinesOf600Points(b *testing.B) { benchmarkFrame(b, pool(64, 60)) }

func BenchmarkFrameOf64LinesOf4000Points(b *testing.B) { benchmarkFrame(b, pool(64, 400)) }

func BenchmarkSetDataOf16Series(b *testing.B) {
	r := drawn(b, pool(16, 60), fyne.NewSize(900, 500))
	d := r.chart.data
	b.ReportAllocs()
	for b.Loop() {
		d.To += 0.01
		r.chart.SetData(d)
	}
}
