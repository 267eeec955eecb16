//go:build linux

package launcher_test

import (
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestHaltStopsHandingOut(t *testing.T) {
	j := values(numbers(50)...)
	j.Function, j.Halt = "fail", launcher.Halt{Count: 3}
	events := record(t, launcher.Config{Workers: 1}, j, nil)
	count := map[launcher.State]int{}
	for _, f := range of[launcher.TaskFinished](events) {
		count[f.State]++
	}
	if count[launcher.Failed] != 3 || count[launcher.NotRun] != 47 {
		t.Errorf("states = %v, want 3 failed and 47 not run", count)
	}
}

func TestHaltNowEndsWhatRuns(t *testing.T) {
	j := values(60000, 60000, 1)
	j.Function, j.Halt, j.Method = "sleep", launcher.Halt{Now: true, Count: 1}, launcher.IMap
	running := 0
	events := record(t, launcher.Config{Workers: 2}, j, func(_ *launcher.Pool, e launcher.Event) {
		if s, ok := e.(launcher.TaskStarted); ok {
			if running++; running == 2 {
				_ = syscall.Kill(s.PID, syscall.SIGKILL)
			}
		}
	})
	count := map[launcher.State]int{}
	for _, f := range of[launcher.TaskFinished](events) {
		count[f.State]++
	}
	if count[launcher.Killed] != 1 || count[launcher.Cancelled] != 1 || count[launcher.NotRun] != 1 {
		t.Errorf("states = %v, want 1 killed, 1 cancelled, 1 not run", count)
	}
}
