package launcher

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// dispatcher is the goroutine that alone writes the queues, the slots and the
// events of a pool. It ends when the last slot has reaped.
type dispatcher struct {
	pool   *Pool
	config Config

	messages chan []message // from the slots' goroutines
	fed      chan struct{}  // a job's source has something; has room for one
	expired  chan attempt   // its time is over
	wake     chan struct{}  // a pause between attempts to start a worker is over
	lives    sync.WaitGroup

	slots    []slot
	jobs     []*job        // not complete
	tasks    map[int]*task // handed out, by ID
	lock     poolLock
	nextJob  int
	nextTask int
	named    int // number of the newest worker, whether it came to life or not
	started  int
	reaped   int
	closed   bool
	stopped  bool
	err      error

	latest   time.Duration // of the messages taken
	failures int           // starts in a row that came to nothing
	notUntil time.Time     // no start before
}

// slot is a place in the pool.
type slot struct {
	worker *resident // nil while nobody lives in it
	dealt  int       // messages of tasks it was sent, ever
}

func newDispatcher(p *Pool) *dispatcher {
	slots := p.config.Workers
	if p.config.RunAs == Threads {
		slots = 1
	}
	return &dispatcher{
		pool: p, config: p.config,
		messages: make(chan []message, 64), fed: make(chan struct{}, 1),
		expired: make(chan attempt), wake: make(chan struct{}, 1),
		slots: make([]slot, slots), tasks: map[int]*task{},
	}
}

func (d *dispatcher) run() {
	stopping := d.pool.stopping
	d.openInbox()
	for {
		d.fill()
		if d.over() {
			break
		}
		select {
		case batch := <-d.messages:
			d.takeAll(batch)
		case <-d.pool.inbox.changed:
			d.openInbox()
		case <-d.fed:
			d.takeInputs()
		case late := <-d.expired:
			d.expire(late)
		case <-d.wake:
		case <-stopping:
			stopping = nil
			d.openInbox()
			d.terminate(nil)
		}
	}
	d.finish()
}

// over reports whether there is nothing left to do and nobody left to reap.
func (d *dispatcher) over() bool {
	return d.ending() && !slices.ContainsFunc(d.slots, func(s slot) bool { return s.worker != nil })
}

// ending reports whether no more work will come and all there was is accounted for.
func (d *dispatcher) ending() bool { return (d.closed || d.stopped) && len(d.jobs) == 0 }

func (d *dispatcher) finish() {
	d.openInbox() // a job that was left while the pool was terminated
	d.lives.Wait()
	close(d.pool.spawner.requests)
	<-d.pool.spawner.ended
	d.emit(PoolFinished{At: d.now(), Started: d.started, Reaped: d.reaped, Err: d.err})
	if d.config.Events != nil {
		close(d.config.Events)
	}
	d.pool.err = d.err
	close(d.pool.done)
}

func (d *dispatcher) now() time.Duration { return time.Since(d.pool.begun) }

// emit sends an event. While the receiver is slow the pool is slow too; but a
// wish to terminate reaches the processes at once.
func (d *dispatcher) emit(e Event) {
	if d.config.Events == nil {
		return
	}
	if d.stopped {
		d.config.Events <- e
		return
	}
	select {
	case d.config.Events <- e:
	case <-d.pool.stopping:
		d.endProcesses()
		d.config.Events <- e
	}
}

// openInbox takes in what callers left.
func (d *dispatcher) openInbox() {
	jobs, closed := d.pool.inbox.take()
	for _, j := range jobs {
		d.begin(j)
	}
	d.closed = closed
}

// begin takes a job in.
func (d *dispatcher) begin(j *job) {
	j.id = d.nextJob
	d.nextJob++
	d.jobs = append(d.jobs, j)
	if d.stopped {
		j.stopFeed()
		d.settleJob(j)
		return
	}
	j.source.changed = d.fed
	go j.feed()
}

// takeInputs takes in what the feeders have read.
func (d *dispatcher) takeInputs() {
	for _, j := range slices.Clone(d.jobs) {
		if !j.all {
			d.takeInputsOf(j)
		}
	}
}

func (d *dispatcher) takeInputsOf(j *job) {
	inputs, end, err := j.source.take()
	for _, input := range inputs {
		d.addTask(j, input)
	}
	if end {
		j.all, j.err = true, err
	}
	if end || (j.Total < 0 && len(inputs) > 0) {
		d.emit(TasksRead{At: d.now(), Read: j.read, Complete: end})
	}
	if end {
		d.settleJob(j)
	}
}

// addTask queues an input. One that is too long for the wire fails, and nothing
// is sent.
func (d *dispatcher) addTask(j *job, input json.RawMessage) {
	t := &task{id: d.nextTask, index: j.read, job: j, input: input, attempt: 1, fresh: true}
	d.nextTask++
	j.read++
	if len(input) <= maxInput {
		j.queue = append(j.queue, t)
		return
	}
	r := t.result(Failed, d.now())
	r.Input = nil
	r.Err = fmt.Sprintf("its input has %d bytes, at most %d can be sent to a worker", len(input), maxInput)
	d.settle(t, r)
}

// maxInput is the longest input in bytes.
const maxInput = wire.MaxFrame / 2

// fill starts workers in empty slots and hands tasks to those that have room.
func (d *dispatcher) fill() {
	if d.ending() {
		d.retireAll()
		return
	}
	if d.stopped {
		return
	}
	d.spawn()
	for d.deal() {
		continue
	}
	d.rebalance()
}

// spawn starts a worker in each empty slot while there is, or may come, work for it.
func (d *dispatcher) spawn() {
	if time.Now().Before(d.notUntil) {
		return
	}
	room := d.room()
	for n := range d.slots {
		if d.slots[n].worker == nil && room > 0 {
			d.spawnIn(n)
			room--
		}
	}
}

// room is how many workers could have something to do besides those there are.
// After a start that came to nothing the next ones are tried one by one.
func (d *dispatcher) room() int {
	if d.failures > 0 {
		return 1 - d.unready()
	}
	if !d.closed {
		return len(d.slots)
	}
	waiting := 0
	for _, j := range d.jobs {
		waiting += j.waiting()
	}
	for _, s := range d.slots {
		if s.worker != nil && len(s.worker.tasks) == 0 && !s.worker.closing {
			waiting--
		}
	}
	return waiting
}

// unready is how many workers are on their way.
func (d *dispatcher) unready() int {
	n := 0
	for _, s := range d.slots {
		if s.worker != nil && !s.worker.ready {
			n++
		}
	}
	return n
}

func (d *dispatcher) spawnIn(n int) {
	d.named++
	w := &resident{
		name: workerName(d.named), slot: n + 1, lanes: 1, secret: newSecret(), outbox: newOutbox(), jobs: map[*job]bool{},
	}
	if d.config.RunAs == Threads {
		w.lanes = d.config.Workers
	}
	d.slots[n].worker = w
	hello, err := wire.AppendJSON(nil, wire.KindHello, wire.Hello{Secret: w.secret, Worker: w.name, Threads: w.lanes})
	if err == nil {
		w.outbox.put(hello)
	}
	d.lives.Go(func() {
		w.live(d.pool.spawner, d.now, d.messages)
	})
}

// roomiest returns a worker with room for tasks: an idle one before one that is
// sent ahead to, and of those the one that was sent the fewest, so that each slot
// gets its share before any gets a second; nil when all have enough.
func (d *dispatcher) roomiest(j *job) *resident {
	var best *slot
	for n := range d.slots {
		s := &d.slots[n]
		if s.worker != nil && d.hasRoom(s.worker, j) && (best == nil || s.before(best)) {
			best = s
		}
	}
	if best == nil {
		return nil
	}
	return best.worker
}

// before reports whether a slot gets tasks before another.
func (s *slot) before(other *slot) bool {
	if mine, theirs := len(s.worker.tasks), len(other.worker.tasks); mine != theirs {
		return mine < theirs
	}
	return s.dealt < other.dealt
}

// hasRoom reports whether a worker holds so little that it should be sent more:
// half of what it may hold, so that many are sent with one message.
func (d *dispatcher) hasRoom(w *resident, j *job) bool {
	if w.closing || w.ended || w.broken != nil || w.expired || w.condemned || d.left(w) == 0 {
		return false
	}
	depth := w.depth(j)
	return len(w.tasks) <= j.chunk*(w.lanes*depth-(depth+1)/2)
}

// left is how many more tasks a worker may be handed.
func (d *dispatcher) left(w *resident) int {
	if d.config.MaxTasksPerWorker == 0 {
		return int(^uint(0) >> 1)
	}
	return d.config.MaxTasksPerWorker - w.taken
}

// deal sends tasks to the worker with the most room; false where there are none
// to send, or nobody to send them to.
func (d *dispatcher) deal() bool {
	for _, j := range d.jobs {
		if j.comes() {
			return false // it was submitted first, and will be read in a moment
		}
		w := d.roomiest(j)
		if w == nil {
			continue
		}
		if batch := d.batch(w, j); len(batch) > 0 {
			d.send(w, j, batch)
			return true
		}
	}
	return false
}

// batch takes the chunks of a job that fill the worker's room.
func (d *dispatcher) batch(w *resident, j *job) []*task {
	batch := j.next(d.left(w))
	for most := w.lanes * j.chunk * w.depth(j); len(w.tasks)+len(batch)+j.chunk <= most; {
		more := j.next(d.left(w) - len(batch))
		if len(more) == 0 {
			break
		}
		batch = append(batch, more...)
	}
	return batch
}

func (d *dispatcher) send(w *resident, j *job, batch []*task) {
	var frame []byte
	if !w.jobs[j] {
		w.jobs[j] = true
		// Parameters are numbers, which always have a form in JSON but for
		// NaN and infinities: the worker then refuses the task by name.
		frame, _ = wire.AppendJSON(nil, wire.KindJob, wire.Job{ID: j.id, Function: j.Function, Params: j.Params})
	}
	for _, t := range batch {
		d.tasks[t.id] = t
		frame = wire.Task{ID: t.id, Job: j.id, Index: t.index, Attempt: t.attempt, Input: t.input}.AppendTo(frame)
	}
	w.tasks = append(w.tasks, batch...)
	w.taken += len(batch)
	w.touched = d.now()
	d.slots[w.slot-1].dealt++
	w.outbox.put(frame)
}

// retireAll lets every worker end when it has finished what it was sent.
func (d *dispatcher) retireAll() {
	for _, s := range d.slots {
		if s.worker != nil {
			d.retire(s.worker)
		}
	}
}

// retire closes a worker's wire: it ends when it has read to the end.
func (d *dispatcher) retire(w *resident) {
	if !w.closing {
		w.closing = true
		w.outbox.close()
	}
}
