package worker

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/ring"
	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// lane runs one task at a time.
type lane struct {
	worker   *worker
	number   int
	onThread bool // keeps a thread of its own, whose CPU clock is the task's
	frame    *frame
	clock    clock
	patience ring.Patience
	follows  bool  // what is told next is the end of the task after the one told last
	rss      int64 // told last
	said     []byte
}

// serve does parcels one after another.
func (l *lane) serve() {
	if l.onThread {
		runtime.LockOSThread()
	}
	l.clock = clock{read: l.cpuTime}
	l.clock.reset()
	for {
		l.look()
		l.do(l.worker.queue.take(l.number))
	}
}

// look looks for work where none waits, when the worker has one thread.
func (l *lane) look() {
	if w := l.worker; w.intake != nil && !l.onThread && !w.queue.any() {
		w.intake.look(&l.patience, w.queue.any)
	}
}

// do does the tasks of a parcel. A start is told before its function is called: if
// the worker dies, the pool knows under which task.
func (l *lane) do(p *parcel) {
	i, ok := p.begin()
	if !ok {
		return
	}
	begun := l.worker.now()
	l.worker.out.send(wire.Started{ID: p.ID + i, Lane: l.number, At: begun}.AppendTo(nil))
	l.goOn(p, i, begun)
}

// goOn does the tasks of a parcel from one that has begun on. The end of one and the
// start of the next are one message. A function that ends its goroutine ends this one
// (runtime.Goexit): another goes on with the lane.
func (l *lane) goOn(p *parcel, i int, begun time.Duration) {
	f := l.worker.lookup(p.job.Function)
	over := false
	defer func() {
		if !over {
			next, ok, at := l.end(p, wire.Finished{ID: p.ID + i, Fault: &wire.Fault{Text: goneText}}, begun)
			go l.carryOn(p, next, ok, at)
		}
	}()
	for ok := true; ok; {
		i, ok, begun = l.end(p, l.run(f, p, i), begun)
	}
	over = true
}

const goneText = "ended its goroutine instead of returning (runtime.Goexit)"

// carryOn is serve of a lane whose goroutine was ended by a task.
func (l *lane) carryOn(p *parcel, i int, more bool, begun time.Duration) { //nolint:revive // whether there is an i
	if l.onThread {
		runtime.LockOSThread()
	}
	l.clock.reset()
	if more {
		l.goOn(p, i, begun)
	}
	l.serve()
}

// end tells the end of a task, and returns the next one of the parcel and when it
// began.
func (l *lane) end(p *parcel, end wire.Finished, begun time.Duration) (next int, more bool, at time.Duration) {
	w := l.worker
	end.At = w.now()
	end.Wall = end.At - begun
	end.CPU = l.clock.spent(end.Wall)
	end.MaxRSS = w.memory.at(end.At)
	next, more = p.begin()
	end.Next = more
	l.said = l.tell(&end, l.said[:0])
	w.out.send(l.said)
	if w.intake != nil && !l.onThread {
		w.intake.relieve()
	}
	return next, more, end.At
}

// tell appends the end of a task, in short where the pool knows the rest from the
// one before.
func (l *lane) tell(end *wire.Finished, frames []byte) []byte {
	short := l.follows && !l.onThread && end.Fault == nil && end.CPU == end.Wall && end.MaxRSS == l.rss
	l.follows, l.rss = end.Next, end.MaxRSS
	if short {
		again := wire.Again{Next: end.Next, Wall: end.Wall, Value: end.Value}
		return again.AppendTo(frames)
	}
	return end.AppendTo(frames)
}

// run does a task.
func (l *lane) run(f Func, p *parcel, i int) wire.Finished {
	seen := l.frameFor(p, i)
	if seen.Star {
		if only, ok := single(seen.Input); ok {
			seen.Input = only
		}
	}
	value, fault := l.call(f, &seen.Call)
	return wire.Finished{ID: seen.id, Value: value, Fault: fault}
}

// single returns the argument of a list of one: what starmap calls a function of
// one argument with.
func single(input json.RawMessage) (json.RawMessage, bool) {
	var list []json.RawMessage
	if json.Unmarshal(input, &list) != nil || len(list) != 1 {
		return nil, false
	}
	return list[0], true
}

// lookup returns the function of a name. One that is not registered fails.
func (w *worker) lookup(name string) Func {
	if f, ok := w.functions[name]; ok {
		return f
	}
	return func(*Call) (any, error) { return nil, fmt.Errorf("function %q is not registered in the worker", name) }
}

// call calls a function and encodes its result. A panic is the task's failure.
func (l *lane) call(f Func, c *Call) (value json.RawMessage, fault *wire.Fault) {
	defer func() {
		if cause := recover(); cause != nil {
			value, fault = nil, panicked(cause)
		}
	}()
	result, err := f(c)
	if err != nil {
		return nil, faultOf(err)
	}
	if result == nil {
		return nil, nil
	}
	value, err = encode(result)
	if err != nil {
		return nil, faultOf(err)
	}
	return value, nil
}

// encode returns the result as JSON.
func encode(result any) (json.RawMessage, error) {
	if raw, ok := result.(json.RawMessage); ok && len(raw) <= wire.MaxFrame/2 && wire.ValidJSON(raw) {
		return raw, nil
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

// maxStack bounds the frames of a stack that are told.
const maxStack = 64

// Fault is an error that says itself of what type it is and where it happened.
type Fault interface {
	error
	FaultType() string
	FaultStack() string // innermost last, a function and its file and line each
}

// faultOf returns what is told of an error. One without a message could not be told
// from a success by its text.
func faultOf(err error) *wire.Fault {
	fault := &wire.Fault{Type: fmt.Sprintf("%T", err), Text: textOf(err)}
	if own, ok := errors.AsType[Fault](err); ok {
		fault.Type, fault.Stack = own.FaultType(), own.FaultStack()
	}
	return fault
}

// textOf returns an error's message. A method Error that panics is told too.
func textOf(err error) (text string) {
	defer func() {
		if cause := recover(); cause != nil {
			text = fmt.Sprintf("%T, whose Error panics: %v", err, cause)
		}
	}()
	if text = err.Error(); text == "" {
		return fmt.Sprintf("%T without a message", err)
	}
	return text
}

// panicked returns what is told of a panic, from the goroutine that recovered it.
func panicked(cause any) *wire.Fault {
	text := fmt.Sprint(cause)
	if err, ok := cause.(error); ok {
		text = textOf(err)
	}
	return &wire.Fault{Type: fmt.Sprintf("panic(%T)", cause), Text: "panic: " + text, Stack: stack()}
}

// stack is where the panic happened: the frames of the function and what it
// called, innermost last.
func stack() string {
	pcs := make([]uintptr, maxStack)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	var lines []string
	for raised := false; ; {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic" || f.Function == "runtime.sigpanic":
			raised = true
			lines = nil
		case strings.HasSuffix(f.Function, "worker.(*lane).call"):
			more = false
		case raised && !strings.HasPrefix(f.Function, "runtime."):
			lines = append(lines, fmt.Sprintf("%s\n\t%s:%d", f.Function, f.File, f.Line))
		}
		if !more {
			break
		}
	}
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	return strings.Join(lines, "\n")
}

// clock tells the processor time of tasks. Reading the kernel's costs as much as a
// short task: for tasks shorter than a reading is worth, what passed is taken for
// what was spent, and the next reading puts the sum right.
type clock struct {
	read   func() time.Duration
	last   time.Duration // the kernel's, when it was read
	taken  time.Duration // since then, taken for spent
	passed time.Duration // since then
}

// worthReading is how much time has to pass before the clock is read again.
const worthReading = 20 * time.Microsecond

func (c *clock) reset() { c.last, c.taken, c.passed = c.read(), 0, 0 }

// spent returns the processor time of a task that just ended and took so long.
func (c *clock) spent(wall time.Duration) time.Duration {
	if c.passed += wall; c.passed < worthReading {
		c.taken += wall
		return wall
	}
	now := c.read()
	spent := max(0, now-c.last-c.taken)
	c.last, c.taken, c.passed = now, 0, 0
	return spent
}
