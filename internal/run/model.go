package run

import (
	"errors"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// model is what is known of a run. The run's loop owns it; it has no clock and
// no goroutine of its own.
type model struct {
	plan    plan.Plan
	workers int
	chunk   int
	begun   time.Time
	phase   Phase
	stopped bool
	bySlot  bool   // each task is a process of its own
	waiting string // why no task may be started
	notices *plan.Notices
	err     error
	over    time.Duration // when it ended

	counts   tally
	pace     pace
	eta      estimate
	rows     []*row
	byName   map[string]*row
	ended    int // of rows
	lanes    []*lane
	tracks   []*track // slot by slot with bySlot; nil else
	tasks    ledger
	output   output
	failures []launcher.Result
	markers  markers
	idle     spells // of every lane without a task
	usage    usage
	queue    queueHistory
	machine  MachineReading // the newest
	looked   int            // number of the row that is read in detail, 0 for none
	detail   *Detail        // of that row; nil before it was read
	pacing   []string       // see Snapshot

	slots     int
	told      time.Duration // CPU time of the workers that were reaped, by the kernel's count
	late      time.Duration // of what outlived its worker; known at the end
	vague     bool          // some CPU time is not known
	paused    bool
	stopAsked time.Duration // -1 when it was not
	forced    bool          // workers had to be killed after that
	closed    bool          // somebody closed the inputs
	death     Death         // the last one
	deaths    int
	lost      []int // tasks
	broken    int   // tasks that failed since the pool broke

	started int
	reaped  int
	escaped []launcher.Escapee
	cpu     time.Duration
	peak    peakMemory
	missed  int // readings that were due and not made
}

func newModel(p plan.Plan, job launcher.Job) *model {
	m := &model{
		plan: p, workers: p.Workers(), chunk: job.ChunkFor(p.Workers()), begun: time.Now(), phase: Going,
		bySlot: p.Task.Kind == plan.Command, counts: tally{Total: job.Total}, byName: map[string]*row{}, slots: p.Workers(), stopAsked: -1,
		usage: usage{gap: gapAfter(p.Metrics.Every)},
	}
	m.growLanes(m.workers)
	return m
}

// growLanes sees to it that there are n lanes.
func (m *model) growLanes(n int) {
	for len(m.lanes) < n {
		l := newLane(m.plan.Pool.RunAs, len(m.lanes))
		l.mixed = m.bySlot
		l.Bars = reserved[Bar](2 * max(minBars, MaxBars/n))
		m.lanes = append(m.lanes, l)
		if m.bySlot {
			m.tracks = append(m.tracks, newTrack(m.usage.line(), len(m.tracks) < reservedRows))
		}
	}
}

// addLanes makes room for a worker in a slot that came with a larger pool.
func (m *model) addLanes(e launcher.WorkerStarted) {
	if m.plan.Pool.RunAs == launcher.Threads {
		m.growLanes(e.Threads)
		return
	}
	m.growLanes(e.Slot)
}

// barsPerLane is how many of the newest bars a lane keeps as they are.
func (m *model) barsPerLane() int { return max(minBars, MaxBars/len(m.lanes)) }

// fold takes in an event of the pool.
func (m *model) fold(e launcher.Event) {
	m.note(e)
	if at, ok := restAt(e); ok {
		m.rest(at)
	}
}

// restAt returns when an event changed what workers without a task wait for, false where it
// did not.
func restAt(e launcher.Event) (time.Duration, bool) {
	switch e := e.(type) {
	case launcher.TasksRead:
		return e.At, true
	case launcher.TaskStarted:
		return e.At, true
	case launcher.TaskFinished:
		return e.At, true
	case launcher.TaskRetried:
		return e.At, true
	case launcher.TasksRan:
		return e.Tasks[len(e.Tasks)-1].End, true
	case launcher.Controlled:
		return e.At, true
	case launcher.Waiting:
		return e.At, true
	case launcher.PoolFinished:
		return e.At, true
	case launcher.WorkerStarted, launcher.WorkerReady, launcher.TaskOutput, launcher.TaskLost, launcher.ResultsReady, launcher.WorkerExited, launcher.SpawnFailed:
	}
	return 0, false
}

func (m *model) note(e launcher.Event) {
	switch e := e.(type) {
	case launcher.WorkerStarted:
		m.started++
		m.addRow(e)
	case launcher.WorkerReady:
		if r := m.byName[e.Worker]; r != nil {
			r.ready = true
		}
	case launcher.TasksRead:
		m.counts.takeRead(e)
	case launcher.TaskStarted:
		m.counts.Running++
		m.pace.start(e.Task, e.At)
		m.tasks.start(e)
		m.begin(e)
	case launcher.TaskOutput:
		m.output.print(e, m.number(e.Worker))
	case launcher.TaskRetried:
		m.retryTask(e.Result)
	case launcher.TaskFinished:
		m.finishTask(e.Result)
	case launcher.TasksRan:
		m.runMany(e)
	case launcher.TaskLost:
		m.lose(e.Result)
	case launcher.ResultsReady:
		m.hand(e)
	case launcher.WorkerExited:
		m.endWorker(e)
	case launcher.Controlled:
		m.control(e)
	case launcher.Waiting:
		m.wait(e)
	case launcher.SpawnFailed:
		m.output.warn(e.At, "a worker could not be started: "+e.Err.Error())
	case launcher.PoolFinished:
		m.finish(e)
	}
}

func (m *model) retryTask(r launcher.Result) {
	m.counts.stop(r)
	m.pace.lose(r.Task, r.Wall)
	m.endAttempt(r, TaskAgain)
	r.MaxRSS, r.CPU = m.peakOr(r.Worker, r.MaxRSS), m.taskTime(r)
	m.tasks.end(r, launcher.Queued)
	m.output.note(r, m.number(r.Worker), "again")
}

func (m *model) finishTask(r launcher.Result) {
	m.counts.finish(r)
	r.MaxRSS, r.CPU = m.peakOr(r.Worker, r.MaxRSS), m.taskTime(r)
	m.tasks.end(r, r.State)
	if r.Before {
		return
	}
	m.breakWith(r)
	m.output.flush(r.Task, r.Worker)
	if r.Worker != "" {
		m.pace.finish(r)
		m.endAttempt(r, TaskEnded)
	}
	if r.State == launcher.Done {
		return
	}
	if len(m.failures) < MaxFailures && r.State != launcher.NotRun {
		m.failures = append(m.failures, r)
	}
	if r.State != launcher.NotRun {
		m.output.note(r, m.number(r.Worker), "")
	}
}

// endAttempt closes the bar of an attempt and counts it for its worker, which it
// may have ended with.
func (m *model) endAttempt(r launcher.Result, what Fate) {
	if row := m.byName[r.Worker]; row != nil {
		if !m.bySlot { // else the process ends as its task does
			row.fall(r, what)
		}
		row.endTask(r, m.bySlot)
		m.lane(row.Slot, r.Lane).end(r, row.Number)
	}
}

func (m *model) begin(e launcher.TaskStarted) {
	if row := m.byName[e.Worker]; row != nil {
		row.ready = true // whether it said so or not
		row.current = append(row.current, e.Task)
		m.lane(row.Slot, e.Lane).start(e, row.Number)
	}
}

func (m *model) finish(e launcher.PoolFinished) {
	m.over, m.phase = e.At, Ended
	m.output.flushAll()
	m.started, m.reaped, m.escaped = e.Started, e.Reaped, e.Escaped
	m.total(e)
	m.stopped = errors.Is(e.Err, launcher.ErrTerminated)
	if !m.stopped {
		m.err = e.Err
	}
	m.counts.end()
}

// number is the number of a worker, 0 for none.
func (m *model) number(worker string) int {
	if row := m.byName[worker]; row != nil {
		return row.Number
	}
	return 0
}
