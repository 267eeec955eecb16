package python

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Option names the field of Options that is wrong, as a plan file spells it.
type Option string

// The options that Check looks at.
const (
	Interpreter Option = "interpreter"
	File        Option = "file"
	Function    Option = "function"
	Initializer Option = "initializer"
)

// Error says what is wrong with one of the options, and what would be right.
type Error struct {
	Option Option
	Text   string
}

// Error returns the text, which names the file or the program.
func (e *Error) Error() string { return e.Text }

//go:embed check.py
var checker string

// patience bounds how long an interpreter may take to look at a file.
const patience = 20 * time.Second

// Check says what would keep every task from running, before anything is
// started: an interpreter that is missing or too old, a file that is missing or
// has a syntax error, a function that the file does not have. The file is read
// and never executed, so a name that it only makes when it runs is unknown: where
// it could make any, as `from x import *` does, every name is accepted. What is
// wrong with the options is an *Error; any other error is of Check itself, ctx
// being over for one.
func Check(ctx context.Context, o Options) error {
	program, err := o.lookUp()
	if err != nil {
		return err
	}
	if err := readable(o.File); err != nil {
		return err
	}
	answer, err := o.ask(ctx, program)
	if err != nil {
		return err
	}
	return o.judge(program, answer)
}

func (o Options) lookUp() (string, error) {
	name := o.interpreter()
	program, err := exec.LookPath(name)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", wrong(Interpreter, "there is no program %q in PATH: the interpreter must be a Python 3.9 or newer, %s where there is one",
			name, DefaultInterpreter)
	case err != nil:
		return "", wrong(Interpreter, "%s cannot be run (%v): the interpreter must be a Python 3.9 or newer", name, cause(err))
	}
	return program, nil
}

func readable(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return wrong(File, "%s does not exist: the file must be a Python file with the function in it", path)
	}
	if err != nil {
		return wrong(File, "%s cannot be read (%v): the file must be a Python file with the function in it", path, cause(err))
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return fmt.Errorf("look at %s: %w", path, err)
	case info.IsDir():
		return wrong(File, "%s is a folder: the file must be a Python file with the function in it", path)
	case !info.Mode().IsRegular():
		return wrong(File, "%s is no regular file: the file must be a Python file with the function in it", path)
	}
	return nil
}

// cause leaves out what an error of package os or exec says besides: the
// operation and the path.
func cause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}

// ask has the interpreter look at the file. Isolated (-I) and without site (-S),
// nothing but the standard library is loaded. An interpreter that fails has
// said why, or is none: what it answered tells.
func (o Options) ask(ctx context.Context, program string) (string, error) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(limited, program, "-I", "-S", "-c", checker, o.File, o.Function)
	if o.Initializer != "" {
		cmd.Args = append(cmd.Args, o.Initializer)
	}
	cmd.Dir = o.Dir
	cmd.WaitDelay = time.Second
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("check %s: %w", o.File, context.Cause(ctx))
	case limited.Err() != nil:
		return "", wrong(Interpreter, "%s did not answer in %s: the interpreter must be a Python 3.9 or newer", program, patience)
	case err != nil && !errors.As(err, &exit):
		return "", wrong(Interpreter, "%s cannot be run (%v): the interpreter must be a Python 3.9 or newer", program, cause(err))
	case err != nil && out.Len() == 0:
		return "", wrong(Interpreter, "%s is no Python (%s%s): the interpreter must be a Python 3.9 or newer", program, err, lastLine(complaint.String()))
	}
	return out.String(), nil
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	return ": " + text[strings.LastIndexByte(text, '\n')+1:]
}

// verdict is what check.py found.
type verdict struct {
	Line    int    // of a syntax error
	Text    string // of that line
	Message string // Python's own; "" when the file can be compiled
	Missing []struct {
		Name string
		Near []string
	}
}

// judge makes an error of what the interpreter answered: its version, and if that
// is new enough a verdict.
func (o Options) judge(program, answer string) error {
	version, found, _ := strings.Cut(answer, "\n")
	var major, minor int
	if n, err := fmt.Sscanf(version, "%d.%d", &major, &minor); n != 2 || err != nil {
		return wrong(Interpreter, "%s is no Python: the interpreter must be a Python 3.9 or newer", program)
	}
	if major < 3 || major == 3 && minor < 9 {
		return wrong(Interpreter, "%s is Python %s: the interpreter must be 3.9 or newer", program, version)
	}
	var v verdict
	if err := json.Unmarshal([]byte(found), &v); err != nil {
		return fmt.Errorf("check %s: Python %s did not say what it found: %w", o.File, version, err)
	}
	switch {
	case v.Message != "" && v.Line > 0:
		return wrong(File, "%s, line %d: %s: %s", o.File, v.Line, v.Message, v.Text)
	case v.Message != "":
		return wrong(File, "%s is no Python: %s", o.File, v.Message)
	case len(v.Missing) > 0:
		return o.missing(v.Missing[0].Name, v.Missing[0].Near)
	}
	return nil
}

func (o Options) missing(name string, near []string) error {
	option := Function
	if name != o.Function {
		option = Initializer
	}
	if len(near) == 0 {
		return wrong(option, "%s has no function %q, and no other: define it there", o.File, name)
	}
	return wrong(option, "%s has no function %q: it has %s", o.File, name, strings.Join(near, ", "))
}

func wrong(option Option, format string, args ...any) *Error {
	return &Error{Option: option, Text: fmt.Sprintf(format, args...)}
}
