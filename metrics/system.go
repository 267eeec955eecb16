package metrics

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/shirou/gopsutil/v3/common"
	"github.com/shirou/gopsutil/v3/cpu"
	"github.com/shirou/gopsutil/v3/process"
)

// system is the Source of the machine it runs on, with what it keeps to read a
// process again.
type system struct {
	handles map[int]reader
	open    func(pid int) reader
	cores   coreSource // nil where gopsutil reads them
}

// reader reads one process, from the same files each time.
type reader interface {
	read() (Counters, error)
	inspector
	// release closes the descriptors that are kept. The reader can go on.
	release()
}

// coreSource reads the times of all cores.
type coreSource interface {
	// read returns nothing where they cannot be read. The slice is valid until the next
	// call.
	read() []CoreTimes
	// release closes what is kept open. The coreSource can go on.
	release()
}

// inspector is Inspector for one process.
type inspector interface {
	footprint() (Footprint, error)
	activity() (Activity, error)
	scheduling() (Scheduling, error)
	threads() ([]ThreadCounters, error)
}

// NewSource returns the Source of the machine it runs on, which is an Inspector
// too. Its Sampler's goroutine owns it.
//
// On Linux CPU time is the process's CPU clock (clock_getcpuclockid(3)), which
// counts nanoseconds where /proc counts ticks of 10 ms. State, threads, nice and
// core come from one read of /proc/PID/stat, which is left out, and so is the RSS, for
// up to 0.8 s while the clock shows that no thread has run. The RSS comes from
// /proc/PID/statm, as the one in stat may be behind (proc_pid_stat(5)): by 32 pages
// where it was seen on Linux 6.18, when statm and smaps_rollup agreed to the page.
//
// The descriptors of both files are kept, for up to a third of what the process
// may open (getrlimit(2), RLIMIT_NOFILE); beyond that they are opened each time. A
// kept descriptor never tells of a stranger: once its process was reaped, it
// answers ESRCH. Where none is kept, the start tells a stranger, to a tick of
// 10 ms.
//
// On other systems it is NewPortableSource, and here too where SourceVariable says so.
func NewSource() Source {
	if portableWanted() {
		return NewPortableSource()
	}
	s := newSystem(newReaders())
	s.cores = newCoreReader()
	return s
}

// NewPortableSource returns a Source that reads processes through gopsutil
// alone, at twenty times the cost: what NewSource is tested against, and the way
// out where the kernel's files are not as expected. It is an Inspector too.
//
// What it keeps less well on Linux: CPU time is in ticks of 10 ms, of user and
// system time each, so that two readings 100 ms apart are up to 20 points off;
// context switches are the main thread's; a PID that is used again within two
// seconds is not told apart; Core, Affinity, PeakRSS, ReadBytes, WriteBytes and the
// names, states and cores of threads are unknown, and so are Migrations. On other
// systems State, Nice, threads and what gopsutil would run a program for are
// unknown as well.
func NewPortableSource() Source { return newSystem(newPortable) }

func newSystem(open func(pid int) reader) *system {
	return &system{handles: make(map[int]reader), open: open}
}

// Read implements Source.
func (s *system) Read(pid int) (Counters, error) {
	h, kept := s.handles[pid]
	if !kept {
		h = s.handle(pid)
	}
	c, err := h.read()
	if errors.Is(err, syscall.EMFILE) {
		s.release()
		c, err = h.read()
	}
	if kept && errors.Is(err, ErrGone) {
		// What is kept tells of the process that had the PID. Another may have it.
		s.Forget(pid)
		c, err = s.handle(pid).read()
	}
	if err == nil {
		return c, nil
	}
	if errors.Is(err, ErrGone) {
		s.Forget(pid)
	}
	return Counters{}, fmt.Errorf("process %d: %w", pid, err)
}

func (s *system) handle(pid int) reader {
	h := s.open(pid)
	s.handles[pid] = h
	return h
}

// release closes all descriptors that are kept: somebody else needs them.
func (s *system) release() {
	for _, h := range s.handles {
		h.release()
	}
	if s.cores != nil {
		s.cores.release()
	}
}

// Forget implements Source.
func (s *system) Forget(pid int) {
	if h := s.handles[pid]; h != nil {
		h.release()
		delete(s.handles, pid)
	}
}

// Footprint implements Inspector.
func (s *system) Footprint(pid int) (Footprint, error) {
	if h := s.handles[pid]; h != nil {
		return h.footprint()
	}
	return Footprint{}, ErrGone
}

// Activity implements Inspector.
func (s *system) Activity(pid int) (Activity, error) {
	if h := s.handles[pid]; h != nil {
		return h.activity()
	}
	return Activity{}, ErrGone
}

// Scheduling implements Inspector.
func (s *system) Scheduling(pid int) (Scheduling, error) {
	if h := s.handles[pid]; h != nil {
		return h.scheduling()
	}
	return Scheduling{}, ErrGone
}

// Threads implements Inspector.
func (s *system) Threads(pid int) ([]ThreadCounters, error) {
	if h := s.handles[pid]; h != nil {
		return h.threads()
	}
	return nil, ErrGone
}

// newProcess makes gopsutil's handle without its NewProcess, whose question
// whether the PID exists opens a descriptor of the process and leaves it to the
// garbage collector. The first reading tells.
func newProcess(pid int) *process.Process { return &process.Process{Pid: int32(pid)} }

// Cores implements Source.
func (s *system) Cores() ([]CoreTimes, error) {
	if s.cores != nil {
		if times := s.cores.read(); len(times) > 0 {
			return times, nil
		}
	}
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
