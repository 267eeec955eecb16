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
	frames chan []byte // dispatcher sends and closes; live writes them to the worker

	process   *process
	ready     bool
	closing   bool // frames is closed: it ends when it has read what was sent
	ended     bool // its exit was taken
	broken    error
	tasks     []*task // handed out and not finished, in the order they were sent
	taken     int     // tasks handed out, ever
	finished  int
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
	greeted struct{}
	lockAsk struct{ id int }
	lockEnd struct{ id int }
)

// message is something that a worker said or that became of it.
type message struct {
	from *resident
	at   time.Duration
	what any
}

// live starts a worker, carries bytes both ways, and ends when it is reaped.
// say must not block for ever.
func (w *resident) live(s *spawner, say func(what any)) {
	p, err := s.start(w.name, w.slot, w.secret)
	if err != nil {
		say(unborn{err})
		w.discardFrames()
		return
	}
	say(spawned{p})
	var readers, writer sync.WaitGroup
	readers.Go(func() { readFrames(p.from, say) })
	readers.Go(func() { readRaw(p.stdout, Stdout, say) })
	readers.Go(func() { readRaw(p.stderr, Stderr, say) })
	writer.Go(func() { w.writeFrames(p.to) })
	end := p.wait(func() { drain(&readers, p) })
	say(gone{end})
	writer.Wait()
}

// writeFrames sends what the dispatcher queues. A worker that is gone makes the
// writes fail; its exit tells what there is to tell.
func (w *resident) writeFrames(to io.WriteCloser) {
	for frame := range w.frames {
		_, _ = to.Write(frame)
	}
	_ = to.Close()
}

func (w *resident) discardFrames() {
	for range w.frames {
		continue
	}
}

// drainTime bounds the wait for pipes that somebody outside the worker's group
// still holds open.
const drainTime = 500 * time.Millisecond

// drain waits until all that the ended worker wrote was read.
func drain(readers *sync.WaitGroup, p *process) {
	ours := []*os.File{p.from, p.stdout, p.stderr}
	late := time.AfterFunc(drainTime, func() { closeAll(ours) })
	readers.Wait()
	late.Stop()
	closeAll(ours)
}

// readFrames passes on what the worker says until its end. After the first
// fault the rest is read and dropped, so that the worker is never blocked.
func readFrames(from io.Reader, say func(any)) {
	frames := wire.NewReader(from)
	for {
		kind, body, err := frames.Next()
		if err == nil {
			var what any
			if what, err = decode(kind, body); err == nil {
				say(what)
				continue
			}
		}
		if !atEnd(err) {
			say(garbage{err})
			_, _ = io.Copy(io.Discard, from)
		}
		return
	}
}

// readRaw passes on what was written to a standard stream of the worker itself.
func readRaw(from io.Reader, stream Stream, say func(any)) {
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
