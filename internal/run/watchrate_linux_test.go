package run

import (
	"math"
	"testing"
	"time"
)

// A hundred children live for some milliseconds each: next to none is in two readings.
func TestRatesOfShortChildrenComeToTheirTotal(t *testing.T) {
	s := startStranger(t, `echo ready; read x; i=0; while [ $i -lt 100 ]; do sh -c 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done'; i=$((i+1)); done; echo done; read x`)
	s.out.Scan()
	w := watchOf(t, s.Process.Pid)
	if g := w.Read(time.Now()); !math.IsNaN(g.Total.CPU) {
		t.Errorf("rate at the first reading = %v, want none", g.Total.CPU)
	}
	s.say(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.out.Scan()
	}()
	told, before := 0.0, w.glance.At
	read := func() {
		g := w.Read(time.Now())
		told += g.Total.CPU * (g.At - before).Seconds()
		before = g.At
		if g.Total.CPU < 0 || g.Total.CPU > online(g.Sample.Cores) {
			t.Errorf("rate = %v cores, want 0 to those that there are", g.Total.CPU)
		}
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for going := true; going; {
		select {
		case <-tick.C:
			read()
		case <-done:
			going = false
		}
	}
	for range 4 { // what is told in steps is told a little later
		<-tick.C
		read()
	}
	if want := w.glance.Total.CPUTime.Seconds(); want < 0.2 || math.Abs(told-want) > 0.1*want+0.02 {
		t.Errorf("rates come to %.3f s, want the %.3f s of the total", told, want)
	}
}

func TestRateOfATreeIsWhatItsTotalGrewBy(t *testing.T) {
	const ms = time.Millisecond
	type reading struct {
		total, own, gap time.Duration
		rate, want      float64
	}
	first := reading{100 * ms, 0, 100 * ms, math.NaN(), math.NaN()}
	for name, readings := range map[string][]reading{
		"a burner":                      {first, {200 * ms, 100 * ms, 100 * ms, 1, 1}, {300 * ms, 100 * ms, 100 * ms, 1, 1}},
		"children that nobody saw":      {first, {150 * ms, 0, 100 * ms, 0, 0.5}, {150 * ms, 0, 100 * ms, 0, 0}},
		"who is new":                    {first, {180 * ms, 40 * ms, 100 * ms, 0.4, 0.8}},
		"a burner reaped while reading": {first, {60 * ms, 20 * ms, 100 * ms, 0.2, 0.2}, {140 * ms, 10 * ms, 100 * ms, 0.1, 0.2}},
		"more than there is at once":    {first, {350 * ms, 0, 100 * ms, 0, 2}, {350 * ms, 0, 100 * ms, 0, 0.5}},
		"what was hidden for long":      {first, {2100 * ms, 10 * ms, 100 * ms, 0.1, 0.1}, {2110 * ms, 10 * ms, 100 * ms, 0.1, 0.1}},
		"steps over a short time":       {first, {110 * ms, 0, 1 * ms, math.NaN(), 0.1}, {110 * ms, 0, 99 * ms, 0, 0.099}},
		"no time":                       {first, {100 * ms, 0, 0, 1, math.NaN()}},
	} {
		var r treeRate
		for n, one := range readings {
			got := r.take(one.total, one.own, one.gap, one.rate, 2)
			if math.IsNaN(got) != math.IsNaN(one.want) || math.Abs(got-one.want) > 0.0011 {
				t.Errorf("%s: rate %d = %v, want %v", name, n, got, one.want)
			}
		}
	}
}
