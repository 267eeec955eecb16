package chart

import (
	"math"
	"testing"
)

func TestValueAxisIsRound(t *testing.T) {
	for _, c := range []struct {
		given, largest float64
		parts          int
		as             numbers
		top, step      float64
	}{
		{given: 100, parts: 1, top: 100, step: 100},
		{given: 100, parts: 2, top: 100, step: 50},
		{given: 100, parts: 3, top: 100, step: 50},
		{given: 100, parts: 4, top: 100, step: 25},
		{given: 400, parts: 5, top: 400, step: 80},
		{given: 800, parts: 3, top: 800, step: 400},
		{given: 700, parts: 3, top: 700, step: 700},
		{largest: 37, parts: 4, top: 40, step: 10},
		{largest: 40, parts: 4, top: 40, step: 10},
		{largest: 0.031, parts: 3, top: 0.04, step: 0.02},
		{parts: 3, top: 1, step: 1},
		{largest: math.NaN(), parts: 3, top: 1, step: 1},
		{given: math.Inf(1), largest: 7, parts: 2, top: 10, step: 5},
		{parts: 3, as: inBytes, top: 1 << 20, step: 1 << 20},
		{largest: 20 << 20, parts: 4, as: inBytes, top: 20 << 20, step: 5 << 20},
		{largest: 900, parts: 2, as: inBytes, top: 1000, step: 500},
		{largest: 3 << 30, parts: 3, as: inBytes, top: 3 << 30, step: 1 << 30},
	} {
		if math.IsNaN(c.largest) {
			c.largest = (&Series{T: []float64{1}, V: []float64{c.largest}}).largest(0, 2)
		}
		top, step := valueAxis(c.given, c.largest, c.parts, c.as)
		if math.Abs(top-c.top) > 1e-9*c.top || math.Abs(step-c.step) > 1e-9*c.step {
			t.Errorf("valueAxis(%v, %v, %d, %d) = %v by %v, want %v by %v", c.given, c.largest, c.parts, c.as, top, step, c.top, c.step)
		}
	}
}

func TestTickText(t *testing.T) {
	for _, c := range []struct {
		v    float64
		as   numbers
		want string
	}{
		{0, plain, "0"},
		{50, plain, "50"},
		{0.30000000000000004, plain, "0.3"},
		{0, inBytes, "0"},
		{512, inBytes, "512 B"},
		{1.5 * 1024, inBytes, "1.5 KiB"},
		{20 << 20, inBytes, "20 MiB"},
		{2.5 * (1 << 30), inBytes, "2.5 GiB"},
	} {
		if got := tickText(c.v, c.as); got != c.want {
			t.Errorf("tickText(%v, %d) = %q, want %q", c.v, c.as, got, c.want)
		}
	}
}

func TestTimeStep(t *testing.T) {
	for _, c := range []struct {
		span  float64
		parts int
		want  float64
	}{
		{0.02, 5, 0.005},
		{1, 4, 0.5},
		{10, 8, 2},
		{30, 8, 5},
		{30, 0, 30},
		{60, 7, 10},
		{90, 6, 15},
		{600, 8, 120},
		{7200, 8, 900},
		{4 * 86400, 4, 86400},
	} {
		if got := timeStep(c.span, c.parts); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("timeStep(%v, %d) = %v, want %v", c.span, c.parts, got, c.want)
		}
	}
}

func TestTimeText(t *testing.T) {
	for _, c := range []struct {
		t, step, end float64
		want         string
	}{
		{0, 5, 30, "0 s"},
		{math.Copysign(0, -1), 5, 30, "0 s"},
		{-0.0001, 5, 30, "0 s"},
		{5, 5, 30, "5 s"},
		{0.5, 0.5, 3, "0.5 s"},
		{-2, 1, 3, "-2 s"},
		{0, 10, 60, "0:00"},
		{90, 30, 120, "1:30"},
		{59.96, 0.1, 120, "1:00.0"},
		{62.5, 0.5, 120, "1:02.5"},
		{-30, 30, 120, "-0:30"},
		{3900, 300, 7200, "1:05:00"},
	} {
		if got := timeText(c.t, c.step, clockOf(c.end)); got != c.want {
			t.Errorf("timeText(%v, %v) up to %v = %q, want %q", c.t, c.step, c.end, got, c.want)
		}
	}
}

func TestReadingText(t *testing.T) {
	for _, c := range []struct {
		v    float64
		band Band
		want string
	}{
		{99.4, Band{Unit: "% of one core"}, "99 %"},
		{12.34 * (1 << 20), Band{Bytes: true}, "12.3 MiB"},
		{100, Band{Bytes: true}, "100 B"},
		{1.234, Band{Unit: "cores"}, "1.23"},
		{math.NaN(), Band{Unit: "%"}, ""},
	} {
		if got := readingText(c.v, &c.band); got != c.want {
			t.Errorf("readingText(%v, %q) = %q, want %q", c.v, c.band.Unit, got, c.want)
		}
	}
}
