package plan

import (
	"errors"
	"testing"
)

func TestWhatHoldsACommandIsSaid(t *testing.T) {
	load, free, all := 5.21, uint64(1<<30), uint64(8<<30)
	var broken error
	g := gauges{
		load:   func() (float64, error) { return load, broken },
		memory: func() (uint64, uint64, error) { return free, all, broken },
	}
	for _, test := range []struct {
		pool Pool
		want string
	}{
		{Pool{MaxLoad: 4}, "the load is 5.2, and max_load is 4"},
		{Pool{MaxLoad: 5.21}, ""},
		{Pool{MinFree: Size{Bytes: 2 << 30}}, "1.0GiB of memory is free, and min_free is 2GiB"},
		{Pool{MinFree: Size{Bytes: 1 << 30}}, ""},
		{Pool{MinFree: Size{Percent: 25}}, "12.5% of the memory is free, and min_free is 25%"},
		{Pool{MinFree: Size{Percent: 12.5}}, ""},
		{Pool{MaxLoad: 4, MinFree: Size{Percent: 25}}, "the load is 5.2, and max_load is 4"},
		{Pool{MaxLoad: 6, MinFree: Size{Percent: 25}}, "12.5% of the memory is free, and min_free is 25%"},
	} {
		hold, err := test.pool.hold(g)
		if err != nil {
			t.Errorf("%+v: %v", test.pool, err)
			continue
		}
		if got := hold(); got != test.want {
			t.Errorf("%+v: held by %q, want %q", test.pool, got, test.want)
		}
		broken = errors.New("gone")
		if got := hold(); got != "the load cannot be read: gone" && got != "the free memory cannot be read: gone" {
			t.Errorf("%+v: held by %q, want that nothing can be read", test.pool, got)
		}
		broken = nil
	}
	if hold, err := (Pool{}).hold(g); hold != nil || err != nil {
		t.Errorf("hold = %v, want none without a limit", err)
	}
}

func TestALimitThatIsNeverMetIsRefused(t *testing.T) {
	g := gauges{
		load:   func() (float64, error) { return 0, errors.New("no gauge") },
		memory: func() (uint64, uint64, error) { return 1, 8 << 30, nil },
	}
	blind := gauges{memory: func() (uint64, uint64, error) { return 0, 0, errors.New("no gauge") }}
	for _, test := range []struct {
		pool Pool
		g    gauges
		want string
	}{
		{Pool{MaxLoad: 1}, g, "pool.max_load: the load cannot be read: no gauge: want 0"},
		{Pool{MinFree: Size{Bytes: 8 << 30}}, g, "pool.min_free: 8GiB is never free on this machine, which has 8.0GiB: want less"},
		{Pool{MinFree: Size{Percent: 100}}, g, "pool.min_free: 100% is never free on this machine, which has 8.0GiB: want less"},
		{Pool{MinFree: Size{Percent: 1}}, blind, `pool.min_free: the free memory cannot be read: no gauge: want "0"`},
	} {
		if _, err := test.pool.hold(test.g); err == nil || err.Error() != test.want {
			t.Errorf("%+v: %v, want %s", test.pool, err, test.want)
		}
	}
}
