package cli

import (
	"encoding/json"
	"io"
	"path/filepath"
	"slices"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/plan"
)

// setTask puts the command or the script in the place of a plan's task, and standard
// input in that of its inputs, unless those of a plan file are meant.
func (c commandLine) setTask(p *plan.Plan, flags runFlags) {
	was := p.Task
	switch {
	case flags.Shell != nil:
		p.Task = plan.Task{Kind: plan.Command, Shell: *flags.Shell}
	case len(c.words) > 0:
		p.Task = plan.Task{Kind: plan.Command, Command: c.words}
	}
	if was.Kind == plan.Command {
		p.Task.Dir, p.Task.Env = was.Dir, was.Env
	}
	if flags.Plan == "" || len(c.sources) > 0 {
		p.Inputs = plan.Inputs{Kind: plan.Stdin}
	}
}

// setInputs puts the sources in the place of a plan's inputs, whose other keys stay.
func (c commandLine) setInputs(p *plan.Plan, flags runFlags) {
	in := &p.Inputs
	if flags.Link {
		in.Combine = plan.Linked
	}
	var all []plan.Inputs
	for _, s := range c.sources {
		all = append(all, s.inputs(*p)...)
	}
	if len(all) == 0 {
		return
	}
	in.Kind, in.Values, in.File, in.Also = all[0].Kind, all[0].Values, all[0].File, all[1:]
}

// checkTyped refuses inputs that a person would have to type: nobody knows that the
// program waits for them.
func checkTyped(in plan.Inputs, stdin io.Reader) error {
	reads := func(in plan.Inputs) bool { return in.Kind == plan.Stdin }
	if _, ok := terminal(stdin); ok && (reads(in) || slices.ContainsFunc(in.Also, reads)) {
		return usageError{command: "run", text: "standard input is a terminal, and the inputs would have to be typed: " +
			"name them behind the command (::: a b), in a file (:::: FILE), or pipe them in, one a line"}
	}
	return nil
}

// inputs returns a source as those of a plan: each file is one. Its name is that of a
// file of the current folder, wherever the plan lies.
func (s source) inputs(p plan.Plan) []plan.Inputs {
	var how plan.Combine
	if s.linked {
		how = plan.Paired
	}
	if !s.files {
		in := plan.Inputs{Kind: plan.Values, Values: make([]json.RawMessage, len(s.words)), Combine: how}
		for i, word := range s.words {
			in.Values[i] = argv.AppendText(nil, []byte(word))
		}
		return []plan.Inputs{in}
	}
	var all []plan.Inputs
	for _, name := range s.words {
		in := plan.Inputs{Kind: plan.Lines, File: fromHere(p, name), Combine: how}
		if name == "-" {
			in = plan.Inputs{Kind: plan.Stdin, Combine: how}
		}
		all = append(all, in)
	}
	return all
}

// fromHere returns a file's name as seen from the folder of a plan.
func fromHere(p plan.Plan, name string) string {
	if p.Dir == "" {
		return name
	}
	if full, err := filepath.Abs(name); err == nil {
		return full
	}
	return name
}
