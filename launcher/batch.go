package launcher

import (
	"iter"
	"sync"
)

// Batch is a job under way, as its caller sees it. Its methods may be called
// from any goroutine.
type Batch struct {
	keep bool // results are kept until they are ranged over

	mu      sync.Mutex
	ready   []Result
	err     error
	changed chan struct{} // closed and replaced at each change
	done    chan struct{} // closed when the job is complete
}

func newBatch() *Batch {
	return &Batch{changed: make(chan struct{}), done: make(chan struct{})}
}

// Results yields the results in the order that the job's method promises, as
// they come, and ends when the job is complete. Each result is yielded once.
func (b *Batch) Results() iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for {
			r, changed, ok := b.take()
			if ok {
				if !yield(r) {
					return
				}
				continue
			}
			select {
			case <-changed:
			case <-b.done:
				if b.empty() {
					return
				}
			}
		}
	}
}

// Wait returns when every task of the job is in a final state: nil, or the
// error that the inputs or the pool ended with. A task that failed is no error.
func (b *Batch) Wait() error {
	<-b.done
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

func (b *Batch) take() (Result, <-chan struct{}, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.ready) == 0 {
		return Result{}, b.changed, false
	}
	r := b.ready[0]
	b.ready = b.ready[1:]
	return r, nil, true
}

func (b *Batch) empty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.ready) == 0
}

func (b *Batch) put(results ...Result) {
	if !b.keep || len(results) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ready = append(b.ready, results...)
	close(b.changed)
	b.changed = make(chan struct{})
}

func (b *Batch) finish(err error) {
	b.mu.Lock()
	b.err = err
	b.mu.Unlock()
	close(b.done)
}
