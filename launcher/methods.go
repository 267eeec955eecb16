package launcher

import (
	"encoding/json"
	"iter"
)

// Apply has the pool apply a function to one input, and returns when the result
// is there: what Python's Pool.apply does. Function.Apply is the same with types.
func (p *Pool) Apply(function string, input any) (Result, error) {
	results, err := p.collect(Job{Function: function, Method: Apply}, []any{input})
	if err != nil || len(results) == 0 {
		return Result{}, first(err, ErrTerminated)
	}
	return results[0], nil
}

// Map applies a function to every input, in chunks, and returns the results in
// input order when all are there. A task that failed is a result like others.
func (p *Pool) Map(function string, inputs []any) ([]Result, error) {
	return p.collect(Job{Function: function, Method: Map}, inputs)
}

// IMap is Map that yields each result as soon as those before it are there.
func (p *Pool) IMap(function string, inputs []any) (iter.Seq[Result], error) {
	return p.each(Job{Function: function, Method: IMap}, inputs)
}

// IMapUnordered is Map that yields each result as soon as it is there.
func (p *Pool) IMapUnordered(function string, inputs []any) (iter.Seq[Result], error) {
	return p.each(Job{Function: function, Method: IMapUnordered}, inputs)
}

func (p *Pool) collect(j Job, inputs []any) ([]Result, error) {
	b, err := submitAll(p, j, inputs)
	if err != nil {
		return nil, err
	}
	results := make([]Result, 0, len(inputs))
	for r := range b.Results() {
		results = append(results, r)
	}
	return results, b.Wait()
}

func (p *Pool) each(j Job, inputs []any) (iter.Seq[Result], error) {
	b, err := submitAll(p, j, inputs)
	if err != nil {
		return nil, err
	}
	return b.Results(), nil
}

// submitAll encodes all inputs before the job begins, so that one that has no form
// in JSON starts nothing. Where there are none, the batch is complete at once, even
// in a pool that was not started.
func submitAll[In any](p *Pool, j Job, inputs []In) (*Batch, error) {
	texts := make([]json.RawMessage, len(inputs))
	for i, input := range inputs {
		text, err := encodeInput(i, input, nil)
		if err != nil {
			return nil, err
		}
		texts[i] = text
	}
	j.Total, j.Inputs, j.given = len(inputs), Values(texts), texts
	b, err := p.Submit(j)
	if err != nil || len(inputs) > 0 {
		return b, err
	}
	none := newBatch()
	none.finish(nil)
	return none, nil
}

// Values returns inputs that are all there as the sequence that a job takes.
func Values(inputs []json.RawMessage) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		for _, input := range inputs {
			if !yield(input, nil) {
				return
			}
		}
	}
}
