//go:build linux

package launcher_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// hour is as long as a test that hangs.
const hour = 3_600_000

// soon is a context that has timed out as soon as it is looked at.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 1)
	t.Cleanup(cancel)
	return ctx
}

func TestGetThatTimesOutLosesNothing(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	a, err := sleeper().ApplyAsync(p, 300)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Get(soon(t)); !errors.Is(err, launcher.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Get = %v, want ErrTimeout", err)
	}
	if _, err := a.Successful(); a.Ready() || !errors.Is(err, launcher.ErrNotReady) {
		t.Errorf("ready = %t, Successful = %v, want ErrNotReady", a.Ready(), err)
	}
	<-a.Done()
	late := soon(t)
	<-late.Done()
	for range 50 {
		if got, err := a.Get(late); got != 300 || err != nil {
			t.Fatalf("Get = %d, %v, want 300, whatever the time", got, err)
		}
	}
	if ok, err := a.Successful(); !ok || err != nil || !a.Ready() {
		t.Errorf("ready = %t, Successful = %t, %v, want true", a.Ready(), ok, err)
	}
}

func TestGetTellsTheCauseWhyItWasCancelled(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	a, err := sleeper().ApplyAsync(p, hour)
	if err != nil {
		t.Fatal(err)
	}
	cause := errors.New("the user went home")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := a.Get(ctx); !errors.Is(err, cause) || errors.Is(err, launcher.ErrTimeout) {
		t.Errorf("Get = %v, want %v", err, cause)
	}
}

func TestAFailedCallIsReadyAndNotSuccessful(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	a, err := wholeRoot().ApplyAsync(p, 5)
	if err != nil {
		t.Fatal(err)
	}
	var failed *launcher.TaskError
	if _, err := a.Get(t.Context()); !errors.As(err, &failed) || failed.Message != "no whole root" {
		t.Errorf("Get = %v, want the task's own error", err)
	}
	if ok, err := a.Successful(); ok || err != nil {
		t.Errorf("Successful = %t, %v, want false", ok, err)
	}
}

// stuck returns a call that runs for an hour, whatever SIGTERM says, and the process
// that it runs in.
func stuck(t *testing.T) (*launcher.Pool, *launcher.Async[int], int) {
	t.Helper()
	events, running := make(chan launcher.Event), make(chan int, 1)
	go func() {
		pid := 0
		for e := range events {
			switch e := e.(type) {
			case launcher.TaskStarted:
				pid = e.PID
			case launcher.TaskOutput:
				running <- pid
			}
		}
	}()
	p := start(t, launcher.Config{Workers: 1, Grace: time.Second, Events: events})
	a, err := launcher.Function[int, int]{Name: "stubborn"}.ApplyAsync(p, hour)
	if err != nil {
		t.Fatal(err)
	}
	return p, a, <-running
}

func TestTerminateEndsAPendingGetAtOnce(t *testing.T) {
	p, a, pid := stuck(t)
	got := make(chan error)
	go func() {
		_, err := a.Get(t.Context())
		got <- err
	}()
	called := make(chan error, 2)
	a.OnError(func(err error) { called <- err })
	a.OnDone(func(int) { called <- nil })
	p.Terminate()
	if err := <-got; !errors.Is(err, launcher.ErrTerminated) {
		t.Errorf("Get = %v, want ErrTerminated", err)
	}
	if err := syscall.Kill(pid, 0); err != nil {
		t.Errorf("worker = %v when Get returns, want it to be still there", err)
	}
	if err := p.Join(); !errors.Is(err, launcher.ErrTerminated) {
		t.Errorf("Join = %v, want ErrTerminated", err)
	}
	if err := <-called; !errors.Is(err, launcher.ErrTerminated) || len(called) > 0 {
		t.Errorf("callback got %v and %d more, want ErrTerminated once", err, len(called))
	}
	if _, err := a.Get(t.Context()); !errors.Is(err, launcher.ErrTerminated) {
		t.Errorf("Get after Join = %v, want ErrTerminated again", err)
	}
}

func TestAPendingMapEndsAtOnceAtTerminate(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	got := make(chan error)
	go func() {
		_, err := sleeper().Map(p, []int{hour, hour, hour})
		got <- err
	}()
	p.Terminate()
	if err := <-got; !errors.Is(err, launcher.ErrTerminated) && !errors.Is(err, launcher.ErrClosed) {
		t.Errorf("Map = %v, want that the pool was terminated", err)
	}
}

func TestWhatWasReadyBeforeThePoolEndedStaysReady(t *testing.T) {
	for name, end := range map[string]func(*launcher.Pool){"Close": (*launcher.Pool).Close, "Terminate": (*launcher.Pool).Terminate} {
		p := start(t, launcher.Config{Workers: 1})
		a, err := square().ApplyAsync(p, 5)
		if err != nil {
			t.Fatal(err)
		}
		<-a.Done()
		end(p)
		if err := p.Join(); err != nil {
			t.Errorf("Join after %s = %v", name, err)
		}
		if got, err := a.Get(t.Context()); got != 25 || err != nil {
			t.Errorf("Get after %s and Join = %d, %v, want 25", name, got, err)
		}
	}
}

func TestCloseFinishesWhatWasCalled(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	a, err := sleeper().MapAsync(p, []int{30, 1, 20})
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	if got, err := a.Get(t.Context()); err != nil || !slices.Equal(got, []int{30, 1, 20}) {
		t.Errorf("Get after Close = %v, %v", got, err)
	}
}

func TestEveryEndMayBeCalledTwiceAndFromAnywhere(t *testing.T) {
	for _, terminate := range []bool{false, true} {
		p := start(t, launcher.Config{Workers: 2})
		a, err := sleeper().MapAsync(p, []int{1, 2, 3, 4})
		if err != nil {
			t.Fatal(err)
		}
		var everybody sync.WaitGroup
		for range 8 {
			everybody.Go(func() {
				p.Close()
				if terminate {
					p.Terminate()
				}
				_ = p.Join()
				p.Close()
				_ = p.Join()
			})
		}
		everybody.Wait()
		if !a.Ready() {
			t.Error("a call is not ready after Join")
		}
		p.Terminate()
		p.Terminate()
		_ = p.Join()
	}
}

func TestCallsBeforeStartAreMadeAfterIt(t *testing.T) {
	p := unstarted(t)
	a, err := square().ApplyAsync(p, 6)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Get(soon(t)); !errors.Is(err, launcher.ErrTimeout) {
		t.Errorf("Get before Start = %v, want ErrTimeout", err)
	}
	p.Close()
	p.Close()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Get(t.Context()); got != 36 || err != nil {
		t.Errorf("Get = %d, %v, want 36", got, err)
	}
	if err := p.Join(); err != nil {
		t.Errorf("Join = %v", err)
	}
}

func TestAPoolWhoseContextEndsReapsItsWorkers(t *testing.T) {
	events := make(chan launcher.Event, 1000)
	p, err := launcher.New(launcher.Config{Workers: 3, Events: events})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := p.Start(ctx); err != nil {
		t.Fatal(err)
	}
	a, err := sleeper().MapAsync(p, []int{hour, hour, hour, hour})
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for e := range events {
		if started, ok := e.(launcher.TaskStarted); ok {
			if pids = append(pids, started.PID); len(pids) == 3 {
				break
			}
		}
	}
	cancel() // nobody closes, terminates or joins
	if _, err := a.Get(context.Background()); !errors.Is(err, launcher.ErrTerminated) {
		t.Errorf("Get = %v, want ErrTerminated", err)
	}
	for range events {
		continue
	}
	for _, pid := range pids {
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("worker %d = %v, want it gone", pid, err)
		}
	}
}

func TestManyCallsAtATimeEachGetTheirOwn(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	var everybody sync.WaitGroup
	for g := range 8 {
		everybody.Go(func() {
			for i := range 50 {
				n := 100*g + i
				if got, err := square().Apply(p, n); got != n*n || err != nil {
					t.Error(fmt.Errorf("square of %d = %d, %w", n, got, err))
				}
			}
		})
	}
	everybody.Wait()
}
