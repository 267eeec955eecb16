package gui

import "github.com/poolscope/poolscope/internal/run"

// exactPeaks has, by their names, the workers whose peak of memory at their end is the
// kernel's own figure. A snapshot lists a worker that has ended only for a while, its
// tasks for longer.
type exactPeaks map[string]uint64

// note takes in the workers of a snapshot. Of more than there can be tasks, it begins anew.
func (p exactPeaks) note(rows []run.Row) {
	if len(p) > run.MaxTasks {
		clear(p)
	}
	for _, r := range rows {
		if r.PeakExact {
			p[r.Worker] = r.PeakRSS
		}
	}
}

// text is the peak of a task, marked as in the table of workers unless it is known to be
// the exact one of its worker: a worker goes on after most tasks, and may grow further.
func (p exactPeaks) text(worker string, peak uint64) string {
	if peak == 0 {
		return ""
	}
	exact, known := p[worker]
	return sampled(known && exact == peak) + byteText(peak)
}
