package metrics

import (
	"math"
	"time"
)

// Pressure is how much of the time threads waited for a thing that others used,
// cores, memory or disks (the kernel's Documentation/accounting/psi.rst). Only
// Linux tells, since 4.20, where it was not switched off.
type Pressure struct {
	Some Stall // at least one thread waited
	Full Stall // all threads with something to do waited: nothing was done. NaN for cores, where the kernel says 0 without counting
}

// Stall is a part of the time, 0 to 1, NaN when unknown.
type Stall struct {
	Avg10 float64 // over about the last ten seconds, by the kernel's account
	Share float64 // since the reading before; NaN at the first
}

// The things that pressure is told of.
const (
	pressureCPU = iota
	pressureMemory
	pressureIO
	pressures
)

// pressureCount is a reading of one thing's pressure.
type pressureCount struct {
	at         time.Time // when the totals held
	some, full stallCount
}

type stallCount struct {
	avg10 float64 // as in Stall
	total int64   // microseconds since boot, or Unknown
}

func unknownPressure() pressureCount {
	none := stallCount{avg10: math.NaN(), total: Unknown}
	return pressureCount{some: none, full: none}
}

// pressureMeter subtracts the totals of one thing.
type pressureMeter struct {
	before pressureCount
	last   Pressure
}

func (m *pressureMeter) take(now pressureCount) Pressure {
	gap := now.at.Sub(m.before.at)
	switch {
	case now.at.IsZero() || m.before.at.IsZero():
		m.last.Some.Share, m.last.Full.Share = math.NaN(), math.NaN()
		m.before = now
	case gap >= minGap:
		m.last.Some.Share = m.before.some.shareUntil(now.some, gap)
		m.last.Full.Share = m.before.full.shareUntil(now.full, gap)
		m.before = now
	}
	m.last.Some.Avg10, m.last.Full.Avg10 = now.some.avg10, now.full.avg10
	return m.last
}

// shareUntil returns the stalled part of a time. The kernel takes the mean over the
// cores, each with a clock of its own, so that it may be a little more than
// all.
func (c stallCount) shareUntil(now stallCount, gap time.Duration) float64 {
	if c.total == Unknown || now.total == Unknown {
		return math.NaN()
	}
	stalled := time.Duration(now.total-c.total) * time.Microsecond
	return min(1, max(0, stalled.Seconds()/gap.Seconds()))
}
