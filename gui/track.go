package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// The widths of how far a run is: of the count, of the text behind the meter, and of what
// the meter keeps of its own. Texts that stay within them move nothing.
const (
	countWidth = 150
	leftWidth  = 290
	leastLeft  = 190
	leastMeter = 60
)

// trackLayout puts the count at the left, the meter in the middle and what is left at the
// right. In a narrow window, and for a text that is longer than others, the meter gives way.
type trackLayout struct{ count, left *widget.Label }

func (trackLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(countWidth+leastMeter+leastLeft, highest(objects))
}

// Layout takes the count, the meter and what is left, in this order.
func (l trackLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	count := max(countWidth, min(size.Width/3, widthOf(l.count)))
	left := min(size.Width-count-leastMeter, max(leftWidth, widthOf(l.left)))
	place(objects[0], 0, count, size.Height)
	place(objects[1], count, size.Width-count-left, size.Height)
	place(objects[2], size.Width-left, left, size.Height)
}

// tallyLayout puts what is observed at the left, and at the right the reason why no plan can
// be run, which has the width that it needs.
type tallyLayout struct{ reason *widget.Label }

func (tallyLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(countWidth+leftWidth, highest(objects))
}

// Layout takes the tally and the reason.
func (l tallyLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	reason := min(size.Width/2, widthOf(l.reason))
	if l.reason.Text == "" {
		reason = 0
	}
	place(objects[0], 0, size.Width-reason, size.Height)
	place(objects[1], size.Width-reason, reason, size.Height)
}

// said has a label say something, for which those beside it may have to make room.
func said(row *fyne.Container, l *widget.Label, text string) {
	if l.Text != text {
		l.SetText(text)
		row.Layout.Layout(row.Objects, row.Size())
	}
}

func place(o fyne.CanvasObject, x, width, height float32) {
	o.Move(fyne.NewPos(x, 0))
	o.Resize(fyne.NewSize(width, height))
}

func highest(objects []fyne.CanvasObject) float32 {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return height
}
