package run

import (
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

func TestAnExactPeakIsBelievedWithinWhatASampleMayErr(t *testing.T) {
	const mark = 10 << 20
	for _, c := range []struct {
		sample uint64
		exact  bool
		peak   uint64
		is     bool
	}{
		{mark - 4096, true, mark, true},
		{mark + 64*4096, true, mark, true},
		{mark + 1<<20, true, mark, true},
		{mark + 1<<20 + 1, true, mark + 1<<20 + 1, false},
		{mark + 4096, false, mark + 4096, false},
		{mark - 4096, false, mark, false},
	} {
		m := started(1, 1)
		m.sample(time.Second, metrics.Sample{Processes: []metrics.Usage{{PID: 101, State: "running", RSS: c.sample}}})
		m.fold(launcher.WorkerExited{Worker: "Process-1", Slot: 1, MaxRSS: mark, MaxRSSExact: c.exact})
		if r := m.snapshot(time.Second).Rows[0]; r.PeakRSS != c.peak || r.PeakExact != c.is {
			t.Errorf("sample %d, mark %d exact %v: peak %d exact %v, want %d %v", c.sample, mark, c.exact, r.PeakRSS, r.PeakExact, c.peak, c.is)
		}
	}
}
