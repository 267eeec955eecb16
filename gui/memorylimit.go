package gui

import (
	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// memoryLimits returns what all processes together cannot have more of: the control
// group's limit as cores.MemoryLimit tells it, or the machine's memory where that is less.
func memoryLimits(s *run.Snapshot, group func() (bytes uint64, ok bool)) []chart.Limit {
	limit, limited := group()
	total := s.Machine.Memory.Total
	switch {
	case total > 0 && (!limited || uint64(total) <= limit):
		return []chart.Limit{{At: float64(total), Name: tr.F("all of the machine, %s", byteText(uint64(total)))}}
	case limited:
		return []chart.Limit{{At: float64(limit), Name: tr.F("limit of the control group, %s", byteText(limit))}}
	}
	return nil
}
