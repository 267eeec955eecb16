package metrics

import (
	"math"
	"time"
)

// threadMeter subtracts the counters of the threads of one process. It is
// empty for processes that nobody wants in detail.
type threadMeter struct {
	before []threadReading // by TID
	spare  []threadReading // the array of the reading before that
}

type threadReading struct {
	tid   int
	birth uint64
	at    time.Time
	used  time.Duration
	cpu   float64
}

// take appends a Thread for each of the threads, which come by TID.
func (m *threadMeter) take(out []Thread, pid int, threads []ThreadCounters) []Thread {
	now, i := m.spare[:0], 0
	for _, t := range threads {
		r := threadReading{t.TID, t.Birth, t.At, t.CPU, math.NaN()}
		for i < len(m.before) && m.before[i].tid < t.TID {
			i++
		}
		if i < len(m.before) && m.before[i].tid == t.TID && m.before[i].birth == t.Birth {
			r = m.before[i].until(r)
		}
		now = append(now, r)
		out = append(out, Thread{PID: pid, TID: t.TID, Name: t.Name, CPU: r.cpu, CPUTime: r.used, Core: t.Core, State: t.State})
	}
	m.before, m.spare = now, m.before
	return out
}

// until returns the later reading with the usage since. A thread is on one core
// at a time: what is above that came late into its counter.
func (r threadReading) until(now threadReading) threadReading {
	gap := now.at.Sub(r.at)
	if gap >= 0 && gap < minGap {
		return r
	}
	now.used = max(now.used, r.used)
	if gap > 0 {
		now.cpu = min(1, (now.used-r.used).Seconds()/gap.Seconds())
	}
	return now
}
