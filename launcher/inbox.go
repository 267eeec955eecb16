package launcher

import "sync"

// inbox is where callers leave jobs for the dispatcher. Leaving one never
// waits, even while the dispatcher waits for the receiver of its events.
type inbox struct {
	mu      sync.Mutex
	jobs    []*job
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

// take empties the inbox and reports whether more can come.
func (b *inbox) take() (jobs []*job, closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	jobs, b.jobs = b.jobs, nil
	return jobs, b.closed
}

func (b *inbox) notify() {
	select {
	case b.changed <- struct{}{}:
	default:
	}
}
