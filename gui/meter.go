package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// meter is a bar that is filled from the left: what is done, then what ended
// otherwise. It has no animation, which would repaint the window while a run is
// measured.
type meter struct {
	widget.BaseWidget
	done, bad float64 // shares 0..1
}

func newMeter() *meter {
	m := &meter{}
	m.ExtendBaseWidget(m)
	return m
}

// set writes the two shares and draws once, or not at all when nothing changed.
func (m *meter) set(done, bad float64) {
	if done == m.done && bad == m.bad {
		return
	}
	m.done, m.bad = done, bad
	m.Refresh()
}

// CreateRenderer is what a Fyne widget is asked for.
func (m *meter) CreateRenderer() fyne.WidgetRenderer {
	r := &meterRenderer{meter: m, back: canvas.NewRectangle(nil), done: canvas.NewRectangle(nil), bad: canvas.NewRectangle(nil)}
	for _, bar := range []*canvas.Rectangle{r.back, r.done, r.bad} {
		bar.CornerRadius = 3
	}
	r.paint()
	return r
}

type meterRenderer struct {
	meter           *meter
	back, done, bad *canvas.Rectangle
}

const meterHeight = 10

func (r *meterRenderer) MinSize() fyne.Size { return fyne.NewSize(60, meterHeight) }

func (r *meterRenderer) Layout(size fyne.Size) {
	size.Width = max(0, size.Width) // a window that is too narrow has a negative one
	top := (size.Height - meterHeight) / 2
	r.back.Move(fyne.NewPos(0, top))
	r.back.Resize(fyne.NewSize(size.Width, meterHeight))
	done := size.Width * float32(r.meter.done)
	r.done.Move(fyne.NewPos(0, top))
	r.done.Resize(fyne.NewSize(done, meterHeight))
	r.bad.Move(fyne.NewPos(done, top))
	r.bad.Resize(fyne.NewSize(size.Width*float32(r.meter.bad), meterHeight))
}

func (r *meterRenderer) paint() {
	r.back.FillColor = theme.Color(theme.ColorNameDisabledButton)
	r.back.StrokeColor = theme.Color(theme.ColorNameInputBorder)
	r.back.StrokeWidth = 1
	r.done.FillColor = theme.Color(theme.ColorNamePrimary)
	r.bad.FillColor = theme.Color(theme.ColorNameError)
}

func (r *meterRenderer) Refresh() {
	r.paint()
	r.Layout(r.meter.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *meterRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.done, r.bad}
}

func (r *meterRenderer) Destroy() {}
