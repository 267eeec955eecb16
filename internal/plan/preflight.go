package plan

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/poolscope/poolscope/launcher/python"
)

// Preflight says what would keep the task of a checked plan from running: a file,
// function, interpreter, program or folder that is not there or none, a syntax error. No
// task is run, but an interpreter is started to ask it, unless the task is a
// built-in one, of which nothing can be missing. The error is a Problem, or says
// that ctx ended.
func (p Plan) Preflight(ctx context.Context) error {
	switch p.Task.Kind {
	case Python:
		return p.checkPython(ctx)
	case Program:
		return p.checkProgram()
	case Command:
		return p.checkCommand()
	case Builtin:
	}
	return nil
}

// checkPython looks at the file first, without opening what no file of Python is
// and would be waited for; the rest is for package python.
func (p Plan) checkPython(ctx context.Context) error {
	if err := checkRegular(p.path(p.Task.File)); err != nil {
		return Problem{Key: "task.file", Text: show(p.Task.File) + ": " + err.Error()}
	}
	o, err := p.pythonOptions()
	if err != nil {
		return Problem{Key: "task.file", Text: err.Error()}
	}
	err = python.Check(ctx, o)
	if bad, ok := errors.AsType[*python.Error](err); ok {
		return Problem{Key: "task." + string(bad.Option), Text: bad.Text}
	}
	return err //nolint:wrapcheck // names the file it was about
}

func (p Plan) checkProgram() error {
	if len(p.Task.Program) == 0 {
		return Problem{Key: "task.program", Text: "missing: want " + wantProgram}
	}
	name := p.Task.Program[0]
	path, err := p.executable(name)
	if err == nil {
		_, err = exec.LookPath(path)
	}
	if err != nil {
		return Problem{Key: "task.program", Text: show(name) + ": " + programProblem(name, err)}
	}
	return nil
}

// executable returns the name under which a program is started: one that has a
// slash is relative to the plan's folder, another is looked up in PATH.
func (p Plan) executable(name string) (string, error) {
	if !pathLike(name) {
		return name, nil
	}
	return filepath.Abs(p.path(name)) //nolint:wrapcheck // says that there is no current folder, which is all
}

// programProblem says why a program cannot be started and what would be right.
func programProblem(name string, err error) string {
	switch {
	case errors.Is(err, exec.ErrDot):
		return "it is in the current folder only: want ./" + name + " for a program beside the plan"
	case errors.Is(err, exec.ErrNotFound) && !pathLike(name):
		return "there is no such program in PATH: want one that is installed, or the path of one such as ./" + name
	case errors.Is(err, syscall.EISDIR):
		return errDirectory.Error()
	case errors.Is(err, fs.ErrPermission):
		return "it is not executable: want a program, or a script that begins with #! after chmod +x"
	case errors.Is(err, fs.ErrNotExist):
		return "no such file: want a program, found from the folder of the plan"
	}
	return err.Error()
}
