// Poolscope launches a pool of worker processes on a list of tasks and shows
// what each does to the processor and the memory.
package main

import (
	"os"
	"path/filepath"

	"github.com/poolscope/poolscope/internal/cli"
	"github.com/poolscope/poolscope/launcher/worker"
	"github.com/poolscope/poolscope/launcher/workload"
)

func main() {
	worker.Main(workload.Registry())
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
		OpenWindow: func(planPath string) int { return openWindow(planPath, program) },
		Program:    program,
	}))
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
