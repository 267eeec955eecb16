package chart

import (
	"fmt"
	"math"
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
)

const (
	countWide = 190 // units that a count speaks of at the least: more of them would hide what they count
	leastMany = 25  // slender bars from which on they are counted rather than seen
)

// placeCounts says how many tasks there are where a lane's bars are too slender to be
// seen one by one. A count speaks of a stretch between two lines of time, so that it
// stays as it is while the picture goes on.
func (r *renderer) placeCounts() {
	g, d := &r.geo, &r.chart.data
	if len(d.Lanes) == 0 || g.lanes.h/float32(len(d.Lanes)) < r.ruler.height {
		return
	}
	stretch := g.step * math.Ceil(float64(countWide/g.width)*(g.to-g.from)/g.step)
	for i := range d.Lanes {
		middle := g.lanes.y + g.lanes.h*(float32(i)+0.5)/float32(len(d.Lanes))
		r.countLane(&d.Lanes[i], stretch, middle-r.ruler.height/2)
	}
}

// countLane writes the counts of one lane, from its first whole stretch on.
func (r *renderer) countLane(l *Lane, stretch float64, y float32) {
	from := stretch * math.Ceil(r.geo.from/stretch-1e-9)
	many := tally{slender: slender * r.geo.seconds(1), from: from}
	for i := range l.Bars {
		b := &l.Bars[i]
		for b.From >= many.from+stretch {
			r.count(many, stretch, y)
			many = tally{slender: many.slender, from: many.from + stretch}
		}
		if b.From >= many.from {
			many.add(b)
		}
	}
}

// tally counts the bars of a stretch.
type tally struct {
	slender       float64 // seconds below which a bar is one
	from          float64
	bars, wide, n int
}

func (t *tally) add(b *Bar) {
	t.bars++
	t.n += max(1, b.Tasks)
	if b.To-b.From >= t.slender {
		t.wide++
	}
}

// count writes one count in the middle of its stretch, where nearly no bar is seen alone.
func (r *renderer) count(t tally, stretch float64, y float32) {
	if t.bars < leastMany || t.wide*10 > t.bars || t.from+stretch > r.geo.to {
		return
	}
	text := tr.F("%s tasks", thousands(t.n))
	x := r.geo.left + float32(r.geo.x(t.from+stretch/2))*r.geo.width - r.plateWidth(text, Nobody)/2
	r.plated(text, Nobody, fyne.NewPos(x, y))
}

// thousands returns a number with a comma between thousands.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
