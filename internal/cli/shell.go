package cli

import (
	"io"

	"github.com/poolscope/poolscope/internal/plan"
)

// printShell prints what a plan would run, if plan check finds it good.
func printShell(sys System, path string) (int, error) {
	p, err := plan.Load(path)
	if err != nil {
		return exitUsage, err
	}
	if err := checkTyped(p.Inputs, sys.Stdin); err != nil {
		return exitUsage, err
	}
	return printCommands(sys, p, path)
}

// printCommands prints the commands of a plan, one line each, as a shell reads them.
// Nothing is started.
func printCommands(sys System, p plan.Plan, path string) (int, error) {
	out := &watched{to: sys.Stdout}
	err := p.ShellLines(sys.Stdin, out)
	switch {
	case out.err != nil && isClosedPipe(out.err):
		return exitPipe, nil
	case out.err != nil:
		return exitUnfinished, outputError{out.err}
	case err != nil:
		return exitUsage, flagged(runFlags{Plan: path}, err)
	}
	return exitDone, nil
}

// watched tells what could not be written from what could not be read.
type watched struct {
	to  io.Writer
	err error
}

// Write passes on to the writer, and remembers its first error.
func (w *watched) Write(data []byte) (int, error) {
	n, err := w.to.Write(data)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}
