package metrics

import (
	"math"
	"testing"
	"time"
)

func TestThreadsAreSubtractedByTheirIdentity(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	type counted struct {
		tid  int
		born uint64
		used int // milliseconds
		cpu  float64
	}
	none := math.NaN()
	var m threadMeter
	for i, step := range [][]counted{
		{{7, 1, 5000, none}, {9, 1, 0, none}},
		{{7, 1, 5050, 0.5}, {8, 2, 10, none}, {9, 1, 101, 1}}, // more than there was time for came late
		{{7, 1, 5040, 0}, {9, 3, 5, none}},                    // backwards; gone; another's number
		{{7, 1, 5060, 0.1}, {9, 3, 30, 0.25}},
		{},
		{{7, 1, 5070, none}},
	} {
		in := make([]ThreadCounters, len(step))
		for n, c := range step {
			in[n] = ThreadCounters{At: at(ms(100 * i)), TID: c.tid, Birth: c.born, CPU: ms(c.used)}
		}
		got := m.take(nil, 42, in)
		if len(got) != len(step) {
			t.Fatalf("step %d: threads = %d, want %d", i, len(got), len(step))
		}
		for n, c := range step {
			if got[n].PID != 42 || got[n].TID != c.tid || !near(got[n].CPU, c.cpu) {
				t.Errorf("step %d: thread = %+v, want %d with %v cores", i, got[n], c.tid, c.cpu)
			}
		}
	}
}
