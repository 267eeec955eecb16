package launcher

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
)

// Results is the results of a call, one by one as they come. Its methods may be
// called from any goroutine.
//
// Inputs are read only some way ahead of the results that were taken (about a
// thousand), so a slow taker slows the call down and needs no more memory, and
// endless inputs are no harm. Once somebody calls Join of the pool they are read to
// their end, whether their results are taken or not.
type Results[Out any] struct {
	batch    *Batch
	gate     *gate
	stopping <-chan struct{}
	read     func(Result) (Out, *TaskError)
}

// All yields what Next returns, until the end, and then its error, if there is one:
// that of the inputs, or ErrTerminated. The error of a single task is a *TaskError,
// and the loop goes on behind it. Whoever breaks off can go on later, or call Stop.
func (s *Results[Out]) All() iter.Seq2[Out, error] {
	return func(yield func(Out, error) bool) {
		for {
			value, ok, err := s.Next(context.Background())
			if (ok || err != nil) && !yield(value, err) {
				return
			}
			if !ok {
				return
			}
		}
	}
}

// Next takes the next result and waits for it: what next(timeout) of CPython's
// IMapIterator does. With true it returns a value, or the *TaskError of a task that
// has none. With false there is none: the error is nil at the end, ErrTimeout when ctx
// ended before a result came, which loses nothing, ErrTerminated, or the error of the
// inputs after the results of those before.
func (s *Results[Out]) Next(ctx context.Context) (Out, bool, error) {
	var none Out
	r, ok, err := s.batch.next(ctx, s.stopping)
	if !ok {
		return none, false, err
	}
	s.gate.took()
	value, failed := s.read(r)
	if failed != nil {
		return none, true, failed
	}
	return value, true, nil
}

// Stop has no further inputs read. The results of those that were read still come.
func (s *Results[Out]) Stop() { s.gate.stop() }

// encoded returns inputs as the pool takes them, as fast as the gate lets them through.
func encoded[In any](inputs iter.Seq2[In, error], g *gate) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		n := 0
		for input, err := range inputs {
			if !g.pass() {
				return
			}
			text, err := encodeInput(n, input, err)
			if !yield(text, err) || err != nil {
				return
			}
			n++
		}
	}
}

// encodeInput returns the input as JSON, unless it has an error already.
func encodeInput[In any](n int, input In, err error) (json.RawMessage, error) {
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(input)
	if err != nil {
		return nil, fmt.Errorf("input %d has no form in JSON: %w", n, err)
	}
	return text, nil
}
