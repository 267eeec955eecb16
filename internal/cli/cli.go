// Package cli is Poolscope in a terminal: it needs no display, and main asks
// it first in every build.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
)

// System is what the command line touches of the world, so that a test can be
// the world.
type System struct {
	Args           []string // without the program's own name
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            func(name string) string
	// OpenWindow returns the exit status. No plan is the ready example, no record none of its runs.
	OpenWindow func(planPath, recordPath string) int
	Program    string // the executable of the workers; "" is the running one
}

// The exit statuses. One that a signal n ended is 128+n.
const (
	exitDone       = 0
	exitUnfinished = 1 // some task failed, timed out, was killed or never ran, or something could not be written
	exitUsage      = 2 // bad usage or a bad plan; nothing was started
	exitNoWindow   = 3 // there is no display, or no window in this build
)

// Main runs the command that the arguments name and returns the exit status.
//
// A standard output that was closed counts as /dev/null. Go's runtime has opened that in
// its place, read-write (checkfds), before any code of this program runs, and nothing
// tells it from one that was given so, as subprocess.DEVNULL and node's "ignore" do.
func Main(sys System) int {
	// Go ends a process by SIGPIPE when it writes to a closed standard output;
	// what is caught comes back as an error instead, and the workers are reaped.
	defer catchPipe()()
	status, err := dispatch(sys)
	if err != nil {
		complain(sys.Stderr, err)
	}
	if bad, ok := errors.AsType[usageError](err); ok {
		_, _ = fmt.Fprintf(sys.Stderr, "See \"%s --help\".\n", strings.TrimSpace("poolscope "+bad.command))
		return exitUsage
	}
	return status
}

// usageError is a command line that cannot be meant.
type usageError struct{ command, text string }

func (e usageError) Error() string { return e.text }

// complain writes one line for each thing that is wrong.
func complain(w io.Writer, err error) {
	var problems plan.Problems
	if !errors.As(err, &problems) {
		_, _ = fmt.Fprintf(w, "poolscope: %s\n", oneLine(err.Error()))
	}
	for _, p := range problems {
		_, _ = fmt.Fprintf(w, "poolscope: %s\n", oneLine(p.Error()))
	}
}

func dispatch(sys System) (int, error) {
	if wantsHelp(sys.Args) {
		return printHelp(sys)
	}
	args, words, given := splitWatch(sys.Args)
	args, line := splitCommand(args)
	if err := refuse(args); err != nil {
		return exitUsage, err
	}
	g, command, err := parse(args)
	if err != nil {
		return exitUsage, err
	}
	switch command {
	case "version":
		return writeOut(sys.Stdout, versionText()+"\n")
	case "run":
		return runPlan(sys, g.Run, line)
	case "watch":
		return watchTrees(sys, g.Watch, words, given)
	case "plan shell":
		return printShell(sys, g.Plan.Shell.Plan)
	case "plan python":
		return printPython(sys, g.Plan.Python.Plan)
	case "plan":
		return checkPlans(sys, g.Plan.Check.Plan)
	default:
		return openWindow(sys, g.Window.Plan, g.Window.Record)
	}
}

// openWindow refuses what can't be read, and a record that is there already, before a window
// exists, where a person at a terminal sees it. A file that is no plan is the window's to
// show, which says what is wrong at its lines; where there is no window that is said here.
func openWindow(sys System, path, recordPath string) (int, error) {
	var bad error
	if path != "" {
		_, bad = plan.Load(path)
		if _, shown := errors.AsType[plan.Problems](bad); bad != nil && !shown {
			return exitUsage, planError(path, bad)
		}
	}
	if _, err := os.Lstat(recordPath); err == nil {
		return exitUsage, usageError{text: recordPath + " is there already: name a new file for the record"}
	}
	status := sys.OpenWindow(path, recordPath)
	if bad != nil && status == exitNoWindow {
		return exitUsage, bad
	}
	return status, nil
}

// planError says which word on the command line a missing plan was.
func planError(path string, err error) error {
	if errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(path, `./\`) {
		return usageError{text: fmt.Sprintf("%q is neither a command nor a plan file", path)}
	}
	return err
}

// writeOut writes all of a text that a command answers with.
func writeOut(w io.Writer, text string) (int, error) {
	if _, err := io.WriteString(w, text); err != nil {
		if isClosedPipe(err) {
			return exitPipe, nil
		}
		return exitUnfinished, outputError{err}
	}
	return exitDone, nil
}
