package plan

import (
	"math"
	"strconv"
)

// span is a range of numbers, counted but never held: as Python's range, and
// for fractions as well.
type span struct {
	first, end, step float64
	exact            bool // all three are whole
}

func spanOf(r [3]float64) span {
	exact := true
	for _, n := range r {
		exact = exact && n == math.Trunc(n)
	}
	return span{r[0], r[1], r[2], exact}
}

// count returns the number of inputs, a whole number.
func (s span) count() float64 {
	if s.exact {
		return s.wholeCount()
	}
	q := (s.end - s.first) / s.step
	// (1.0 - 0.7) / 0.1 is a little more than 3: what is that near is meant.
	if near := math.Round(q); math.Abs(q-near) <= 1e-9*math.Max(1, math.Abs(q)) {
		q = near
	}
	return math.Max(0, math.Ceil(q))
}

// wholeCount divides as integers do: up to 2^53 nothing is lost.
func (s span) wholeCount() float64 {
	distance, step := int64(s.end-s.first), int64(s.step)
	n := distance / step
	if distance%step != 0 && (distance < 0) == (step < 0) {
		n++
	}
	return math.Max(0, float64(n))
}

// appendAt appends input i. Fractions are rounded to 15 digits, which is what a
// float64 surely holds, so that 3 * 0.1 is 0.3.
func (s span) appendAt(buf []byte, i int) []byte {
	n := s.first + float64(i)*s.step
	if s.exact {
		return strconv.AppendInt(buf, int64(n), 10)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil {
		rounded = n
	}
	return appendFloat(buf, rounded)
}

// appendIndex appends input i of a repeat.
func appendIndex(buf []byte, i int) []byte { return strconv.AppendInt(buf, int64(i), 10) }
