package launcher

import "sync"

// outbox is what the dispatcher wants written to a worker. Leaving frames never
// waits, even while the worker reads nothing; how much is left is bounded by what
// the dispatcher hands a worker at a time.
type outbox struct {
	mu     sync.Mutex
	some   sync.Cond
	frames []byte
	closed bool
}

func newOutbox() *outbox {
	b := &outbox{}
	b.some.L = &b.mu
	return b
}

// put leaves frames. After close they are dropped.
func (b *outbox) put(frames []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.frames = append(b.frames, frames...)
		b.some.Signal()
	}
}

// close lets take end when all that was left is taken.
func (b *outbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.some.Signal()
}

// take waits for frames and returns all there are; false at the end.
func (b *outbox) take() ([]byte, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.frames) == 0 && !b.closed {
		b.some.Wait()
	}
	frames := b.frames
	b.frames = nil
	return frames, len(frames) > 0
}
