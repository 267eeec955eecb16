package metrics

import (
	"errors"
	"io/fs"
	"strconv"
	"syscall"
	"time"

	"github.com/shirou/gopsutil/v3/process"
)

// handle is what is kept to read one process.
type handle struct {
	proc     *process.Process
	path     string // of /proc/PID
	buf      []byte
	clock    clock
	cpu      time.Duration // at the reading before
	hot      int           // thread that was seen running when the main thread was not, 0 for none
	hotCore  int           // it last ran on
	switches switchMeter
}

// clock reads how long the process has run, and when that was.
type clock func() (time.Duration, time.Time, error)

func newHandle(pid int) *handle {
	h := &handle{proc: newProcess(pid), path: "/proc/" + strconv.Itoa(pid), buf: make([]byte, 0, 2048)}
	h.clock = func() (time.Duration, time.Time, error) { return cpuClock(pid) }
	return h
}

// read reads /proc/PID/stat last: the creation that it tells proves that
// nobody else had the PID when the other counters were read.
func (h *handle) read() (Counters, error) {
	used, at, clockErr := h.clock()
	mem, memErr := h.proc.MemoryInfoWithContext(hostEnv())
	st, err := h.stat(h.path + "/stat")
	if err != nil {
		return Counters{}, goneOr(err)
	}
	if st.state == 'X' || st.state == 'x' {
		return Counters{}, ErrGone
	}
	if memErr != nil {
		return Counters{}, memErr
	}
	if clockErr != nil {
		// The process is there, so it is the clock that is not.
		h.clock = h.tickClock
		if used, at, err = h.clock(); err != nil {
			return Counters{}, err
		}
	}
	if st.mainEnded() {
		if mem, err = h.memoryOfThread(); err != nil {
			return Counters{}, goneOr(err)
		}
	}
	c := Counters{
		At: at, Created: created(st.start), Birth: st.start,
		CPU: used, RSS: mem.RSS, Threads: st.threads,
	}
	c.State, c.Core = h.whereabouts(st, used-h.cpu)
	h.cpu = used
	c.Switches = h.switches.renew(h, at, st.threads)
	return c, nil
}

// tickClock is coarser, and answers where the system call is forbidden.
func (h *handle) tickClock() (time.Duration, time.Time, error) {
	used, err := gopsutilCPU(h.proc)
	return used, time.Now(), err
}

// memoryOfThread asks a thread that lives: the process's own file says nothing
// once its main thread has ended, though the memory is there.
func (h *handle) memoryOfThread() (*process.MemoryInfoStat, error) {
	for _, tid := range h.threads() {
		if tid != int(h.proc.Pid) {
			return newProcess(tid).MemoryInfoWithContext(hostEnv())
		}
	}
	return nil, ErrGone
}

// stat reads and parses a stat file of the process or of one of its threads.
func (h *handle) stat(path string) (procStat, error) {
	text, err := readProc(path, h.buf)
	if err != nil {
		return procStat{}, err
	}
	h.buf = text[:0]
	return parseStat(text)
}

// goneOr returns ErrGone for the errors that mean it. A process that ends
// between open and read answers ESRCH.
func goneOr(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
		return ErrGone
	}
	return err
}
