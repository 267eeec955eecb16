package worker

import (
	"io"
	"os"
	"sync"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// sender writes frames to the pool, whole and in order, from any goroutine.
type sender struct {
	mu sync.Mutex
	to io.Writer
}

// send writes one or several frames. A pool that is gone ends the process: nobody
// is left to work for.
func (s *sender) send(frames []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.to.Write(frames); err != nil {
		os.Exit(exitDone)
	}
}

// maxPiece bounds the frame that a single large print becomes.
const maxPiece = 64 << 10

// stream is a task's stdout or stderr: each write goes to the pool at once.
type stream struct {
	id      int
	number  byte
	written bool // somebody wrote, and may still hold it
	out     *sender
}

// Write sends p, in pieces.
func (s *stream) Write(p []byte) (int, error) {
	s.written = true
	for rest := p; len(rest) > 0; {
		n := min(len(rest), maxPiece)
		s.out.send(wire.Output{ID: s.id, Stream: s.number, Data: rest[:n]}.AppendTo(nil))
		rest = rest[n:]
	}
	return len(p), nil
}

// poolLock is a lock that the pool hands out, one task at a time over all its
// workers.
type poolLock struct {
	out     *sender
	mu      sync.Mutex
	granted map[int]chan struct{}
}

// with runs f while the task holds the pool's lock.
func (l *poolLock) with(id int, f func()) {
	granted := make(chan struct{})
	l.mu.Lock()
	l.granted[id] = granted
	l.mu.Unlock()
	l.out.send(wire.Lock{ID: id}.AppendTo(nil, wire.KindLockWant))
	<-granted
	defer l.out.send(wire.Lock{ID: id}.AppendTo(nil, wire.KindLockFree))
	f()
}

// grant wakes the task that waits for the lock.
func (l *poolLock) grant(id int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if granted, ok := l.granted[id]; ok {
		close(granted)
		delete(l.granted, id)
	}
}
