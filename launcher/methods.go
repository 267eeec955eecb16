package launcher

import (
	"encoding/json"
	"fmt"
	"iter"
)

// Apply has the pool apply a function to one input, and returns when the result
// is there: what Python's Pool.apply does.
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
	b, err := p.submitValues(j, inputs)
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
	b, err := p.submitValues(j, inputs)
	if err != nil {
		return nil, err
	}
	return b.Results(), nil
}

// submitValues encodes all inputs before the job begins, so that one that has no
// form in JSON starts nothing.
func (p *Pool) submitValues(j Job, inputs []any) (*Batch, error) {
	encoded := make([]json.RawMessage, len(inputs))
	for i, input := range inputs {
		text, err := json.Marshal(input)
		if err != nil {
			return nil, fmt.Errorf("input %d: %w", i, err)
		}
		encoded[i] = text
	}
	j.Total, j.Inputs = len(inputs), Values(encoded)
	return p.Submit(j)
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
