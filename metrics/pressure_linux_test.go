package metrics

import (
	"fmt"
	"math"
	"testing"
	"time"
)

func wantPressure(t *testing.T, what string, got, want Pressure) {
	t.Helper()
	for _, p := range []struct {
		name      string
		got, want float64
	}{
		{"some avg10", got.Some.Avg10, want.Some.Avg10},
		{"some share", got.Some.Share, want.Some.Share},
		{"full avg10", got.Full.Avg10, want.Full.Avg10},
		{"full share", got.Full.Share, want.Full.Share},
	} {
		if !sameNumber(p.got, p.want) {
			t.Errorf("%s: %s = %v, want %v", what, p.name, p.got, p.want)
		}
	}
}

func pressureText(some, full int) []byte {
	return fmt.Appendf(nil, "some avg10=50.00 avg60=0.00 avg300=0.00 total=%d\nfull avg10=5.00 avg60=0.00 avg300=0.00 total=%d\n", some, full)
}

func TestPressureIsTheShareOfTheTimeBetween(t *testing.T) {
	var m pressureMeter
	begin, nan := time.Now(), math.NaN()
	after := func(ms, some, full int) Pressure {
		return m.take(parsePressure(pressureText(some, full), begin.Add(time.Duration(ms)*time.Millisecond)))
	}
	for _, c := range []struct {
		what           string
		ms, some, full int
		wantSome, want float64
	}{
		{"first", 0, 1000, 500, nan, nan},
		{"a tenth of a second", 100, 26000, 1500, 0.25, 0.01},
		{"no time later", 100, 27000, 1500, 0.25, 0.01},
		{"the little that came then", 200, 28000, 1500, 0.02, 0},
		{"a total that went back", 300, 0, 0, 0, 0},
		{"more than all the time", 400, 101000, 100000, 1, 1},
		{"five seconds of silence", 5400, 101000, 2600000, 0, 0.5},
	} {
		wantPressure(t, c.what, after(c.ms, c.some, c.full), Pressure{Stall{0.5, c.wantSome}, Stall{0.05, c.want}})
	}
	wantPressure(t, "unreadable", m.take(unknownPressure()), Pressure{Stall{nan, nan}, Stall{nan, nan}})
	wantPressure(t, "back", after(6000, 5, 5), Pressure{Stall{0.5, nan}, Stall{0.05, nan}})
	wantPressure(t, "back a while", after(7000, 500005, 5), Pressure{Stall{0.5, 0.5}, Stall{0.05, 0}})
}

func TestDecimalsAreRead(t *testing.T) {
	for _, c := range []struct {
		text, rest string
		want       float64
	}{
		{"13.45 15.03", " 15.03", 13.45},
		{" 0.09", "", 0.09},
		{"100.00 x", " x", 100},
		{"7 x", " x", 7},
		{"7.x", ".x", 7},
		{"x", "x", math.NaN()},
		{"", "", math.NaN()},
	} {
		got, rest := leadingDecimal([]byte(c.text))
		if !sameNumber(got, c.want) || string(rest) != c.rest {
			t.Errorf("decimal of %q = %v, rest %q, want %v, %q", c.text, got, rest, c.want, c.rest)
		}
	}
}
