package gui

import (
	"math"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// The slim bands, in the order in which room is made for them.
const (
	poolCPURank chart.Slim = iota + 1
	queuedRank
	poolMemoryRank
	runningRank // which the lanes show as well
)

// queueBands are how many tasks waited and how many ran, nothing for what has none.
func queueBands(s *run.Snapshot, v sight) []chart.Band {
	if s.Observed != nil || len(s.Queued.T) == 0 {
		return nil
	}
	most := float64(s.Slots)
	if s.Plan.Pool.RunAs == launcher.Threads {
		most = float64(len(s.Lanes))
	}
	return []chart.Band{
		slimBand(tr.T("Queued"), queuedRank, math.Max(1, largest(s.Queued.V)), since(s.Queued, v.from)),
		slimBand(tr.T("Running"), runningRank, math.Max(math.Max(1, most), largest(s.Running.V)), since(s.Running, v.from)),
	}
}

func slimBand(title string, rank chart.Slim, top float64, line run.Series) chart.Band {
	return chart.Band{
		Title: title, Slim: rank, Max: top,
		Series: []chart.Series{{Name: title, Style: nobody, T: line.T, V: line.V}},
	}
}

// poolCPUBand is the pool's processor time against all cores of the machine, nothing
// for one line, which is its own total.
func poolCPUBand(s *run.Snapshot, v sight, lines int) []chart.Band {
	if lines < 2 || len(s.Cores) == 0 {
		return nil
	}
	cores := float64(len(s.Cores))
	band := slimBand(totalTitle(s), poolCPURank, math.Max(cores, math.Ceil(largest(s.PoolCPU.V)-0.1)), since(s.PoolCPU, v.from))
	band.Unit, band.Quiet = plural(len(s.Cores), "core"), true
	if band.Max > cores {
		band.Unit = ""
	}
	return []chart.Band{band}
}

// poolMemoryBand is the memory that the workers have together, with the limits that
// they have together.
func poolMemoryBand(s *run.Snapshot, v sight, lines int) []chart.Band {
	if lines < 2 || len(s.PoolMem.T) == 0 {
		return nil
	}
	band := slimBand(totalTitle(s)+" "+s.PoolKind, poolMemoryRank, 0, since(s.PoolMem, v.from))
	band.Bytes, band.Quiet, band.Limits = true, true, v.limits
	return []chart.Band{band}
}

// totalTitle says of whom a band is the total.
func totalTitle(s *run.Snapshot) string {
	if s.Observed != nil {
		return tr.T("All")
	}
	return tr.T("Pool")
}
