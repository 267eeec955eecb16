//go:build linux

package launcher_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

func TestTerminateAccountsForEveryTask(t *testing.T) {
	j := values(60000, 60000, 1, 1, 1)
	j.Function, j.Method = "sleep", launcher.IMap
	var started sync.Once
	events := record(t, launcher.Config{Workers: 2}, j, func(p *launcher.Pool, e launcher.Event) {
		if _, ok := e.(launcher.TaskStarted); ok {
			started.Do(p.Terminate)
			p.Terminate()
		}
	})
	finished := of[launcher.TaskFinished](events)
	if len(finished) != 5 {
		t.Errorf("finished = %d tasks, want 5", len(finished))
	}
	for _, f := range finished {
		if f.State != launcher.Cancelled && f.State != launcher.NotRun {
			t.Errorf("task %d = %s, want cancelled or not run", f.Task, f.State)
		}
	}
	last := of[launcher.PoolFinished](events)
	if len(last) != 1 || !errors.Is(last[0].Err, launcher.ErrTerminated) || last[0].Started != last[0].Reaped {
		t.Errorf("the end = %+v", last)
	}
}

func TestClosedPoolRefusesWork(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	p.Close()
	p.Close()
	if err := p.Join(); err != nil {
		t.Errorf("Join = %v", err)
	}
	if _, err := p.Map("echo", numbers(1)); !errors.Is(err, launcher.ErrClosed) {
		t.Errorf("Map after Close = %v, want ErrClosed", err)
	}
}

func TestSerialSectionsNeverOverlap(t *testing.T) {
	p := start(t, launcher.Config{Workers: 4})
	results, err := p.Map("serial", numbers(40))
	if err != nil {
		t.Fatal(err)
	}
	spans := make([][2]int64, len(results))
	for i, r := range results {
		if err := json.Unmarshal(r.Value, &spans[i]); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(spans, func(a, b [2]int64) int { return int(a[0] - b[0]) })
	for i := 1; i < len(spans); i++ {
		if spans[i][0] < spans[i-1][1] {
			t.Errorf("sections %d and %d overlap", i-1, i)
		}
	}
}

func TestConfigRefusesNonsense(t *testing.T) {
	for _, c := range []launcher.Config{{}, {Workers: -1}, {Workers: 1e9}, {Workers: 1, Nice: 20}, {Workers: 1, Retries: -1}} {
		if _, err := launcher.New(c); err == nil {
			t.Errorf("New(%+v) = nil error", c)
		}
	}
}

func TestStopReachesProcessesWhileTheReceiverIsStuck(t *testing.T) {
	events := make(chan launcher.Event)
	p, err := launcher.New(launcher.Config{Workers: 1, Events: events})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := p.Start(ctx); err != nil {
		t.Fatal(err)
	}
	j := values(60000)
	j.Function = "sleep"
	if _, err := p.SubmitEvents(j); err != nil {
		t.Fatal(err)
	}
	pid := 0
	for e := range events {
		if s, ok := e.(launcher.WorkerStarted); ok {
			pid = s.PID
			break
		}
	}
	cancel() // nobody receives now
	for deadline := time.Now().Add(10 * time.Second); !ended(pid); {
		if time.Now().After(deadline) {
			t.Fatal("the worker lives on while the receiver is stuck")
		}
		time.Sleep(5 * time.Millisecond)
	}
	for range events {
		continue
	}
	_ = p.Join()
}

// The pool's messages to a worker that reads nothing must not hold up the pool.
func TestTerminateWhileAStoppedWorkerHasMuchToRead(t *testing.T) {
	p := start(t, launcher.Config{Workers: 4, RunAs: launcher.Threads, Grace: 100 * time.Millisecond})
	r, err := p.Apply("pid", 0)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(r.Value))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	large := make([]any, 200)
	for i := range large {
		large[i] = strings.Repeat("x", 100_000)
	}
	if _, err := p.IMap("echo", large); err != nil {
		t.Fatal(err)
	}
	p.Terminate()
	ended := make(chan struct{})
	go func() {
		_ = p.Join()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		_ = syscall.Kill(pid, syscall.SIGKILL)
		t.Fatal("the pool hangs")
	}
}

func TestJobsRunInTheOrderTheyWereSubmitted(t *testing.T) {
	for range 20 {
		events := make(chan launcher.Event, 1000)
		p, err := launcher.New(launcher.Config{Workers: 1, Events: events})
		if err != nil {
			t.Fatal(err)
		}
		for _, input := range []string{"first", "second"} {
			j := values(input)
			j.Function = "echo"
			if _, err := p.SubmitEvents(j); err != nil {
				t.Fatal(err)
			}
		}
		p.Close()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := p.Join(); err != nil {
			t.Fatal(err)
		}
		var got []string
		for e := range events {
			if s, ok := e.(launcher.TaskStarted); ok {
				got = append(got, string(s.Input))
			}
		}
		if want := []string{`"first"`, `"second"`}; !slices.Equal(got, want) {
			t.Fatalf("order = %v, want %v", got, want)
		}
	}
}
