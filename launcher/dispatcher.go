package launcher

import (
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

	messages chan message  // from the slots' goroutines
	items    chan item     // from the jobs' feeders
	expired  chan int      // ID of a task whose time is over
	wake     chan struct{} // a pause between attempts to start a worker is over
	lives    sync.WaitGroup

	slots    []slot
	jobs     []*job        // not complete
	tasks    map[int]*task // handed out, by ID
	lock     poolLock
	nextJob  int
	nextTask int
	workers  int // started, and the number of the newest
	reaped   int
	closed   bool
	stopped  bool
	err      error

	failures int       // starts in a row that came to nothing
	notUntil time.Time // no start before
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
		messages: make(chan message, 64), items: make(chan item, 64),
		expired: make(chan int), wake: make(chan struct{}, 1),
		slots: make([]slot, slots), tasks: map[int]*task{},
	}
}

func (d *dispatcher) run() {
	stopping := d.pool.stopping
	for {
		d.fill()
		if d.over() {
			break
		}
		select {
		case m := <-d.messages:
			d.take(m)
		case <-d.pool.inbox.changed:
			d.openInbox()
		case it := <-d.items:
			d.takeItem(it)
		case id := <-d.expired:
			d.expire(id)
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
	d.emit(PoolFinished{At: d.now(), Started: d.workers, Reaped: d.reaped, Err: d.err})
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
	go j.feed(d.items)
}

// takeItem takes an input, or the end of a job's inputs.
func (d *dispatcher) takeItem(it item) {
	j := it.job
	if j.all {
		return
	}
	if it.end {
		j.all, j.err = true, it.err
		d.emit(TasksRead{At: d.now(), Read: j.read, Complete: true})
		d.settleJob(j)
		return
	}
	j.queue = append(j.queue, &task{id: d.nextTask, index: j.read, job: j, input: it.input, attempt: 1})
	d.nextTask++
	j.read++
	if j.Total < 0 {
		d.emit(TasksRead{At: d.now(), Read: j.read})
	}
}

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
	for {
		w := d.roomiest()
		if w == nil || !d.deal(w) {
			return
		}
	}
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

// room is how many more workers could have something to do.
func (d *dispatcher) room() int {
	waiting := 0
	for _, j := range d.jobs {
		if !j.all {
			return len(d.slots)
		}
		waiting += len(j.queue)
	}
	if !d.closed {
		return len(d.slots)
	}
	return waiting
}

func (d *dispatcher) spawnIn(n int) {
	d.workers++
	w := &resident{
		name: workerName(d.workers), slot: n + 1, lanes: 1, secret: newSecret(), jobs: map[*job]bool{},
	}
	if d.config.RunAs == Threads {
		w.lanes = d.config.Workers
	}
	w.frames = make(chan []byte, 3*w.lanes+8)
	d.slots[n].worker = w
	hello, err := wire.AppendJSON(nil, wire.KindHello, wire.Hello{Secret: w.secret, Worker: w.name, Threads: w.lanes})
	if err == nil {
		w.frames <- hello
	}
	d.lives.Go(func() {
		w.live(d.pool.spawner, func(what any) {
			d.messages <- message{from: w, at: d.now(), what: what}
		})
	})
}

// roomiest returns a worker with room for a message of tasks: of those the one
// that was sent the fewest, so that each slot gets its share before any gets a
// second; nil when all are busy.
func (d *dispatcher) roomiest() *resident {
	var best *slot
	for n := range d.slots {
		s := &d.slots[n]
		if s.worker != nil && d.hasRoom(s.worker) && (best == nil || s.dealt < best.dealt) {
			best = s
		}
	}
	if best == nil {
		return nil
	}
	return best.worker
}

func (d *dispatcher) hasRoom(w *resident) bool {
	if w.closing || w.ended || w.broken != nil || w.expired || d.left(w) == 0 {
		return false
	}
	chunk := 1
	if len(d.jobs) > 0 {
		chunk = d.jobs[0].chunk
	}
	return len(w.tasks) <= (w.lanes-1)*chunk
}

// left is how many more tasks a worker may be handed.
func (d *dispatcher) left(w *resident) int {
	if d.config.MaxTasksPerWorker == 0 {
		return int(^uint(0) >> 1)
	}
	return d.config.MaxTasksPerWorker - w.taken
}

// deal sends the next tasks to a worker; false where there are none.
func (d *dispatcher) deal(w *resident) bool {
	for _, j := range d.jobs {
		if batch := j.next(d.left(w)); len(batch) > 0 {
			d.send(w, j, batch)
			return true
		}
	}
	return false
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
		j.release(t)
	}
	w.tasks = append(w.tasks, batch...)
	w.taken += len(batch)
	d.slots[w.slot-1].dealt++
	w.frames <- frame
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
		close(w.frames)
	}
}
