package gui

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

// lacking says what is still to be added where a command asks for a second column of
// inputs that have one, "" where nothing is: who types a command from left to right
// comes to its {2} before there is anything to put there, which is no mistake yet. It is
// one of inputs that have columns, or are wrong in another way.
func (f *form) lacking(p plan.Plan, problems plan.Problems) string {
	in := p.Inputs
	if p.Task.Kind != plan.Command || in.Columns != "" || in.Group > 1 || in.Header || len(in.Also) > 0 || f.inputs.columned() {
		return ""
	}
	t, err := p.Template()
	if err != nil {
		return ""
	}
	_, err = t.Expand(1, 1, argv.Words{Values: []string{"one"}})
	said := problems.Of(inputsKey)
	if err == nil || said != "" && !strings.HasSuffix(said, err.Error()) {
		return ""
	}
	placeholder, _, _ := strings.Cut(err.Error(), " ")
	return tr.F("%s: add a further source, or columns", placeholder)
}

// columned reports whether inputs have columns of their own. Values that the task cannot
// take are not in the plan, so they are read here.
func (f *inputFields) columned() bool {
	if f.chosen() != plan.Values || f.keeps() {
		return f.chosen() == plan.CSV
	}
	in, err := plan.ParseInputs(plan.Values, f.entry.Text, workload.Workload{})
	return err == nil && slices.ContainsFunc(in.Values, hasColumns)
}

func hasColumns(input json.RawMessage) bool {
	words, err := argv.WordsOf(input)
	return err == nil && len(words.Values) != 1
}

// onlyLacks reports whether nothing is wrong with the plan but what lacks says.
func (f *form) onlyLacks() bool {
	return f.lacks != "" && len(f.problems) == 1 && f.problems[0].Key == inputsKey
}
