package worker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// lane runs one task at a time.
type lane struct {
	worker   *worker
	number   int
	onThread bool // keeps a thread of its own, whose CPU clock is the task's
}

// serve does tasks one after another. The end of one and the start of the next
// go out together where the next is there. A start is on the wire before its
// function is called: if the worker dies, the pool knows under which task.
func (l *lane) serve() {
	if l.onThread {
		runtime.LockOSThread()
	}
	queue, out := l.worker.queue, l.worker.out
	it := queue.take()
	frames := l.started(it, nil)
	for {
		out.send(frames)
		frames = l.run(it).AppendTo(frames[:0])
		next, ok := queue.tryTake()
		if !ok {
			out.send(frames)
			next, frames = queue.take(), frames[:0]
		}
		frames = l.started(next, frames)
		it = next
	}
}

func (l *lane) started(it item, frames []byte) []byte {
	return wire.Started{ID: it.task.ID, Lane: l.number}.AppendTo(frames)
}

// run does a task.
func (l *lane) run(it item) wire.Finished {
	begun, cpu := time.Now(), l.cpuTime()
	value, err := l.apply(it)
	end := wire.Finished{ID: it.task.ID, Value: value, Wall: time.Since(begun), CPU: l.cpuTime() - cpu, MaxRSS: l.worker.memory.bytes()}
	if err != nil {
		end.Value, end.Err = nil, err.Error()
	}
	return end
}

// apply calls the function and encodes its result. A panic is the task's
// failure, and its stack goes to the task's stderr.
func (l *lane) apply(it item) (value json.RawMessage, err error) {
	f, ok := l.worker.functions[it.job.Function]
	if !ok {
		return nil, fmt.Errorf("function %q is not registered in the worker", it.job.Function)
	}
	call := l.worker.call(it, l.number)
	defer func() {
		if cause := recover(); cause != nil {
			_, _ = fmt.Fprintf(call.Stderr, "panic: %v\n\n%s", cause, debug.Stack())
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	result, err := f(call)
	if err != nil {
		return nil, nonEmpty(err)
	}
	return encode(result)
}

// encode returns the result as JSON; nil stands for no result.
func encode(result any) (json.RawMessage, error) {
	if result == nil {
		return nil, nil
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // a result is shown to people, not put into a page
	if err := encoder.Encode(result); err != nil {
		return nil, fmt.Errorf("encode the result: %w", err)
	}
	value := bytes.TrimSuffix(text.Bytes(), []byte("\n"))
	if len(value) > wire.MaxFrame/2 {
		return nil, fmt.Errorf("the result has %d bytes as JSON, at most %d can be sent", len(value), wire.MaxFrame/2)
	}
	return value, nil
}

// nonEmpty makes sure that a failure can be told from a success by its text.
func nonEmpty(err error) error {
	if err.Error() == "" {
		return fmt.Errorf("%T without a message", err)
	}
	return err
}
