package launcher

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/ring"
)

// hearStream passes on what a worker writes to its stream until the end of it. After
// the first fault the rest is read and dropped, so that the worker is never blocked.
func hearStream(from io.Reader, e *ear, say func(...any)) {
	var rest []byte
	scratch := make([]byte, 64<<10)
	for {
		n, err := from.Read(scratch)
		rest = append(rest, scratch[:n]...)
		if rest, err = hearBytes(rest, e, say, err); err != nil {
			_, _ = io.Copy(io.Discard, from)
			return
		}
	}
}

// hearBytes passes on what is whole in buf, and returns the rest. The error is the
// one given, or that of the bytes, which is passed on too.
func hearBytes(buf []byte, e *ear, say func(...any), err error) ([]byte, error) {
	heard, used, fault := e.take(buf)
	if fault == nil && err != nil && !atEnd(err) {
		fault = err
	}
	if fault != nil {
		heard = append(heard, garbage{fault})
		err = fault
	}
	if len(heard) > 0 {
		say(heard...)
	}
	return buf[used:], err
}

// atEnd tells the end of a worker's stream from a fault of it. A frame that is cut
// off is the end too: the worker died within it.
func atEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed) }

// While a worker says much, it is listened to every nap instead of at each word: it
// need not ring, and what it said comes in one piece.
const (
	nap  = 100 * time.Microsecond
	much = 8 // messages or tasks at a time
)

// hearRing is hearStream for a ring, whose bell is the stream.
func hearRing(r *ring.Reader, bell io.Reader, e *ear, say func(...any)) {
	var rest []byte
	var err error
	knock := make([]byte, 64)
	var patience ring.Patience
	more := func() bool {
		n, err := r.Len()
		return n > 0 || err != nil
	}
	for over := false; ; {
		var tasks int
		if rest, tasks, err = hearAll(r, rest, e, say); err != nil {
			_, _ = io.Copy(io.Discard, bell)
			return
		}
		switch {
		case over && tasks == 0:
			return
		case over:
		case tasks >= much:
			<-time.After(nap)
		case tasks > 0 && patience.Look(more):
		case r.Arm():
			_, ringing := bell.Read(knock)
			over = ringing != nil
		}
	}
}

// hearAll passes on all that lies in the ring, and returns what is not whole yet
// and how much it was: tasks, or any bytes.
func hearAll(r *ring.Reader, rest []byte, e *ear, say func(...any)) (left []byte, amount int, err error) {
	all, n, err := r.ReadAll(rest)
	if err != nil {
		say(garbage{err})
	}
	if n == 0 || err != nil {
		return rest, 0, err
	}
	left, err = hearBytes(all, e, say, nil)
	return left, e.amount(), err
}

// amount is how much was heard last, 1 at the least.
func (e *ear) amount() int {
	n := 1
	for _, what := range e.heard {
		if r, ok := what.(*ran); ok {
			n += len(r.tasks)
			continue
		}
		n++
	}
	return n
}
