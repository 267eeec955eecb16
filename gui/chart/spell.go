package chart

import (
	"fmt"
	"image"
	"math"
	"sort"

	"fyne.io/fyne/v2"
)

// Spell is a stretch of a lane's time of which there is more to say than which task ran:
// why none did, or that it stood still.
type Spell struct {
	From, To float64
	Kind     SpellKind
	Text     string // what the readout says of it: "waits for an input"
}

// SpellKind tells spells apart, by shape: their colour is the same grey, or a bar's.
type SpellKind uint8

// The kinds of spells.
const (
	Awaiting SpellKind = iota // dots, where there is no bar: nothing has come to do
	Held                      // dashes, where there is no bar: what there is to do is held back
	Sending                   // arrowheads behind a bar, in its colour: it hands over what it made
	Halted                    // upright stripes over a bar: it stands still
)

// Styles of the samples that spells have in the legend.
const (
	awaitingKey = Crowd - 1 - iota
	heldKey
	sendingKey
	haltedKey
)

// SpellKey returns the entry of the legend for spells of a kind.
func SpellKey(k SpellKind, name string) Key { return Key{Style: awaitingKey - int(k), Name: name} }

// spellOf returns the kind of spells that a style of the legend is the sample of.
func spellOf(style int) (SpellKind, bool) {
	if style > awaitingKey || style < haltedKey {
		return 0, false
	}
	return SpellKind(awaitingKey - style), true
}

// spellsUnder draws what has no bar over it.
func (p *painter) spellsUnder(l *Lane, row image.Rectangle) {
	for i := range l.Idle {
		p.spell(&l.Idle[i], l.Style, row)
	}
	for i := range l.Spells {
		if s := &l.Spells[i]; s.Kind != Halted {
			p.spell(s, l.styleBefore(s.From), row)
		}
	}
}

// styleBefore is that of the bar before an instant, or the lane's: what a bar sends looks
// like it.
func (l *Lane) styleBefore(at float64) int {
	after := sort.Search(len(l.Bars), func(i int) bool { return l.Bars[i].From >= at })
	if after == 0 {
		return l.Style
	}
	return l.Bars[after-1].Style
}

// spellsOver draws what lies over the bars.
func (p *painter) spellsOver(l *Lane, row image.Rectangle) {
	for i := range l.Spells {
		if l.Spells[i].Kind == Halted {
			p.spell(&l.Spells[i], l.Style, row)
		}
	}
}

// spell draws one where it is seen.
func (p *painter) spell(s *Spell, style int, row image.Rectangle) {
	from, to := p.column(s.From), p.column(s.To)
	if to < float64(row.Min.X) || from > float64(row.Max.X) {
		return
	}
	// The pattern goes along with the time axis: it is counted from where the spell begins.
	first := int(math.Round(max(from, -1e6)))
	last := int(math.Round(min(to, float64(row.Max.X))))
	p.spellShape(s.Kind, image.Rect(first, row.Min.Y, last, row.Max.Y), row.Min.X, p.style(style))
}

// spellShape draws the pattern of a kind in a rectangle, from a column on.
func (p *painter) spellShape(k SpellKind, r image.Rectangle, seen int, c ink) {
	thick := min(max(p.unit, p.px(2)), r.Dy())
	top := (r.Min.Y + r.Max.Y - thick) / 2
	switch k {
	case Awaiting:
		p.every(r, seen, 7, func(x int) { p.fill(image.Rect(x, top, min(x+thick, r.Max.X), top+thick), p.mark) })
	case Held:
		p.every(r, seen, 10, func(x int) { p.fill(image.Rect(x, top, min(x+p.px(7), r.Max.X), top+thick), p.mark) })
	case Sending:
		p.sending(r, seen, c)
	case Halted:
		p.fill(r, p.panel.mix(p.mark, 48))
		p.every(r, seen, 5, func(x int) { p.fill(image.Rect(x, r.Min.Y, min(x+thick, r.Max.X), r.Max.Y), p.mark) })
		p.frame(r, p.unit, p.mark)
	}
}

// every calls do for the columns of a pattern that repeats after so many units.
func (p *painter) every(r image.Rectangle, seen int, units float32, do func(x int)) {
	period := max(2, p.px(units))
	x := r.Min.X
	if x < seen-period {
		x += (seen - period - x) / period * period
	}
	for ; x < r.Max.X; x += period {
		do(x)
	}
}

// leastSending is how many units high a row is at least whose spells of Sending are drawn: in
// a lower one they would look like bars.
const leastSending = 4

// sending draws arrowheads one behind the other; of a narrow spell a thin bar.
func (p *painter) sending(r image.Rectangle, seen int, c ink) {
	if r.Dy() < p.px(leastSending) {
		return
	}
	half := min(r.Dy()/2, p.px(4))
	middle := (r.Min.Y + r.Max.Y) / 2
	if r.Dx() < half {
		p.fill(image.Rect(r.Min.X, middle-max(1, half/2), max(r.Max.X, r.Min.X+p.unit), middle+max(1, half/2)), c)
		return
	}
	thick := max(p.unit, p.px(2))
	p.every(r, seen, 7, func(x int) {
		for y := -half; y < half; y++ {
			at := x + half - max(y, -y-1)
			p.fill(image.Rect(at, middle+y, min(at+thick, r.Max.X), middle+y+1), c)
		}
	})
}

// spellAt returns the spell that a lane shows at an instant: its own before those that all
// lanes have, which are hidden by a bar. Nil is none.
func (l *Lane) spellAt(t float64, bar *Bar) *Spell {
	covered := bar != nil && bar.From <= t && t <= bar.To
	for i := range l.Spells {
		if s := &l.Spells[i]; s.From <= t && t <= s.To && (!covered || s.Kind == Halted) {
			return s
		}
	}
	at := sort.Search(len(l.Idle), func(i int) bool { return l.Idle[i].To >= t })
	if covered || at == len(l.Idle) || l.Idle[at].From > t {
		return nil
	}
	return &l.Idle[at]
}

// spellLine says in the readout what the lane under the mouse is in the middle of, "" for nothing.
func (r *renderer) spellLine(t float64, bar *Bar) string {
	lane := r.geo.laneAt(&r.chart.data, r.chart.pointer)
	if lane == nil {
		return ""
	}
	s := lane.spellAt(t, bar)
	switch {
	case s == nil || s.Text == "":
		return ""
	case s.Kind == Sending || s.Kind == Halted:
		long := s.To - s.From
		return fmt.Sprintf("%s %s, %s", lane.Name, s.Text, timeText(long, spellStep(long), seconds))
	}
	return lane.Name + " " + s.Text
}

// spellStep is to how many digits the length of a spell is told.
func spellStep(long float64) float64 {
	if long < 1 {
		return 1e-3
	}
	return 0.1
}

// laneNamed returns the lane whose name is at a place, nil for none.
func (g *geometry) laneNamed(d *Data, at fyne.Position) *Lane {
	if at.X >= g.left || at.X < 0 {
		return nil
	}
	return g.laneAt(d, fyne.NewPos(g.left, at.Y))
}
