package launcher

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// callers is the goroutines that the pool runs for its callers: those that wait
// for a job, and their callbacks. Join waits for them.
type callers struct {
	mu      sync.Mutex
	none    sync.Cond
	running int
	once    sync.Once
	joined  chan struct{} // closed by the first Join: from then on nothing waits for a caller to take results
}

func newCallers() *callers {
	c := &callers{joined: make(chan struct{})}
	c.none.L = &c.mu
	return c
}

// start runs f in a goroutine.
func (c *callers) start(f func()) {
	c.mu.Lock()
	c.running++
	c.mu.Unlock()
	go func() {
		defer c.leave()
		f()
	}()
}

func (c *callers) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running--
	c.none.Broadcast()
}

// join says that somebody waits for the pool's end, and for nothing else.
func (c *callers) join() { c.once.Do(func() { close(c.joined) }) }

// wait returns when no goroutine is left. One that calls it does not wait for
// itself.
func (c *callers) wait() {
	if insideCallback() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.running > 0 {
		c.none.Wait()
	}
}

// CallbackError is a callback that panicked.
type CallbackError struct {
	Value any    // it panicked with
	Stack string // with file and line
}

// Error says what the callback panicked with.
func (e *CallbackError) Error() string { return fmt.Sprintf("a callback panicked: %v", e.Value) }

// callBack calls a caller's function and returns how it panicked; nil if it did not.
//
//go:noinline
func callBack(f func()) (failed *CallbackError) {
	defer func() {
		if value := recover(); value != nil {
			failed = &CallbackError{Value: value, Stack: string(debug.Stack())}
		}
	}()
	f()
	return nil
}

// insideCallback reports whether callBack has called, directly or not, whoever asks.
func insideCallback() bool {
	callers := make([]uintptr, 4096)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, "/launcher.callBack") {
			return true
		}
		if !more {
			return false
		}
	}
}
