package gui

import (
	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// nobody is the style of what belongs to all.
const nobody = -1

// cpuTotal is the processor time of the pool as a band has it, nothing for one line,
// which is its own total.
func cpuTotal(s *run.Snapshot, scale cpuScale, from float64, lines int) chart.Series {
	if lines < 2 {
		return chart.Series{}
	}
	total := since(s.PoolCPU, from)
	return chart.Series{Name: totalName(s), Style: nobody, T: total.T, V: scaled(total.V, scale.factor(len(s.Cores)))}
}

// memoryTotal is cpuTotal for the memory.
func memoryTotal(s *run.Snapshot, from float64, lines int) chart.Series {
	if lines < 2 {
		return chart.Series{}
	}
	total := since(s.PoolMem, from)
	return chart.Series{Name: totalName(s), Style: nobody, T: total.T, V: total.V}
}

// totalName says of whom it is the total, and by which memory: that of the lines is
// another.
func totalName(s *run.Snapshot) string {
	name := tr.T("pool")
	if s.Observed != nil {
		name = tr.T("all")
	}
	if s.PoolKind == "" {
		return name
	}
	return name + ", " + s.PoolKind
}
