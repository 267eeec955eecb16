//go:build !linux

package metrics

import (
	"math"
	"runtime"

	"github.com/shirou/gopsutil/v3/cpu"
)

// SystemTopology returns the topology of the machine it runs on. Other systems
// than Linux tell the Model and how many cores there are, and nothing else.
func SystemTopology() Topology {
	var t Topology
	if info, err := cpu.InfoWithContext(hostEnv()); err == nil && len(info) > 0 {
		t.Model = info[0].ModelName
	}
	for n := range runtime.NumCPU() {
		t.Cores = append(t.Cores, CorePlace{
			Core: n, Online: true, Package: Unknown, CoreID: Unknown, Node: Unknown, Capacity: Unknown, MaxMHz: math.NaN(),
		})
	}
	return t
}
