// Package python runs functions of a user's own Python file as tasks: it makes the
// program that a pool starts as its workers, and says beforehand what is wrong
// with the file. It needs a plain Python 3.9 or newer and nothing installed in it.
//
// The worker is a harness that comes with this package. It speaks JSON lines
// (docs/protocol.md) over descriptors 3 and 4, which is how Unix hands them on;
// there is no such worker on Windows.
package python

import (
	_ "embed"
	"path/filepath"
	"strconv"
	"strings"
)

// DefaultInterpreter is what runs the file where nothing else is said.
const DefaultInterpreter = "python3"

// Options say which function of which file the tasks are.
type Options struct {
	Interpreter string // looked up in PATH without a slash, else relative to Dir; "" is DefaultInterpreter
	File        string // absolute
	Function    string // of the file; takes one input, or the arguments in one
	Initializer string // function of the file that each worker calls once; "" for none
	Dir         string // where the workers are started; "" is the current folder
}

// Program is a program that speaks JSON lines. Its fields are those of
// launcher.Speaker, into which it converts; this package knows no launcher.
type Program struct {
	Argv    []string
	Dir     string
	Env     []string
	Inside  bool
	Prelude []byte
}

//go:embed bootstrap.py
var bootstrap string

//go:embed harness.py
var harness string

// Command returns the program that each worker is: an interpreter that reads the
// harness from its wire before all else, so that no file has to be laid
// down for it. The names of the function and of the initializer travel with the
// job. Command looks at nothing on the disk; Check does.
func Command(o Options) Program {
	return Program{
		Argv:    []string{o.interpreter(), "-c", bootstrap, o.File},
		Dir:     o.Dir,
		Inside:  true,
		Prelude: []byte(strconv.Itoa(len(harness)) + "\n" + harness),
	}
}

// interpreter returns what to start: a path with a slash is made absolute, since
// the workers' folder need not be the current one.
func (o Options) interpreter() string {
	switch {
	case o.Interpreter == "":
		return DefaultInterpreter
	case !strings.ContainsRune(o.Interpreter, '/') || filepath.IsAbs(o.Interpreter):
		return o.Interpreter
	}
	return filepath.Join(o.Dir, o.Interpreter)
}
