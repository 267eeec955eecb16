package plan

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
)

// Call returns what is done for one input of a checked plan, on one line: of a built-in
// task and of a Python function its call, as Python writes it, with the parameters that
// are not the usual ones; of a program the line of JSON that it gets (docs/protocol.md)
// where no task before it is tried again. Task is its index from 0. A command has no
// call: its line is made by Command. What does not print stands as an escape.
func (p Plan) Call(task int, input json.RawMessage) string {
	switch p.Task.Kind {
	case Python:
		module := strings.TrimSuffix(filepath.Base(p.Task.File), ".py")
		return module + "." + p.Task.Function + "(" + p.spread(input) + ")"
	case Program:
		number := strconv.Itoa(task)
		return `{"task":{"id":` + strconv.Itoa(task+1) + `,"job":0,"index":` + number + `,"attempt":1,"input":` + string(input) + `}}`
	case Builtin:
		s := script{plan: p, workload: p.builtin()}
		return p.Task.Name + "(" + pythonInput(input, s.workload.Input) + s.arguments() + ")"
	case Command:
	}
	return ""
}

// spread returns an input as a call has it: a list of arguments without its brackets
// where the method wants such.
func (p Plan) spread(input json.RawMessage) string {
	if !p.Pool.Method.Star() {
		return pythonInput(input, p.builtin().Input)
	}
	v, err := fromJSON(input)
	items, ok := v.(list)
	if err != nil || !ok {
		return "*" + pythonInput(input, p.builtin().Input)
	}
	var all []string
	for _, item := range items {
		all = append(all, string(appendPython(nil, item)))
	}
	return strings.Join(all, ", ")
}
