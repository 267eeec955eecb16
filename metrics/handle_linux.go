package metrics

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// newReaders returns what makes the readers of one Source.
func newReaders() func(pid int) reader {
	keep, made := newKeeper(), uint64(0)
	return func(pid int) reader {
		h := newHandle(pid, keep)
		made++
		h.number = made
		return h
	}
}

// handle is what is kept to read one process.
type handle struct {
	pid      int
	number   uint64 // among the handles of its Source
	path     procPath
	stat     keptFile
	statm    keptFile
	buf      []byte
	clock    clock
	own      bool      // it is this process
	places   bool      // it is read to place the process in a tree: nobody asks for its memory
	start    uint64    // ticks since boot, of the process that was read last
	created  time.Time // that is when
	seen     bool      // start is valid
	single   bool      // it had one thread then
	ticks    bool      // the clock counts ticks
	newest   glimpse
	ahead    bool          // a Tree read that just now, and no Sampler had it yet
	counted  time.Duration // CPU time when it was counted last
	hot      hotThread
	switches switchMeter
	affinity Affinity
	tids     []int
	dirents  []byte
	listed   []ThreadCounters
	names    map[int]string // of listed threads
}

// glimpse is what a process was seen to be.
type glimpse struct {
	used   time.Duration // CPU time
	at     time.Time     // when that was read
	rss    uint64        // bytes
	stat   procStat      // its name is in name
	name   []byte
	statAt time.Time // when that was read
	rssAt  time.Time // when rss was read
}

// clock reads how long the process has run, and when that was.
type clock func(h *handle) (time.Duration, time.Time, error)

func newHandle(pid int, keep *keeper) *handle {
	h := &handle{
		pid: pid, own: pid == os.Getpid(), path: newProcPath(pid), buf: make([]byte, 0, 2048), clock: processClock,
		stat: keptFile{keep, "stat", -1}, statm: keptFile{keep, "statm", -1},
		affinity: Affinity{Cores: Unknown},
	}
	runtime.SetFinalizer(h, (*handle).release) // as os.File: a Source has no end of its own
	return h
}

// release implements reader.
func (h *handle) release() {
	h.stat.close()
	h.statm.close()
}

// aheadFor is how long a Sampler takes over what a Tree has read.
const aheadFor = 50 * time.Millisecond

// read returns the counters of the process.
func (h *handle) read() (Counters, error) {
	if !h.ahead || time.Since(h.newest.at) > aheadFor {
		if _, err := h.renew(); err != nil {
			return Counters{}, err
		}
	}
	h.ahead = false
	return h.count(), nil
}

// renew reads the process again, and tells whether more than the time can be another.
func (h *handle) renew() (news bool, err error) {
	h.ahead = false
	used, at, clockErr := h.clock(h)
	if clockErr == nil && h.hasRested(used, at) {
		h.newest.at = at
		return false, nil
	}
	st, rss, err := h.readFiles(at)
	if err != nil {
		return false, goneOr(err)
	}
	if st.state == 'X' || st.state == 'x' {
		return false, ErrGone
	}
	if clockErr != nil {
		// The process is there, so it is the clock that is not.
		h.clock, h.ticks = tickClock, true
		if used, at, err = h.clock(h); err != nil {
			return false, goneOr(err)
		}
	}
	h.meet(st)
	if st.mainEnded() && !h.places {
		rss = h.residentOfThread()
	}
	h.newest.used, h.newest.at, h.newest.rss = used, at, rss
	h.newest.stat, h.newest.statAt = st, at
	return true, nil
}

// readFiles reads stat, and the RSS where that can be another than it was. The last
// that is read proves that nobody else had the PID meanwhile: a descriptor that was
// kept fails when the process was reaped, and a stat that was opened just now names the
// creation.
func (h *handle) readFiles(at time.Time) (st procStat, rss uint64, err error) {
	switch {
	case h.places:
		st, err = h.readStat()
	case h.statm.fd < 0:
		if rss, err = h.resident(); err == nil {
			st, err = h.readStat()
		}
		h.newest.rssAt = at
	default:
		rss = h.newest.rss
		st, err = h.readStat()
		if err == nil && (!h.knowsMemory(at) || !st.hasMemoryOf(&h.newest.stat)) {
			rss, err = h.resident()
			h.newest.rssAt = at
		}
	}
	return st, rss, err
}

// knowsMemory tells that the RSS is not too old: what a program gives back a little at a
// time (madvise(2)), stat does not tell at once.
func (h *handle) knowsMemory(at time.Time) bool {
	age := at.Sub(h.newest.rssAt)
	return h.seen && age >= 0 && age < restAge && h.newest.rss > 0
}

// restAge is how old stat and statm may be of a process that did not run meanwhile.
const restAge = 800 * time.Millisecond

// hasRested tells that no thread of the process ran since its files were read, so
// that they would say the same: nobody begins, ends, stops, goes to sleep or takes
// memory without running. What others can change, its nice value, its parent, what is
// swapped out and that a sleeper waits for a core, is found out when the files are too
// old. A stranger that has the PID has another CPU time, to the nanosecond; a clock
// that counts coarser proves nothing.
func (h *handle) hasRested(used time.Duration, at time.Time) bool {
	n := &h.newest
	if !h.seen || h.ticks || used != n.used || used%time.Millisecond == 0 || n.stat.mainEnded() {
		return false
	}
	age := at.Sub(n.statAt)
	return age >= 0 && age < h.restAge()
}

// restAge differs from process to process, so that not all are read at once.
func (h *handle) restAge() time.Duration {
	const steps = 16
	return restAge/2 + restAge/2*time.Duration(h.number%steps)/steps
}

// doubt has the files read again, though the process may not have run.
func (h *handle) doubt() { h.newest.statAt = time.Time{} }

// count returns the counters of what was read.
func (h *handle) count() Counters {
	n := &h.newest
	c := Counters{
		At: n.at, Created: h.created, Birth: h.birth(), CPU: n.used, RSS: n.rss, Parent: n.stat.parent,
		Threads: n.stat.threads, MainEnded: n.stat.mainEnded(), Nice: n.stat.nice, Fine: !h.ticks && n.used%time.Millisecond != 0,
	}
	c.State, c.Core = h.whereabouts(n.stat, n.at, n.used-h.counted)
	h.counted = n.used
	return c
}

// processClock is the process's CPU clock.
func processClock(h *handle) (time.Duration, time.Time, error) { return cpuClock(h.pid) }

// tickClock is coarser, and answers where the system call is forbidden.
func tickClock(h *handle) (time.Duration, time.Time, error) {
	st, err := h.readStat()
	return ticks(st.used), time.Now(), err
}

// readStat reads and parses the process's stat file.
func (h *handle) readStat() (procStat, error) {
	text, err := h.stat.read(&h.path, h.buf)
	if err != nil {
		return procStat{}, err
	}
	h.buf = text
	st, err := parseStat(text)
	h.newest.name = append(h.newest.name[:0], st.name...)
	st.name = nil // its bytes are read over
	return st, err
}

// birth tells processes with the same PID apart. Two can be made in one tick: what
// differs then is that the second needed another handle, as the first one's was
// dead.
func (h *handle) birth() uint64 { return h.number<<48 | h.start&(1<<48-1) }

// meet notes whose numbers these are.
func (h *handle) meet(st procStat) {
	h.single = st.threads == 1
	if h.seen && h.start == st.start {
		return
	}
	h.seen, h.start, h.created = true, st.start, created(st.start)
	h.hot, h.switches, h.counted = hotThread{}, switchMeter{}, 0
}

// still returns ErrGone unless the process that was read last is there. A kept
// descriptor proves it, and statm is the cheaper one.
func (h *handle) still() error {
	if h.seen && h.statm.fd >= 0 {
		_, err := h.resident()
		return goneOr(err)
	}
	st, err := h.readStat()
	if err != nil {
		return goneOr(err)
	}
	if !h.seen || st.start != h.start {
		return ErrGone
	}
	return nil
}

// resident returns the RSS in bytes.
func (h *handle) resident() (uint64, error) {
	text, err := h.statm.read(&h.path, h.buf)
	if err != nil {
		return 0, err
	}
	h.buf = text
	return parseStatm(text), nil
}

// residentOfThread asks a thread that lives: the process's own file says nothing
// once its main thread has ended, though the memory is there.
func (h *handle) residentOfThread() uint64 {
	for _, tid := range h.listThreads() {
		if tid == h.pid {
			continue
		}
		text, err := slurp(h.path.ofThread(tid, "statm"), h.buf)
		if err != nil {
			continue
		}
		h.buf = text
		if rss := parseStatm(text); rss > 0 {
			return rss
		}
	}
	return 0
}

// rollupOfThread asks a thread that lives, as residentOfThread does.
func (h *handle) rollupOfThread() (pss, uss int64) {
	for _, tid := range h.listThreads() {
		if tid == h.pid {
			continue
		}
		text, err := slurp(h.path.ofThread(tid, "smaps_rollup"), h.buf)
		if err != nil {
			continue
		}
		h.buf = text
		if pss, uss = parseRollup(text); pss >= 0 {
			return pss, uss
		}
	}
	return Unknown, Unknown
}

// parseStatm returns the second field of a statm file, which is in pages
// (proc_pid_statm(5)), in bytes.
func parseStatm(text []byte) uint64 {
	i := 0
	for i < len(text) && text[i] != ' ' {
		i++
	}
	pages, _ := leadingNumber(text[i:])
	return pages * uint64(os.Getpagesize())
}

// goneOr returns ErrGone for the errors that mean it. A process that ends
// between open and read answers ESRCH.
func goneOr(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
		return ErrGone
	}
	return err
}

// footprint implements inspector.
func (h *handle) footprint() (Footprint, error) {
	begun := startStopwatch()
	f := Footprint{PSS: Unknown, USS: Unknown}
	if h.seen && h.newest.stat.mainEnded() {
		f.PSS, f.USS = h.rollupOfThread()
	} else if text, err := slurp(h.path.file("smaps_rollup"), h.buf); err == nil {
		h.buf = text
		f.PSS, f.USS = parseRollup(text)
	}
	err := h.still()
	f.Cost = begun.used()
	return f, err
}

// parseRollup returns the PSS and the USS in bytes of a smaps_rollup file
// (proc_pid_smaps(5)). Huge pages of hugetlbfs are in neither, as in the RSS.
func parseRollup(text []byte) (pss, uss int64) {
	const kiB = 1024
	pss = named(text, "\nPss:")
	clean, dirty := named(text, "\nPrivate_Clean:"), named(text, "\nPrivate_Dirty:")
	if pss < 0 || clean < 0 || dirty < 0 {
		return Unknown, Unknown
	}
	return pss * kiB, (clean + dirty) * kiB
}

// activity implements inspector.
func (h *handle) activity() (Activity, error) {
	begun := startStopwatch()
	a := unknownActivity()
	h.readStatus(&a)
	h.readIO(&a)
	a.Descriptors = h.countDescriptors()
	err := h.still()
	a.Cost = begun.used()
	return a, err
}

// readStatus finds the peak and the cores allowed in a status file
// (proc_pid_status(5)). The program's name stands in it with its newlines
// escaped.
func (h *handle) readStatus(a *Activity) {
	text, err := slurp(h.path.file("status"), h.buf)
	if err != nil {
		return
	}
	h.buf = text
	if peak := named(text, "\nVmHWM:"); peak >= 0 {
		a.PeakRSS = peak * 1024
	}
	list := namedText(text, "\nCpus_allowed_list:")
	if string(list) != h.affinity.List || h.affinity.Cores < 0 {
		h.affinity = parseAffinity(string(list))
	}
	a.Affinity = h.affinity
}

// readIO reads the bytes of an io file (proc_pid_io(5)), which other users may
// not.
func (h *handle) readIO(a *Activity) {
	text, err := slurp(h.path.file("io"), h.buf)
	if err != nil {
		return
	}
	h.buf = text
	a.ReadBytes, a.WriteBytes = firstNamed(text, "rchar:"), named(text, "\nwchar:")
	a.StorageRead, a.StorageWritten = named(text, "\nread_bytes:"), named(text, "\nwrite_bytes:")
}

// countDescriptors takes the size of the folder of descriptors, which is their
// number since Linux 6.2, and counts its entries where that is 0.
func (h *handle) countDescriptors() int {
	fd, err := openPath(h.path.file("fd"), unix.O_RDONLY|unix.O_DIRECTORY)
	if err != nil {
		return Unknown
	}
	defer func() { _ = unix.Close(fd) }()
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err == nil && st.Size > 0 {
		return int(st.Size)
	}
	n := 0
	if err := h.eachNumber(fd, func(int) { n++ }); err != nil {
		return Unknown
	}
	return n
}

// parseAffinity counts the cores in a list such as "0-3,8" (cpuset(7)).
func parseAffinity(list string) Affinity {
	unknown := Affinity{Cores: Unknown}
	n, rest := 0, []byte(list)
	for {
		first, after := leadingNumber(rest)
		if len(after) == len(rest) {
			return unknown
		}
		last := first
		if len(after) > 0 && after[0] == '-' {
			last, after = leadingNumber(after[1:])
		}
		if last < first {
			return unknown
		}
		n += int(last-first) + 1
		if len(after) == 0 {
			return Affinity{Cores: n, List: list}
		}
		if after[0] != ',' {
			return unknown
		}
		rest = after[1:]
	}
}
