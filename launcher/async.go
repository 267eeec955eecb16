package launcher

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// ErrNotReady says that nobody can tell yet whether a call was successful.
var ErrNotReady = errors.New("the result is not there yet")

// Async is a call that goes on while its caller does something else, as
// AsyncResult is to Python's Pool. Its methods may be called from any goroutine.
//
// It ends when the last of its tasks does, or at once with ErrTerminated when the
// pool is terminated before.
type Async[Out any] struct {
	callers *callers
	done    chan struct{} // closed when value and err are written
	value   Out
	err     error

	mu        sync.Mutex
	callbacks []func() // to be called at the end
	ended     bool     // they were; others are called at once
	failed    []error  // callbacks that panicked
}

// newAsync waits for a job in a goroutine; read makes one value of its results.
func newAsync[Out any](p *Pool, b *Batch, read func(*Batch) (Out, error)) *Async[Out] {
	a := &Async[Out]{callers: p.callers, done: make(chan struct{})}
	a.callers.start(func() {
		if a.err = b.endBefore(p.stopping); a.err == nil {
			a.value, a.err = read(b)
		}
		a.end()
	})
	return a
}

// Get waits for the result. The error is ErrTimeout when ctx ends before: nothing
// is lost by it, and a later Get returns the result. It is a *TaskError, or a
// *MapError of several, when tasks failed, and ErrTerminated when the pool was
// terminated. Each Get returns the same; one that is there is returned even if ctx
// has ended.
func (a *Async[Out]) Get(ctx context.Context) (Out, error) {
	var none Out
	if !a.Ready() {
		select {
		case <-a.done:
		case <-ctx.Done():
			return none, lateness(ctx)
		}
	}
	return a.value, a.err
}

// Done returns a channel that is closed when the call has ended, well or not.
func (a *Async[Out]) Done() <-chan struct{} { return a.done }

// Ready reports whether the call has ended, well or not.
func (a *Async[Out]) Ready() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}

// Successful reports whether Get returns no error; while that is not known yet its
// own error is ErrNotReady.
func (a *Async[Out]) Successful() (bool, error) {
	if !a.Ready() {
		return false, ErrNotReady
	}
	return a.err == nil, nil
}

// OnDone has f called once with the result, if there is one: in a goroutine of its
// own, which Join of the pool waits for. It is called at once when the result is
// there already. A panic in f harms nobody, see CallbackErr. f may call every
// method of the pool; Join does not wait for callbacks when one of them calls it.
func (a *Async[Out]) OnDone(f func(Out)) {
	a.then(func() {
		if a.err == nil {
			f(a.value)
		}
	})
}

// OnError is OnDone for the error that Get returns, if there is one: ErrTerminated
// as well.
func (a *Async[Out]) OnError(f func(error)) {
	a.then(func() {
		if a.err != nil {
			f(a.err)
		}
	})
}

// CallbackErr returns a *CallbackError for each callback that has panicked so far,
// joined; nil for none. After Join it is complete.
func (a *Async[Out]) CallbackErr() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return errors.Join(slices.Clone(a.failed)...)
}

// then calls f when the call has ended.
func (a *Async[Out]) then(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		a.call(f)
		return
	}
	a.callbacks = append(a.callbacks, f)
}

// end lets everybody see what the call came to.
func (a *Async[Out]) end() {
	close(a.done)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ended = true
	for _, f := range a.callbacks {
		a.call(f)
	}
	a.callbacks = nil
}

func (a *Async[Out]) call(f func()) {
	a.callers.start(func() {
		if err := callBack(f); err != nil {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.failed = append(a.failed, err)
		}
	})
}
