//go:build linux

package launcher_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func dying(n, on int) launcher.Job {
	j := values(numbers(n)...)
	j.Function, j.Method, j.Params = "exit-on", launcher.IMapUnordered, map[string]float64{"on": float64(on), "attempts": 9}
	return j
}

func TestDeathThatHangsLosesTheTaskUntilThePoolIsTerminated(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 2, OnWorkerDeath: launcher.DeathHangs}, dying(20, 3))
	lost := until(t, w, anyOf[launcher.TaskLost])
	if lost.Task != 3 || lost.ExitCode == nil || *lost.ExitCode != 5 {
		t.Errorf("lost = %+v, want task 3 with exit code 5", lost)
	}
	w.Close()
	if done := w.settled(t); done != 19 {
		t.Errorf("tasks that ended = %d, want the 19 others", done)
	}
	w.Terminate()
	states := finals(t, w.rest(), 20)
	if states[3] != launcher.Cancelled {
		t.Errorf("the lost task = %s, want cancelled", states[3])
	}
}

// CPython's Pool knows chunks, not tasks: what came with the task is lost with it.
func TestDeathThatHangsLosesTheRestOfTheChunk(t *testing.T) {
	j := dying(20, 3)
	j.Method, j.Chunk = launcher.Map, 10
	w := watch(t, launcher.Config{Workers: 1, OnWorkerDeath: launcher.DeathHangs}, j)
	until(t, w, anyOf[launcher.TaskLost])
	if done := w.settled(t); done != 13 {
		t.Errorf("tasks that ended = %d, want 3 before it and 10 of the other chunk", done)
	}
	w.Terminate()
	finals(t, w.rest(), 20)
}

func TestDeathThatBreaksFailsEveryTask(t *testing.T) {
	j := sleeps(append(repeat(5, 5), repeat(500, 30)...)...)
	w := watch(t, launcher.Config{Workers: 3, OnWorkerDeath: launcher.DeathBreaks}, j)
	s := until(t, w, task(7))
	if err := syscall.Kill(s.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	all := w.rest()
	failed := 0
	finals(t, all, 35)
	for _, f := range of[launcher.TaskFinished](all) {
		if f.State == launcher.Failed && f.ErrType == "BrokenProcessPool" {
			failed++
		}
	}
	if failed < 25 {
		t.Errorf("tasks that failed with the pool = %d, want all that had not ended", failed)
	}
	if err := w.Join(); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("Join = %v, want that the pool is broken", err)
	}
}

func TestDeathOfAnIdleWorkerCostsNoTask(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 2}, sleeps(1, 1))
	ready := until(t, w, anyOf[launcher.WorkerReady])
	if done := w.settled(t); done != 2 {
		t.Fatalf("done = %d", done)
	}
	if err := syscall.Kill(ready.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, w, func(e launcher.WorkerExited) bool { return e.PID == ready.PID })
	r, err := w.Apply("echo", 7)
	if err != nil || string(r.Value) != "7" {
		t.Errorf("Apply after the death = %s, %v", r.Value, err)
	}
	w.rest()
}
