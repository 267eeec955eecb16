package launcher

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
)

// ErrTimeout says that what was waited for did not come in the time that was
// given. Nothing is lost by it: whoever waits again gets it. It is also a
// context.DeadlineExceeded.
var ErrTimeout = fmt.Errorf("no result in the time given: %w", context.DeadlineExceeded)

// Batch is a job under way, as its caller sees it. Its methods may be called
// from any goroutine.
type Batch struct {
	keep bool // results are kept until they are taken
	err  error
	done chan struct{} // closed when the job is complete

	mu    sync.Mutex // never held while anything waits, so that put does not
	fresh pile       // what nobody has looked at

	taking  sync.Mutex    // held before mu
	taken   pile          // what was fresh, out of the dispatcher's way
	waiters atomic.Int32  // grows with both held
	wake    chan struct{} // has room for one; made by the first waiter with both held
}

func newBatch() *Batch { return &Batch{done: make(chan struct{})} }

// Results yields the results in the order that the job's method promises, as
// they come, and ends when the job is complete. Each result is yielded once, and
// the batch forgets it. Whoever breaks off can range over the rest later.
func (b *Batch) Results() iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for {
			r, ok, _ := b.Next(context.Background())
			if !ok || !yield(r) {
				return
			}
		}
	}
}

// Next takes the next result, in the order that the job's method promises, and
// waits for it: what next(timeout) of CPython's IMapIterator does. It returns false
// and no error when all were taken; false and what Wait returns when the job ended
// early; and false and ErrTimeout, or the cause why ctx was cancelled, when no result
// came in time, which loses nothing. What is there is taken even if ctx has ended.
func (b *Batch) Next(ctx context.Context) (Result, bool, error) {
	return b.next(ctx, nil)
}

// next is Next that ends with ErrTerminated when stopping is closed.
func (b *Batch) next(ctx context.Context, stopping <-chan struct{}) (Result, bool, error) {
	for {
		if r, ok := b.take(); ok {
			return r, true, nil
		}
		wake, ended := b.wait()
		if ended {
			return Result{}, false, b.err
		}
		if wake == nil {
			continue
		}
		err := b.sleep(ctx, wake, stopping)
		b.waiters.Add(-1)
		if err != nil {
			return Result{}, false, err
		}
	}
}

// sleep waits until there may be something to take; the error says why nobody
// will.
func (b *Batch) sleep(ctx context.Context, wake, stopping <-chan struct{}) error {
	select {
	case <-wake:
		return nil
	case <-b.done:
		return nil
	case <-stopping:
		return ErrTerminated
	case <-ctx.Done():
		return lateness(ctx)
	}
}

// lateness is the error of who waited until ctx ended.
func lateness(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrTimeout
	}
	return fmt.Errorf("wait for a result: %w", context.Cause(ctx))
}

// Wait returns when every task of the job is in a final state: nil, or the
// error that the inputs or the pool ended with. A task that failed is no error.
func (b *Batch) Wait() error {
	<-b.done
	return b.err
}

// take takes a result, if one is there. Takers work through what they took over
// from the dispatcher in one go, so that they seldom stand in its way.
func (b *Batch) take() (Result, bool) {
	b.taking.Lock()
	defer b.taking.Unlock()
	if b.taken.empty() {
		b.mu.Lock()
		b.taken, b.fresh = b.fresh, pile{}
		b.mu.Unlock()
	}
	r, ok := b.taken.take()
	if !b.taken.empty() {
		b.notify() // one was woken for all of them
	}
	return r, ok
}

// wait announces a waiter: the channel is sent to when there is something to
// take. It is nil when there is already; ended says that nothing is there or will
// come.
func (b *Batch) wait() (wake <-chan struct{}, ended bool) {
	b.taking.Lock()
	defer b.taking.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.taken.empty() || !b.fresh.empty() {
		return nil, false
	}
	if b.ended() {
		return nil, true
	}
	if b.wake == nil {
		b.wake = make(chan struct{}, 1)
	}
	b.waiters.Add(1)
	return b.wake, false
}

// endBefore waits until the job is complete: nil, or ErrTerminated when stopping is
// closed before.
func (b *Batch) endBefore(stopping <-chan struct{}) error {
	select {
	case <-b.done:
	case <-stopping:
		if !b.ended() {
			return ErrTerminated
		}
	}
	return nil
}

// ended reports whether the job is complete.
func (b *Batch) ended() bool {
	select {
	case <-b.done:
		return true
	default:
		return false
	}
}

// notify wakes a waiter, if there is one. One of the locks is held.
func (b *Batch) notify() {
	if b.waiters.Load() == 0 {
		return
	}
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// put hands results out. The dispatcher calls it: it never waits for who takes them.
func (b *Batch) put(results ...Result) {
	if !b.keep || len(results) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fresh.add(results...)
	b.notify()
}

// finish ends the batch with what Wait returns. The dispatcher calls it, once.
func (b *Batch) finish(err error) {
	b.err = err
	close(b.done)
}
