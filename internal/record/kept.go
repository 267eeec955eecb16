package record

import (
	"math"

	"github.com/poolscope/poolscope/internal/run"
)

// exactPoints is how many points of a series are those that were read, at the least: a
// snapshot thins older ones only (run.Series).
const exactPoints = run.MaxPoints / 4

// samples writes the samples that are kept, worker by worker, or slot by slot where each
// task is a process of its own.
func (x *export) samples(t *table) {
	x.put(t.head(x.buf))
	for i := range x.snapshot.Rows {
		r := &x.snapshot.Rows[i]
		x.series(t, r.CPUSeries, r.RSSSeries, func(int, run.Series) sampleAt { return sampleAt{pid: r.PID, worker: r.Worker} })
	}
	for i, track := range x.snapshot.Tracks {
		bars := x.barsOf(i + 1)
		x.series(t, track.CPU, track.RSS, func(n int, of run.Series) sampleAt { return x.tenant(bars, n, of) })
	}
}

// series writes a worker's readings in the order of time: where they were thinned the
// processor and the memory have points at instants of their own, and a row has one of
// them. A gap is a row with neither: nothing was read since the row before.
func (x *export) series(t *table, cpu, rss run.Series, whose func(int, run.Series) sampleAt) {
	for i, j := 0, 0; i < len(cpu.T) || j < len(rss.T); {
		hasCPU := i < len(cpu.T) && (j >= len(rss.T) || cpu.T[i] <= rss.T[j])
		hasRSS := j < len(rss.T) && (i >= len(cpu.T) || rss.T[j] <= cpu.T[i])
		share, bytes := math.NaN(), math.NaN()
		var s sampleAt
		if hasCPU {
			s, share = whose(i, cpu), cpu.V[i]
			s.at = cpu.T[i]
			i++
		}
		if hasRSS {
			s, bytes = whose(j, rss), rss.V[j]
			s.at = rss.T[j]
			j++
		}
		x.put(t.kept(x.buf, s, share, bytes))
	}
}

// barsOf returns the bars of a slot.
func (x *export) barsOf(slot int) []run.Bar {
	var bars []run.Bar
	for _, l := range x.snapshot.Lanes {
		if l.Slot != slot {
			continue
		}
		bars = append(bars, l.Bars...)
		if l.Now != nil {
			bars = append(bars, *l.Now)
		}
	}
	return bars
}

// tenant returns whose process a point in the line of a slot is of: that of the one task
// that ran in the time that the point speaks of, nobody where there were several. After
// a gap a point that was not thinned speaks of its instant alone.
func (x *export) tenant(bars []run.Bar, n int, of run.Series) sampleAt {
	from, to := of.T[n], of.T[n]
	if read := len(of.T)-n <= exactPoints; n > 0 && !(read && math.IsNaN(of.V[n-1])) {
		from = of.T[n-1]
	}
	var one *run.Bar
	for i := range bars {
		if b := &bars[i]; b.From < to && b.To > from || b.From <= to && to <= b.To {
			if one != nil {
				return sampleAt{}
			}
			one = b
		}
	}
	if one == nil || one.Tasks != 1 {
		return sampleAt{}
	}
	s := sampleAt{worker: one.Worker}
	if task, ok := x.snapshot.Tasks.Task(one.Task); ok && task.Worker == one.Worker {
		s.pid = task.PID
	}
	return s
}
