//go:build linux

package launcher_test

import (
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// While the receiver takes nothing, the first task's time passes, and the third begins:
// when the pool hears of both at once, the fourth's is still the next.
func TestATaskThatBeganMeanwhileDelaysNoOthersTimeout(t *testing.T) {
	const timeout, most = 2 * time.Second, 2800 * time.Millisecond
	events := make(chan launcher.Event, 1)
	p, err := launcher.New(launcher.Config{Workers: 2, Timeout: timeout, Events: events})
	if err != nil {
		t.Fatal(err)
	}
	j := values(1700, 9000, 300, 9000) // milliseconds
	j.Function, j.Method, j.Chunk = "sleep", launcher.Map, 2
	if _, err := p.SubmitEvents(j); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for begun := 0; begun < 2; {
		if _, ok := (<-events).(launcher.TaskStarted); ok {
			begun++
		}
	}
	<-time.After(timeout + 200*time.Millisecond)
	for event := range events {
		for each := range launcher.Singly(event) {
			if r, ok := each.(launcher.TaskFinished); ok && r.Wall > most {
				t.Errorf("task %d ran for %v, want at most %v", r.Task, r.Wall, timeout)
			}
		}
	}
}
