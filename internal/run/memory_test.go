package run

import (
	"slices"
	"testing"
	"time"

	"github.com/poolscope/poolscope/metrics"
)

func together(rss, pss int64, more ...int64) memory {
	var m memory
	m.add(metrics.Usage{RSS: uint64(rss), PSS: pss})
	for n := 0; n < len(more); n += 2 {
		m.add(metrics.Usage{RSS: uint64(more[n]), PSS: more[n+1]})
	}
	return m
}

// told is so many readings of two that share, whose PSS is known.
func told(n int) []memory {
	return slices.Repeat([]memory{together(100, 30, 100, 40)}, n)
}

func TestPeakByPSSIsToldWhereItIsKnown(t *testing.T) {
	for name, tt := range map[string]struct {
		readings []memory
		ended    uint64
		rss, pss uint64
	}{
		"nothing read":                        {nil, 0, 0, 0},
		"four that share":                     {[]memory{together(50, 20), together(100, 30, 100, 40)}, 0, 200, 70},
		"one unknown that may be the most":    {[]memory{together(100, 30), together(100, 30, 100, -1)}, 0, 200, 0},
		"one unknown that was never much":     {[]memory{together(20, -1), together(100, 30, 100, 40)}, 0, 200, 70},
		"one unknown for a moment":            {append(told(9), together(100, 30, 100, -1)), 0, 200, 70},
		"one unknown for a third of the time": {append(told(2), together(100, 30, 100, -1)), 0, 200, 0},
		"a little unknown at each reading":    {[]memory{together(100, 30, 100, 40, 10, -1), together(100, 30, 100, 50, 20, -1)}, 0, 220, 80},
		"much that came while it was unknown": {append(told(20), together(100, 30, 100, 40, 100, -1)), 0, 300, 0},
		"a little that no reading saw":        {[]memory{together(100, 90)}, 101, 101, 90},
		"much that no reading saw":            {[]memory{together(100, 90)}, 300, 300, 0},
		"much that a later reading did see":   {[]memory{together(100, 90), together(400, 320)}, 300, 400, 320},
	} {
		var p peakMemory
		for n, m := range tt.readings {
			p.take(m)
			if n == 0 && tt.ended > 0 {
				p.takeOf(tt.ended)
			}
		}
		if p.rss != tt.rss || p.pss() != tt.pss {
			t.Errorf("%s: peak %d and %d by PSS, want %d and %d", name, p.rss, p.pss(), tt.rss, tt.pss)
		}
	}
}

// What came late, and what came while the sample before was still being taken.
func TestSamplesThatAreNotTakenAreCounted(t *testing.T) {
	const every = 100 * time.Millisecond
	begun := time.Now()
	l := &loop{model: &model{}, budget: NewBudget(0, every), wants: make(chan wanted, 8)}
	for _, tt := range []struct {
		at   time.Duration
		busy bool
		want int
	}{
		{0, false, 0}, {every, false, 0}, {2 * every, false, 0}, {2*every + 130*time.Millisecond, false, 0}, {9 * every, false, 5}, {10 * every, true, 6},
	} {
		l.reading, l.asked = tt.busy, begun
		l.tick(begun.Add(tt.at))
		if l.model.missed != tt.want {
			t.Errorf("missed %d at %v, want %d", l.model.missed, tt.at, tt.want)
		}
	}
	l.reading, l.asked = true, begun.Add(11*every-time.Millisecond)
	if l.tick(begun.Add(11 * every)); l.model.missed != 6 {
		t.Errorf("missed %d with a sample that has just begun, want 6", l.model.missed)
	}
}
