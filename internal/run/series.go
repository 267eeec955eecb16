package run

import "math"

// history is a series that grows. What a snapshot was given of it is never
// written again: values are appended behind it, or all are copied.
type history struct {
	Series
	merge func(a, b, n float64) float64 // of n merged points and their neighbour, when older ones become one
}

// reserve takes the memory of a full history at once, so that a long run does not
// grow while it is watched.
func (h *history) reserve() {
	h.T, h.V = reserved[float64](MaxPoints), reserved[float64](MaxPoints)
}

// reserved returns an empty slice of a capacity whose memory was touched: the
// kernel gives a page only when it is written to.
func reserved[E any](n int) []E {
	s := make([]E, n)
	clear(s)
	return s[:0]
}

func (h *history) add(t, v float64) {
	if len(h.T) >= MaxPoints {
		h.compact()
	}
	h.T, h.V = append(h.T, t), append(h.V, v)
}

// compact merges older points, so that they lie evenly over the time before the
// newest, which stay as they are. A gap stays one.
func (h *history) compact() {
	out := Series{T: make([]float64, 0, MaxPoints), V: make([]float64, 0, MaxPoints)}
	for _, span := range spans(h.T) {
		v := h.V[span.from]
		for i := span.from + 1; i < span.to; i++ {
			v = h.merge(v, h.V[i], float64(i-span.from))
		}
		out.T, out.V = append(out.T, h.T[span.to-1]), append(out.V, v)
	}
	h.Series = out
}

// span is a stretch of points that become one: from, and up to but not to.
type span struct{ from, to int }

// newest is how many points are never merged.
const newest = MaxPoints / 4

// spans divides points by their times: the newest alone, the others into
// stretches of about equal time, MaxPoints*3/8 of them.
func spans(t []float64) []span {
	old := len(t) - newest
	step := (t[old-1] - t[0]) / (MaxPoints * 3 / 8)
	var all []span
	for from := 0; from < len(t); {
		to := from + 1
		for to < old && t[to]-t[from] < step {
			to++
		}
		all = append(all, span{from, to})
		from = to
	}
	return all
}

// mean returns the mean of a, which stands for n points, and one more.
func mean(a, b, n float64) float64 { return (a*n + b) / (n + 1) }

func largest(a, b, _ float64) float64 { return math.Max(a, b) }

// seen returns the series as it is now.
func (h *history) seen() Series {
	n := len(h.T)
	return Series{T: h.T[:n:n], V: h.V[:n:n]}
}

// whoHistory is the history of whose process a core ran.
type whoHistory struct{ WhoSeries }

func (h *whoHistory) reserve() {
	h.T, h.Who = reserved[float64](MaxPoints), reserved[int](MaxPoints)
}

func (h *whoHistory) add(t float64, who int) {
	if len(h.T) >= MaxPoints {
		h.compact()
	}
	h.T, h.Who = append(h.T, t), append(h.Who, who)
}

// compact merges older points, and keeps the last worker rather than nobody.
func (h *whoHistory) compact() {
	out := WhoSeries{T: make([]float64, 0, MaxPoints), Who: make([]int, 0, MaxPoints)}
	for _, span := range spans(h.T) {
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
