package run

import (
	"math"
	"time"
)

// history is a series that grows. What a snapshot was given of it is never
// written again: values are appended behind it, or all are copied.
type history struct {
	Series
	gap  float64 // seconds without a reading that are a gap, see gapAfter; 0 for none
	most int     // points, as mostPoints has it
}

// mostPoints is how many points a series has at the most, where so many were asked for:
// never fewer than MaxPoints, and that many where none were named.
func mostPoints(asked int) int { return max(asked, MaxPoints) }

// gapAfter returns how many seconds without a reading are a gap, where one is due each
// interval: a slow one lengthens the interval and is no gap yet.
func gapAfter(every time.Duration) float64 { return max(5*every, time.Second).Seconds() }

// reserve takes the memory of a full history at once, so that a long run does not
// grow while it is watched.
func (h *history) reserve() {
	h.T, h.V = reserved[float64](mostPoints(h.most)), reserved[float64](mostPoints(h.most))
}

// reserved returns an empty slice of a capacity whose memory was touched: the
// kernel gives a page only when it is written to.
func reserved[E any](n int) []E {
	s := make([]E, n)
	clear(s)
	return s[:0]
}

// add appends a reading. A gap before it is put down as one: once points are thinned,
// the time between two of them tells nothing.
func (h *history) add(t, v float64) {
	if n := len(h.T); h.gap > 0 && n > 0 && t-h.T[n-1] > h.gap {
		h.grow(t, math.NaN())
	}
	h.grow(t, v)
}

func (h *history) grow(t, v float64) {
	if len(h.T) >= mostPoints(h.most) {
		h.compact()
	}
	h.put(t, v)
}

// compact thins older points, so that they lie evenly over the time before the
// newest, which stay as they are.
func (h *history) compact() {
	most := mostPoints(h.most)
	out := Series{T: make([]float64, 0, most), V: make([]float64, 0, most)}
	for _, s := range spans(h.T, most) {
		if s.to-s.from <= 2 {
			out.T, out.V = append(out.T, h.T[s.from:s.to]...), append(out.V, h.V[s.from:s.to]...)
			continue
		}
		h.digest(s).write(&out)
	}
	h.Series = out
}

// digest is what is kept of a span: its smallest and its largest value in the order
// in which they came, the mean over its time, and that it has a gap. A reading
// speaks of the time since the reading before.
type digest struct {
	begin, end       float64 // seconds since the run began
	low, high        float64
	lowFirst         bool
	known, area      float64 // seconds that have a value, and the values times those
	hole             float64 // seconds that have none
	holes, holeFirst bool
}

func (h *history) digest(s span) digest {
	d := digest{begin: h.from(s.from), end: h.T[s.to-1], low: math.Inf(1), high: math.Inf(-1), holeFirst: math.IsNaN(h.V[s.from])}
	for i := s.from; i < s.to; i++ {
		v, lasted := h.V[i], max(0, h.T[i]-h.from(i))
		if math.IsNaN(v) {
			d.holes, d.hole = true, d.hole+lasted
			continue
		}
		d.known, d.area = d.known+lasted, d.area+lasted*v
		if v < d.low {
			d.low, d.lowFirst = v, false
		}
		if v > d.high {
			d.high, d.lowFirst = v, true
		}
	}
	return d
}

// from is when the time begins that a point speaks of.
func (h *history) from(i int) float64 {
	if i == 0 {
		return h.T[0]
	}
	return h.T[i-1]
}

// write appends the digest as points, three at the most. Each of the two values lasts
// so long that together they have the span's mean: no spike, no dip and no second of
// use disappears however often points are thinned, and an instant is off by less
// than the span is long.
func (d digest) write(out *Series) {
	begin, end := d.begin, d.end
	switch {
	case d.holeFirst:
		begin = min(end, begin+d.hole)
		out.put(begin, math.NaN())
	case d.holes:
		end = min(end, begin+d.known)
	}
	first, last, share := d.steps()
	if d.low < d.high {
		out.put(min(end, begin+share*(end-begin)), first)
	}
	if d.low <= d.high {
		out.put(end, last)
	}
	if d.holes && !d.holeFirst {
		out.put(d.end, math.NaN())
	}
}

// steps returns the two values in their order and the share of the time that the first
// has.
func (d digest) steps() (first, last, share float64) {
	high := 0.5
	if d.known > 0 && d.low < d.high {
		high = min(1, max(0, (d.area/d.known-d.low)/(d.high-d.low)))
	}
	if d.lowFirst {
		return d.low, d.high, 1 - high
	}
	return d.high, d.low, high
}

func (s *Series) put(t, v float64) { s.T, s.V = append(s.T, t), append(s.V, v) }

// span is a stretch of points that become one: from, and up to but not to.
type span struct{ from, to int }

// newest is how many points are never merged, where there are so many at the most.
func newest(most int) int { return most / 4 }

// spans divides points by their times: the first and the newest alone, as the
// time of the one begins the series, the others into stretches of one length. That
// only ever doubles, and the stretches lie on its multiples: a point that was thinned
// stays as it is until the length does, and so does not wander.
func spans(t []float64, most int) []span {
	old := len(t) - newest(most)
	length := doubled((t[old-1] - t[0]) / float64(most*7/32)) // of three points at the most, see digest
	all := []span{{0, 1}}
	for from := 1; from < len(t); {
		to := from + 1
		for stretch := math.Ceil(t[from] / length); to < old && math.Ceil(t[to]/length) == stretch; {
			to++
		}
		all = append(all, span{from, to})
		from = to
	}
	return all
}

// doubled returns the least power of two that is no less.
func doubled(length float64) float64 { return math.Exp2(math.Ceil(math.Log2(max(length, 1e-6)))) }

// seen returns the series as it is now.
func (h *history) seen() Series {
	n := len(h.T)
	return Series{T: h.T[:n:n], V: h.V[:n:n]}
}

// whoHistory is the history of whose process a core ran.
type whoHistory struct {
	WhoSeries
	most int // points, as mostPoints has it
}

func (h *whoHistory) reserve() {
	h.T, h.Who = reserved[float64](mostPoints(h.most)), reserved[int](mostPoints(h.most))
}

func (h *whoHistory) add(t float64, who int) {
	if len(h.T) >= mostPoints(h.most) {
		h.compact()
	}
	h.T, h.Who = append(h.T, t), append(h.Who, who)
}

// compact merges older points, and keeps the last worker rather than nobody.
func (h *whoHistory) compact() {
	most := mostPoints(h.most)
	out := WhoSeries{T: make([]float64, 0, most), Who: make([]int, 0, most)}
	for _, span := range spans(h.T, most) {
		who := 0
		for _, w := range h.Who[span.from:span.to] {
			if w != 0 {
				who = w
			}
		}
		out.T, out.Who = append(out.T, h.T[span.to-1]), append(out.Who, who)
	}
	h.WhoSeries = out
}

func (h *whoHistory) seen() WhoSeries {
	n := len(h.T)
	return WhoSeries{T: h.T[:n:n], Who: h.Who[:n:n]}
}
