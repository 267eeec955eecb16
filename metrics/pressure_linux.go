package metrics

import (
	"bytes"
	"math"
	"time"
)

// parsePressure reads a file of /proc/pressure. at is when it was read.
func parsePressure(text []byte, at time.Time) pressureCount {
	c := pressureCount{at: at, some: parseStall(text, "some "), full: parseStall(text, "full ")}
	if c.some.total == Unknown && c.full.total == Unknown {
		return unknownPressure()
	}
	return c
}

// parseStall reads the line that begins with a word:
// "some avg10=1.50 avg60=0.77 avg300=0.65 total=203373167".
func parseStall(text []byte, word string) stallCount {
	line := namedText(text, word)
	c := stallCount{avg10: math.NaN(), total: named(line, "total=")}
	if _, value, ok := bytes.Cut(line, []byte("avg10=")); ok {
		percent, _ := leadingDecimal(value)
		c.avg10 = percent / 100
	}
	return c
}

// leadingDecimal reads a number such as 0.65 that text begins with, after
// blanks, and returns what follows; NaN when there is none.
func leadingDecimal(text []byte) (n float64, rest []byte) {
	whole, rest := leadingNumber(text)
	if len(rest) == len(text) {
		return math.NaN(), text
	}
	n = float64(whole)
	if len(rest) < 2 || rest[0] != '.' || rest[1] < '0' || rest[1] > '9' {
		return n, rest
	}
	digits, after := leadingNumber(rest[1:])
	return n + float64(digits)/math.Pow10(len(rest)-1-len(after)), after
}
