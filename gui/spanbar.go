package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// lengthName is a length of the time axis that can be chosen, and what it is called.
type lengthName struct {
	length float64
	name   string
}

func lengthNames() []lengthName {
	return []lengthName{{halfMinute, "30 s"}, {minute, "1 min"}, {fiveMinutes, "5 min"}, {wholeRun, tr.In("time", "All")}}
}

// spanBar is the row of lengths in the chart's upper right corner; the one that is shown
// is bold and underlined.
type spanBar struct {
	widget.BaseWidget
	pick   func(length float64)
	names  []*canvas.Text
	line   *canvas.Rectangle
	chosen int // of names, -1 for none
	over   int // the one under the mouse, -1 for none
}

func newSpanBar(pick func(length float64)) *spanBar {
	b := &spanBar{pick: pick, line: canvas.NewRectangle(nil), chosen: -1, over: -1}
	for _, l := range lengthNames() {
		b.names = append(b.names, canvas.NewText(l.name, nil))
	}
	b.ExtendBaseWidget(b)
	return b
}

// show marks the length that is shown. It draws only where that is a change.
func (b *spanBar) show(length float64) {
	chosen := -1
	for i, l := range lengthNames() {
		if l.length == length {
			chosen = i
		}
	}
	if chosen != b.chosen {
		b.chosen = chosen
		b.Refresh()
	}
}

// Tapped chooses a length.
func (b *spanBar) Tapped(e *fyne.PointEvent) {
	if i := b.at(e.Position); i >= 0 {
		b.pick(lengthNames()[i].length)
	}
}

// MouseIn is MouseMoved.
func (b *spanBar) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved shows which length a click would choose.
func (b *spanBar) MouseMoved(e *desktop.MouseEvent) { b.point(b.at(e.Position)) }

// MouseOut takes that back.
func (b *spanBar) MouseOut() { b.point(-1) }

func (b *spanBar) point(over int) {
	if over != b.over {
		b.over = over
		b.Refresh()
	}
}

// Cursor is a hand.
func (b *spanBar) Cursor() desktop.Cursor { return desktop.PointerCursor }

// at returns the name at a place, -1 for none.
func (b *spanBar) at(p fyne.Position) int {
	for i, name := range b.names {
		if left := name.Position().X - spanGap/2; p.X >= left && p.X < left+name.Size().Width+spanGap {
			return i
		}
	}
	return -1
}

const spanGap = 12 // between two names

// CreateRenderer is what a Fyne widget is asked for.
func (b *spanBar) CreateRenderer() fyne.WidgetRenderer {
	r := &spanBarRenderer{bar: b, objects: []fyne.CanvasObject{b.line}}
	for _, name := range b.names {
		r.objects = append(r.objects, name)
	}
	r.paint()
	return r
}

type spanBarRenderer struct {
	bar     *spanBar
	objects []fyne.CanvasObject
}

// MinSize has room for each name in bold, so that nothing moves when another is chosen.
func (r *spanBarRenderer) MinSize() fyne.Size {
	size := fyne.NewSize(spanGap, 0)
	for _, name := range r.bar.names {
		text := boldSize(name)
		size.Width += text.Width + spanGap
		size.Height = max(size.Height, text.Height+2)
	}
	return size
}

func boldSize(name *canvas.Text) fyne.Size {
	return fyne.MeasureText(name.Text, theme.CaptionTextSize(), fyne.TextStyle{Bold: true})
}

func (r *spanBarRenderer) Layout(fyne.Size) {
	x := float32(spanGap)
	r.bar.line.Hide()
	for i, name := range r.bar.names {
		size := boldSize(name)
		name.Move(fyne.NewPos(x, 0))
		name.Resize(size)
		if i == r.bar.chosen {
			r.bar.line.Move(fyne.NewPos(x, size.Height))
			r.bar.line.Resize(fyne.NewSize(size.Width, 1.5))
			r.bar.line.Show()
		}
		x += size.Width + spanGap
	}
}

func (r *spanBarRenderer) paint() {
	r.bar.line.FillColor = theme.Color(theme.ColorNamePrimary)
	for i, name := range r.bar.names {
		name.TextSize, name.Alignment, name.TextStyle.Bold = theme.CaptionTextSize(), fyne.TextAlignCenter, i == r.bar.chosen
		name.Color = theme.Color(theme.ColorNamePlaceHolder)
		if i == r.bar.chosen || i == r.bar.over {
			name.Color = theme.Color(theme.ColorNameForeground)
		}
	}
}

func (r *spanBarRenderer) Refresh() {
	r.paint()
	r.Layout(r.bar.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
}

func (r *spanBarRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *spanBarRenderer) Destroy() {}

// cornerLayout puts the second object over the first one's upper right corner.
type cornerLayout struct{}

func (cornerLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (cornerLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
	corner := objects[1].MinSize()
	objects[1].Move(fyne.NewPos(size.Width-corner.Width, 4))
	objects[1].Resize(corner)
}
