package plan

import (
	"math"
	"strconv"
	"strings"
)

// Size is an amount of memory: so many bytes, or a share of all there is. The zero
// value is none.
type Size struct {
	Bytes   int64
	Percent float64 // of the machine's memory, up to 100; 0 where Bytes counts
}

const wantSize = `a size such as "500MB" or "2GiB" with B, kB, MB, GB, TB, KiB, MiB, GiB or TiB (K, M, G and T are KiB to TiB), ` +
	`a share of the memory such as "10%", or "0" for no limit`

// maxSize is more memory than any machine has, and exact as a float64.
const maxSize = 1 << 50

// unit is what a size may be counted in.
type unit struct {
	name  string
	bytes int64
}

// units lists the units as they are written, the largest first; K to T are read only.
func units() []unit {
	return []unit{
		{"TiB", 1 << 40},
		{"TB", 1e12},
		{"GiB", 1 << 30},
		{"GB", 1e9},
		{"MiB", 1 << 20},
		{"MB", 1e6},
		{"KiB", 1 << 10},
		{"kB", 1e3},
		{"B", 1},
		{"T", 1 << 40},
		{"G", 1 << 30},
		{"M", 1 << 20},
		{"K", 1 << 10},
		{"KB", 1e3},
		{"k", 1e3},
	}
}

// ParseSize reads a size: a number of at least 0 with a unit such as MB or GiB, or one
// with % up to 100. It reports whether the text is one.
func ParseSize(text string) (Size, bool) {
	text = strings.TrimSpace(text)
	if share, ok := strings.CutSuffix(text, "%"); ok {
		n, ok := decimal(strings.TrimSpace(share))
		return Size{Percent: n}, ok && n <= 100
	}
	count := strings.TrimRight(text, "BiKMGTk")
	scale := int64(0)
	for _, u := range units() {
		if u.name == text[len(count):] {
			scale = u.bytes
		}
	}
	n, ok := decimal(strings.TrimSpace(count))
	if text == count && n == 0 {
		scale = 1
	}
	n *= float64(scale)
	if !ok || scale == 0 || n > maxSize {
		return Size{}, false
	}
	return Size{Bytes: int64(math.Round(n))}, true
}

// decimal reads digits with a point or without, and nothing else that is a number to Go.
func decimal(text string) (float64, bool) {
	if strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// String returns the text that ParseSize reads as the same size, in the largest unit
// of which it is a whole number.
func (s Size) String() string {
	switch {
	case s.Percent != 0:
		return strconv.FormatFloat(s.Percent, 'f', -1, 64) + "%"
	case s.Bytes == 0:
		return "0"
	}
	for _, u := range units() {
		if s.Bytes%u.bytes == 0 {
			return strconv.FormatInt(s.Bytes/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(s.Bytes, 10) + "B"
}

// of returns the size in bytes where there are so many in all.
func (s Size) of(all uint64) uint64 {
	if s.Percent > 0 {
		return uint64(s.Percent / 100 * float64(all))
	}
	return uint64(max(0, s.Bytes))
}

// amount is a Size behind a key.
type amount struct{ at func(*Plan) *Size }

func (k amount) set(p *Plan, v value) bool {
	text, isText := v.(string)
	if n, ok := v.(int64); ok && n == 0 {
		text, isText = "0", true
	}
	s, ok := ParseSize(text)
	if !isText || !ok {
		return false
	}
	*k.at(p) = s
	return true
}

func (k amount) valid(p *Plan) bool {
	s := *k.at(p)
	return s.Bytes >= 0 && s.Bytes <= maxSize && s.Percent >= 0 && s.Percent <= 100 && (s.Bytes == 0 || s.Percent == 0)
}

func (k amount) get(p *Plan) value { return k.at(p).String() }

func (amount) want() string { return wantSize }
