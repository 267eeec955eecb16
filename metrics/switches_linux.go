package metrics

import (
	"bytes"
	"errors"
	"io/fs"
	"time"
)

// switchMeter adds up what the scheduler counted for the threads of a process.
// /proc/PID/status and /proc/PID/sched have that of the main thread alone.
type switchMeter struct {
	total   switchCount
	threads []threadSwitches // by TID, at the reading before
	spare   []threadSwitches
	noSched bool // the kernel has no sched files
}

type switchCount struct {
	voluntary, involuntary uint64
	migrations             int64 // or Unknown
}

type threadSwitches struct {
	tid int
	switchCount
}

// scheduling implements inspector.
func (h *handle) scheduling() (Scheduling, error) {
	begun := startStopwatch()
	at := time.Now()
	now := h.switches.spare[:0]
	tids := append(h.tids[:0], h.pid)
	if !h.single {
		tids = h.listThreads()
	}
	for _, tid := range tids {
		if n, err := h.switchesOf(tid); err == nil {
			now = append(now, threadSwitches{tid, n})
		}
	}
	h.switches.add(now)
	s := Scheduling{Migrations: Unknown}
	if total := h.switches.total; len(now) > 0 {
		s.Switches = Switches{At: at, Voluntary: total.voluntary, Involuntary: total.involuntary}
		s.Migrations = total.migrations
	}
	err := h.still()
	s.Cost = begun.used()
	return s, err
}

// switchesOf reads a thread's sched file, which tells all, or where the kernel was
// built without it (CONFIG_SCHED_DEBUG) its status, which leaves out migrations.
func (h *handle) switchesOf(tid int) (switchCount, error) {
	if !h.switches.noSched {
		text, err := slurp(h.path.ofThread(tid, "sched"), h.buf)
		if err == nil {
			h.buf = text
			if n, ok := parseSched(text); ok {
				return n, nil
			}
		}
		// A thread that ended looks the same, but then its folder is gone too.
		if err == nil || !errors.Is(err, fs.ErrNotExist) || h.lives(tid) {
			h.switches.noSched = true
		}
	}
	text, err := slurp(h.path.ofThread(tid, "status"), h.buf)
	if err != nil {
		return switchCount{}, err
	}
	h.buf = text
	return parseSwitches(text), nil
}

func (h *handle) lives(tid int) bool {
	_, err := h.readThread(tid)
	return err == nil
}

// add adds what each thread counted since the reading before, so that the
// total never falls when a thread ends. now is kept.
func (m *switchMeter) add(now []threadSwitches) {
	i := 0
	for _, t := range now {
		for i < len(m.threads) && m.threads[i].tid < t.tid {
			i++
		}
		var before switchCount
		if i < len(m.threads) && m.threads[i].tid == t.tid {
			before = m.threads[i].switchCount
		}
		m.total.grow(before, t.switchCount)
	}
	m.threads, m.spare = now, m.threads
}

// grow adds the difference. Counts that fell are another thread's with the same
// number.
func (c *switchCount) grow(before, now switchCount) {
	if now.voluntary < before.voluntary || now.involuntary < before.involuntary {
		before = switchCount{}
	}
	c.voluntary += now.voluntary - before.voluntary
	c.involuntary += now.involuntary - before.involuntary
	if now.migrations < 0 {
		c.migrations = Unknown
	} else if c.migrations >= 0 {
		c.migrations += max(0, now.migrations-max(0, before.migrations))
	}
}

// parseSched finds the counts in a sched file (proc_sched_show_task in
// kernel/sched/debug.c). The program's name stands in it as it is, and is too
// short to hold one of theirs.
func parseSched(text []byte) (switchCount, bool) {
	voluntary := afterColon(text, "\nnr_voluntary_switches")
	involuntary := afterColon(text, "\nnr_involuntary_switches")
	migrations := afterColon(text, "\nse.nr_migrations")
	if voluntary < 0 || involuntary < 0 || migrations < 0 {
		return switchCount{}, false
	}
	return switchCount{uint64(voluntary), uint64(involuntary), migrations}, true
}

// afterColon is named for names that blanks follow before the colon.
func afterColon(text []byte, name string) int64 {
	_, value, _ := bytes.Cut(namedText(text, name), []byte(":"))
	return numberAt(value)
}

// parseSwitches finds the two counts in a status file (proc_pid_status(5)).
// The program's name stands in it too, with its newlines escaped.
func parseSwitches(status []byte) switchCount {
	return switchCount{
		voluntary:   statusField(status, "\nvoluntary_ctxt_switches:"),
		involuntary: statusField(status, "\nnonvoluntary_ctxt_switches:"),
		migrations:  Unknown,
	}
}
