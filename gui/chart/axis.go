package chart

import (
	"fmt"
	"math"
	"strconv"
)

// RoundUp returns the smallest of 1, 2, 2.5, 5 times a power of ten that is at least v; 1
// where v is not above 0, or not finite.
func RoundUp(v float64) float64 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range [...]float64{1, 2, 2.5, 5} {
		if m*power >= v*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// fixedStep returns the step that divides a given end of the axis evenly into at
// most n round parts.
func fixedStep(end float64, n int) float64 {
	for ; n > 1; n-- {
		step := end / float64(n)
		mantissa := step / math.Pow(10, math.Floor(math.Log10(step)))
		for _, m := range [...]float64{1, 2, 2.5, 4, 5, 8} {
			if math.Abs(mantissa-m) < 1e-9 {
				return step
			}
		}
	}
	return end
}

// binaryUnit returns the largest of B, KiB, MiB, … that fits into v, and its name.
func binaryUnit(v float64) (float64, string) {
	unit, name := 1.0, "B"
	for _, next := range [...]string{"KiB", "MiB", "GiB", "TiB"} {
		if v < unit*1024 {
			break
		}
		unit, name = unit*1024, next
	}
	return unit, name
}

// fitStep returns the step of an axis that has to reach v in about n parts.
func fitStep(v float64, n int, bytes numbers) float64 {
	unit := 1.0
	if bytes == inBytes {
		unit, _ = binaryUnit(v)
	}
	return unit * RoundUp(v/unit/float64(n))
}

// numbers says how values are written.
type numbers uint8

const (
	plain numbers = iota
	inBytes
)

// numbersOf returns how a band's values are written.
func numbersOf(b *Band) numbers {
	if b.Bytes {
		return inBytes
	}
	return plain
}

// valueAxis returns the upper end and the step of a band's axis of at most n
// parts. largest is the largest value to be shown.
func valueAxis(given, largest float64, n int, as numbers) (top, step float64) {
	n = max(n, 1)
	if math.IsInf(given, 0) {
		given = 0
	}
	switch {
	case given > 0 && as == plain:
		return given, fixedStep(given, n)
	case given > 0:
		return given, fitStep(given, n, as)
	case largest <= 0 && as == inBytes:
		return 1 << 20, 1 << 20
	case largest <= 0:
		return 1, 1
	}
	step = fitStep(largest, n, as)
	return step * math.Ceil(largest/step-1e-9), step
}

// tickText returns a value as the axis names it.
func tickText(v float64, as numbers) string {
	if v == 0 {
		return "0"
	}
	if as == inBytes {
		unit, name := binaryUnit(v)
		return trimmed(v/unit) + " " + name
	}
	return trimmed(v)
}

// trimmed returns a number with as few digits as it needs, four at most.
func trimmed(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64)
}

// timeStep returns the step of a time axis: span seconds in at most n parts.
func timeStep(span float64, n int) float64 {
	v := span / float64(max(n, 1))
	if v <= 1 {
		return decimalStep(v)
	}
	for _, s := range [...]float64{2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200} {
		if v <= s {
			return s
		}
	}
	return 86400 * RoundUp(v/86400)
}

// decimalStep is RoundUp without the 2.5, which would need a digit more.
func decimalStep(v float64) float64 {
	step := RoundUp(v)
	if m := step / math.Pow(10, math.Floor(math.Log10(step)+1e-9)); math.Abs(m-2.5) < 1e-6 {
		return 2 * step
	}
	return step
}

// clock says how the instants of one axis are written.
type clock uint8

const (
	seconds clock = iota // 5 s
	minutes              // 1:30
	hours                // 1:05:00
)

// clockOf returns the clock of an axis that ends at an instant.
func clockOf(end float64) clock {
	switch {
	case end < 60:
		return seconds
	case end < 3600:
		return minutes
	default:
		return hours
	}
}

// timeText returns an instant to the precision of step.
func timeText(t, step float64, as clock) string {
	digits := 0
	if step < 1 {
		digits = min(6, int(math.Ceil(-math.Log10(step)-1e-9)))
	}
	scale := math.Pow(10, float64(digits))
	t = math.Round(t*scale) / scale
	sign := ""
	if t == 0 {
		t = 0 // not -0, which would be written with its sign
	}
	if t < 0 {
		sign, t = "-", -t
	}
	if as == seconds {
		return sign + strconv.FormatFloat(t, 'f', digits, 64) + " s"
	}
	width := 2
	if digits > 0 {
		width += 1 + digits
	}
	whole := int(t / 60)
	rest := strconv.FormatFloat(t-60*float64(whole), 'f', digits, 64)
	for len(rest) < width {
		rest = "0" + rest
	}
	if as == minutes {
		return fmt.Sprintf("%s%d:%s", sign, whole, rest)
	}
	return fmt.Sprintf("%s%d:%02d:%s", sign, whole/60, whole%60, rest)
}

// readingText returns a value as the readout shows it.
func readingText(v float64, b *Band) string {
	switch {
	case math.IsNaN(v):
		return ""
	case b.Bytes:
		unit, name := binaryUnit(v)
		if unit == 1 {
			return strconv.FormatFloat(v, 'f', 0, 64) + " B"
		}
		return strconv.FormatFloat(v/unit, 'f', 1, 64) + " " + name
	case len(b.Unit) > 0 && b.Unit[0] == '%':
		return strconv.FormatFloat(v, 'f', 0, 64) + " %"
	default:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
}
