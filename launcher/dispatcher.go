package launcher

import (
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

	messages chan []message  // from the slots' goroutines
	fed      chan struct{}   // a job's source has something; has room for one
	wake     chan struct{}   // something was to be looked at again after a while; has room for one
	stopping <-chan struct{} // the pool's, until it was heeded
	lives    sync.WaitGroup

	events    eventLoop       // nil where each worker has a goroutine
	unsent    []Event         // kept for a moment, in their order
	behind    bool            // somebody waits for the receiver to take those before them
	overThere <-chan struct{} // closed when the loop has ended on the spawner's thread; nil where it is not there

	slots    []slot
	size     int       // slots to fill; there are more while those beyond it empty
	jobs     []*job    // not complete
	lost     []*parcel // whose end nobody will ever tell, see DeathHangs
	lock     poolLock
	nextJob  int
	nextID   int  // of the next task that is handed out, from 1
	held     bool // no task is handed out: somebody paused the pool
	due      deadline
	named    int // number of the newest worker, whether it came to life or not
	started  int
	reaped   int
	closed   bool
	stopped  bool
	err      error
	inputErr error  // of the first job whose inputs failed
	why      Result // what becomes of a task that waits when its job or the pool ends

	suspended time.Duration // since then; 0 while the processes go on
	failures  int           // starts in a row that came to nothing
	rounds    int           // starts that came to nothing, those at once counted once
	notUntil  time.Time     // no start before
	waking    time.Duration // it wakes then by itself; 0 for never
	launched  time.Duration // the newest command was started then
	waitsFor  string        // why no command may be started, as the receiver knows it
	starved   time.Time     // no command before then, unless another one ends
	shortOf   []string      // why, as the receiver knows it
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
	d := &dispatcher{
		pool: p, config: p.config, due: newDeadline(), stopping: p.stopping,
		messages: make(chan []message, 64), fed: make(chan struct{}, 1),
		wake: make(chan struct{}, 1), slots: make([]slot, slots), size: slots, nextID: 1,
		why: Result{State: NotRun, Err: "never started: the pool was stopped before"},
	}
	if p.config.Command != nil && p.config.Nice == 0 && !p.config.Pin { // else the dispatcher would be nice, or pinned
		d.events = newEventLoop(p, d.now)
	}
	return d
}

func (d *dispatcher) run() {
	d.openInbox()
	if d.events != nil {
		d.runThere()
	} else {
		d.loop()
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
	d.lives.Wait()
	jobs, wishes := d.pool.inbox.end() // left while the pool was terminated
	d.takeLeft(jobs, wishes)
	close(d.pool.spawner.requests)
	<-d.pool.spawner.ended
	swept := d.pool.spawner
	d.emit(PoolFinished{
		At: d.now(), Started: d.started, Reaped: d.reaped, Escaped: swept.escaped, Late: swept.late, CPULost: swept.lost,
		Err: first(d.err, d.inputErr),
	})
	if d.config.Events != nil {
		close(d.config.Events)
	}
	d.pool.err = d.err
	close(d.pool.done)
}

func (d *dispatcher) now() time.Duration { return time.Since(d.pool.begun) }

// emit sends an event, or keeps it until all is done that can be done now: who
// receives need not be woken for each.
func (d *dispatcher) emit(e Event) {
	switch {
	case d.config.Events == nil:
	case d.events == nil:
		d.deliver(e)
	default:
		if d.unsent = append(d.unsent, e); len(d.unsent) >= manySaid {
			d.deliverAll()
		}
	}
}

// deliverAll sends the events that were kept. While the receiver is slow the pool is
// slow too: nothing is started and nothing is read; but what ends is noticed, tasks run
// out of time, and whoever wants to stop the pool is heard.
func (d *dispatcher) deliverAll() {
	if d.behind {
		return
	}
	for i, e := range d.unsent {
		select {
		case d.config.Events <- e:
		default:
			d.fallBehind(d.unsent[i:])
			return
		}
	}
	clear(d.unsent)
	d.unsent = d.unsent[:0]
}

// fallBehind leaves the events that were kept with somebody who can wait.
func (d *dispatcher) fallBehind(unsent []Event) {
	d.unsent, d.behind = nil, true
	d.events.pause()
	d.lives.Go(func() {
		for _, e := range unsent {
			d.config.Events <- e
		}
		d.events.post(func() {
			d.behind = false
			d.events.resume()
		})
	})
}

// deliver sends an event. While the receiver is slow the pool is slow too; but a
// wish to terminate reaches the processes at once.
func (d *dispatcher) deliver(e Event) {
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
	jobs, wishes, closed := d.pool.inbox.take()
	d.takeLeft(jobs, wishes)
	d.closed = closed
}

func (d *dispatcher) takeLeft(jobs []*job, wishes []func(*dispatcher)) {
	for _, j := range jobs {
		d.begin(j)
	}
	for _, wish := range wishes {
		wish(d)
	}
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
	if len(j.given) == 0 || len(j.given) > fewInputs {
		go j.feed()
		return
	}
	inputs := readingOf(j.given)
	j.source.claim(inputs)
	d.addInputs(j, inputs)
	j.given, j.all = nil, true
	d.emit(TasksRead{At: d.now(), Read: j.read, Complete: true})
	d.settleJob(j)
}

// fewInputs is how many inputs that are all there are taken in without a feeder.
const fewInputs = 1024

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
	d.addInputs(j, inputs)
	if end {
		j.all, j.err = true, err
	}
	if end || (j.Total < 0 && inputs.count > 0) {
		d.emit(TasksRead{At: d.now(), Read: j.read, Complete: end})
	}
	if end {
		d.settleJob(j)
	}
}

// addInputs queues inputs. One that is too long for the wire fails, and nothing is
// sent.
func (d *dispatcher) addInputs(j *job, inputs reading) {
	for i, size := range inputs.long {
		j.strikeOut(j.read+i, Result{
			State: Failed, Err: fmt.Sprintf("its input has %d bytes, at most %d can be sent to a worker", size, maxInput),
		})
	}
	j.skip(inputs)
	j.fresh.add(inputs)
	j.read += inputs.count
	d.strike(j)
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
	if d.config.Command != nil {
		d.launch()
		return
	}
	d.spawn()
	for !d.held && d.deal() {
		d.strikeAll()
	}
	d.rebalance()
}

// spawn starts a worker in each empty slot while there is, or may come, work for it.
func (d *dispatcher) spawn() {
	if pause := time.Until(d.notUntil); pause > 0 {
		d.wakeIn(pause)
		return
	}
	room := d.room()
	for n := range d.size {
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
		return d.size
	}
	waiting := 0
	for _, j := range d.jobs {
		waiting += j.waiting()
	}
	for _, s := range d.slots {
		if s.worker != nil && s.worker.held == 0 && !s.worker.leaving {
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
		name: workerName(d.named), slot: n + 1, lanes: 1, secret: newSecret(), initializer: d.config.Initializer,
		speech: d.pool.speech, assumed: d.config.Speaker != nil && !d.config.Speaker.Inside, outbox: newOutbox(), jobs: map[*job]bool{}, round: d.rounds,
	}
	if d.config.RunAs == Threads {
		w.lanes = d.config.Workers
	}
	d.slots[n].worker = w
	d.lives.Go(func() {
		w.live(d.pool, d.now, d.messages)
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
	if mine, theirs := s.worker.held, other.worker.held; mine != theirs {
		return mine < theirs
	}
	if s.dealt == 0 || other.dealt == 0 {
		return s.dealt < other.dealt
	}
	return s.worker.touched > other.worker.touched // it is awake still
}

// hasRoom reports whether a worker holds so little that it should be sent more:
// half of what it may hold, so that many are sent with one message.
func (d *dispatcher) hasRoom(w *resident, j *job) bool {
	if w.leaving || w.broken != nil || w.expired || w.byHand || w.condemned || w.stopped > 0 || d.left(w) == 0 {
		return false
	}
	depth := d.depth(w, j)
	return w.held <= j.chunk*(w.lanes*depth-(depth+1)/2)
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

// depth is how many chunks of a job each lane of a worker may hold.
func (d *dispatcher) depth(w *resident, j *job) int {
	if d.config.NoAhead {
		return 1
	}
	return w.depth(j)
}

// batch takes the parcels of a job that fill the worker's room.
func (d *dispatcher) batch(w *resident, j *job) []*parcel {
	var batch []*parcel
	depth, limit, held := d.depth(w, j), d.left(w), w.held
	most := w.lanes * j.chunk * depth
	for len(batch) == 0 || held+j.chunk <= most {
		p := j.next(limit, min(depth, most-held))
		if p == nil {
			break
		}
		limit -= p.inputs.len()
		held += p.inputs.len()
		batch = append(batch, w.split(p)...)
	}
	return batch
}

// split divides a parcel for a worker that may answer in any order.
func (w *resident) split(p *parcel) []*parcel {
	if !w.speech.loose() || p.inputs.len() == 1 {
		return []*parcel{p}
	}
	var single []*parcel
	for i := range p.inputs.len() {
		single = append(single, p.part(i, 1))
	}
	return single
}

func (d *dispatcher) send(w *resident, j *job, batch []*parcel) {
	var said []byte
	if !w.jobs[j] {
		w.jobs[j] = true
		said = w.speech.job(said, j)
	}
	for _, p := range batch {
		n := p.inputs.len()
		p.id = d.nextID
		d.nextID += n
		w.held += n
		w.taken += n
		said = w.speech.parcel(said, p)
	}
	w.parcels = append(w.parcels, batch...)
	w.touched = d.now()
	d.slots[w.slot-1].dealt++
	w.outbox.put(said)
	d.assume(w, w.touched)
}

// retireAll lets every worker end when it has finished what it was sent.
func (d *dispatcher) retireAll() {
	for _, s := range d.slots {
		if s.worker != nil {
			d.retire(s.worker)
		}
	}
}

// endLater ends a worker that does not end by itself although it has nothing to do
// and will have nothing.
func (d *dispatcher) endLater(w *resident) {
	if p := w.process; p != nil && !w.ended && w.ending == nil {
		w.ending = time.AfterFunc(d.config.Grace, func() { p.terminate(d.config.Grace) })
	}
}

// retire closes a worker's wire: it ends when it has read to the end.
func (d *dispatcher) retire(w *resident) {
	w.leaving = true
	if !w.closing {
		w.closing = true
		w.outbox.close()
		d.endLater(w)
	}
}
