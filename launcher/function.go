package launcher

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
)

// Function is a function that the workers have registered under Name, with the
// types of its input and its result: those of the function that worker.Of was given.
// Both cross between the processes as JSON. It is a plain value, and its methods may
// be called from any goroutine.
//
// The methods are those of Python's Pool. All return ErrClosed once the pool is
// closed. Those that wait return at once with ErrTerminated when it is terminated.
// Without inputs they return at once, and need no worker.
//
// A function of several arguments (starmap) has Args2 or Args3 as its input, or any
// other type that is a list in JSON.
type Function[In, Out any] struct {
	Name   string
	Params map[string]float64 // the same for every task; nil for none
	Chunk  int                // tasks a message; 0 is automatic, see AutoChunk
}

// Apply applies the function to one input and waits for the result. The error is a
// *TaskError when there is none.
func (f Function[In, Out]) Apply(p *Pool, in In) (Out, error) {
	return f.wait(f.apply(p, Apply, in))
}

// ApplyAsync is Apply that does not wait.
func (f Function[In, Out]) ApplyAsync(p *Pool, in In) (*Async[Out], error) {
	return f.apply(p, ApplyAsync, in)
}

// Map applies the function to every input, in chunks, waits for all and returns the
// results in input order. Where a task has none, its place holds the zero value, and
// the error is a *MapError that names each of them: one that fails hides no other.
// Inputs that come one by one can be collected first, with slices.Collect, or go
// through IMap.
func (f Function[In, Out]) Map(p *Pool, ins []In) ([]Out, error) {
	a, err := f.mapAll(p, Map, ins)
	if err != nil {
		return nil, err
	}
	return a.Get(context.Background())
}

// MapAsync is Map that does not wait.
func (f Function[In, Out]) MapAsync(p *Pool, ins []In) (*Async[[]Out], error) {
	return f.mapAll(p, MapAsync, ins)
}

// IMap applies the function to inputs that are read as they are needed, in a
// goroutine of the pool, and yields each result as soon as those before it are there.
// slices.Values makes such inputs of a slice.
func (f Function[In, Out]) IMap(p *Pool, ins iter.Seq[In]) (*Results[Out], error) {
	return f.each(p, IMap, sure(ins))
}

// IMapUnordered is IMap that yields each result as soon as it is there.
func (f Function[In, Out]) IMapUnordered(p *Pool, ins iter.Seq[In]) (*Results[Out], error) {
	return f.each(p, IMapUnordered, sure(ins))
}

// IMapFrom is IMap over inputs that can fail, as a file does while it is read. After
// an error nothing more is read; it comes behind the results of what was read before.
func (f Function[In, Out]) IMapFrom(p *Pool, ins iter.Seq2[In, error]) (*Results[Out], error) {
	return f.each(p, IMap, ins)
}

// IMapUnorderedFrom is IMapUnordered over inputs that can fail.
func (f Function[In, Out]) IMapUnorderedFrom(p *Pool, ins iter.Seq2[In, error]) (*Results[Out], error) {
	return f.each(p, IMapUnordered, ins)
}

// sure returns inputs that never fail as some that can.
func sure[In any](ins iter.Seq[In]) iter.Seq2[In, error] {
	return func(yield func(In, error) bool) {
		for in := range ins {
			if !yield(in, nil) {
				return
			}
		}
	}
}

func (f Function[In, Out]) job(m Method) Job {
	return Job{Function: f.Name, Params: f.Params, Chunk: f.Chunk, Method: m}
}

func (f Function[In, Out]) apply(p *Pool, m Method, in In) (*Async[Out], error) {
	b, err := submitAll(p, f.job(m), []In{in})
	if err != nil {
		return nil, err
	}
	return newAsync(p, b, f.single), nil
}

// wait waits for a call that was begun.
func (f Function[In, Out]) wait(a *Async[Out], err error) (Out, error) {
	if err != nil {
		var none Out
		return none, err
	}
	return a.Get(context.Background())
}

// single returns the result of a call that has one task.
func (f Function[In, Out]) single(b *Batch) (Out, error) {
	all, err := f.gather(b, 1)
	var several *MapError
	if errors.As(err, &several) && several.Cause == nil {
		return all[0], several.Tasks[0]
	}
	return all[0], err
}

func (f Function[In, Out]) mapAll(p *Pool, m Method, ins []In) (*Async[[]Out], error) {
	b, err := submitAll(p, f.job(m), ins)
	if err != nil {
		return nil, err
	}
	return newAsync(p, b, func(b *Batch) ([]Out, error) { return f.gather(b, len(ins)) }), nil
}

// gather returns the results of a job that is complete, or will be.
func (f Function[In, Out]) gather(b *Batch, total int) ([]Out, error) {
	all, done := make([]Out, total), 0
	var failed []*TaskError
	for r := range b.Results() {
		value, err := f.read(r)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		all[r.Task] = value
		done++
	}
	if done == total {
		return all, nil
	}
	cause := b.Wait()
	if len(failed) == 0 {
		cause = first(cause, ErrTerminated)
	}
	return all, &MapError{Tasks: failed, Total: total, Cause: cause}
}

func (f Function[In, Out]) each(p *Pool, m Method, ins iter.Seq2[In, error]) (*Results[Out], error) {
	j := f.job(m)
	g := newGate(p, j.ChunkFor(p.config.Workers))
	j.Total, j.Inputs = -1, encoded(ins, g)
	b, err := p.Submit(j)
	if err != nil {
		return nil, err
	}
	return &Results[Out]{batch: b, gate: g, stopping: p.stopping, read: f.read}, nil
}

// read returns the value of a result, or why there is none.
func (f Function[In, Out]) read(r Result) (Out, *TaskError) {
	var value Out
	if r.State != Done {
		return value, newTaskError(f.Name, r)
	}
	if len(r.Value) == 0 {
		return value, nil
	}
	if err := json.Unmarshal(r.Value, &value); err != nil {
		var none Out
		failed := newTaskError(f.Name, r)
		failed.Type, failed.cause = fmt.Sprintf("%T", err), err
		failed.Message = fmt.Sprintf("its result %s does not fit %s: %v", brief(r.Value), reflect.TypeFor[Out](), err)
		return none, failed
	}
	return value, nil
}
