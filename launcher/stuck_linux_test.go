package launcher_test

import (
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestTaskThatEndsItsGoroutineFailsAloneAndTheLaneGoesOn(t *testing.T) {
	for _, as := range []launcher.RunAs{launcher.Processes, launcher.Threads} {
		j := values(numbers(8)...)
		j.Function, j.Chunk = "goexit-on-2", 4
		events := record(t, launcher.Config{Workers: 2, RunAs: as}, j, nil)
		for n, s := range finals(t, events, 8) {
			if want := map[bool]launcher.State{true: launcher.Failed, false: launcher.Done}[n == 2]; s != want {
				t.Errorf("%s: task %d = %s, want %s", as, n, s, want)
			}
		}
	}
}

func TestTasksOfAWorkerThatStandsStillGoToOthers(t *testing.T) {
	j := values(numbers(4)...)
	j.Function, j.Method = "echo", launcher.IMapUnordered
	stopped := false
	events := record(t, launcher.Config{Workers: 2}, j, func(_ *launcher.Pool, e launcher.Event) {
		if s, ok := e.(launcher.WorkerStarted); ok && !stopped {
			stopped = syscall.Kill(s.PID, syscall.SIGSTOP) == nil
		}
	})
	for n, s := range finals(t, events, 4) {
		if s != launcher.Done {
			t.Errorf("task %d = %s, want done by another worker", n, s)
		}
	}
}

func TestInputsThatPanicOrVanishAreInputsThatFail(t *testing.T) {
	for want, act := range map[string]func(){
		"the inputs panicked: ouch": func() { panic("ouch") },
		"ended their goroutine":     runtime.Goexit,
	} {
		p := start(t, launcher.Config{Workers: 1})
		b, err := p.Submit(launcher.Job{Function: "echo", Method: launcher.IMap, Total: -1, Inputs: func(yield func(json.RawMessage, error) bool) {
			yield(json.RawMessage("1"), nil)
			act()
		}})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Wait(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Wait = %v, want %q", err, want)
		}
		p.Close()
		if err := p.Join(); err != nil {
			t.Errorf("Join = %v, want nil: the pool itself went on", err)
		}
	}
}

func TestJoinOfAPoolThatWasNeverStarted(t *testing.T) {
	p, err := launcher.New(launcher.Config{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	if err := p.Join(); !errors.Is(err, launcher.ErrNotRunning) {
		t.Errorf("Join = %v, want %v", err, launcher.ErrNotRunning)
	}
}

func TestProgramThatSaysItIsBrokenOrGoesAndStaysIsEnded(t *testing.T) {
	for what, say := range map[string]string{
		"broken": `echo '{"broken":{"message":"no"}}'`, "farewell": `echo '{"farewell":true}'`, "deaf": "exec 1>&-",
	} {
		c := speaking(`case $l in *'"index":1,'*) `+say+`; while :; do sleep 1; done;; esac; `+answer, `echo '{"ready":true}'`, "")
		states := finals(t, record(t, c, lines(3), nil), 3)
		if states[0] != launcher.Done || states[1] == launcher.Done || states[2] != launcher.Done {
			t.Errorf("%s: states = %v, want the second alone not done", what, states)
		}
	}
}

func TestDiscardedResultsAreNotHandedOut(t *testing.T) {
	j := values(numbers(100)...)
	j.Function, j.Discard = "echo", true
	events := record(t, launcher.Config{Workers: 2}, j, nil)
	finals(t, events, 100)
	if n := len(of[launcher.ResultsReady](events)); n != 0 {
		t.Errorf("events of results = %d, want none", n)
	}
}
