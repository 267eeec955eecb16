package plan

import (
	"fmt"
	"io"
)

// openSources prepares the inputs of a command.
func (p Plan) openSources(stdin io.Reader, n *Notices) (int, sequence, error) {
	in := p.Inputs
	if !p.demand().columned {
		return p.openOne(stdin, n)
	}
	if !in.Header && in.Columns == "" && len(in.Also) == 0 {
		return p.openGroups(stdin, n)
	}
	if err := p.checkStreams(in.sources(), stdin); err != nil {
		return 0, nil, err
	}
	var groups []group
	for i, one := range in.sources() {
		s, err := p.openSource(i, one, stdin, n)
		if err != nil {
			return 0, nil, err
		}
		how := one.Combine
		if how == "" {
			how = in.combine()
		}
		groups = appendSource(groups, s, how)
	}
	var all []source
	for _, g := range groups {
		all = append(all, linked(g.sources, g.paired))
	}
	made := product(all)
	return made.total, inputsOfRows(made.rows, p.Pool.Method.Star()), nil
}

// group is sources whose n-th rows go together.
type group struct {
	sources []source
	paired  bool // as long as the shortest
}

// appendSource adds a source to the last group, or as a group of its own.
func appendSource(groups []group, s source, how Combine) []group {
	if len(groups) == 0 || how == Product {
		return append(groups, group{sources: []source{s}})
	}
	g := &groups[len(groups)-1]
	g.sources, g.paired = append(g.sources, s), g.paired || how == Paired
	return groups
}

// openSource prepares one of several sources: its columns, with their names.
func (p Plan) openSource(i int, one Inputs, stdin io.Reader, n *Notices) (source, error) {
	in := p.Inputs
	single := p
	single.Inputs = one
	single.Inputs.Null, single.Inputs.Strip, single.Inputs.Header = in.Null, in.Strip, true // columns are made below
	total, inputs, err := single.openOne(stdin, n)
	if err != nil {
		return source{}, sourceProblem(i, err)
	}
	s := source{name: sourceName(i, one), total: total, rows: columnsOf(inputs), once: p.readOnce(one)}
	if in.Columns != "" {
		s.rows = split(s.rows, in.Columns)
	}
	if in.Header && one.Kind != CSV {
		s.rows = named(s.rows)
		s.total = max(total-1, min(total, 0))
	}
	return s, nil
}

// sourceProblem says of a further source what is wrong under the key it stands behind.
func sourceProblem(i int, err error) error {
	if p, ok := err.(Problem); ok && i > 0 { //nolint:errorlint // Open wraps none
		return Problem{Key: "inputs.also", Text: fmt.Sprintf("source %d: %s", i, p.Text)}
	}
	return err
}

func sourceName(i int, one Inputs) string {
	switch one.Kind {
	case Lines, CSV:
		return one.File
	case Stdin:
		return "standard input"
	case Values, Range, Glob, Repeat:
	}
	return fmt.Sprintf("source %d of the inputs (%s)", i+1, one.Kind)
}

// openGroups prepares inputs that are several entries each.
func (p Plan) openGroups(stdin io.Reader, n *Notices) (int, sequence, error) {
	total, inputs, err := p.openOne(stdin, n)
	if err != nil {
		return 0, nil, err
	}
	if size := p.Inputs.Group; total > 0 {
		total = (total + size - 1) / size
	}
	return total, inputsOfRows(grouped(columnsOf(inputs), p.Inputs.Group), true), nil
}
