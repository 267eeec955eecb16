//go:build !linux && !windows

package metrics

import "github.com/shirou/gopsutil/v3/load"

func newMachineSource() machineSource { return portableMachine{} }

// portableBlanks says what macOS does not count. What the BSDs count of it is in
// Busy alone.
func portableBlanks() [coreParts]bool {
	return [coreParts]bool{partIRQ: true, partSteal: true, partWait: true}
}

func readPortableLoad(into *machineCounters) {
	if l, err := load.AvgWithContext(hostEnv()); err == nil {
		into.load = [3]float64{l.Load1, l.Load5, l.Load15}
	}
}
