package worker

import (
	"encoding/json"
	"fmt"
	"io"
)

// Func is a function that a pool can apply to inputs. Its result is encoded as
// JSON; nil stands for no result. The error that it returns is told with its type;
// a Fault can also say where it happened.
type Func func(*Call) (any, error)

// Registry names the functions that a worker can be asked to apply.
type Registry map[string]Func

// Call is one task as its function sees it. It is valid until the function
// returns, and is used by one goroutine.
type Call struct {
	Worker  string // "Process-1"
	Lane    int    // thread of the worker, from 1
	Task    int    // index in input order, from 0; -1 in an initializer
	Attempt int    // from 1
	Input   json.RawMessage
	Params  map[string]float64
	Star    bool      // the input is a list of arguments, as starmap's are
	Stdout  io.Writer // captured for this task, byte for byte
	Stderr  io.Writer
	// Serial runs f while no other task of the pool is inside Serial: the part
	// of a job that Amdahl's law is about.
	Serial func(f func())
}

// Decode reads the input into v.
func (c *Call) Decode(v any) error {
	if err := json.Unmarshal(c.Input, v); err != nil {
		return fmt.Errorf("input %s: %w", c.Input, err)
	}
	return nil
}

// frame is a call and all that belongs to it. A lane uses one for task after task,
// unless somebody wrote to its streams and may still hold them.
type frame struct {
	Call
	id       int
	out, err stream
}

func (l *lane) newFrame() *frame {
	w := l.worker
	f := &frame{Call: Call{Worker: w.name, Lane: l.number}}
	f.out, f.err = stream{number: 1, out: w.out}, stream{number: 2, out: w.out}
	f.Stdout, f.Stderr = &f.out, &f.err
	f.Serial = func(serial func()) { w.lock.with(f.id, serial) }
	return f
}

// frameFor returns what the function of the i-th task of a parcel sees. It is called
// for one task after another.
func (l *lane) frameFor(p *parcel, i int) *frame {
	if f := l.frame; f == nil || f.out.written || f.err.written {
		l.frame = l.newFrame()
	}
	f := l.frame
	f.id = p.ID + i
	f.out.id, f.err.id = f.id, f.id
	f.Task, f.Attempt = p.Index+i, p.Attempt
	f.Input, f.Params, f.Star = p.Inputs.Next(), p.job.Params, p.job.Star
	return f
}
