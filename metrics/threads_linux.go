package metrics

import (
	"bytes"
	"os"
	"strconv"
	"time"
)

// scanLimit is how many threads are looked at to find one that runs.
const scanLimit = 64

// whereabouts returns the state of a process and the core it last ran on.
// /proc/PID/stat tells both for the main thread alone, which sleeps in many
// programs while another thread works, a Go program among them. So where time
// was used and the main thread does not run, the thread that does is looked for.
func (h *handle) whereabouts(st procStat, used time.Duration) (string, int) {
	if st.state == 'R' || st.threads <= 1 {
		h.hot = 0
		return stateName(st.state), st.core
	}
	if used >= time.Millisecond {
		if t, ok := h.runningThread(); ok {
			return stateName(t.state), t.core
		}
	}
	name, core := stateName(st.state), st.core
	if h.hot != 0 {
		core = h.hotCore
	}
	if st.mainEnded() {
		name = stateSleeping
	}
	return name, core
}

// runningThread finds a thread that runs now, first where one was found before.
func (h *handle) runningThread() (procStat, bool) {
	if h.hot != 0 {
		if t, ok := h.threadRuns(h.hot); ok {
			return t, true
		}
	}
	tids := h.threads()
	for _, tid := range tids[:min(len(tids), scanLimit)] {
		if t, ok := h.threadRuns(tid); ok {
			h.hot = tid
			return t, true
		}
	}
	return procStat{}, false
}

func (h *handle) threadRuns(tid int) (procStat, bool) {
	t, err := h.stat(h.path + "/task/" + strconv.Itoa(tid) + "/stat")
	if err != nil || t.state != 'R' {
		return t, false
	}
	h.hotCore = t.core
	return t, true
}

func (h *handle) threads() []int {
	dir, err := os.Open(h.path + "/task")
	if err != nil {
		return nil
	}
	defer func() { _ = dir.Close() }()
	names, _ := dir.Readdirnames(-1) // what could be listed before the process ended will do
	tids := make([]int, 0, len(names))
	for _, name := range names {
		if tid, err := strconv.Atoi(name); err == nil {
			tids = append(tids, tid)
		}
	}
	return tids
}

// switchMeter counts the context switches of all threads. /proc/PID/status has
// those of the main thread alone. Each thread costs a file, so they are read
// about once a second, and less often where threads are many: at most a
// thousandth of a core a process.
type switchMeter struct {
	total   Switches
	reads   int
	threads map[int]switchCount
}

type switchCount struct{ voluntary, involuntary uint64 }

// between returns how long counts are kept. The second reading comes at once:
// the first rate needs it.
func (m *switchMeter) between(threads int) time.Duration {
	if m.reads < 2 {
		return 0
	}
	return max(time.Second, time.Duration(threads)*10*time.Millisecond)
}

func (m *switchMeter) renew(h *handle, at time.Time, threads int) Switches {
	if m.reads > 0 && at.Sub(m.total.At) < m.between(threads) {
		return m.total
	}
	now := make(map[int]switchCount, threads)
	for _, tid := range h.threads() {
		text, err := readProc(h.path+"/task/"+strconv.Itoa(tid)+"/status", h.buf)
		if err != nil {
			continue
		}
		h.buf = text[:0]
		now[tid] = parseSwitches(text)
	}
	m.add(now)
	m.total.At = at
	m.reads++
	return m.total
}

// add adds what each thread counted since the reading before, so that the
// total never falls when a thread ends.
func (m *switchMeter) add(now map[int]switchCount) {
	for tid, c := range now {
		before := m.threads[tid]
		if c.voluntary < before.voluntary || c.involuntary < before.involuntary {
			before = switchCount{} // another thread with the same number
		}
		m.total.Voluntary += c.voluntary - before.voluntary
		m.total.Involuntary += c.involuntary - before.involuntary
	}
	m.threads = now
}

// parseSwitches finds the two counts in a status file (proc_pid_status(5)).
// The program's name stands in it too, with its newlines escaped.
func parseSwitches(status []byte) switchCount {
	return switchCount{
		voluntary:   statusField(status, "\nvoluntary_ctxt_switches:"),
		involuntary: statusField(status, "\nnonvoluntary_ctxt_switches:"),
	}
}

func statusField(status []byte, name string) uint64 {
	_, rest, ok := bytes.Cut(status, []byte(name))
	if !ok {
		return 0
	}
	value, _, _ := bytes.Cut(rest, []byte("\n"))
	n, err := strconv.ParseUint(string(bytes.TrimSpace(value)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
