package metrics

import (
	"slices"
	"time"

	"github.com/shirou/gopsutil/v3/process"
)

// gopsutilState returns the word that Usage has for gopsutil's. The tracing
// stop has none of its own there.
func gopsutilState(p *process.Process) string {
	words, err := p.StatusWithContext(hostEnv())
	if err != nil || len(words) == 0 {
		return stateUnknown
	}
	switch words[0] {
	case process.Running:
		return stateRunning
	case process.Sleep:
		return stateSleeping
	case process.Blocked:
		return stateDiskWait
	case process.Stop:
		return stateStopped
	case process.Zombie:
		return stateZombie
	case process.Idle:
		return stateIdle
	default:
		return stateUnknown
	}
}

// gopsutilNice undoes what gopsutil leaves as the system call has it: 20 less the
// nice value, which keeps it above errors (getpriority(2), C library/kernel
// differences).
func gopsutilNice(p *process.Process) int {
	n, err := p.NiceWithContext(hostEnv())
	if err != nil || n < 1 || n > 40 {
		return UnknownNice
	}
	return 20 - int(n)
}

// countBytes reads those of storage: gopsutil leaves out the others.
func (h *portable) countBytes(a *Activity) {
	if n, err := h.proc.IOCountersWithContext(hostEnv()); err == nil {
		a.StorageRead, a.StorageWritten = int64(n.ReadBytes), int64(n.WriteBytes)
	}
}

func (h *portable) footprint() (Footprint, error) {
	begin := time.Now()
	f := Footprint{PSS: Unknown, USS: Unknown}
	if maps, err := h.proc.MemoryMapsWithContext(hostEnv(), true); err == nil && len(*maps) == 1 {
		const kiB = 1024
		m := (*maps)[0]
		f.PSS, f.USS = int64(m.Pss*kiB), int64((m.PrivateClean+m.PrivateDirty)*kiB)
	}
	f.Cost = time.Since(begin)
	return f, h.still()
}

func (h *portable) threads() ([]ThreadCounters, error) {
	times, err := h.proc.ThreadsWithContext(hostEnv())
	if err != nil {
		return nil, h.still() // a thread that ended meanwhile is an error too
	}
	at, out := time.Now(), make([]ThreadCounters, 0, len(times))
	for tid, t := range times {
		out = append(out, ThreadCounters{At: at, TID: int(tid), CPU: seconds(t.User + t.System), Core: Unknown, State: stateUnknown})
	}
	slices.SortFunc(out, func(a, b ThreadCounters) int { return a.TID - b.TID })
	return out, h.still()
}
