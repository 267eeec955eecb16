package launcher

import (
	"encoding/json"
	"time"
)

// task is one unit of work on its way. The dispatcher owns it.
type task struct {
	id      int // never used twice in a pool
	index   int // in its job
	job     *job
	input   json.RawMessage
	attempt int  // from 1
	charged int  // failed attempts that count against the pool's retries
	fresh   bool // it was not handed out yet: it counts as read ahead
	unbegun int  // workers that died before they began it, with nothing else to do
	deaths  int  // workers that died under it and that it was retried after

	started  bool
	at       time.Duration // it started
	lane     int
	timedOut bool
	timer    *time.Timer
}

// result begins the result of the task's attempt.
func (t *task) result(state State, at time.Duration) Result {
	return Result{At: at, Task: t.index, Lane: t.lane, State: state, Input: t.input, Attempt: t.attempt}
}

// reset makes the task ready to be handed out again.
func (t *task) reset() {
	if t.timer != nil {
		t.timer.Stop()
	}
	t.started, t.timedOut, t.timer, t.lane = false, false, nil, 0
}

// job is one call of a pool's method under way. The dispatcher owns it; the
// feeder shares the source.
type job struct {
	Job
	id     int
	chunk  int
	queue  []*task // read, not handed out
	read   int
	all    bool // no more inputs will be taken
	out    int  // handed out, not finished
	ended  int  // in a final state
	good   int  // of those, done
	halted bool
	err    error // of the inputs
	order  order
	batch  *Batch
	source *source
}

// minReadAhead is how many inputs are read before they are needed, at least.
const minReadAhead = 1024

func newJob(j Job, workers int, b *Batch) *job {
	chunk := j.ChunkFor(workers)
	return &job{
		Job: j, chunk: chunk, batch: b, order: order{method: j.Method, brief: !b.keep},
		source: newSource(max(minReadAhead, 2*chunk)),
	}
}

// feed reads the inputs in a goroutine of its own. It cannot be interrupted
// while the caller's sequence blocks, so nobody waits for it; it ends with the
// next input.
func (j *job) feed() {
	for input, err := range j.Inputs {
		if err != nil {
			j.source.close(err)
			return
		}
		if !j.source.put(input) {
			return
		}
	}
	j.source.close(nil)
}

// stopFeed makes sure that no further input is taken.
func (j *job) stopFeed() {
	j.all = true
	j.source.stop()
}

// waiting is how many tasks wait, or will come for certain. A job of unknown
// length that has begun can bring any number.
func (j *job) waiting() int {
	switch {
	case j.all:
		return len(j.queue)
	case j.Total >= 0:
		return len(j.queue) + max(0, j.Total-j.read)
	case j.read == 0:
		return 0
	}
	return MaxWorkers
}

// comes reports whether the first input of a job is not read yet, but is there.
func (j *job) comes() bool { return !j.all && j.read == 0 && j.Total > 0 }

// next takes the tasks of the next message, at most limit; none where it has to
// wait for inputs, or for the result of the one before.
func (j *job) next(limit int) []*task {
	if j.Method == Apply && j.out > 0 {
		return nil
	}
	want := min(j.chunk, limit)
	if len(j.queue) < want && !j.all {
		return nil
	}
	n := min(want, len(j.queue))
	taken := j.queue[:n:n]
	j.release(taken)
	j.queue = j.queue[n:]
	j.out += n
	return taken
}

// release lets the feeder read on for the tasks that are handed out the first time.
func (j *job) release(taken []*task) {
	fresh := 0
	for _, t := range taken {
		if t.fresh {
			t.fresh = false
			fresh++
		}
	}
	j.source.release(fresh)
}

// putBack queues tasks again, before all others.
func (j *job) putBack(tasks []*task) {
	for _, t := range tasks {
		t.reset()
	}
	j.queue = append(tasks, j.queue...)
	j.out -= len(tasks)
}

// complete reports whether every task that was read is in a final state and no
// more will come.
func (j *job) complete() bool { return j.all && j.ended == j.read }

// haltNow reports whether the job's own condition to halt holds.
func (j *job) haltNow() bool {
	if j.Halt == (Halt{}) || j.halted {
		return false
	}
	hits := j.ended - j.good
	if j.Halt.Success {
		hits = j.good
	}
	if j.Halt.Count > 0 {
		return hits >= j.Halt.Count
	}
	// GNU parallel counts a share of the inputs only once there is a base.
	return j.ended >= minHaltBase && float64(hits)*100 >= j.Halt.Percent*float64(j.ended)
}

// minHaltBase is how many tasks must have ended before a share of them halts.
const minHaltBase = 3
