package worker

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/ring"
	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// worker is one process of a pool. The goroutine that reads frames owns jobs;
// the lanes receive parcels from the queue and send frames through out.
type worker struct {
	name        string
	threads     int
	initializer string
	functions   Registry
	born        time.Time // where its clock begins
	out         *sender
	jobs        map[int]*wire.Job
	queue       *queue
	lock        *poolLock
	memory      highWater
	intake      *intake // nil where the pool speaks through the stream
}

func newWorker(hello wire.Hello, functions Registry, in, out *os.File) (*worker, error) {
	threads := max(1, hello.Threads)
	w := &worker{
		name:        hello.Worker,
		threads:     threads,
		initializer: hello.Initializer,
		functions:   functions,
		born:        time.Now(),
		out:         &sender{to: out},
		jobs:        map[int]*wire.Job{},
		queue:       newQueue(threads),
	}
	w.lock = &poolLock{out: w.out, granted: map[int]chan struct{}{}}
	if hello.Ring == 0 {
		return w, nil
	}
	rings, err := ring.Open(hello.Ring)
	if err != nil {
		return nil, fmt.Errorf("open the rings: %w", err)
	}
	said, to := rings.Opened(func() error {
		_, err := out.Write([]byte{1})
		return err //nolint:wrapcheck // it ends the process
	})
	w.intake = &intake{worker: w, bell: in, ring: said}
	w.out.to = to
	return w, nil
}

// begin has the worker get ready. A worker process stands for one thread of work,
// so its runtime gets one processor; a worker of n threads gets n, so that all of
// them can run at once.
func (w *worker) begin() {
	runtime.GOMAXPROCS(w.threads)
	if w.initializer == "" {
		w.awake()
		return
	}
	go func() { // which may take long, and the pool's end is heard meanwhile
		w.initialize()
		w.awake()
	}()
}

// awake tells the pool that the worker is ready, and starts the lanes.
func (w *worker) awake() {
	w.out.send(wire.Ready{At: w.now(), MaxRSS: w.memory.now()}.AppendTo(nil))
	for n := range w.threads {
		l := &lane{worker: w, number: n + 1, onThread: w.threads > 1}
		go l.serve()
	}
}

// initialize calls the function that every worker calls once. One that fails ends
// the worker: it could do no task.
func (w *worker) initialize() {
	l := &lane{worker: w, number: 1}
	f := l.newFrame()
	f.Task = -1
	if _, fault := l.call(w.lookup(w.initializer), &f.Call); fault != nil {
		w.out.send(wire.Broken{Fault: *fault}.AppendTo(nil))
		os.Exit(exitBroken)
	}
}

// now is the time on the worker's own clock.
func (w *worker) now() time.Duration { return time.Since(w.born) }

// serve takes the pool's frames until the pool closes its end, and returns the
// exit code. It never stops reading, whatever the lanes do: that is how a
// worker learns at once that its pool is gone.
func (w *worker) serve(frames *wire.Reader) int {
	if w.intake != nil {
		return w.intake.serve()
	}
	for {
		kind, body, err := frames.Next()
		if errors.Is(err, wire.ErrFrame) {
			return exitProtocol
		}
		if err != nil {
			return w.part()
		}
		if err := w.take(kind, bytes.Clone(body)); err != nil {
			return exitProtocol
		}
	}
}

// part tells the pool, which has closed its end, the last there is to tell.
func (w *worker) part() int {
	w.out.send(wire.Farewell{MaxRSS: w.memory.now()}.AppendTo(nil))
	return exitDone
}

// take takes in a frame, whose body is the worker's to keep.
func (w *worker) take(kind wire.Kind, body []byte) error {
	switch kind {
	case wire.KindJob:
		job := &wire.Job{}
		err := wire.DecodeJSON(body, job)
		w.jobs[job.ID] = job
		return err
	case wire.KindParcel:
		return w.takeParcel(body)
	case wire.KindLockGrant:
		lock, err := wire.DecodeLock(body)
		w.lock.grant(lock.ID)
		return err
	case wire.KindRecall:
		w.out.send(w.queue.takeBack().AppendTo(nil))
		return nil
	case wire.KindHello, wire.KindReady, wire.KindStarted, wire.KindOutput, wire.KindFinished,
		wire.KindLockWant, wire.KindLockFree, wire.KindReturned, wire.KindFarewell, wire.KindBroken:
	}
	return fmt.Errorf("%w: kind %d from a pool", wire.ErrFrame, kind)
}

func (w *worker) takeParcel(body []byte) error {
	p, err := wire.DecodeParcel(body)
	if err != nil {
		return err
	}
	job, ok := w.jobs[p.Job]
	if !ok {
		return fmt.Errorf("%w: tasks of an unknown job %d", wire.ErrFrame, p.Job)
	}
	w.queue.put(newParcel(p, job))
	return nil
}
