package run

import (
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

func TestTimeLeftOfTasksThatAreFarShorterThanWhatTheyWaitFor(t *testing.T) {
	var p pace
	for task := range 10 {
		p.start(task, time.Duration(task)*time.Second)
		p.finish(launcher.Result{Task: task, State: launcher.Done, Wall: time.Microsecond})
	}
	left := p.left(10*time.Second, Counts{Total: 20, Queued: 10, Done: 10})
	if left < 9*time.Second || left > 11*time.Second {
		t.Errorf("time left = %s, want as long as the first ten took", left)
	}
}
