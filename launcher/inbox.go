package launcher

import "sync"

// inbox is where callers leave jobs for the dispatcher. Leaving one never
// waits, even while the dispatcher waits for the receiver of its events.
type inbox struct {
	mu      sync.Mutex
	jobs    []*job
	wishes  []func(*dispatcher)
	ended   bool          // nobody takes anything any more
	closed  bool          // no more will be taken
	changed chan struct{} // has room for one
}

func newInbox() *inbox { return &inbox{changed: make(chan struct{}, 1)} }

// put leaves a job; false when the inbox is closed.
func (b *inbox) put(j *job) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	b.jobs = append(b.jobs, j)
	b.notify()
	return true
}

// close refuses further jobs. Those that were left are still taken.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.notify()
}

// ask leaves a wish, which the dispatcher's goroutine runs; false when it has ended.
func (b *inbox) ask(wish func(*dispatcher)) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return false
	}
	b.wishes = append(b.wishes, wish)
	b.notify()
	return true
}

// take empties the inbox and reports whether more can come.
func (b *inbox) take() (jobs []*job, wishes []func(*dispatcher), closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	jobs, wishes = b.jobs, b.wishes
	b.jobs, b.wishes = nil, nil
	return jobs, wishes, b.closed
}

// end refuses everything from now on, and returns what was left.
func (b *inbox) end() (jobs []*job, wishes []func(*dispatcher)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed, b.ended = true, true
	return b.jobs, b.wishes
}

func (b *inbox) isEnded() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended
}

func (b *inbox) notify() {
	select {
	case b.changed <- struct{}{}:
	default:
	}
}
