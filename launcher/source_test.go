//go:build linux

package launcher_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestInputsThatFailMidwayDeliverWhatCameBefore(t *testing.T) {
	broken := errors.New("the source broke")
	j := launcher.Job{Function: "echo", Method: launcher.IMap, Total: -1, Inputs: func(yield func(json.RawMessage, error) bool) {
		_ = yield(json.RawMessage("1"), nil) && yield(json.RawMessage("2"), nil) && yield(nil, broken)
	}}
	events := record(t, launcher.Config{Workers: 2}, j, nil)
	if got := len(handedOut(events)); got != 2 {
		t.Errorf("results = %d, want 2", got)
	}
	if last := of[launcher.PoolFinished](events)[0]; !errors.Is(last.Err, broken) {
		t.Errorf("the end = %v, want %v", last.Err, broken)
	}
}

func TestEndlessInputIsReadOnlyALittleAhead(t *testing.T) {
	read := 0
	var mu sync.Mutex
	j := launcher.Job{Function: "sleep", Method: launcher.IMap, Total: -1, Inputs: func(yield func(json.RawMessage, error) bool) {
		for yield(json.RawMessage("1"), nil) {
			mu.Lock()
			read++
			mu.Unlock()
		}
	}}
	done := 0
	record(t, launcher.Config{Workers: 2}, j, func(p *launcher.Pool, e launcher.Event) {
		if _, ok := e.(launcher.TaskFinished); ok {
			if done++; done == 20 {
				p.Terminate()
			}
		}
	})
	mu.Lock()
	defer mu.Unlock()
	if read > 10000 {
		t.Errorf("inputs read = %d for 20 tasks, want a bounded read-ahead", read)
	}
}

func TestAnInputTooLongForTheWireFailsAlone(t *testing.T) {
	long := json.RawMessage(`"` + strings.Repeat("x", 300<<20) + `"`)
	j := launcher.Job{Function: "echo", Method: launcher.IMap, Total: 2, Inputs: launcher.Values([]json.RawMessage{long, json.RawMessage("1")})}
	finished := of[launcher.TaskFinished](record(t, launcher.Config{Workers: 1}, j, nil))
	if len(finished) != 2 {
		t.Fatalf("finished = %d, want 2", len(finished))
	}
	for _, f := range finished {
		if want := map[int]launcher.State{0: launcher.Failed, 1: launcher.Done}[f.Task]; f.State != want {
			t.Errorf("task %d = %s %q, want %s", f.Task, f.State, f.Err, want)
		}
	}
}

func TestInputsThatFailAreTheirOwnJobsErrorAlone(t *testing.T) {
	broken := errors.New("the source broke")
	p := start(t, launcher.Config{Workers: 1})
	b, err := p.Submit(launcher.Job{Function: "echo", Method: launcher.Map, Total: -1, Inputs: func(yield func(json.RawMessage, error) bool) {
		yield(nil, broken)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Wait(); !errors.Is(err, broken) {
		t.Errorf("first job = %v, want %v", err, broken)
	}
	if _, err := p.Map("echo", numbers(1)); err != nil {
		t.Errorf("next job = %v, want no error", err)
	}
}
