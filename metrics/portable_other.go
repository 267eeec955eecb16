//go:build !linux

package metrics

import "github.com/shirou/gopsutil/v3/process"

func newReaders() func(pid int) reader { return newPortable }

// gopsutilState is not asked: on macOS gopsutil would run ps(1) for it.
func gopsutilState(*process.Process) string { return stateUnknown }

// gopsutilNice is not asked: its numbers mean another thing on each system.
func gopsutilNice(*process.Process) int { return UnknownNice }

func (h *portable) footprint() (Footprint, error) {
	return Footprint{PSS: Unknown, USS: Unknown}, h.still()
}

func (h *portable) threads() ([]ThreadCounters, error) { return nil, h.still() }
