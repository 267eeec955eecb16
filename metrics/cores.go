package metrics

import "math"

// coreMeter subtracts the counters of cores.
type coreMeter struct {
	before map[int]coreReading // by number of the core
	online int                 // cores at the last reading
}

type coreReading struct {
	times CoreTimes
	share float64 // NaN before it is known
}

// shares returns the busy share of each core by its number.
func (m *coreMeter) shares(times []CoreTimes) []float64 {
	size := 0
	for _, t := range times {
		size = max(size, t.Core+1)
	}
	out := make([]float64, size)
	for i := range out {
		out[i] = math.NaN()
	}
	// A new map forgets the cores that went offline: what they count when they
	// are back is not of this time.
	now := make(map[int]coreReading, len(times))
	for _, t := range times {
		share := math.NaN()
		if b, ok := m.before[t.Core]; ok {
			share = b.shareUntil(t)
		}
		now[t.Core] = coreReading{t, share}
		out[t.Core] = share
	}
	m.before, m.online = now, len(times)
	return out
}

// shareUntil returns the busy part of the time since the reading, or its share
// once more when nothing was counted since. A counter that went backwards
// counts as one that stood still: iowait is allowed to (proc(5), /proc/stat).
func (r coreReading) shareUntil(now CoreTimes) float64 {
	busy := max(0, now.Busy-r.times.Busy)
	idle := max(0, now.Idle-r.times.Idle)
	if busy+idle == 0 {
		return r.share
	}
	return float64(busy) / float64(busy+idle)
}
