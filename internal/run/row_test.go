package run

import (
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

func TestOnlyAnExactPeakIsBelievedOverALargerSample(t *testing.T) {
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
		{mark + 4096, false, mark + 4096, false}, // it has grown since the mark was read
		{mark + 1<<20 + 1, false, mark + 1<<20 + 1, false},
		{mark - 4096, false, mark, false},
	} {
		m := started(1, 1)
		m.sample(time.Second, metrics.Sample{Processes: []metrics.Usage{{PID: 101, State: "running", RSS: c.sample}}})
		end := launcher.WorkerExited{Worker: "Process-1", Slot: 1, MaxRSS: mark, MaxRSSExact: c.exact}
		m.fold(end)
		if told, ok := m.complete(end).(launcher.WorkerExited); !ok || uint64(told.MaxRSS) != c.peak {
			t.Errorf("sample %d, mark %d exact %v: told %d, want %d", c.sample, mark, c.exact, told.MaxRSS, c.peak)
		}
		if r := m.snapshot(time.Second).Rows[0]; r.PeakRSS != c.peak || r.PeakExact != c.is {
			t.Errorf("sample %d, mark %d exact %v: peak %d exact %v, want %d %v", c.sample, mark, c.exact, r.PeakRSS, r.PeakExact, c.peak, c.is)
		}
	}
}

// What is told of a task and what is kept of it are two ways: the events that --json and
// the log are written from, and the table of tasks.
func TestATasksPeakIsTheSameWhereItIsToldAndWhereItIsKept(t *testing.T) {
	const mark = 10 << 20
	batch := largeBatch(t)
	batch.Worker, batch.PID = "Process-1", 101
	result := launcher.Result{Task: batch.First, Worker: "Process-1", PID: 101, Lane: 1, State: launcher.Failed, MaxRSS: mark, Attempt: 1}
	for _, c := range []struct {
		name         string
		sample, mark int64
		want         uint64
	}{
		{"a sample within its error", mark + 4096, mark, mark},
		{"a sample that says more", 2 * mark, mark, 2 * mark},
		{"no mark", mark, 0, mark},
	} {
		result.MaxRSS, batch.MaxRSS = c.mark, c.mark
		for _, e := range []launcher.Event{
			launcher.TaskFinished{Result: result}, launcher.TaskRetried{Result: result}, batch,
		} {
			m := started(1, 1)
			m.sample(time.Second, metrics.Sample{Processes: []metrics.Usage{{PID: 101, State: "running", RSS: uint64(c.sample)}}})
			m.fold(launcher.TaskStarted{Task: batch.First, Worker: "Process-1", PID: 101, Lane: 1, Attempt: 1})
			m.fold(e)
			seen := m.snapshot(time.Second).Tasks
			kept, _ := seen.Task(batch.First)
			if told := peakTold(m.complete(e)); told != c.want || kept.PeakRSS != c.want {
				t.Errorf("%s, %T: told %d and kept %d, want %d", c.name, e, told, kept.PeakRSS, c.want)
			}
		}
	}
}

func peakTold(e launcher.Event) uint64 {
	switch e := e.(type) {
	case launcher.TaskFinished:
		return uint64(e.MaxRSS)
	case launcher.TaskRetried:
		return uint64(e.MaxRSS)
	case launcher.TasksRan:
		return uint64(e.MaxRSS)
	default:
		return 0
	}
}

func TestAWorkerAndTheTaskThatItDiedUnderHaveOnePeak(t *testing.T) {
	const mark = 10 << 20
	m := started(1, 1)
	m.sample(time.Second, metrics.Sample{Processes: []metrics.Usage{{PID: 101, State: "running", RSS: mark + 4096}}})
	task := launcher.Result{Worker: "Process-1", PID: 101, Lane: 1, State: launcher.Killed, MaxRSS: mark, Attempt: 1}
	m.fold(launcher.TaskStarted{Worker: "Process-1", PID: 101, Lane: 1, Attempt: 1})
	m.fold(launcher.TaskFinished{Result: task})
	m.fold(launcher.WorkerExited{Worker: "Process-1", Slot: 1, MaxRSS: mark, MaxRSSExact: true})
	s := m.snapshot(time.Second)
	kept, _ := s.Tasks.Task(0)
	if card, row := s.Failures[0].MaxRSS, s.Rows[0].PeakRSS; card != mark || row != mark || kept.PeakRSS != mark {
		t.Errorf("the card says %d, the table of tasks %d, that of workers %d, want %d", card, kept.PeakRSS, row, mark)
	}
}
