//go:build !linux

package metrics

import (
	"time"

	"github.com/shirou/gopsutil/v3/process"
)

// handle is what is kept to read one process.
type handle struct {
	proc      *process.Process
	threads   int
	threadsAt time.Time
}

func newHandle(pid int) *handle { return &handle{proc: newProcess(pid)} }

func (h *handle) read() (Counters, error) {
	c, err := h.counters()
	if err != nil {
		if there, e := process.PidExistsWithContext(hostEnv(), h.proc.Pid); e == nil && !there {
			return Counters{}, ErrGone
		}
	}
	return c, err
}

// counters reads the creation last, and not from the kept handle, which would
// remember it: so nobody else had the PID when the others were read.
func (h *handle) counters() (Counters, error) {
	used, err := gopsutilCPU(h.proc)
	at := time.Now()
	if err != nil {
		return Counters{}, err
	}
	mem, err := h.proc.MemoryInfoWithContext(hostEnv())
	if err != nil {
		return Counters{}, err
	}
	h.countThreads(at)
	born, err := newProcess(int(h.proc.Pid)).CreateTimeWithContext(hostEnv())
	if err != nil {
		return Counters{}, err
	}
	return Counters{
		At: at, Created: time.UnixMilli(born), Birth: uint64(born), CPU: used, RSS: mem.RSS,
		Threads: h.threads, State: stateUnknown, Core: -1,
	}, nil
}

// countThreads counts once a second: Windows answers with a list of all the
// threads of all processes, milliseconds long.
func (h *handle) countThreads(at time.Time) {
	if !h.threadsAt.IsZero() && at.Sub(h.threadsAt) < time.Second {
		return
	}
	if n, err := h.proc.NumThreadsWithContext(hostEnv()); err == nil {
		h.threads, h.threadsAt = int(n), at
	}
}
