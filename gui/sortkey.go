package gui

import (
	"bytes"
	"cmp"
	"strconv"
	"strings"
)

// sortKey is what a column sorts rows by: its number, then its text. A row that has
// neither comes last, whichever way is sorted.
type sortKey struct {
	missing bool
	number  float64 // never NaN
	text    []byte
}

// direction is the way in which rows are sorted.
type direction bool

// The two directions.
const (
	smallestFirst direction = false
	largestFirst  direction = true
)

// sign is what stands beside the title of the column that is sorted by.
func (d direction) sign() string {
	if d == largestFirst {
		return "▼"
	}
	return "▲"
}

// compare tells as cmp.Compare does which of two rows comes first.
func (d direction) compare(a, b sortKey) int {
	switch {
	case a.missing && b.missing:
		return 0
	case a.missing:
		return 1
	case b.missing:
		return -1
	}
	c := cmp.Compare(a.number, b.number)
	if c == 0 {
		c = bytes.Compare(a.text, b.text)
	}
	if d == largestFirst {
		return -c
	}
	return c
}

// exitKey sorts exit codes as numbers, before them what has none, after them signals.
func exitKey(exit string) sortKey {
	code, isCode := strings.CutPrefix(exit, "exit ")
	n, err := strconv.Atoi(code)
	switch {
	case exit == "":
		return sortKey{number: -1}
	case isCode && err == nil:
		return sortKey{number: float64(n)}
	}
	return sortKey{number: 1 << 32, text: []byte(exit)}
}
