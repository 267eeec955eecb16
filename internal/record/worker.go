package record

import (
	"math"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/internal/run"
)

// workerColumns are those of the table of workers, or of processes that are observed.
func workerColumns() []string {
	return []string{
		"worker", "slot", "pid", "started_s", "ended_s", "state", "exit_code", "signal", "cpu_s", "cpu_exact",
		"max_rss_bytes", "max_rss_exact", "tasks", "voluntary_switches", "involuntary_switches",
	}
}

func (x *export) workers(t *table) {
	x.put(t.head(x.buf))
	for i := range x.snapshot.Rows {
		x.put(t.worker(x.buf, &x.snapshot.Rows[i], x.snapshot.Observed != nil))
	}
}

// worker appends the row of a worker. One that is observed has neither slot nor tasks.
func (t *table) worker(dst []byte, r *run.Row, observed bool) []byte { //nolint:revive // what the row is of
	slot, tasks := int64(r.Slot), int64(r.Tasks)
	if observed {
		slot, tasks = -1, -1
	}
	ended, cpu := math.NaN(), math.NaN()
	if !r.Alive {
		ended = r.Ended.Seconds()
	}
	if r.CPUTime > 0 || r.Exact {
		cpu = r.CPUTime.Seconds()
	}
	t.begin()
	t.text(r.Worker)
	t.integer(slot)
	t.positive(int64(r.PID))
	t.real(r.Started.Seconds(), 6)
	t.real(ended, 6)
	t.text(r.State)
	t.exit(r.Exit)
	t.real(cpu, 6)
	t.truth(r.Exact)
	t.positive(int64(r.PeakRSS))
	t.truth(r.PeakExact)
	t.integer(tasks)
	t.integer(r.Voluntary)
	t.integer(r.Involuntary)
	return t.end(dst)
}

// exit is two cells, the exit code and the signal, of how a process ended in the words
// of a snapshot: "exit 3", "SIGKILL", "" for neither.
func (t *table) exit(how string) {
	if code, exited := strings.CutPrefix(how, "exit "); exited {
		n, err := strconv.Atoi(code)
		if err != nil {
			n = -1
		}
		t.integer(int64(n))
		t.unknown()
		return
	}
	t.unknown()
	t.text(how)
}
