package metrics

import (
	"math"
	"slices"
)

// CoreUsage is what one core did since the reading before, as shares of the time
// that the system counted for it, 0 to 1. User, Nice, System, IRQ, Wait, Steal and
// Idle are 1 together. All are NaN at the first reading after the core came online
// and while it is offline; one that the system does not count is always NaN.
// Linux counts ticks of 10 ms (proc_stat(5)): over 100 ms a share may be 10 points
// off.
type CoreUsage struct {
	Online bool
	Busy   float64 // all but Wait and Idle: while time is stolen, the core is not free
	User   float64 // guests of virtual machines included
	Nice   float64 // user time of processes with a nice value above 0
	System float64
	IRQ    float64 // hard and soft interrupts
	Wait   float64 // idle while a disk was waited for
	Steal  float64 // wanted, but the hypervisor let others run
	Idle   float64
}

// The parts of a core's time.
const (
	partUser = iota
	partNice
	partSystem
	partIRQ
	partSteal
	partWait
	partIdle
	coreParts
)

// mostCores is above what any kernel can be built for (NR_CPUS is 8192 at most
// on x86): a larger number of a core is a mistake.
const mostCores = 1 << 16

// coreCount is what has been counted for one core, in any unit.
type coreCount struct {
	core  int
	parts [coreParts]uint64
	blank [coreParts]bool // not counted by this system
}

// machineMeter subtracts the counters of cores.
type machineMeter struct{ marks []coreMark }

// coreMark is the last reading of a core.
type coreMark struct {
	count coreCount
	usage CoreUsage // unknown but for Online while it is new or offline
	fresh bool      // it was in the reading that is being taken
}

// take appends the usage of each core, by its number.
func (m *machineMeter) take(counts []coreCount, out []CoreUsage) []CoreUsage {
	if len(counts) == 0 {
		m.marks = m.marks[:0]
		return out
	}
	for _, c := range counts {
		for len(m.marks) <= c.core {
			m.marks = append(m.marks, coreMark{usage: unknownUsage()})
		}
		m.marks[c.core].renew(c)
	}
	out = slices.Grow(out, len(m.marks))
	for i := range m.marks {
		k := &m.marks[i]
		if !k.fresh {
			// What it counts when it is back is not of that time.
			k.usage = unknownUsage()
		}
		k.fresh = false
		out = append(out, k.usage)
	}
	return out
}

// renew takes a reading of a core that is online. When nothing was counted since
// the one before, that stands once more.
func (k *coreMark) renew(now coreCount) {
	if !k.usage.Online {
		k.usage = unknownUsage()
	} else if u, ok := k.count.until(now); ok {
		k.usage = u
	}
	k.usage.Online, k.fresh = true, true
	k.count = now
}

// until returns the shares of what was counted since, and false when that is
// nothing. A counter that went backwards counts as one that stood still: iowait
// is allowed to (proc_stat(5)).
func (c coreCount) until(now coreCount) (CoreUsage, bool) {
	var since [coreParts]float64
	var sum float64
	for i := range since {
		if now.parts[i] > c.parts[i] {
			since[i] = float64(now.parts[i] - c.parts[i])
		}
		sum += since[i]
	}
	if sum == 0 {
		return CoreUsage{}, false
	}
	busy := 0.0
	for i := range since {
		since[i] /= sum
		if i != partWait && i != partIdle {
			busy += since[i]
		}
		if now.blank[i] {
			since[i] = math.NaN()
		}
	}
	return CoreUsage{
		Online: true, Busy: min(1, busy), User: since[partUser], Nice: since[partNice], System: since[partSystem],
		IRQ: since[partIRQ], Wait: since[partWait], Steal: since[partSteal], Idle: since[partIdle],
	}, true
}

func unknownUsage() CoreUsage {
	nan := math.NaN()
	return CoreUsage{Busy: nan, User: nan, Nice: nan, System: nan, IRQ: nan, Wait: nan, Steal: nan, Idle: nan}
}
