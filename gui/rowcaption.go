package gui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// totalsText explains sampled's mark under the table.
func totalsText() string {
	return tr.T("CPU time and Peak RSS: ~ is sampled, without it the kernel's exact total at exit.")
}

// rowCaption says under the table what its numbers are, and what they are not.
type rowCaption struct {
	totals  *caption
	shared  *caption // hidden where there is nothing to say
	line    *fyne.Container
	content *fyne.Container
	resized func() // lays out what it lies in
}

func newRowCaption() *rowCaption {
	c := &rowCaption{totals: newCaption(totalsText()), shared: newCaption(""), resized: func() {}}
	for _, line := range []*caption{c.totals, c.shared} { // each has one line, whatever the width
		line.Wrapping, line.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	}
	c.line = container.New(captionLayout{}, c.shared)
	c.line.Hide()
	c.content = container.New(linesLayout{}, c.line, container.New(captionLayout{}, c.totals))
	return c
}

// set says what is to be known of a snapshot's rows, of which some are hidden.
func (c *rowCaption) set(s *run.Snapshot, hidden int) {
	text := totalsText()
	if hidden > 0 {
		text = fmt.Sprintf(tr.N(hidden, "%s ended row cleared away. %s", "%s ended rows cleared away. %s"), countText(hidden), text)
	}
	c.totals.SetText(text)
	c.shared.SetText(sharedText(s))
	if said := c.shared.text() != ""; said != c.line.Visible() {
		show(c.line, said)
		c.resized()
	}
}

// tooMuch is by how many times the sum of the rows exceeds the memory that there is
// before it is explained.
const tooMuch = 1.2

// sharedText explains why the memory of the rows adds up to more than there is, "" where
// it does not, or where that is not known.
func sharedText(s *run.Snapshot) string {
	rows := uint64(0)
	for i := range s.Rows {
		if r := &s.Rows[i]; r.Alive {
			rows += r.Usage.RSS
		}
	}
	together, kind := s.PoolMemory()
	if kind != "PSS" || together == 0 || float64(rows) <= tooMuch*float64(together) {
		return ""
	}
	format := tr.T("Memory is RSS; pages that processes share count in each: the rows add up to %s, the pool has %s (PSS).")
	if s.Observed != nil {
		format = tr.T("Memory is RSS; pages that processes share count in each: the rows add up to %s, together they have %s (PSS).")
	}
	return fmt.Sprintf(format, byteText(rows), byteText(together))
}

// linesLayout puts what is shown below each other, with no air between.
type linesLayout struct{}

func (linesLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		if o.Visible() {
			height += o.MinSize().Height
		}
	}
	return fyne.NewSize(0, height)
}

func (linesLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if o.Visible() {
			o.Move(fyne.NewPos(0, y))
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
			y += o.MinSize().Height
		}
	}
}
