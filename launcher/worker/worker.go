package worker

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// worker is one process of a pool. The goroutine that reads frames owns jobs;
// the lanes receive tasks from the queue and send frames through out.
type worker struct {
	name      string
	threads   int
	functions Registry
	out       *sender
	jobs      map[int]wire.Job
	queue     *queue
	lock      *poolLock
	memory    highWater
}

func newWorker(hello wire.Hello, functions Registry, out io.Writer) *worker {
	send := &sender{to: out}
	return &worker{
		name:      hello.Worker,
		threads:   max(1, hello.Threads),
		functions: functions,
		out:       send,
		jobs:      map[int]wire.Job{},
		queue:     newQueue(),
		lock:      &poolLock{out: send, granted: map[int]chan struct{}{}},
	}
}

// begin starts the lanes and tells the pool that the worker is ready. A worker
// process stands for one thread of work, so its runtime gets one processor; a
// worker of n threads gets n, so that all of them can run at once.
func (w *worker) begin() {
	runtime.GOMAXPROCS(w.threads)
	for n := range w.threads {
		l := &lane{worker: w, number: n + 1, onThread: w.threads > 1}
		go l.serve()
	}
	w.out.send(wire.Ready{MaxRSS: w.memory.bytes()}.AppendTo(nil))
}

// serve takes the pool's frames until the pool closes its end, and returns the
// exit code. It never stops reading, whatever the lanes do: that is how a
// worker learns at once that its pool is gone.
func (w *worker) serve(frames *wire.Reader) int {
	for {
		kind, body, err := frames.Next()
		if errors.Is(err, wire.ErrFrame) {
			return exitProtocol
		}
		if err != nil {
			w.out.send(wire.Farewell{MaxRSS: w.memory.now()}.AppendTo(nil))
			return exitDone
		}
		if err := w.take(kind, body); err != nil {
			return exitProtocol
		}
	}
}

func (w *worker) take(kind wire.Kind, body []byte) error {
	switch kind {
	case wire.KindJob:
		var job wire.Job
		err := wire.DecodeJSON(body, &job)
		w.jobs[job.ID] = job
		return err
	case wire.KindTask:
		return w.takeTask(body)
	case wire.KindLockGrant:
		lock, err := wire.DecodeLock(body)
		w.lock.grant(lock.ID)
		return err
	case wire.KindRecall:
		w.out.send(wire.Returned{IDs: w.queue.drain()}.AppendTo(nil))
		return nil
	case wire.KindHello, wire.KindReady, wire.KindStarted, wire.KindOutput,
		wire.KindFinished, wire.KindLockWant, wire.KindLockFree, wire.KindReturned, wire.KindFarewell:
	}
	return fmt.Errorf("%w: kind %d from a pool", wire.ErrFrame, kind)
}

func (w *worker) takeTask(body []byte) error {
	task, err := wire.DecodeTask(body)
	if err != nil {
		return err
	}
	job, ok := w.jobs[task.Job]
	if !ok {
		return fmt.Errorf("%w: task of an unknown job %d", wire.ErrFrame, task.Job)
	}
	w.queue.put(item{task: task, job: job})
	return nil
}

// item is a task and the job it belongs to.
type item struct {
	task wire.Task
	job  wire.Job
}

// call returns what the function of an item sees.
func (w *worker) call(it item, lane int) *Call {
	return &Call{
		Worker: w.name, Lane: lane, Task: it.task.Index, Attempt: it.task.Attempt,
		Input: json.RawMessage(it.task.Input), Params: it.job.Params,
		Stdout: &stream{id: it.task.ID, number: 1, out: w.out},
		Stderr: &stream{id: it.task.ID, number: 2, out: w.out},
		Serial: func(f func()) { w.lock.with(it.task.ID, f) },
	}
}

// queue is what was received and not yet begun: unbounded, because the reader
// must never wait; the pool bounds what it sends.
type queue struct {
	mu    sync.Mutex
	some  *sync.Cond
	items []item
}

func newQueue() *queue {
	q := &queue{}
	q.some = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(it item) {
	q.mu.Lock()
	q.items = append(q.items, it)
	q.mu.Unlock()
	q.some.Signal()
}

// take waits for an item.
func (q *queue) take() item {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.some.Wait()
	}
	it := q.items[0]
	q.items = q.items[1:]
	return it
}

// drain takes all items out, and returns the IDs of their tasks.
func (q *queue) drain() []int {
	q.mu.Lock()
	defer q.mu.Unlock()
	ids := make([]int, len(q.items))
	for i, it := range q.items {
		ids[i] = it.task.ID
	}
	q.items = nil
	return ids
}

// tryTake takes an item if one waits.
func (q *queue) tryTake() (item, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		return item{}, false
	}
	it := q.items[0]
	q.items = q.items[1:]
	return it, true
}
