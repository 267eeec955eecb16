package metrics

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// scanLimit is how many threads are looked at to find one that runs.
const scanLimit = 64

// scanPause is how long none is looked for after none was found. Else a hundred
// processes of many threads that each work a little would cost a tenth of a core.
const scanPause = time.Second

// hotThread is a thread that was seen running when the main thread was not.
type hotThread struct {
	tid    int // 0 for none
	core   int // it last ran on
	missed time.Time
}

// whereabouts returns the state of a process and the core it last ran on.
// /proc/PID/stat tells both for the main thread alone, which sleeps in many
// programs while another thread works, a Go program among them. So where time
// was used and the main thread does not run, the thread that does is looked for.
func (h *handle) whereabouts(st procStat, now time.Time, used time.Duration) (string, int) {
	if h.own {
		h.hot = hotThread{}
		return stateRunning, currentCore(st.core) // it reads this
	}
	if st.state == 'R' || st.threads <= 1 {
		h.hot.tid = 0
		return stateName(st.state), st.core
	}
	if used >= time.Millisecond {
		if t, ok := h.runningThread(now); ok {
			return stateName(t.state), t.core
		}
	}
	name, core := stateName(st.state), st.core
	if h.hot.tid != 0 {
		core = h.hot.core
	}
	if st.mainEnded() {
		name = stateSleeping
	}
	return name, core
}

// currentCore is the core that this thread runs on, or another one that is known where
// the kernel does not tell (getcpu(2)).
func currentCore(known int) int {
	var core uint32
	if _, _, errno := unix.RawSyscall(unix.SYS_GETCPU, uintptr(unsafe.Pointer(&core)), 0, 0); errno != 0 {
		return known
	}
	return int(core)
}

// runningThread finds a thread that runs now, first where one was found before.
func (h *handle) runningThread(now time.Time) (procStat, bool) {
	if h.hot.tid != 0 {
		if t, ok := h.threadRuns(h.hot.tid); ok {
			return t, true
		}
	}
	if passed := now.Sub(h.hot.missed); passed >= 0 && passed < scanPause {
		return procStat{}, false
	}
	tids := h.listThreads()
	for _, tid := range tids[:min(len(tids), scanLimit)] {
		if t, ok := h.threadRuns(tid); ok {
			h.hot.tid = tid
			return t, true
		}
	}
	h.hot.missed = now
	return procStat{}, false
}

func (h *handle) threadRuns(tid int) (procStat, bool) {
	t, err := h.readThread(tid)
	if err != nil || t.state != 'R' {
		return t, false
	}
	h.hot.core = t.core
	return t, true
}

func (h *handle) readThread(tid int) (procStat, error) {
	text, err := slurp(h.path.ofThread(tid, "stat"), h.buf)
	if err != nil {
		return procStat{}, err
	}
	h.buf = text
	return parseStat(text)
}

// listThreads returns the TIDs in ascending order, those that could be listed
// before the process ended. They are valid until the next call.
func (h *handle) listThreads() []int {
	h.tids = h.tids[:0]
	fd, err := openPath(h.path.file("task"), unix.O_RDONLY|unix.O_DIRECTORY)
	if err != nil {
		return nil
	}
	defer func() { _ = unix.Close(fd) }()
	_ = h.eachNumber(fd, func(tid int) { h.tids = append(h.tids, tid) })
	slices.Sort(h.tids)
	return h.tids
}

// eachNumber calls visit for the entries of a folder whose names are numbers.
func (h *handle) eachNumber(fd int, visit func(n int)) error {
	if h.dirents == nil {
		h.dirents = make([]byte, 4096)
	}
	for {
		n, err := unix.Getdents(fd, h.dirents)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if n <= 0 || err != nil {
			return err
		}
		for rest := h.dirents[:n]; len(rest) > 0; {
			var name []byte
			if name, rest = cutDirent(rest); len(name) > 0 && name[0] != '.' {
				number, _ := leadingNumber(name)
				visit(int(number))
			}
		}
	}
}

// cutDirent returns the name in the first entry and what follows that entry
// (struct linux_dirent64 in getdents(2): inode, offset, length, type, name).
func cutDirent(text []byte) (name, rest []byte) {
	const lengthAt, nameAt = 16, 19
	length := int(binary.NativeEndian.Uint16(text[lengthAt:]))
	name, _, _ = bytes.Cut(text[nameAt:length], []byte{0})
	return name, text[length:]
}

// threads implements inspector. CPU time is that of schedstat, in nanoseconds
// and behind by up to a tick of the scheduler while the thread runs: the CPU
// clock of a thread answers its own process alone (pid_for_clock in
// kernel/time/posix-cpu-timers.c).
func (h *handle) threads() ([]ThreadCounters, error) {
	h.listed = h.listed[:0]
	for _, tid := range h.listThreads() {
		if t, ok := h.countThread(tid); ok {
			h.listed = append(h.listed, t)
		}
	}
	return h.listed, h.still()
}

func (h *handle) countThread(tid int) (ThreadCounters, bool) {
	st, err := h.readThread(tid)
	if err != nil {
		return ThreadCounters{}, false
	}
	t := ThreadCounters{
		At: time.Now(), TID: tid, Birth: st.start, Name: h.nameOf(tid, st.name),
		CPU: ticks(st.used), Core: st.core, State: stateName(st.state),
	}
	text, err := slurp(h.path.ofThread(tid, "schedstat"), h.buf)
	if err != nil {
		return t, true
	}
	h.buf = text
	if ran, rest := leadingNumber(text); len(rest) < len(text) {
		t.CPU, t.At = time.Duration(ran), time.Now()
	}
	return t, true
}

// nameOf returns the name as a string, the same as before if it did not change.
func (h *handle) nameOf(tid int, name []byte) string {
	if known, ok := h.names[tid]; ok && known == string(name) {
		return known
	}
	if h.names == nil || len(h.names) > 2*len(h.tids)+16 {
		h.names = make(map[int]string) // forgets the threads that ended
	}
	h.names[tid] = string(name)
	return h.names[tid]
}
