package plan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/poolscope/poolscope/internal/argv"
)

// CheckFirst makes the command of the first of the inputs that OpenNoting returned, where
// the command has placeholders of columns: which columns there are is known only then. A
// column that is not there is a Problem; whatever else is wrong with that input is its
// task's own affair. It waits for the input to be read, or until ctx ends, whose cause is
// then the error. The sequence that it returns yields all of the inputs, once; what was
// given must not be ranged over besides.
func (p Plan) CheckFirst(ctx context.Context, inputs iter.Seq2[json.RawMessage, error]) (iter.Seq2[json.RawMessage, error], error) {
	if !p.asksForColumns() {
		return inputs, nil
	}
	r := &rest{}
	r.next, r.stop = iter.Pull2(inputs)
	read := make(chan struct{}) // closed by the one that reads
	go func() {
		defer close(read)
		r.raw, r.err, r.ok = r.next()
	}()
	select {
	case <-read:
	case <-ctx.Done():
		return nil, context.Cause(ctx) //nolint:wrapcheck // it is what the caller ended it with
	}
	if r.ok && r.err == nil {
		if err := p.checkColumns(r.raw); err != nil {
			r.stop()
			return nil, err
		}
	}
	return r.all, nil
}

// asksForColumns reports whether inputs may have too few columns for the command, or
// none of the name.
func (p Plan) asksForColumns() bool {
	if p.Task.Kind != Command || p.Task.Shell != "" {
		return false
	}
	if p.Inputs.Header {
		return true
	}
	for _, one := range p.Inputs.sources() {
		if one.Kind == CSV {
			return true
		}
	}
	t, err := p.Task.template(nil)
	return err == nil && t.AsksForColumns()
}

func (p Plan) checkColumns(first json.RawMessage) error {
	_, err := newMaker(p).arguments(1, 1, first)
	bad, ok := errors.AsType[*argv.ColumnError](err)
	if !ok {
		return nil
	}
	return Problem{Key: "task.command", Text: fmt.Sprintf("for the first input, %s: %s", shorten(string(first)), bad)}
}

// rest is a sequence of which the first pair was read.
type rest struct {
	next func() (json.RawMessage, error, bool)
	stop func()
	raw  json.RawMessage
	err  error
	ok   bool
}

func (r *rest) all(yield func(json.RawMessage, error) bool) {
	defer r.stop()
	for r.ok && yield(r.raw, r.err) {
		r.raw, r.err, r.ok = r.next()
	}
}
