package launcher

import (
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

func TestTheEndOfATaskIsToldApartFromWhenItWasHeard(t *testing.T) {
	now := time.Duration(0)
	e := &ear{now: func() time.Duration { return now }}
	hear := func(at time.Duration, frame []byte) any {
		t.Helper()
		now = at
		heard, used, err := e.take(frame)
		if err != nil || used != len(frame) || len(heard) != 1 {
			t.Fatalf("heard %d messages of %d bytes in %d, error %v; want one of all", len(heard), used, len(frame), err)
		}
		return heard[0]
	}
	// The worker's clock is a minute ahead; its first word came at once.
	hear(time.Second, wire.Ready{At: time.Minute + time.Second}.AppendTo(nil))
	hear(2*time.Second, wire.Started{ID: 1, Lane: 1, At: time.Minute + 2*time.Second}.AppendTo(nil))
	good := hear(5*time.Second, (&wire.Finished{ID: 1, At: time.Minute + 3*time.Second, Wall: time.Second, Value: []byte("1")}).AppendTo(nil)).(*ran)
	if end := good.tasks[0].End; end != 3*time.Second || good.heard != 5*time.Second {
		t.Errorf("done at %v, heard at %v, want 3 s and 5 s", end, good.heard)
	}
	bad := hear(9*time.Second, (&wire.Finished{ID: 2, At: time.Minute + 6*time.Second, Wall: time.Second, Fault: &wire.Fault{Text: "no"}}).AppendTo(nil)).(*failed)
	if bad.end != 6*time.Second || bad.heard != 9*time.Second {
		t.Errorf("failed at %v, heard at %v, want 6 s and 9 s", bad.end, bad.heard)
	}
}

func TestOnlyTheLastOfSeveralTasksHasATimeAtWhichItWasHeard(t *testing.T) {
	values := newTexts(2)
	values.append([]byte("1"))
	values.append([]byte("2"))
	e := TasksRan{Tasks: []Ran{{End: 1}, {End: 2}}, Heard: 7, inputs: values, returned: values}
	if first, last := e.Result(0).Heard, e.Result(1).Heard; first != 0 || last != 7 {
		t.Errorf("heard at %v and %v, want 0 and 7", first, last)
	}
}
