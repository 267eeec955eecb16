package run

import (
	"context"
	"math"
	"testing"
	"time"
)

func TestARunHasTheMachineAboutOnceASecond(t *testing.T) {
	r, err := Start(t.Context(), Options{Plan: sleeping(1, "2.2")})
	if err != nil {
		t.Fatal(err)
	}
	var seen []time.Time
	var last *Snapshot
	for s := range r.Snapshots() {
		if at := s.Machine.At; !at.IsZero() && (len(seen) == 0 || !at.Equal(seen[len(seen)-1])) {
			seen = append(seen, at)
		}
		last = s
	}
	if n := len(seen); n < 2 || n > 4 {
		t.Errorf("readings in 2.2 s = %d, want 3 or so: at once, after 0.25 s, 1.25 s", n)
	}
	m := last.Machine
	if m.Memory.Total <= 0 || len(m.Cores) == 0 || math.IsNaN(m.Cores[0].Busy) {
		t.Errorf("memory %+v, %d cores, want what the machine has and how busy it is", m.Memory, len(m.Cores))
	}
}

func TestABareRunReadsNoMachine(t *testing.T) {
	r, err := Start(t.Context(), Options{Plan: sleeping(1, "0.3"), Bare: true})
	if err != nil {
		t.Fatal(err)
	}
	for s := range r.Snapshots() {
		if !s.Machine.At.IsZero() {
			t.Fatal("the machine was read")
		}
	}
}

func TestFollowingTheMachineBeginsAtOnceAndEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var readings []MachineReading
	FollowMachine(ctx, func(r MachineReading) {
		if readings = append(readings, r); len(readings) == 2 {
			cancel()
		}
	})
	if len(readings) != 2 {
		t.Fatalf("readings = %d, want 2", len(readings))
	}
	first, second := readings[0], readings[1]
	if gap := second.At.Sub(first.At); gap > 5*time.Second {
		t.Errorf("the second came after %s", gap)
	}
	if len(first.Cores) == 0 || !math.IsNaN(first.Cores[0].Busy) || math.IsNaN(second.Cores[0].Busy) {
		t.Error("want shares that are known with the second reading, and the first left as it was")
	}
}

func TestTheMachineIsNotReadSoonerThanItIsDue(t *testing.T) {
	m := newMachineMeter()
	defer m.close()
	begin, read := time.Now(), 0
	for tick := range 60 { // 3 s in steps of 50 ms
		if m.read(begin.Add(time.Duration(tick)*50*time.Millisecond)) != nil {
			read++
		}
	}
	if read != 4 {
		t.Errorf("readings in 3 s = %d, want 4: at 0, 0.25, 1.25 and 2.25 s", read)
	}
}
