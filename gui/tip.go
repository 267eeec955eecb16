package gui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tipWait is for how long the mouse rests, or something has the focus, before a tip is
// shown.
const tipWait = 500 * time.Millisecond

// tipLayer shows a few words beside what the mouse rests on: Fyne 2.7.1 has no tips of
// its own. It lies over the content of a window, not among the canvas's overlays: the
// uppermost of those takes the mouse and the focus from all else, and this takes neither.
// Only Fyne's goroutine uses it.
type tipLayer struct {
	widget.BaseWidget
	post   func(func())
	closed <-chan struct{} // closed when post no longer runs what it is given
	wait   time.Duration
	timer  *time.Timer // of the tip that is due, nil for none
	turn   int         // of the tip that is due or shown: what an earlier one's timer posts is void
	text   string
	at     fyne.Position // on the canvas, of what the tip is about
	high   float32       // how much below that is left free
}

func newTipLayer(post func(func()), closed <-chan struct{}) *tipLayer {
	l := &tipLayer{post: post, closed: closed, wait: tipWait}
	l.ExtendBaseWidget(l)
	l.Hide()
	return l
}

// tipsOver returns the layer over an object, nil for none: the canvas shows no window
// with tips, or a sheet or menu lies over it.
func tipsOver(o fyne.CanvasObject) *tipLayer {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil || c.Overlays().Top() != nil {
		return nil
	}
	content, ok := c.Content().(*fyne.Container)
	if !ok || len(content.Objects) == 0 {
		return nil
	}
	layer, _ := content.Objects[len(content.Objects)-1].(*tipLayer)
	return layer
}

// soonOver has the layer over an object show a text beside a place; see tipLayer.soon.
func soonOver(o fyne.CanvasObject, text string, at fyne.Position, high float32) {
	if l := tipsOver(o); l != nil {
		l.soon(text, at, high)
	}
}

// offOver takes the tip away that is shown or due.
func offOver(o fyne.CanvasObject) {
	if l := tipsOver(o); l != nil {
		l.off()
	}
}

// soon shows a text after a while, below a place and so much lower; "" takes the tip away
// and shows none. It is called again with each move of the mouse, which begins the wait anew.
func (l *tipLayer) soon(text string, at fyne.Position, high float32) {
	l.off()
	if text == "" {
		return
	}
	turn := l.turn
	l.timer = time.AfterFunc(l.wait, func() {
		select {
		case <-l.closed:
		default:
			l.post(func() {
				if turn == l.turn {
					l.show(text, at, high)
				}
			})
		}
	})
}

// off takes the tip away that is shown or due. It draws only where one is shown.
func (l *tipLayer) off() {
	l.turn++
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	if l.Visible() {
		l.Hide()
	}
}

func (l *tipLayer) show(text string, at fyne.Position, high float32) {
	l.text, l.at, l.high = text, at, high
	l.Show()
	l.Refresh()
}

const (
	tipColumns = 56 // letters in a line
	tipAir     = 6  // around the text
	tipGap     = 4  // to what the tip is about
	arrowHigh  = 18 // units that a mouse's arrow hides below its point
)

// CreateRenderer is what a Fyne widget is asked for.
func (l *tipLayer) CreateRenderer() fyne.WidgetRenderer {
	r := &tipRenderer{layer: l, ground: canvas.NewRectangle(nil)}
	r.ground.StrokeWidth, r.ground.CornerRadius = 1, 3
	r.Refresh()
	return r
}

type tipRenderer struct {
	layer  *tipLayer
	ground *canvas.Rectangle
	lines  []*canvas.Text
}

// MinSize is nothing: a tip has no say in the size of the window.
func (*tipRenderer) MinSize() fyne.Size { return fyne.Size{} }

// Layout puts the tip below its place, or above where it would leave the window.
func (r *tipRenderer) Layout(room fyne.Size) {
	size := r.size()
	origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(r.layer)
	at := r.layer.at.Subtract(origin)
	x, y := min(at.X, room.Width-size.Width), at.Y+r.layer.high+tipGap
	if y+size.Height > room.Height {
		y = at.Y - size.Height - 2*tipGap
	}
	place := fyne.NewPos(max(0, x), max(0, y))
	r.ground.Move(place)
	r.ground.Resize(size)
	for i, line := range r.lines {
		line.Move(place.AddXY(tipAir, tipAir+float32(i)*line.MinSize().Height))
	}
}

func (r *tipRenderer) size() fyne.Size {
	size := fyne.NewSize(0, 2*tipAir)
	for _, line := range r.lines {
		text := line.MinSize()
		size = fyne.NewSize(max(size.Width, text.Width+2*tipAir), size.Height+text.Height)
	}
	return size
}

// Refresh takes over the text, and the colours of the theme.
func (r *tipRenderer) Refresh() {
	r.ground.FillColor, r.ground.StrokeColor = theme.Color(theme.ColorNameOverlayBackground), theme.Color(theme.ColorNameInputBorder)
	r.lines = nil
	for text := range strings.SplitSeq(folded(r.layer.text, tipColumns), "\n") {
		line := canvas.NewText(text, theme.Color(theme.ColorNameForeground))
		line.TextSize = theme.CaptionTextSize()
		r.lines = append(r.lines, line)
	}
	r.Layout(r.layer.Size())
	canvas.Refresh(r.layer)
}

func (r *tipRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ground}
	for _, line := range r.lines {
		objects = append(objects, line)
	}
	return objects
}

func (*tipRenderer) Destroy() {}
