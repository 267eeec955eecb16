package metrics

import "github.com/shirou/gopsutil/v3/load"

func portableBlanks() (blank [coreParts]bool) { return blank }

func readPortableLoad(into *machineCounters) {
	if l, err := load.AvgWithContext(hostEnv()); err == nil {
		into.load = [3]float64{l.Load1, l.Load5, l.Load15}
	}
}
