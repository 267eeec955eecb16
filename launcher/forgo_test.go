//go:build linux

package launcher_test

import (
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

// grown is how many slots the pool is given before it is to have few again: many more
// than are filled until that is asked.
const grown = 200

func TestWorkersThatWereNotStartedAreNotOnceThePoolShrinks(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 2}, sleeps(repeat(20, 2*grown)...))
	until(t, w, anyOf[launcher.TaskStarted])
	for _, size := range []int{grown, 2} {
		if err := w.Resize(size); err != nil {
			t.Fatal(err)
		}
	}
	all := w.rest()
	if got := len(of[launcher.WorkerStarted](all)); got > grown/2 {
		t.Errorf("workers started = %d, want a few: %d slots were there for a moment", got, grown)
	}
	for n, s := range finals(t, all, 2*grown) {
		if s != launcher.Done {
			t.Errorf("task %d = %s, want done", n, s)
		}
	}
	begun := map[int]int{}
	for _, s := range of[launcher.TaskStarted](all) {
		if begun[s.Task]++; begun[s.Task] > 1 || s.Attempt != 1 {
			t.Errorf("task %d began %d times, attempt %d, want once, attempt 1", s.Task, begun[s.Task], s.Attempt)
		}
	}
}

func TestWorkersThatWereNotStartedAreNotOnceThePoolIsStopped(t *testing.T) {
	w := watch(t, launcher.Config{Workers: 2}, sleeps(repeat(20, 2*grown)...))
	until(t, w, anyOf[launcher.TaskStarted])
	if err := w.Resize(grown); err != nil {
		t.Fatal(err)
	}
	w.Terminate()
	all := w.rest()
	finals(t, all, 2*grown)
	if got := len(of[launcher.WorkerStarted](all)); got > grown/2 {
		t.Errorf("workers started = %d, want a few: the pool was stopped at once", got)
	}
}
