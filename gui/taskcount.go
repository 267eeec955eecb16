package gui

import (
	"fmt"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
)

// taskCount is the number of a plan's tasks, as far as it can be known before a
// run. A file is not read again for each key that is pressed elsewhere.
type taskCount struct {
	n    int    // -1 when it is not known
	file string // that n was counted in, "" for none
}

// count counts the tasks of a plan. The error says why its inputs can't be
// opened. A glob is not tried: to look through a whole disk at each key would
// hold up the window.
func (c *taskCount) count(p plan.Plan) error {
	in := p.Inputs
	file := ""
	if in.Kind == plan.Lines || in.Kind == plan.CSV {
		file = fmt.Sprintf("%s:%s:%v:%s:%s", in.Kind, p.Task.Name, p.Pool.Method.Star(), p.Dir, in.File)
	}
	if file != "" && file == c.file {
		return nil
	}
	c.n, c.file = -1, ""
	if in.Kind == plan.Glob {
		return nil
	}
	n, _, err := p.Open(strings.NewReader(""))
	if err != nil {
		return fmt.Errorf("open the inputs: %w", err)
	}
	c.n, c.file = n, file
	return nil
}
