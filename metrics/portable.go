package metrics

import (
	"math"
	"time"

	"github.com/shirou/gopsutil/v3/process"
)

// portable reads a process through gopsutil alone.
type portable struct {
	proc      *process.Process
	born      int64 // milliseconds since 1970, at the first reading
	threadsOf int
	threadsAt time.Time
}

func newPortable(pid int) reader { return &portable{proc: newProcess(pid)} }

func (h *portable) release() {}

func (h *portable) read() (Counters, error) {
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
func (h *portable) counters() (Counters, error) {
	used, at, err := h.cpuTime()
	if err != nil {
		return Counters{}, err
	}
	mem, err := h.proc.MemoryInfoWithContext(hostEnv())
	if err != nil {
		return Counters{}, err
	}
	h.countThreads(at)
	state := gopsutilState(h.proc)
	born, err := newProcess(int(h.proc.Pid)).CreateTimeWithContext(hostEnv())
	if err != nil {
		return Counters{}, err
	}
	c := Counters{
		At: at, Created: time.UnixMilli(born), Birth: h.birth(born), CPU: used, RSS: mem.RSS,
		Threads: h.threadsOf, State: state, Core: Unknown, Nice: gopsutilNice(h.proc),
	}
	if state == stateZombie && h.threadsOf > 1 {
		c.State, c.MainEnded = stateUnknown, true
	}
	return c, nil
}

// cpuTime returns the CPU time and when that was: of a few tries the one that took
// the shortest, as others are preempted midway where all cores are busy.
func (h *portable) cpuTime() (used time.Duration, at time.Time, err error) {
	const short = time.Millisecond
	shortest := time.Duration(math.MaxInt64)
	for try := 0; try < 5 && shortest >= short; try++ {
		before := time.Now()
		n, err := gopsutilCPU(h.proc)
		if err != nil {
			return 0, time.Time{}, err
		}
		if took := time.Since(before); took < shortest {
			shortest, used, at = took, n, before.Add(took/2)
		}
	}
	return used, at, nil
}

// birth returns the first creation time for as long as the later ones are near
// it: on Linux it is computed from the wall clock, which may be set.
func (h *portable) birth(born int64) uint64 {
	if apart := time.Duration(born-h.born) * time.Millisecond; h.born == 0 || apart.Abs() >= startTolerance {
		h.born = born
	}
	return uint64(h.born)
}

// countThreads counts once a second: Windows answers with a list of all the
// threads of all processes, milliseconds long.
func (h *portable) countThreads(at time.Time) {
	if !h.threadsAt.IsZero() && at.Sub(h.threadsAt) < time.Second {
		return
	}
	if n, err := h.proc.NumThreadsWithContext(hostEnv()); err == nil {
		h.threadsOf, h.threadsAt = int(n), at
	}
}

// still tells whether the process is the one that was read last.
func (h *portable) still() error {
	born, err := newProcess(int(h.proc.Pid)).CreateTimeWithContext(hostEnv())
	if apart := time.Duration(born-h.born) * time.Millisecond; err != nil || apart.Abs() >= startTolerance {
		return ErrGone
	}
	return nil
}

func (h *portable) activity() (Activity, error) {
	begin := time.Now()
	a := unknownActivity()
	if n, err := h.proc.NumFDsWithContext(hostEnv()); err == nil {
		a.Descriptors = int(n)
	}
	h.countBytes(&a)
	a.Cost = time.Since(begin)
	return a, h.still()
}

func (h *portable) scheduling() (Scheduling, error) {
	begin := time.Now()
	s := Scheduling{Migrations: Unknown}
	if n, err := h.proc.NumCtxSwitchesWithContext(hostEnv()); err == nil {
		s.Switches = Switches{At: begin, Voluntary: uint64(n.Voluntary), Involuntary: uint64(n.Involuntary)}
	}
	s.Cost = time.Since(begin)
	return s, h.still()
}

func unknownActivity() Activity {
	return Activity{
		PeakRSS: Unknown, ReadBytes: Unknown, WriteBytes: Unknown, StorageRead: Unknown, StorageWritten: Unknown,
		Descriptors: Unknown, Affinity: Affinity{Cores: Unknown},
	}
}
