package launcher

import "sync"

// outbox is what the dispatcher wants written to a worker. Leaving something never
// waits, even while the worker reads nothing; how much is left is bounded by what
// the dispatcher hands a worker at a time.
type outbox struct {
	mu     sync.Mutex
	some   sync.Cond
	said   []byte
	closed bool
	gone   bool
	idle   bool // the writer waits, and has written all it took
	to     sink // the worker's, once there is one
}

func newOutbox() *outbox {
	b := &outbox{}
	b.some.L = &b.mu
	return b
}

// put leaves something, and keeps it. After close it is dropped. As much of it as the worker's
// pipe takes at once is written here, which spares the writer's waking up.
func (b *outbox) put(said []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	if b.idle && len(b.said) == 0 {
		said = said[b.to.try(said):]
	}
	if len(said) == 0 {
		return
	}
	if len(b.said) == 0 {
		b.said = said // which its caller has left
	} else {
		b.said = append(b.said, said...)
	}
	b.some.Signal()
}

// close lets the writer end when all that was left is written.
func (b *outbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.some.Signal()
}

// abandon drops what is left and what will be left: the worker is gone.
func (b *outbox) abandon() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said, b.closed, b.gone = nil, true, true
	b.some.Signal()
}

// write writes what is left and will be left, until close or abandon.
func (b *outbox) write(to sink) {
	for {
		said, ok := b.take(to)
		if !ok {
			return
		}
		to.write(said)
	}
}

// take waits for something to write and returns all there is; false at the end.
func (b *outbox) take(to sink) ([]byte, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.to, b.idle = to, true
	for len(b.said) == 0 && !b.closed {
		b.some.Wait()
	}
	b.idle = false
	said := b.said
	b.said = nil
	return said, len(said) > 0 && !b.gone
}
