package metrics

import (
	"strconv"
	"strings"
	"time"

	"github.com/shirou/gopsutil/v3/cpu"
	"github.com/shirou/gopsutil/v3/mem"
)

// portableMachine reads the machine through gopsutil alone.
type portableMachine struct{}

func (portableMachine) release() {}

func (portableMachine) read(into *machineCounters) {
	readPortableLoad(into)
	if m, err := mem.VirtualMemoryWithContext(hostEnv()); err == nil {
		into.memory.Total, into.memory.Available = int64(m.Total), int64(m.Available)
		into.memory.Used = max(0, into.memory.Total-into.memory.Available)
	}
	if s, err := mem.SwapMemoryWithContext(hostEnv()); err == nil {
		into.swap = Swap{Total: int64(s.Total), Used: int64(s.Used)}
	}
	if times, err := cpu.TimesWithContext(hostEnv(), true); err == nil {
		for i, t := range times {
			into.cores = append(into.cores, portableCount(i, t))
		}
	}
}

// portableCount counts nanoseconds.
func portableCount(i int, t cpu.TimesStat) coreCount {
	// The name, "cpu3", and not the place in the list: offline cores are left out.
	if n, err := strconv.Atoi(strings.TrimPrefix(t.CPU, "cpu")); err == nil && n >= 0 && n < mostCores {
		i = n
	}
	c := coreCount{core: i, blank: portableBlanks()}
	for part, s := range map[int]float64{
		partUser: t.User, partNice: t.Nice, partSystem: t.System, partIRQ: t.Irq + t.Softirq,
		partSteal: t.Steal, partWait: t.Iowait, partIdle: t.Idle,
	} {
		c.parts[part] = uint64(max(0, s) * float64(time.Second))
	}
	return c
}
