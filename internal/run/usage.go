package run

import (
	"math"
	"time"

	"github.com/poolscope/poolscope/metrics"
)

// usage is what the samples told of the pool, the cores and Poolscope itself.
type usage struct {
	pool  history
	cores []history
	who   []whoHistory
	self  metrics.Usage
	known bool // self was read
}

// sample takes in a sample and returns the names of the workers in it by PID.
func (m *model) sample(at time.Duration, s metrics.Sample) map[int]string {
	names := make(map[int]string, len(s.Processes))
	who := make([]int, len(s.Cores))
	read := map[int]metrics.Usage{}
	for _, u := range s.Processes {
		read[u.PID] = u
	}
	total, sum := math.NaN(), uint64(0)
	for _, r := range m.rows {
		u, ok := read[r.PID]
		if !r.Alive || !ok {
			continue
		}
		names[r.PID] = r.Worker
		r.take(u)
		m.draw(r, at.Seconds(), u)
		sum += u.RSS
		total = plus(total, u.CPU)
		if u.Core >= 0 && u.Core < len(who) && u.CPU > busyEnough {
			who[u.Core] = m.line(r)
		}
	}
	m.peakRSS = max(m.peakRSS, sum)
	m.usage.take(at.Seconds(), total, s, who)
	return names
}

// draw adds a reading to the line that the worker's is. A process without memory has
// ended and only waits to be reaped: that is no reading.
func (m *model) draw(r *row, at float64, u metrics.Usage) {
	cpu, rss := &r.cpu, &r.rss
	if m.bySlot {
		cpu, rss = &m.tracks[r.Slot-1].cpu, &m.tracks[r.Slot-1].rss
	}
	if u.RSS > 0 {
		cpu.add(at, u.CPU)
		rss.add(at, float64(u.RSS))
	}
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

func (u *usage) take(at, pool float64, s metrics.Sample, who []int) {
	if u.cores == nil {
		u.pool.merge = mean
		u.pool.reserve()
		u.cores, u.who = make([]history, len(s.Cores)), make([]whoHistory, len(s.Cores))
		for n := range u.cores {
			u.cores[n].merge = mean
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
