package launcher

import (
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// resident is the worker that lives in a slot. The dispatcher owns every field
// but those that live sets before it sends its first message.
type resident struct {
	name        string
	slot        int // from 1
	lanes       int
	secret      string
	initializer string
	assumed     bool // it has not said yet what it begins: its first task is taken for begun
	speech      speech
	outbox      *outbox // the dispatcher fills and closes it; live writes it to the worker

	process   *process
	ready     bool
	parted    bool          // it has told its size at its end: maxRSS is exact
	recalled  bool          // asked to return what it has not begun, and did not answer yet
	asked     time.Duration // when it was asked to
	touched   time.Duration // when it was last sent tasks, or finished one
	leaving   bool          // it gets no more tasks, and ends when it has none
	closing   bool          // its outbox is closed: it ends when it has read what was sent
	ended     bool          // its exit was taken
	ending    *time.Timer   // of the end that it is given if it does not end by itself
	broken    error
	parcels   []*parcel // handed out and not finished, in the order they were sent
	held      int       // tasks in them that have not ended
	taken     int       // tasks handed out, ever
	finished  int
	mean      time.Duration // wall time of its tasks, the newest counting most
	cpuDone   time.Duration // of the tasks it finished
	maxRSS    int64         // largest that it reported itself
	jobs      map[*job]bool // that it was told of
	condemned bool          // asked to end, as soon as it has a process
	expired   bool          // killed because one of its tasks ran out of time
	byHand    bool          // killed because somebody killed one of its tasks
	round     int           // rounds of failed starts when it was begun
	stopped   time.Duration // somebody stopped its process then; 0 while it goes on

	unwanted atomic.Bool // it is not to be started; the spawner's thread looks before it does
}

// worthwhile is the work that a worker should hold beyond its running task: it
// covers a wake-up across cores and back with room to spare.
const worthwhile = 300 * time.Microsecond

// The bounds of what a worker holds: chunks, and tasks that make no chunk.
const (
	maxChunksAhead = 32
	maxTasksAhead  = 1024
)

// depth is how many chunks each of the worker's lanes may hold: 1 unless its
// tasks are so short that waiting for the next would take longer than the task.
// With a condition to halt nothing is sent that has not to start now.
func (w *resident) depth(j *job) int {
	if w.finished == 0 || j.Halt != (Halt{}) || j.Method == Apply {
		return 1
	}
	one := max(w.mean*time.Duration(j.chunk), 100*time.Nanosecond)
	if j.chunk == 1 {
		return min(1+int(worthwhile/one), maxTasksAhead)
	}
	ahead := min(int(worthwhile/one), maxChunksAhead-1)
	if ahead == 0 && one < longChunk {
		ahead = 1
	}
	return 1 + ahead
}

// longChunk is from how long a chunk takes on none is sent ahead: to hand it out takes
// little of that.
const longChunk = 50 * time.Millisecond

// timed takes in how long some tasks were, together.
func (w *resident) timed(wall time.Duration, tasks int) {
	each := wall / time.Duration(tasks)
	if w.finished == 0 {
		w.mean = each
	}
	w.finished += tasks
	w.mean += (each - w.mean) * time.Duration(min(tasks, 8)) / 8
}

// live starts a worker, carries bytes both ways, and ends when it is reaped. It
// sends what happens to the dispatcher, which receives until then.
func (w *resident) live(pool *Pool, now func() time.Duration, to chan<- []message) {
	say := func(whats ...any) {
		at, batch := now(), make([]message, len(whats))
		for i, what := range whats {
			batch[i] = message{from: w, at: at, what: what}
		}
		to <- batch
	}
	p, err := pool.spawner.start(w.slot, func() (*process, error) {
		if w.unwanted.Load() {
			return nil, errUnwanted
		}
		return pool.spawner.command.start(w.name, w.secret)
	})
	if err != nil {
		say(unborn{err})
		return
	}
	pool.herd.enter(p)
	say(spawned{p})
	var speech, rest, writer sync.WaitGroup
	stdout, stderr := newPipeEnd(p.stdout), newPipeEnd(p.stderr)
	speech.Go(func() { w.speech.hear(p, now, say) })
	rest.Go(func() { _ = readRaw(stdout, Stdout, say) })
	rest.Go(func() { _ = readRaw(stderr, Stderr, say) })
	into := p.sink()
	writer.Go(func() {
		pipeSink{p.to}.write(w.speech.hello(w, p.ringFD))
		w.outbox.write(into)
		into.close()
	})
	// Only the worker holds its end of the wire: when that is closed it has ended,
	// or is about to. Waiting for the process itself would cost a thread each.
	speech.Wait()
	var deaf atomic.Bool // it has closed its stream and lives on
	ending := time.AfterFunc(closingTime, func() {
		deaf.Store(true)
		p.kill()
	})
	defer ending.Stop()
	end := p.wait(func() {
		stdout.lastWords()
		stderr.lastWords()
		rest.Wait()
	})
	pool.herd.leave(p)
	w.outbox.abandon()
	into.end()
	writer.Wait()
	p.release()
	if deaf.Load() {
		say(garbage{errDeaf})
	}
	say(gone{end})
}

var errDeaf = errors.New("it closed its stream and lived on")

// closingTime is how long a worker may live on after it has closed its stream.
const closingTime = time.Second

// readBuffers are used again: most commands print little, and there may be thousands
// a second.
var readBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }} //nolint:gochecknoglobals // what is kept belongs to nobody

// readRaw passes on what was written to a standard stream of the worker itself. Late
// says that somebody else held it still when it was waited for long enough.
func readRaw(from io.Reader, stream Stream, say func(...any)) (late bool) {
	kept, _ := readBuffers.Get().(*[32 << 10]byte)
	defer readBuffers.Put(kept)
	buf := kept[:]
	for {
		n, err := from.Read(buf)
		if n > 0 {
			say(rawBytes{stream, slices.Clone(buf[:n])})
		}
		if err != nil {
			return errors.Is(err, os.ErrDeadlineExceeded)
		}
	}
}
