package cli

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
)

// feed is the inputs of a run that does not leave them to its plan, and what was
// noticed in them. The zero value leaves them.
type feed struct {
	inputs  iter.Seq2[json.RawMessage, error] // nil for those of the plan
	total   int                               // -1 when not known
	notices plan.Notices
	typed   bool // the flags are what a person can change
}

// newFeed opens the inputs of commands, which are handed on as they are, with whatever
// is seldom meant.
//
// It waits for the first of the inputs where columns are asked for, or until ctx ends,
// whose cause is then the error.
func newFeed(ctx context.Context, p plan.Plan, flags runFlags, stdin io.Reader) (*feed, error) {
	f := &feed{typed: flags.Plan == ""}
	if p.Task.Kind != plan.Command && !flags.resumes() {
		return f, nil
	}
	var err error
	if f.total, f.inputs, err = p.OpenNoting(stdin, &f.notices); err != nil {
		return f, err
	}
	f.inputs, err = p.CheckFirst(ctx, f.inputs)
	return f, err
}

// notes returns what was noticed so far, a sentence each.
func (f *feed) notes() []string {
	texts := f.notices.Texts()
	for i, text := range texts {
		if f.typed {
			texts[i] = strings.ReplaceAll(text, "strip = true", "--strip")
		}
	}
	return texts
}
