package gui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
)

// taskCount is the number of a plan's tasks, as far as it can be known before a
// run. A file is not read again for each key that is pressed elsewhere.
type taskCount struct {
	n    int           // -1 when it is not known
	odd  *plan.Notices // what the inputs hold that is seldom meant; nil for nothing
	file string        // that n was counted in, "" for none
}

// count counts the tasks of a plan. The error says why its inputs can't be
// opened. A glob is not tried: to look through a whole disk at each key would
// hold up the window.
func (c *taskCount) count(p plan.Plan) error {
	in := p.Inputs
	file := ""
	switch {
	case p.Task.Kind == plan.Command:
		file = fmt.Sprintf("%s:%v", p.Dir, in)
	case in.Kind == plan.Lines || in.Kind == plan.CSV:
		file = fmt.Sprintf("%s:%s:%v:%s:%s", in.Kind, p.Task.Name, p.Pool.Method.Star(), p.Dir, in.File)
	}
	if file != "" && file == c.file {
		return nil
	}
	c.n, c.file, c.odd = -1, "", nil
	if globs(in) {
		return nil
	}
	odd := &plan.Notices{}
	n, _, err := p.OpenNoting(strings.NewReader(""), odd)
	if err != nil {
		return fmt.Errorf("open the inputs: %w", err)
	}
	c.n, c.file, c.odd = n, file, odd
	return nil
}

// globs reports whether one of the sources of inputs is a pattern for files.
func globs(in plan.Inputs) bool {
	return in.Kind == plan.Glob || slices.ContainsFunc(in.Also, globs)
}

// notices says what the inputs hold that is seldom meant, as far as they were read.
func (c *taskCount) notices() []string {
	if c.odd == nil {
		return nil
	}
	return c.odd.Texts()
}
