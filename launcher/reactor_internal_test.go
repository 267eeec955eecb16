//go:build linux

package launcher

import (
	"encoding/json"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestCommandsAreDoneWhereNoMoreDescriptorsCanBeWatched(t *testing.T) {
	p, err := New(Config{Workers: 3, Command: &Command{Make: func(Errand) (Invocation, error) {
		return Invocation{Argv: []string{"sh", "-c", "head -c 200000 /dev/zero; sleep 0.02; echo end >&2"}}, nil
	}}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.Submit(Job{Method: IMap, Total: 9, Inputs: func(yield func(json.RawMessage, error) bool) {
		for range 9 {
			if !yield(json.RawMessage("0"), nil) {
				return
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	p.begun = time.Now()
	p.running.Store(true)
	d := newDispatcher(p)
	loop, ok := d.events.(*reactor)
	if !ok {
		t.Skip("this kernel has no event loop")
	}
	loop.watch = func(int) error { return unix.ENOSPC }
	go p.spawner.run()
	go d.run()
	for range 9 {
		r, ok, err := b.Next(t.Context())
		if err != nil || !ok || r.State != Done {
			t.Errorf("task %d is %s: %s (%v)", r.Task, r.State, r.Err, err)
		}
	}
	if err := p.Join(); err != nil {
		t.Error(err)
	}
}
