// Poolscope launches a pool of worker processes on a list of tasks and shows
// what each does to the processor and the memory.
package main

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/poolscope/poolscope/internal/cli"
	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/launcher/worker"
	"github.com/poolscope/poolscope/launcher/workload"
)

func main() {
	worker.Main(workload.Registry())
	if startsProcesses(os.Args[1:]) {
		guard.Main()
	}
	self, err := os.Executable()
	if err != nil {
		self = ""
	}
	program := workerProgram(self)
	os.Exit(cli.Main(cli.System{
		Args:       os.Args[1:],
		Stdin:      os.Stdin,
		Stdout:     os.Stdout,
		Stderr:     os.Stderr,
		Env:        os.Getenv,
		OpenWindow: func(planPath, recordPath string) int { return openWindow(planPath, recordPath, program) },
		Program:    program,
	}))
}

// startsProcesses reports whether a command line may start something that has to be
// guarded: the window and every command but those that only say something.
func startsProcesses(args []string) bool {
	says := []string{"help", "-h", "--help", "version", "plan"}
	return len(args) == 0 || !slices.Contains(says, args[0])
}

// workerProgram returns the poolscope-cli that stands beside poolscope: a
// worker without a window's libraries starts several times faster and its
// memory is the task's. "" is the running program itself.
func workerProgram(self string) string {
	folder, name := filepath.Split(self)
	if name != "poolscope" && name != "poolscope.exe" {
		return ""
	}
	beside := filepath.Join(folder, "poolscope-cli"+filepath.Ext(name))
	if info, err := os.Stat(beside); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return beside
}
