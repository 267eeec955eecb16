//go:build linux

package launcher_test

import (
	"encoding/json"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

// start returns a started pool that is terminated and joined when the test ends.
func start(t *testing.T, c launcher.Config) *launcher.Pool {
	t.Helper()
	p, err := launcher.New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() {
		p.Terminate()
		_ = p.Join()
	})
	return p
}

func numbers(n int) []any {
	inputs := make([]any, n)
	for i := range inputs {
		inputs[i] = i
	}
	return inputs
}

// record runs a job to its end and returns every event.
func record(t *testing.T, c launcher.Config, j launcher.Job, during func(*launcher.Pool, launcher.Event)) []launcher.Event {
	t.Helper()
	events := make(chan launcher.Event)
	c.Events = events
	p, err := launcher.New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if _, err := p.SubmitEvents(j); err != nil {
		t.Fatalf("Submit: %v", err)
	}
	p.Close()
	if err := p.Start(t.Context()); err != nil {
		t.Fatalf("Start: %v", err)
	}
	var all []launcher.Event
	for several := range events {
		for e := range launcher.Singly(several) {
			all = append(all, e)
			if during != nil {
				during(p, e)
			}
		}
	}
	_ = p.Join()
	return all
}

func of[E launcher.Event](events []launcher.Event) []E {
	var some []E
	for _, e := range events {
		if e, ok := e.(E); ok {
			some = append(some, e)
		}
	}
	return some
}

// handedOut returns the results in the order in which they were handed out.
func handedOut(events []launcher.Event) []launcher.Result {
	var all []launcher.Result
	for _, e := range of[launcher.ResultsReady](events) {
		for task, o := range e.All() {
			all = append(all, launcher.Result{Task: task, State: o.State, Value: o.Value, At: o.At})
		}
	}
	return all
}

func values(inputs ...any) launcher.Job {
	j := launcher.Job{Total: len(inputs), Method: launcher.Map}
	encoded := make([]json.RawMessage, len(inputs))
	for i, input := range inputs {
		encoded[i], _ = json.Marshal(input)
	}
	j.Inputs = launcher.Values(encoded)
	return j
}
