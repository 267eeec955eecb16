package plan

import (
	"encoding/json"
	"fmt"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/workload"
)

// demand is what the inputs of a plan have to be. The zero value takes any.
type demand struct {
	workload workload.Workload // the built-in task; without a name it is not asked
	method   launcher.Method   // whose inputs may have to be lists of arguments
	kind     TaskKind
	command  *maker // of the commands that inputs become; nil for other kinds
	columned bool   // the inputs become lists by themselves
}

func (p Plan) demand() demand {
	d := demand{workload: p.builtin(), method: p.Pool.Method, kind: p.Task.Kind}
	if p.Task.Kind == Command {
		in := p.Inputs
		d.command = newMaker(p)
		d.columned = in.Columns != "" || in.Group > 1 || in.Header || len(in.Also) > 0
	}
	return d
}

// kindProblem says why the inputs cannot be of a kind, or "".
func (d demand) kindProblem(kind InputKind) string {
	if !d.method.Star() || kind == Values || kind == CSV || d.columned {
		return ""
	}
	return fmt.Sprintf("%s needs lists of arguments: want values = [[1], [2]] or csv", d.method)
}

// problem says why a value cannot be an input, or "".
func (d demand) problem(raw json.RawMessage) string {
	if d.command != nil && d.columned {
		return columnsProblem(raw)
	}
	if d.command != nil && !d.method.Star() {
		return d.command.problem(raw)
	}
	if d.method.Star() {
		var err error
		if raw, err = d.argument(raw); err != nil {
			return err.Error()
		}
	}
	if d.workload.Name == "" {
		return ""
	}
	if err := d.workload.CheckInput(raw); err != nil {
		return err.Error()
	}
	return ""
}

// argument returns what the task gets of an input that is a list of arguments: a
// built-in task takes one, the others the whole list.
func (d demand) argument(raw json.RawMessage) (json.RawMessage, error) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || items == nil {
		return nil, fmt.Errorf("input %s: %s needs a list of arguments such as [1]", shorten(string(raw)), d.method)
	}
	if d.workload.Name == "" {
		return raw, nil
	}
	if len(items) != 1 {
		return nil, fmt.Errorf("input %s: %s takes one argument: want a list of one such as [1]", shorten(string(raw)), d.workload.Name)
	}
	return items[0], nil
}

// arguments yields what the task gets of each input. Python and programs take
// the whole list, so that the pool spreads it; a built-in task its one element.
func (d demand) arguments(inputs sequence) sequence {
	if !d.method.Star() || d.workload.Name == "" {
		return inputs
	}
	return func(yield func(json.RawMessage, error) bool) {
		for raw, err := range inputs {
			if err == nil {
				raw, err = d.argument(raw)
			}
			if !yield(raw, err) || err != nil {
				return
			}
		}
	}
}

// columns says why rows of so many columns cannot be the inputs, nil where they can.
func (d demand) columns(n int) error {
	if d.method.Star() && d.workload.Name != "" && n != 1 {
		return fmt.Errorf("there are %d columns and %s takes one argument: want one column", n, d.workload.Name)
	}
	return nil
}
