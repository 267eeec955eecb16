package wire

import (
	"encoding/json"
	"fmt"
	"time"
)

// Env is the environment variable that tells a process which descriptors lead
// to its pool: "READ,WRITE,SECRET". A worker removes it before anything else.
const Env = "POOLSCOPE_WIRE"

// Hello is the pool's first frame.
type Hello struct {
	Secret  string `json:"secret"` // the one in Env
	Worker  string `json:"worker"` // "Process-1"
	Threads int    `json:"threads"`
}

// Job names a function before the first of its tasks.
type Job struct {
	ID       int                `json:"id"`
	Function string             `json:"function"`
	Params   map[string]float64 `json:"params"`
}

// Task is one unit of work. ID is the pool's own number for it, never used twice.
type Task struct {
	ID, Job, Index, Attempt int
	Input                   []byte
}

// Ready says that the worker waits for tasks, and how large it is.
type Ready struct{ MaxRSS int64 } // bytes

// AppendTo adds the message as a frame.
func (r Ready) AppendTo(buf []byte) []byte {
	return Append(buf, KindReady, func(b []byte) []byte { return appendNumber(b, int(r.MaxRSS)) })
}

// DecodeReady reads the body of the message.
func DecodeReady(body []byte) (Ready, error) {
	d := decoder{rest: body}
	r := Ready{MaxRSS: int64(d.int())}
	return r, d.end("ready")
}

// Farewell is the last word of a worker whose pool has closed its end: how large
// it ever was, in bytes.
type Farewell struct{ MaxRSS int64 }

// AppendTo adds the message as a frame.
func (f Farewell) AppendTo(buf []byte) []byte {
	return Append(buf, KindFarewell, func(b []byte) []byte { return appendNumber(b, int(f.MaxRSS)) })
}

// DecodeFarewell reads the body of the message.
func DecodeFarewell(body []byte) (Farewell, error) {
	d := decoder{rest: body}
	f := Farewell{MaxRSS: int64(d.int())}
	return f, d.end("farewell")
}

// Started says that a lane of the worker began a task.
type Started struct{ ID, Lane int }

// Output is a piece of what a task printed.
type Output struct {
	ID     int
	Stream byte // 1 stdout, 2 stderr
	Data   []byte
}

// Finished is the end of a task. Err is "" when it is done.
type Finished struct {
	ID     int
	Value  []byte
	Err    string
	Wall   time.Duration
	CPU    time.Duration
	MaxRSS int64 // bytes
}

// Lock is the ID of a task that wants or frees the pool's lock, or is granted it.
type Lock struct{ ID int }

// AppendJSON adds a frame whose body is v as JSON: Hello and Job, which are rare.
func AppendJSON(buf []byte, kind Kind, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode frame %d: %w", kind, err)
	}
	return Append(buf, kind, func(b []byte) []byte { return append(b, text...) }), nil
}

// DecodeJSON reads a body that AppendJSON wrote.
func DecodeJSON(body []byte, v any) error {
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%w: %w", ErrFrame, err)
	}
	return nil
}

// AppendTo adds the task as a frame.
func (t Task) AppendTo(buf []byte) []byte {
	return Append(buf, KindTask, func(b []byte) []byte {
		b = appendNumber(b, t.ID)
		b = appendNumber(b, t.Job)
		b = appendNumber(b, t.Index)
		b = appendNumber(b, t.Attempt)
		return appendBytes(b, t.Input)
	})
}

// DecodeTask reads the body of a task.
func DecodeTask(body []byte) (Task, error) {
	d := decoder{rest: body}
	t := Task{ID: d.int(), Job: d.int(), Index: d.int(), Attempt: d.int(), Input: d.bytes()}
	return t, d.end("task")
}

// AppendTo adds the start of a task as a frame.
func (s Started) AppendTo(buf []byte) []byte {
	return Append(buf, KindStarted, func(b []byte) []byte {
		return appendNumber(appendNumber(b, s.ID), s.Lane)
	})
}

// DecodeStarted reads the body of a start.
func DecodeStarted(body []byte) (Started, error) {
	d := decoder{rest: body}
	s := Started{ID: d.int(), Lane: d.int()}
	return s, d.end("start")
}

// AppendTo adds the output as a frame.
func (o Output) AppendTo(buf []byte) []byte {
	return Append(buf, KindOutput, func(b []byte) []byte {
		b = appendNumber(b, o.ID)
		b = append(b, o.Stream)
		return appendBytes(b, o.Data)
	})
}

// DecodeOutput reads the body of an output.
func DecodeOutput(body []byte) (Output, error) {
	d := decoder{rest: body}
	o := Output{ID: d.int(), Stream: byte(d.int()), Data: d.bytes()}
	if o.Stream != 1 && o.Stream != 2 {
		d.bad = true
	}
	return o, d.end("output")
}

// AppendTo adds the end of a task as a frame.
func (f Finished) AppendTo(buf []byte) []byte {
	return Append(buf, KindFinished, func(b []byte) []byte {
		b = appendNumber(b, f.ID)
		b = appendBytes(b, f.Value)
		b = appendBytes(b, []byte(f.Err))
		b = appendNumber(b, int(f.Wall))
		b = appendNumber(b, int(f.CPU))
		return appendNumber(b, int(f.MaxRSS))
	})
}

// DecodeFinished reads the body of a task's end.
func DecodeFinished(body []byte) (Finished, error) {
	d := decoder{rest: body}
	f := Finished{
		ID: d.int(), Value: d.bytes(), Err: string(d.bytes()),
		Wall: time.Duration(d.int()), CPU: time.Duration(d.int()), MaxRSS: int64(d.int()),
	}
	if f.Err == "" && len(f.Value) > 0 && !json.Valid(f.Value) {
		d.bad = true
	}
	return f, d.end("end of a task")
}

// AppendTo adds the lock message as a frame of the kind.
func (l Lock) AppendTo(buf []byte, kind Kind) []byte {
	return Append(buf, kind, func(b []byte) []byte { return appendNumber(b, l.ID) })
}

// DecodeLock reads the body of a lock message.
func DecodeLock(body []byte) (Lock, error) {
	d := decoder{rest: body}
	l := Lock{ID: d.int()}
	return l, d.end("lock")
}

// Returned lists the tasks that a worker gives back after a recall: those that
// it had not begun.
type Returned struct{ IDs []int }

// AppendTo adds the list as a frame.
func (r Returned) AppendTo(buf []byte) []byte {
	return Append(buf, KindReturned, func(b []byte) []byte {
		for _, id := range r.IDs {
			b = appendNumber(b, id)
		}
		return b
	})
}

// DecodeReturned reads the body of a list.
func DecodeReturned(body []byte) (Returned, error) {
	d := decoder{rest: body}
	var r Returned
	for len(d.rest) > 0 && !d.bad {
		r.IDs = append(r.IDs, d.int())
	}
	return r, d.end("list of tasks")
}
