package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const candidateColumns = 6

// candidateRow is a process in the list of those that can be observed: a sign that tells
// whether it is chosen, and texts that are cut where their columns end.
type candidateRow struct {
	widget.BaseWidget
	cells  [candidateColumns]string
	chosen bool
	at     bool // the keys are at it
	head   bool // it has the titles of the columns
}

func newCandidateRow() fyne.CanvasObject {
	r := &candidateRow{}
	r.ExtendBaseWidget(r)
	return r
}

//nolint:revive // the booleans are values that are set
func (r *candidateRow) set(cells [candidateColumns]string, chosen, at bool) {
	if r.cells == cells && r.chosen == chosen && r.at == at {
		return
	}
	r.cells, r.chosen, r.at = cells, chosen, at
	r.Refresh()
}

// CreateRenderer is what a Fyne widget is asked for.
func (r *candidateRow) CreateRenderer() fyne.WidgetRenderer {
	p := &candidateRenderer{row: r, ground: canvas.NewRectangle(nil), sign: widget.NewIcon(nil)}
	p.objects = []fyne.CanvasObject{p.ground, p.sign}
	for i := range p.texts {
		p.texts[i] = canvas.NewText("", nil)
		p.objects = append(p.objects, p.texts[i])
	}
	for _, number := range []int{0, 2, 3} {
		p.texts[number].Alignment = fyne.TextAlignTrailing
	}
	p.Refresh()
	return p
}

type candidateRenderer struct {
	row     *candidateRow
	ground  *canvas.Rectangle // where the keys are
	sign    *widget.Icon
	texts   [candidateColumns]*canvas.Text
	objects []fyne.CanvasObject
}

const candidateSign = 24 // width of the column of the sign

// candidateWidths returns the widths of all columns but the command's.
func candidateWidths() [candidateColumns - 1]float32 {
	return [candidateColumns - 1]float32{66, 84, 82, 84, 92}
}

func (p *candidateRenderer) MinSize() fyne.Size { return fyne.NewSize(300, cellHeight) }

func (p *candidateRenderer) Layout(size fyne.Size) {
	p.ground.Resize(size)
	p.sign.Move(fyne.NewPos(cellSide, (size.Height-18)/2))
	p.sign.Resize(fyne.NewSize(18, 18))
	x := float32(candidateSign)
	for i, width := range candidateWidths() {
		p.texts[i].Move(fyne.NewPos(x+cellSide, 0))
		p.texts[i].Resize(fyne.NewSize(width-2*cellSide, size.Height))
		x += width
	}
	last := p.texts[candidateColumns-1]
	last.Move(fyne.NewPos(x+2*cellSide, 0))
	last.Resize(fyne.NewSize(max(0, size.Width-x-3*cellSide), size.Height))
	p.cut()
}

// cut shortens the texts to what their columns hold: a canvas text is drawn beyond
// its size.
func (p *candidateRenderer) cut() {
	for i, t := range p.texts[:candidateColumns-1] {
		t.Text = cutToFit(p.row.cells[i], t, candidateWidths()[i]-2*cellSide)
	}
	last, whole := p.texts[candidateColumns-1], p.row.cells[candidateColumns-1]
	thin := fyne.MeasureText("i", last.TextSize, last.TextStyle).Width
	last.Text = cutToFit(cutText(whole, int(last.Size().Width/thin)), last, last.Size().Width)
}

func (p *candidateRenderer) Refresh() {
	p.ground.FillColor = theme.Color(theme.ColorNameFocus)
	show(p.ground, p.row.at)
	sign := theme.CheckButtonIcon()
	if p.row.chosen {
		sign = theme.NewPrimaryThemedResource(theme.CheckButtonCheckedIcon())
	}
	p.sign.SetResource(sign)
	show(p.sign, !p.row.head)
	for _, t := range p.texts {
		t.TextSize, t.Color = theme.TextSize(), theme.Color(theme.ColorNameForeground)
		t.TextStyle.Bold = p.row.head || p.row.chosen
	}
	p.cut()
	for _, t := range p.texts {
		t.Refresh()
	}
}

func (p *candidateRenderer) Objects() []fyne.CanvasObject { return p.objects }

func (p *candidateRenderer) Destroy() {}
