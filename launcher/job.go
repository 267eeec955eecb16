package launcher

import (
	"errors"
	"fmt"
	"slices"
)

// job is one call of a pool's method under way. The dispatcher owns it; the
// feeder shares the source.
type job struct {
	Job
	id     int
	chunk  int
	back   []*parcel      // to be handed out again, before the others
	fresh  fresh          // read, and never handed out
	dealt  int            // index of the first of fresh
	struck map[int]Result // by index: what became of tasks that are never handed out
	read   int
	all    bool // no more inputs will be taken
	out    int  // tasks handed out, not ended
	ended  int  // in a final state
	good   int  // of those, done
	halted bool
	shut   bool  // somebody closed its inputs
	err    error // of the inputs
	order  order
	batch  *Batch
	source *source
}

// minReadAhead is how many inputs are read before they are needed, at least.
const minReadAhead = 4096

func newJob(j Job, workers int, b *Batch) *job {
	chunk := j.ChunkFor(workers)
	return &job{
		Job: j, chunk: chunk, batch: b, order: order{method: j.Method, keep: b.keep},
		source: newSource(max(minReadAhead, 2*chunk)),
	}
}

// feed reads the inputs in a goroutine of its own. It cannot be interrupted
// while the caller's sequence blocks, so nobody waits for it; it ends with the
// next input. Inputs that panic are inputs that fail.
func (j *job) feed() {
	failure := errors.New("the inputs ended their goroutine (runtime.Goexit)")
	defer func() {
		if cause := recover(); cause != nil {
			failure = fmt.Errorf("the inputs panicked: %v", cause)
		}
		j.source.close(failure)
	}()
	failure = j.readAll()
}

// readAll leaves the inputs one by one, and returns why there are no more.
func (j *job) readAll() error {
	for input, err := range j.Inputs {
		if err != nil {
			return err
		}
		if !j.source.put(input) {
			return nil
		}
	}
	return nil
}

// stopFeed makes sure that no further input is taken.
func (j *job) stopFeed() {
	j.all = true
	j.source.stop()
}

// queued is how many tasks were read and wait to be handed out.
func (j *job) queued() int {
	n := j.fresh.count
	for _, p := range j.back {
		n += p.left()
	}
	return n
}

// waiting is how many tasks wait, or will come for certain. A job of unknown
// length that has begun can bring any number.
func (j *job) waiting() int {
	switch {
	case j.all:
		return j.queued()
	case j.Total >= 0:
		return j.queued() + max(0, j.Total-j.read)
	case j.read == 0:
		return 0
	}
	return MaxWorkers
}

// comes reports whether the first input of a job is not read yet, but is there.
func (j *job) comes() bool { return !j.all && j.read == 0 && j.Total > 0 }

// next takes the next parcel, of at most limit tasks; nil where it has to wait for
// inputs, or for the result of the one before. Room is how many tasks may be sent
// ahead together where they make no chunk.
func (j *job) next(limit, room int) *parcel {
	if j.Method == Apply && j.out > 0 || limit < 1 {
		return nil
	}
	p := j.nextBack(limit, room)
	if p == nil {
		p = j.nextFresh(limit, room)
	}
	if p != nil {
		j.out += p.inputs.len()
	}
	return p
}

func (j *job) nextBack(limit, room int) *parcel {
	if len(j.back) == 0 {
		return nil
	}
	p := j.back[0]
	if p.apart {
		limit = max(1, min(limit, room))
	}
	if n := p.left(); n > limit {
		j.back[0] = p.part(limit, n-limit)
		return p.part(0, limit)
	}
	j.back = j.back[1:]
	return p.part(0, p.left())
}

func (j *job) nextFresh(limit, room int) *parcel {
	want := min(j.chunk, limit)
	whole := j.fresh.count >= want || j.all || j.fresh.size >= maxAhead
	if !whole || j.fresh.count == 0 {
		return nil
	}
	if j.chunk == 1 {
		want = min(room, limit)
	}
	n := j.upToStruck(j.fresh.upTo(max(1, want)))
	if n == 0 {
		return nil
	}
	p := &parcel{job: j, index: j.dealt, inputs: j.fresh.take(n), apart: j.chunk == 1, attempt: 1}
	j.dealt += n
	j.source.release(n, p.inputs.size())
	return p
}

// upToStruck returns how many of the next n tasks come before one that is never
// handed out.
func (j *job) upToStruck(n int) int {
	for i := range n {
		if _, ok := j.struck[j.dealt+i]; len(j.struck) > 0 && ok {
			return i
		}
	}
	return n
}

// putBack queues what was handed out again, before all others.
func (j *job) putBack(p *parcel) {
	j.back = slices.Insert(j.back, 0, p)
	j.out -= p.left()
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

// skip takes out of the inputs that come next those whose tasks are not run.
func (j *job) skip(inputs reading) {
	if j.Skip == nil {
		return
	}
	task := j.read
	for n := range inputs.packs {
		for _, input := range inputs.packs[n].all {
			if r, ok := j.Skip(task, input); ok {
				j.strikeOut(task, r)
			}
			task++
		}
	}
}

// strikeOut has a task never be handed out: that is what became of it.
func (j *job) strikeOut(task int, r Result) {
	if j.struck == nil {
		j.struck = map[int]Result{}
	}
	j.struck[task] = r
}
