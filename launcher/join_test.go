//go:build linux

package launcher_test

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

func TestCallbacksAreCalledOnceBeforeJoinReturns(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	var done, failed atomic.Int64
	const n = 200
	for i := range n {
		a, err := wholeRoot().ApplyAsync(p, i)
		if err != nil {
			t.Fatal(err)
		}
		a.OnDone(func(int) {
			<-time.After(50 * time.Millisecond) // Join has every chance to return too early
			done.Add(1)
		})
		a.OnError(func(error) { failed.Add(1) })
	}
	p.Close()
	if err := p.Join(); err != nil {
		t.Fatal(err)
	}
	if d, f := done.Load(), failed.Load(); d != 15 || f != n-15 {
		t.Errorf("callbacks = %d and %d, want 15 and %d", d, f, n-15)
	}
}

func TestACallbackThatPanicsHarmsNobody(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	a, err := square().ApplyAsync(p, 3)
	if err != nil {
		t.Fatal(err)
	}
	called := false
	a.OnDone(func(int) { panic("careless") })
	a.OnDone(func(int) { runtime.Goexit() })
	a.OnDone(func(int) { called = true })
	if got, err := a.Get(t.Context()); got != 9 || err != nil {
		t.Errorf("Get = %d, %v, want 9", got, err)
	}
	if got, err := square().Apply(p, 4); got != 16 || err != nil {
		t.Errorf("the next call = %d, %v, want 16", got, err)
	}
	p.Close()
	if err := p.Join(); err != nil || !called {
		t.Errorf("Join = %v, the other callback called: %t", err, called)
	}
	var panicked *launcher.CallbackError
	if err := a.CallbackErr(); !errors.As(err, &panicked) || panicked.Value != "careless" || err.Error() != "a callback panicked: careless" {
		t.Fatalf("CallbackErr = %v, want the panic", err)
	}
	if !strings.Contains(panicked.Stack, "join_test.go:") {
		t.Errorf("stack = %s, want the file and line of the callback", panicked.Stack)
	}
}

func TestACallbackMayCallEveryMethodOfThePool(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	a, err := square().ApplyAsync(p, 3)
	if err != nil {
		t.Fatal(err)
	}
	next := 0
	a.OnDone(func(n int) {
		next, _ = square().Apply(p, n)
		p.Close()
		if err := p.Join(); err != nil {
			t.Errorf("Join in a callback = %v", err)
		}
		p.Terminate()
	})
	if err := p.Join(); err != nil || next != 81 {
		t.Errorf("Join = %v, the callback's own call = %d, want 81", err, next)
	}
}

func TestACallbackGetsWhatGetReturns(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	a, err := square().MapAsync(p, []int{1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan []int, 2)
	a.OnDone(func(all []int) { got <- all })
	a.OnError(func(err error) { t.Errorf("error callback of a call without errors: %v", err) })
	<-a.Done()
	a.OnDone(func(all []int) { got <- all }) // too late to be called at the end
	p.Close()
	_ = p.Join()
	for range 2 {
		if all := <-got; !slices.Equal(all, []int{1, 4, 9}) {
			t.Errorf("callback gets %v", all)
		}
	}
}

func TestAPoolThatIsTerminatedBeforeItStartsHasNothingToJoin(t *testing.T) {
	p := unstarted(t)
	a, err := square().ApplyAsync(p, 6)
	if err != nil {
		t.Fatal(err)
	}
	p.Terminate()
	p.Terminate()
	if _, err := a.Get(t.Context()); !errors.Is(err, launcher.ErrTerminated) {
		t.Errorf("Get = %v, want ErrTerminated", err)
	}
	if err := p.Join(); !errors.Is(err, launcher.ErrTerminated) {
		t.Errorf("Join = %v, want ErrTerminated", err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Errorf("Start afterwards = %v", err)
	}
	if err := p.Join(); !errors.Is(err, launcher.ErrTerminated) {
		t.Errorf("Join = %v, want ErrTerminated", err)
	}
}

func TestAPoolThatCannotStartAWorkerTellsEveryCallWhy(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2, Program: "/nonexistent/program"})
	_, err := square().Map(p, []int{1, 2, 3})
	if err == nil || !strings.Contains(err.Error(), "/nonexistent/program") {
		t.Errorf("Map = %v, want the program that cannot be started", err)
	}
	if _, err := square().Apply(p, 1); err == nil {
		t.Error("Apply of a broken pool returns no error")
	}
}

func TestResultsThatNobodyTakesKeepNoJoinWaiting(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	var read atomic.Int64
	ins := func(yield func(int) bool) {
		for n := range 5000 {
			if !yield(n) {
				return
			}
			read.Add(1)
		}
	}
	if _, err := square().IMapUnordered(p, ins); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if err := p.Join(); err != nil || read.Load() != 5000 {
		t.Errorf("Join = %v with %d inputs read, want all 5000", err, read.Load())
	}
}
