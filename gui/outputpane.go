package gui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// outputPane is the rows of the output, as many as there are: those in sight exist.
type outputPane struct {
	widget.BaseWidget
	scroll  *container.Scroll
	rows    int
	face    func(row int) outputFace
	pressed func(row int, further bool)     // a row was pressed, with Shift or not
	opened  func(row int)                   // a row was pressed twice
	menu    func(row int, at fyne.Position) // its menu was asked for, at a place of the canvas
	key     func(*fyne.KeyEvent) bool       // reports whether it did something
	short   func(fyne.Shortcut)             // copy, all
	moved   func(byHand bool)               // another part is in sight
	resized func()                          // what is in sight has another size
	steady  bool                            // it is being scrolled by the program
}

func newOutputPane() *outputPane {
	p := &outputPane{}
	p.ExtendBaseWidget(p)
	p.scroll = container.NewVScroll(p)
	p.scroll.OnScrolled = func(fyne.Position) {
		p.Refresh()
		p.moved(!p.steady)
	}
	return p
}

// set shows so many rows. Those that are gone at the top take what is in sight along.
func (p *outputPane) set(rows, gone int) {
	at := p.scroll.Offset.Y - float32(gone)*outputHeight
	p.rows = rows
	p.steadily(func() {
		p.scroll.Refresh()
		p.scrollTo(at)
	})
	p.Refresh()
}

func (p *outputPane) steadily(do func()) {
	p.steady = true
	do()
	p.steady = false
}

// scrollTo brings a place to the top of what is in sight, as far as there is something
// below it.
func (p *outputPane) scrollTo(y float32) {
	y = max(0, min(y, p.lowest()))
	if y != p.scroll.Offset.Y {
		p.scroll.ScrollToOffset(fyne.NewPos(0, y))
	}
}

func (p *outputPane) lowest() float32 {
	return max(0, float32(p.rows)*outputHeight-p.scroll.Size().Height)
}

// atEnd reports whether the last row is in sight.
func (p *outputPane) atEnd() bool { return p.scroll.Offset.Y >= p.lowest()-outputHeight/2 }

// toEnd brings the last row in sight.
func (p *outputPane) toEnd() { p.steadily(func() { p.scrollTo(p.lowest()) }) }

// reveal brings a row in sight.
func (p *outputPane) reveal(row int) {
	y, high := float32(row)*outputHeight, p.scroll.Size().Height
	if y < p.scroll.Offset.Y || y+outputHeight > p.scroll.Offset.Y+high {
		p.steadily(func() { p.scrollTo(y - high/2) })
	}
}

// page is how many rows are in sight.
func (p *outputPane) page() int { return max(1, int(p.scroll.Size().Height/outputHeight)) }

// top is the first row in sight.
func (p *outputPane) top() int { return int(math.Ceil(float64(p.scroll.Offset.Y / outputHeight))) }

func (p *outputPane) rowAt(at fyne.Position) int { return int(at.Y / outputHeight) }

// MouseDown chooses a row, without the time that Fyne waits for a second click.
func (p *outputPane) MouseDown(e *desktop.MouseEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
	if e.Button == desktop.MouseButtonPrimary {
		p.pressed(p.rowAt(e.Position), e.Modifier&fyne.KeyModifierShift != 0)
	}
}

// MouseUp does nothing: a row was chosen when it was pressed.
func (*outputPane) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped opens a row.
func (p *outputPane) DoubleTapped(e *fyne.PointEvent) { p.opened(p.rowAt(e.Position)) }

// TappedSecondary shows the menu of a row.
func (p *outputPane) TappedSecondary(e *fyne.PointEvent) {
	p.menu(p.rowAt(e.Position), e.AbsolutePosition)
}

// FocusGained and FocusLost change nothing that is seen: the keys act on the lines.
func (*outputPane) FocusGained() {}

// FocusLost changes nothing that is seen.
func (*outputPane) FocusLost() {}

// TypedRune does nothing: nothing can be typed here.
func (*outputPane) TypedRune(rune) {}

// TypedKey moves what is in sight, or does what the view knows of.
func (p *outputPane) TypedKey(e *fyne.KeyEvent) {
	if p.key(e) {
		return
	}
	y, page := p.scroll.Offset.Y, float32(p.page())*outputHeight
	to, known := map[fyne.KeyName]float32{fyne.KeyPageUp: y - page, fyne.KeyPageDown: y + page, fyne.KeyHome: 0}[e.Name]
	if known {
		p.scrollTo(to)
	}
}

// TypedShortcut hands on what is to be copied, or all chosen.
func (p *outputPane) TypedShortcut(s fyne.Shortcut) { p.short(s) }

// CreateRenderer is what a Fyne widget is asked for.
func (p *outputPane) CreateRenderer() fyne.WidgetRenderer { return &outputPaneRenderer{pane: p} }

type outputPaneRenderer struct {
	pane    *outputPane
	rows    []*outputRow
	objects []fyne.CanvasObject
	seen    fyne.Size // of what is in sight
}

// MinSize is that of all rows; the scroller shows a part.
func (r *outputPaneRenderer) MinSize() fyne.Size {
	return fyne.NewSize(300, float32(r.pane.rows)*outputHeight)
}

// Layout draws the rows in sight.
func (r *outputPaneRenderer) Layout(fyne.Size) { r.draw() }

// Refresh draws the rows in sight.
func (r *outputPaneRenderer) Refresh() { r.draw() }

func (r *outputPaneRenderer) draw() {
	p, size := r.pane, r.pane.scroll.Size()
	if size != r.seen {
		r.seen = size
		p.resized()
	}
	first := int(p.scroll.Offset.Y / outputHeight)
	n := min(p.rows-first, int(size.Height/outputHeight)+2)
	for i := range max(0, n) {
		if i == len(r.rows) {
			r.rows = append(r.rows, newOutputRow())
			r.objects = append(r.objects, r.rows[i].box)
		}
		r.rows[i].set(p.face(first+i), fyne.NewPos(0, float32(first+i)*outputHeight), fyne.NewSize(p.Size().Width, outputHeight))
	}
	for i := max(0, n); i < len(r.rows); i++ {
		r.rows[i].box.Hide()
	}
}

// Objects are the rows in sight.
func (r *outputPaneRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy has nothing to give back.
func (*outputPaneRenderer) Destroy() {}
