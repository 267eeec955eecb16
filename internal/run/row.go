package run

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// row is a worker as the model knows it.
type row struct {
	Row
	process metrics.Process
	ready   bool          // the process is the worker's program
	current []int         // tasks it runs, in the order they began
	fate    fate          // of those that it died under
	expired bool          // it was ended because a task ran out of time
	turned  time.Duration // when it was known last to stand still, or to go on
	cpu     history
	rss     history
}

// reservedRows is how many workers have the memory of their histories reserved.
const reservedRows = 16

func (m *model) addRow(e launcher.WorkerStarted) {
	number, _ := strconv.Atoi(strings.TrimPrefix(e.Worker, "Process-"))
	r := &row{
		Row: Row{
			Worker: e.Worker, Number: number, Slot: e.Slot, PID: e.PID, Alive: true, State: "starting",
			Usage: metrics.Unread(e.PID), Current: -1, Started: e.At, Voluntary: -1, Involuntary: -1,
		},
		process: metrics.Process{PID: e.PID, Started: e.Started},
		cpu:     m.usage.line(), rss: m.usage.line(),
	}
	if len(m.rows) < reservedRows && !m.bySlot {
		r.cpu.reserve()
		r.rss.reserve()
	}
	// Workers are started side by side: the first to live need not be the first.
	at, _ := slices.BinarySearchFunc(m.rows, r.Number, func(r *row, n int) int { return r.Number - n })
	m.rows = slices.Insert(m.rows, at, r)
	m.byName[e.Worker] = r
	m.addLanes(e)
	m.settle(r)
	m.inherit(e)
	m.dropOld()
}

// settle names a worker on the lanes of its slot.
func (m *model) settle(r *row) {
	lanes := m.lanes
	if m.plan.Pool.RunAs != launcher.Threads {
		lanes = m.lanes[r.Slot-1 : r.Slot]
	}
	for _, l := range lanes {
		l.Worker, l.Number = r.Worker, r.Number
	}
}

// dropOld bounds the rows and the series of the ended ones, oldest first.
func (m *model) dropOld() {
	if m.bySlot {
		for m.ended > MaxEndedRows {
			m.dropOldest()
		}
		return
	}
	ended := 0
	for _, r := range slices.Backward(m.rows) {
		if r.Alive {
			continue
		}
		ended++
		if ended > MaxSeriesRows {
			r.cpu.Series, r.rss.Series = Series{}, Series{}
		}
	}
	for len(m.rows) > MaxRows && m.ended > 0 {
		m.dropOldest()
	}
}

// dropOldest takes out the row of the worker that has ended and was started first.
func (m *model) dropOldest() {
	n := slices.IndexFunc(m.rows, func(r *row) bool { return !r.Alive })
	delete(m.byName, m.rows[n].Worker)
	m.rows = slices.Delete(m.rows, n, n+1)
	m.ended--
}

// endTask takes in the end of an attempt. A task that a worker dies under is none that
// it finished, unless to end is how it finishes.
func (r *row) endTask(result launcher.Result, ends bool) { //nolint:revive // ends is a property of the pool
	r.current = slices.DeleteFunc(r.current, func(task int) bool { return task == result.Task })
	if ends || result.ExitCode == nil && result.Signal == "" {
		r.Tasks++
	}
}

func (m *model) endWorker(e launcher.WorkerExited) {
	m.reaped++
	m.told += e.CPU
	e.CPU, e.CPUVague = m.used(e.Worker, e.CPU, e.CPUVague)
	m.cpu += e.CPU
	m.force(e)
	r := m.byName[e.Worker]
	if r == nil {
		return
	}
	m.ended++
	m.die(r, e)
	m.workerSpell(r, e.At, NoSpell)
	r.Alive, r.Exact, r.State, r.current = false, !e.CPUVague, "ended", nil
	r.Usage, r.CPUTime, r.Ended = metrics.Unread(r.PID), e.CPU, e.At
	r.Voluntary, r.Involuntary = e.Voluntary, e.Involuntary
	r.PeakRSS, r.PeakExact = lastPeak(e, r.PeakRSS)
	m.peak.takeOf(r.PeakRSS)
	r.Exit = exitText(e)
	at := e.At.Seconds()
	if m.bySlot {
		m.tracks[r.Slot-1].leave(at)
		return
	}
	r.cpu.add(at, math.NaN())
	r.rss.add(at, math.NaN())
}

// sampleError is by how much a sampled resident set may be larger than the exact
// high-water mark and still be the same: the kernel counts pages for each core apart
// and adds them up only now and then, so what it shows is inaccurate by some pages
// a core (proc_pid_statm(5)).
const sampleError = 1 << 20

// lastPeak returns the most memory that a worker had, and whether that is exact. A mark
// that is not of its end is one that it may have gone beyond since: then a larger sample
// counts, however little larger it is.
func lastPeak(e launcher.WorkerExited, sampled uint64) (peak uint64, exact bool) {
	mark := uint64(max(0, e.MaxRSS))
	if e.MaxRSSExact && mark+sampleError >= sampled {
		return mark, true
	}
	return max(mark, sampled), false
}

// believed returns the most memory that a process had when a task of it ended: its
// high-water mark, 0 where none is known, unless a sample says more than it may err by. A
// worker at its end has the same number, where its mark is exact.
func believed(mark, sampled uint64) uint64 {
	if mark > 0 && mark+sampleError >= sampled {
		return mark
	}
	return sampled
}

func exitText(e launcher.WorkerExited) string {
	if e.ExitCode != nil {
		return fmt.Sprintf("exit %d", *e.ExitCode)
	}
	return e.Signal
}

// complete fills in the largest sampled memory, and the sampled time, where it is more
// than the launcher knows of a process.
func (m *model) complete(e launcher.Event) launcher.Event {
	switch e := e.(type) {
	case launcher.TaskFinished:
		e.MaxRSS, e.CPU = m.peakOr(e.Worker, e.MaxRSS), m.taskTime(e.Result)
		return e
	case launcher.TaskRetried:
		e.MaxRSS, e.CPU = m.peakOr(e.Worker, e.MaxRSS), m.taskTime(e.Result)
		return e
	case launcher.TasksRan:
		e.MaxRSS = m.peakOr(e.Worker, e.MaxRSS)
		return e
	case launcher.WorkerExited:
		if r := m.byName[e.Worker]; r != nil {
			peak, _ := lastPeak(e, r.PeakRSS)
			e.MaxRSS = int64(peak)
		}
		e.CPU, e.CPUVague = m.used(e.Worker, e.CPU, e.CPUVague)
		return e
	}
	return e
}

func (m *model) peakOr(worker string, known int64) int64 {
	if r := m.byName[worker]; r != nil {
		return int64(believed(uint64(max(0, known)), r.PeakRSS))
	}
	return known
}

// alive lists the processes to sample.
func (m *model) alive() []metrics.Process {
	var all []metrics.Process
	for _, r := range m.rows {
		if r.Alive && r.ready {
			all = append(all, r.process)
		}
	}
	return all
}

// take puts a reading into the row.
func (r *row) take(u metrics.Usage) {
	r.State, r.Usage, r.CPUTime = u.State, u, u.CPUTime
	r.PeakRSS = max(r.PeakRSS, u.RSS)
}

// seen returns the row as it is now.
func (r *row) seen() Row {
	row := r.Row
	if len(r.current) > 0 {
		row.Current = r.current[0]
	}
	row.CPUSeries, row.RSSSeries = r.cpu.seen(), r.rss.seen()
	return row
}
