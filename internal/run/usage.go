package run

import (
	"math"
	"time"

	"github.com/poolscope/poolscope/metrics"
)

// usage is what the samples told of the pool, the cores and Poolscope itself.
type usage struct {
	gap    float64 // of the histories
	most   int     // points of each
	pool   history
	memory memoryHistory
	cores  []history
	who    []whoHistory
	self   metrics.Usage
	known  bool // self was read
}

// sample takes in a sample and returns the names of the workers in it by PID.
func (m *model) sample(at time.Duration, s metrics.Sample) map[int]string {
	names := make(map[int]string, len(s.Processes))
	who := make([]int, len(s.Cores))
	read := map[int]metrics.Usage{}
	for _, u := range s.Processes {
		read[u.PID] = u
	}
	total, together := math.NaN(), memory{}
	for _, r := range m.rows {
		u, ok := read[r.PID]
		if !r.Alive || !ok {
			continue
		}
		names[r.PID] = r.Worker
		r.take(u)
		m.workerSpell(r, at, stillness(u.State))
		m.draw(r, at.Seconds(), u)
		together.add(u)
		total = plus(total, u.CPU)
		if u.Core >= 0 && u.Core < len(who) && u.CPU > busyEnough {
			who[u.Core] = m.line(r)
		}
	}
	if s.Strays.Processes > 0 {
		together.add(s.Strays)
		total = plus(total, s.Strays.CPU)
	}
	m.peak.take(together)
	m.usage.take(at.Seconds(), total, s, who)
	m.usage.memory.add(at.Seconds(), together)
	return names
}

// draw adds a reading to the line that the worker's is. A process without memory has
// ended and only waits to be reaped: that is no reading.
func (m *model) draw(r *row, at float64, u metrics.Usage) {
	if u.RSS <= 0 {
		return
	}
	cpu, rss := &r.cpu, &r.rss
	if m.bySlot {
		t := m.tracks[r.Slot-1]
		t.come(r.Started.Seconds())
		cpu, rss = &t.cpu, &t.rss
	}
	cpu.add(at, u.CPU)
	rss.add(at, float64(u.RSS))
}

// line is the number of the line that a worker's readings belong to.
func (m *model) line(r *row) int {
	if m.bySlot {
		return r.Slot
	}
	return r.Number
}

// busyEnough is the usage in cores from which on a core is said to be a worker's.
const busyEnough = 0.02

// plus adds where a missing number adds nothing, and two are missing still.
func plus(a, b float64) float64 {
	switch {
	case math.IsNaN(a):
		return b
	case math.IsNaN(b):
		return a
	}
	return a + b
}

// setEvery says how far apart readings are from now on: only what is longer is a gap.
func (m *model) setEvery(every time.Duration) {
	gap := gapAfter(every)
	m.usage.setGap(gap)
	for _, r := range m.rows {
		r.cpu.gap, r.rss.gap = gap, gap
	}
	for _, t := range m.tracks {
		t.cpu.gap, t.rss.gap = gap, gap
	}
}

// line returns the history of a line, with nothing in it.
func (u *usage) line() history { return history{gap: u.gap, most: u.most} }

// setPoints says how many points the lines that are there, and those to come, have at the
// most.
func (m *model) setPoints(most int) {
	m.usage.most = most
	for _, t := range m.tracks {
		t.cpu.most, t.rss.most = most, most
	}
}

func (u *usage) setGap(gap float64) {
	u.gap, u.pool.gap, u.memory.rss.gap, u.memory.pss.gap = gap, gap, gap, gap
	for n := range u.cores {
		u.cores[n].gap = gap
	}
}

func (u *usage) take(at, pool float64, s metrics.Sample, who []int) {
	if u.cores == nil {
		u.pool, u.memory = u.line(), newMemoryHistory(u.line())
		u.pool.reserve()
		u.memory.reserve()
		u.cores, u.who = make([]history, len(s.Cores)), make([]whoHistory, len(s.Cores))
		for n := range u.cores {
			u.cores[n], u.who[n].most = u.line(), u.most
			u.cores[n].reserve()
			u.who[n].reserve()
		}
	}
	u.pool.add(at, pool)
	for n, share := range s.Cores[:min(len(s.Cores), len(u.cores))] {
		u.cores[n].add(at, share)
		u.who[n].add(at, who[n])
	}
	u.self, u.known = s.Self, true
}
