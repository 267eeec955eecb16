package plan

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/python"
)

// Speaker returns how the workers of a checked plan are started, nil for those of
// built-in tasks, which are Poolscope's own, and for commands, which have none. They
// start in the plan's folder.
func (p Plan) Speaker() (*launcher.Speaker, error) {
	switch p.Task.Kind {
	case Python:
		return p.pythonSpeaker()
	case Program:
		return p.programSpeaker()
	case Builtin, Command:
	}
	return nil, nil //nolint:nilnil // no speaker is an answer
}

func (p Plan) programSpeaker() (*launcher.Speaker, error) {
	if len(p.Task.Program) == 0 {
		return nil, Problem{Key: "task.program", Text: "missing: want " + wantProgram}
	}
	argv := slices.Clone(p.Task.Program)
	var err error
	if argv[0], err = p.executable(argv[0]); err != nil {
		return nil, fmt.Errorf("find %s: %w", p.Task.Program[0], err)
	}
	return &launcher.Speaker{Argv: argv, Dir: p.Dir}, nil
}

func (p Plan) pythonSpeaker() (*launcher.Speaker, error) {
	o, err := p.pythonOptions()
	if err != nil {
		return nil, err
	}
	speaker := launcher.Speaker(python.Command(o))
	return &speaker, nil
}

// pythonOptions names the plan's function to package python, with files as they
// are found from anywhere.
func (p Plan) pythonOptions() (python.Options, error) {
	t := p.Task
	o := python.Options{Function: t.Function, Initializer: t.Initializer, Dir: p.Dir}
	var err error
	if o.File, err = filepath.Abs(p.path(t.File)); err != nil {
		return o, fmt.Errorf("find %s: %w", t.File, err)
	}
	if o.Interpreter, err = p.executable(t.Interpreter); err != nil {
		return o, fmt.Errorf("find %s: %w", t.Interpreter, err)
	}
	return o, nil
}
