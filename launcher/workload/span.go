package workload

import (
	"math"
	"strconv"
)

// span is the numbers that an input or a parameter may be.
type span struct {
	lowest, highest float64
	whole           bool
}

func (in Input) span() span { return span{in.Min, in.Max, in.Whole} }

func (p Param) span() span { return span{p.Min, p.Max, p.Whole} }

// holds is false for NaN.
func (s span) holds(v float64) bool {
	return v >= s.lowest && v <= s.highest && (!s.whole || v == math.Trunc(v))
}

// String says what would be right, as in "want a number from 0 to 10".
func (s span) String() string {
	what := "a number"
	if s.whole {
		what = "a whole number"
	}
	return what + " from " + decimal(s.lowest) + " to " + decimal(s.highest)
}

// decimal writes a number without an exponent, as a person would type it.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
