//go:build linux

package launcher_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestOutputIsCapturedPerTaskByteForByte(t *testing.T) {
	j := values(1, 2)
	j.Function = "print"
	events := record(t, launcher.Config{Workers: 2}, j, nil)
	got := map[string]string{}
	for _, o := range of[launcher.TaskOutput](events) {
		got[fmt.Sprintf("%d/%d", o.Task, o.Stream)] += string(o.Data)
	}
	for key, want := range map[string]string{"0/1": "out 1\n\x00\xff", "0/2": "err 1\n", "1/1": "out 2\n\x00\xff"} {
		if got[key] != want {
			t.Errorf("output %s = %q, want %q", key, got[key], want)
		}
	}
}

func TestWhatADyingWorkerWroteIsItsTasks(t *testing.T) {
	j := values(1)
	j.Function = "raw"
	events := record(t, launcher.Config{Workers: 1}, j, nil)
	var text strings.Builder
	for _, o := range of[launcher.TaskOutput](events) {
		if o.Task == 0 && o.Stream == launcher.Stderr {
			text.Write(o.Data)
		}
	}
	if text.String() != "last words\n" {
		t.Errorf("output of task 0 = %q, want its last words", text.String())
	}
}

func TestLargeResultsAndInputs(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	r, err := p.Apply("big", 1)
	if err != nil || len(r.Value) != 20<<20+2 {
		t.Errorf("big = %d bytes, %v", len(r.Value), err)
	}
	large := strings.Repeat("y", 10<<20)
	if r, err := p.Apply("echo", large); err != nil || len(r.Value) != len(large)+2 {
		t.Errorf("echo = %d bytes, %v", len(r.Value), err)
	}
}

func TestNothingOfTheWireReachesWhatATaskStarts(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	r, err := p.Apply("child", 0)
	if err != nil || r.State != launcher.Done {
		t.Fatalf("child = %s %q, %v", r.State, r.Err, err)
	}
	if string(r.Value) != "[]" {
		t.Errorf("a child has %s of the wire, want nothing", r.Value)
	}
}
