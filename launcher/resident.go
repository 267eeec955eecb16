package launcher

import (
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// resident is the worker that lives in a slot. The dispatcher owns every field
// but those that live sets before it sends its first message.
type resident struct {
	name   string
	slot   int // from 1
	lanes  int
	secret string
	outbox *outbox // the dispatcher fills and closes it; live writes it to the worker

	process   *process
	ready     bool
	parted    bool          // it has told its size at its end: maxRSS is exact
	recalled  bool          // asked to return what it has not begun, and did not answer yet
	touched   time.Duration // when it was last sent tasks, or finished one
	closing   bool          // its outbox is closed: it ends when it has read what was sent
	ended     bool          // its exit was taken
	broken    error
	tasks     []*task // handed out and not finished, in the order they were sent
	taken     int     // tasks handed out, ever
	finished  int
	mean      time.Duration // wall time of its tasks, the newest counting most
	cpuDone   time.Duration // of the tasks it finished
	maxRSS    int64         // largest that it reported itself
	jobs      map[*job]bool // that it was told of
	condemned bool          // asked to end, as soon as it has a process
	expired   bool          // killed because one of its tasks ran out of time
}

// What live tells the dispatcher, besides the decoded frames of package wire.
type (
	spawned  struct{ process *process }
	unborn   struct{ err error }
	rawBytes struct {
		stream Stream
		data   []byte
	}
	garbage struct{ err error }
	gone    struct{ exit }
	lockAsk struct{ id int }
	lockEnd struct{ id int }
)

// message is something that a worker said or that became of it.
type message struct {
	from *resident
	at   time.Duration
	what any
}

// worthwhile is the work that a worker should hold beyond its running task: it
// covers a wake-up across cores and back with room to spare.
const worthwhile = 300 * time.Microsecond

// maxDepth bounds the chunks that a worker holds.
const maxDepth = 32

// depth is how many chunks each of the worker's lanes may hold: 1 unless its
// tasks are so short that waiting for the next would take longer than the task.
// With a condition to halt nothing is sent that has not to start now.
func (w *resident) depth(j *job) int {
	if w.finished == 0 || j.Halt != (Halt{}) {
		return 1
	}
	one := max(w.mean*time.Duration(j.chunk), time.Microsecond)
	return min(1+int(worthwhile/one), maxDepth)
}

// timed takes in how long a task was.
func (w *resident) timed(wall time.Duration) {
	if w.finished++; w.finished == 1 {
		w.mean = wall
	}
	w.mean += (wall - w.mean) / 8
}

// live starts a worker, carries bytes both ways, and ends when it is reaped. It
// sends what happens to the dispatcher, which receives until then.
func (w *resident) live(s *spawner, now func() time.Duration, to chan<- []message) {
	say := func(whats ...any) {
		at, batch := now(), make([]message, len(whats))
		for i, what := range whats {
			batch[i] = message{from: w, at: at, what: what}
		}
		to <- batch
	}
	p, err := s.start(w.name, w.slot, w.secret)
	if err != nil {
		say(unborn{err})
		return
	}
	say(spawned{p})
	var speech, rest, writer sync.WaitGroup
	stdout, stderr := newPipeEnd(p.stdout), newPipeEnd(p.stderr)
	speech.Go(func() { readFrames(p.from, say) })
	rest.Go(func() { readRaw(stdout, Stdout, say) })
	rest.Go(func() { readRaw(stderr, Stderr, say) })
	writer.Go(func() { w.writeFrames(p.to) })
	// Only the worker holds its end of the wire: when that is closed it has ended,
	// or is about to. Waiting for the process itself would cost a thread each.
	speech.Wait()
	end := p.wait(func() {
		stdout.lastWords()
		stderr.lastWords()
		rest.Wait()
	})
	closeAll([]*os.File{p.from, p.stdout, p.stderr})
	say(gone{end})
	writer.Wait()
}

// writeFrames sends what the dispatcher leaves. A worker that is gone makes the
// writes fail; its exit tells what there is to tell.
func (w *resident) writeFrames(to io.WriteCloser) {
	for {
		frames, ok := w.outbox.take()
		if !ok {
			break
		}
		_, _ = to.Write(frames)
	}
	_ = to.Close()
}

// readFrames passes on what the worker says until its end, all that has arrived
// at a time. After the first fault the rest is read and dropped, so that the
// worker is never blocked.
func readFrames(from io.Reader, say func(...any)) {
	frames := wire.NewReader(from)
	var arrived []any
	for {
		kind, body, err := frames.Next()
		if err == nil {
			var what any
			if what, err = decode(kind, body); err == nil {
				arrived = append(arrived, what)
				if !frames.Ready() {
					say(arrived...)
					arrived = arrived[:0]
				}
				continue
			}
		}
		if !atEnd(err) {
			arrived = append(arrived, garbage{err})
		}
		if len(arrived) > 0 {
			say(arrived...)
		}
		_, _ = io.Copy(io.Discard, from)
		return
	}
}

// readRaw passes on what was written to a standard stream of the worker itself.
func readRaw(from io.Reader, stream Stream, say func(...any)) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			say(rawBytes{stream, slices.Clone(buf[:n])})
		}
		if err != nil {
			return
		}
	}
}
