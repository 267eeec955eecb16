package run

import (
	"encoding/json"
	"math"
	"os/exec"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/metrics"
)

// scripted is a plan of commands, each a script of the shell.
func scripted(workers int, shell string, inputs ...string) plan.Plan {
	p := plan.Default()
	p.Pool.Workers, p.Metrics.Every = workers, 50*time.Millisecond
	p.Task = plan.Task{Kind: plan.Command, Shell: shell}
	p.Inputs = plan.Inputs{Kind: plan.Values}
	for _, in := range inputs {
		quoted, _ := json.Marshal(in)
		p.Inputs.Values = append(p.Inputs.Values, quoted)
	}
	return p
}

// Python's threads take turns at its lock, so that two that burn are known by their CPU
// time, and one that does not by its absence from it.
const twoThreads = `import hashlib, threading
block = bytes(1 << 22)
def burn():
    while True: hashlib.sha256(block)
threading.Thread(target=burn, daemon=True).start()
burn()`

func TestLookingShowsTheThreadsOfAWorkerAndWhatEachUses(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3")
	}
	r, err := Start(t.Context(), Options{Plan: scripted(1, `python3 -c "$1"; true`, twoThreads)})
	if err != nil {
		t.Fatal(err)
	}
	r.Look(1)
	limit := time.AfterFunc(20*time.Second, r.Stop)
	defer limit.Stop()
	burning := 0
	for s := range r.Snapshots() {
		if s.Detail == nil || s.Detail.Number != 1 || s.Detail.PID != s.Rows[0].PID {
			continue
		}
		if burning = burners(s.Detail.Threads, s.Rows[0].PID); burning == 2 {
			r.Stop()
		}
	}
	if burning != 2 {
		t.Errorf("threads of a child that burn = %d, want 2", burning)
	}
	if end := r.Wait(); end.Started != end.Reaped {
		t.Errorf("started %d, reaped %d", end.Started, end.Reaped)
	}
}

// burners counts the threads that burn in processes other than the shell.
func burners(threads []metrics.Thread, shell int) int {
	n := 0
	for _, one := range threads {
		if one.PID != shell && one.CPU > 0.1 && one.CPU <= 1 && one.CPUTime > 100*time.Millisecond {
			n++
		}
	}
	return n
}

func TestNobodyIsLookedAtUnlessAskedAndNoLongerThanThat(t *testing.T) {
	r, err := Start(t.Context(), Options{Plan: sleeping(2, "60", "60")})
	if err != nil {
		t.Fatal(err)
	}
	limit := time.AfterFunc(20*time.Second, r.Stop)
	defer limit.Stop()
	step, wrong := 0, ""
	for s := range r.Snapshots() {
		switch {
		case step == 0 && s.Detail != nil:
			wrong = "there is a detail before anybody asked"
		case step == 0 && readRows(s, 2):
			step = 1
			r.Look(1)
			r.Look(2)
		case step == 1 && s.Detail != nil && s.Detail.Number == 2 && len(s.Detail.Threads) > 0:
			step = 2
			r.Look(0)
		case step == 2 && s.Detail == nil:
			step = 3
			r.Stop()
		case step == 3 && s.Detail != nil:
			wrong = "there is a detail after it was not wanted any more"
		}
	}
	if step != 3 || wrong != "" {
		t.Errorf("%q; got as far as step %d, want 3", wrong, step)
	}
}

// readRows tells that so many rows have a reading.
func readRows(s *Snapshot, n int) bool {
	for _, r := range s.Rows {
		if r.Alive && !math.IsNaN(r.Usage.CPU) {
			n--
		}
	}
	return n <= 0
}

func TestAWorkerThatHasEndedHasNoDetail(t *testing.T) {
	m := newModel(sleeping(1, "1"), jobOf(sleeping(1, "1"), 1))
	m.rows = []*row{{Row: Row{Number: 2, PID: 98, Alive: true}}, {Row: Row{Number: 3, PID: 99, Alive: true}, ready: true}}
	m.look(3)
	m.seeDetail(3, []metrics.Thread{{PID: 99, TID: 99}})
	if d := m.seenDetail(); d == nil || d.PID != 99 || len(d.Threads) != 1 {
		t.Errorf("detail = %+v, want that of PID 99", d)
	}
	m.seeDetail(2, nil) // an answer that was under way when somebody else was asked for
	if d := m.seenDetail(); d == nil || d.Number != 3 {
		t.Errorf("detail = %+v, want that of number 3 still", d)
	}
	m.rows[1].Alive = false
	if d := m.seenDetail(); d != nil {
		t.Errorf("detail = %+v of a worker that has ended, want none", d)
	}
}
