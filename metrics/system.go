package metrics

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/shirou/gopsutil/v3/common"
	"github.com/shirou/gopsutil/v3/cpu"
	"github.com/shirou/gopsutil/v3/process"
)

// system is the Source of the machine it runs on: gopsutil with kept handles.
type system struct {
	handles map[int]*handle
}

// NewSource returns the Source of the machine it runs on. Its Sampler's
// goroutine owns it.
//
// On Linux memory, core times and the fallback for CPU time are gopsutil's. CPU
// time is the process's CPU clock (clock_getcpuclockid(3)), which counts
// nanoseconds where /proc counts ticks of 10 ms. State, threads and core come
// from one read of /proc/PID/stat, which names the core (field 39) and the
// creation (field 22) that prove whose numbers these are; gopsutil would read
// another file once for each of them. On other systems all is gopsutil's, and
// state, core and context switches are unknown.
func NewSource() Source {
	return &system{handles: make(map[int]*handle)}
}

// Read implements Source.
func (s *system) Read(pid int) (Counters, error) {
	h := s.handles[pid]
	if h == nil {
		h = newHandle(pid)
		s.handles[pid] = h
	}
	c, err := h.read()
	if err != nil {
		if errors.Is(err, ErrGone) {
			s.Forget(pid)
		}
		return Counters{}, fmt.Errorf("process %d: %w", pid, err)
	}
	return c, nil
}

// newProcess makes gopsutil's handle without its NewProcess, whose question
// whether the PID exists opens a descriptor of the process and leaves it to the
// garbage collector. The first reading tells.
func newProcess(pid int) *process.Process { return &process.Process{Pid: int32(pid)} }

// Forget implements Source.
func (s *system) Forget(pid int) { delete(s.handles, pid) }

// Cores implements Source.
func (s *system) Cores() ([]CoreTimes, error) {
	times, err := cpu.TimesWithContext(hostEnv(), true)
	if err != nil {
		return nil, fmt.Errorf("core times: %w", err)
	}
	out := make([]CoreTimes, len(times))
	for i, t := range times {
		out[i] = coreTimes(i, t)
	}
	return out, nil
}

// coreTimes sums up a core. User and nice time hold the guests' already
// (proc(5)). Time stolen by the hypervisor is busy: the core was not free.
func coreTimes(i int, t cpu.TimesStat) CoreTimes {
	// The name, "cpu3", and not the place in the list: offline cores are left out.
	if n, err := strconv.Atoi(strings.TrimPrefix(t.CPU, "cpu")); err == nil && n >= 0 {
		i = n
	}
	busy := t.User + t.Nice + t.System + t.Irq + t.Softirq + t.Steal
	return CoreTimes{Core: i, Busy: seconds(busy), Idle: seconds(t.Idle + t.Iowait)}
}

// seconds converts gopsutil's float seconds.
func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// gopsutilCPU returns the CPU time without what gopsutil's Total would add: on
// Linux its Iowait is the time that the process waited, not ran.
func gopsutilCPU(p *process.Process) (time.Duration, error) {
	t, err := p.TimesWithContext(hostEnv())
	if err != nil {
		return 0, err
	}
	return seconds(t.User + t.System), nil
}

// hostEnv keeps gopsutil in this machine's /proc. An environment with
// HOST_PROC, as containers that watch their host have it, would make it read
// strangers that have our PIDs over there.
func hostEnv() context.Context {
	env := common.EnvMap{}
	if runtime.GOOS == "linux" {
		env[common.HostProcEnvKey] = "/proc"
	}
	return context.WithValue(context.Background(), common.EnvKey, env)
}
