package run

import "math"

// history is a series that grows. What a snapshot was given of it is never
// written again: values are appended behind it, or all are copied.
type history struct {
	Series
	merge func(a, b float64) float64 // of two neighbours, when older points are merged
}

func (h *history) add(t, v float64) {
	if len(h.T) >= MaxPoints {
		h.compact()
	}
	h.T, h.V = append(h.T, t), append(h.V, v)
}

// compact merges the older half two by two. A gap stays one.
func (h *history) compact() {
	half := len(h.T) / 4 * 2
	t, v := make([]float64, 0, MaxPoints), make([]float64, 0, MaxPoints)
	for i := 0; i < half; i += 2 {
		t = append(t, h.T[i+1])
		v = append(v, h.merge(h.V[i], h.V[i+1]))
	}
	h.T, h.V = append(t, h.T[half:]...), append(v, h.V[half:]...)
}

func mean(a, b float64) float64 { return (a + b) / 2 }

func largest(a, b float64) float64 { return math.Max(a, b) }

// seen returns the series as it is now.
func (h *history) seen() Series {
	n := len(h.T)
	return Series{T: h.T[:n:n], V: h.V[:n:n]}
}

// whoHistory is the history of whose process a core ran.
type whoHistory struct{ WhoSeries }

func (h *whoHistory) add(t float64, who int) {
	if len(h.T) >= MaxPoints {
		h.compact()
	}
	h.T, h.Who = append(h.T, t), append(h.Who, who)
}

// compact merges the older half two by two, and keeps a worker rather than nobody.
func (h *whoHistory) compact() {
	half := len(h.T) / 4 * 2
	t, who := make([]float64, 0, MaxPoints), make([]int, 0, MaxPoints)
	for i := 0; i < half; i += 2 {
		t = append(t, h.T[i+1])
		if h.Who[i+1] != 0 {
			who = append(who, h.Who[i+1])
			continue
		}
		who = append(who, h.Who[i])
	}
	h.T, h.Who = append(t, h.T[half:]...), append(who, h.Who[half:]...)
}

func (h *whoHistory) seen() WhoSeries {
	n := len(h.T)
	return WhoSeries{T: h.T[:n:n], Who: h.Who[:n:n]}
}
