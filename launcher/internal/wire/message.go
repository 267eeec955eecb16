package wire

import (
	"encoding/json"
	"fmt"
	"iter"
	"time"
)

// Env is the environment variable that tells a process which descriptors lead
// to its pool: "READ,WRITE,SECRET". A worker removes it before anything else.
const Env = "POOLSCOPE_WIRE"

// Hello is the pool's first frame.
type Hello struct {
	Secret      string `json:"secret"` // the one in Env
	Worker      string `json:"worker"` // "Process-1"
	Threads     int    `json:"threads"`
	Initializer string `json:"initializer,omitempty"` // function to call once, before Ready
	Ring        int    `json:"ring,omitempty"`        // descriptor of the memory that frames to the pool lie in; 0: they are written to the stream
}

// Job names a function before the first of its tasks.
type Job struct {
	ID       int                `json:"id"`
	Function string             `json:"function"`
	Params   map[string]float64 `json:"params"`
	Star     bool               `json:"star,omitempty"` // an input is a list of arguments
}

// Parcel is tasks handed to a worker in one message: consecutive ones of a job,
// done one after another by one thread. ID is the pool's own number for the first
// of them, never used twice; the next has the next.
type Parcel struct {
	ID, Job, Index, Attempt int
	Apart                   bool // each task may be taken back by itself
	Count                   int
	Inputs                  Inputs // of the tasks
}

// Inputs is inputs as a parcel's frame has them, one after another.
type Inputs struct{ rest []byte }

// Next cuts off the next input, which shares the frame's memory; nil where there is
// none any more.
func (in *Inputs) Next() []byte {
	d := decoder{rest: in.rest}
	input := d.bytes()
	in.rest = d.rest
	return input
}

// Range is Count tasks from ID on.
type Range struct{ ID, Count int }

// Ready says that the worker waits for tasks, and how large it is. At is the time
// on the worker's own clock, which begins anywhere.
type Ready struct {
	At     time.Duration
	MaxRSS int64 // bytes
}

// Farewell is the last word of a worker whose pool has closed its end: how large
// it ever was, in bytes.
type Farewell struct{ MaxRSS int64 }

// Started says that a lane of the worker began a task, at a time of its clock.
type Started struct {
	ID, Lane int
	At       time.Duration
}

// Output is a piece of what a task printed; ID 0 is outside of any.
type Output struct {
	ID     int
	Stream byte // 1 stdout, 2 stderr
	Data   []byte
}

// Fault is what went wrong in a task: its error's type and text, and where it was.
type Fault struct{ Type, Text, Stack string }

// Finished is the end of a task at a time of the worker's clock.
type Finished struct {
	ID     int
	Next   bool // the next task of the parcel began at the same time
	At     time.Duration
	Wall   time.Duration
	CPU    time.Duration
	MaxRSS int64  // bytes; 0 where it was not read
	Value  []byte // JSON; shares the body's memory
	Fault  *Fault // nil when it is done
}

// Lock is the ID of a task that wants or frees the pool's lock, or is granted it.
type Lock struct{ ID int }

// Returned lists the tasks that a worker gives back after a recall: of those that
// it had not begun.
type Returned struct{ Ranges []Range }

// Broken says that the initializer failed: the worker ends.
type Broken struct{ Fault Fault }

// AppendJSON adds a frame whose body is v as JSON: Hello and Job, which are rare.
func AppendJSON(buf []byte, kind Kind, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode frame %d: %w", kind, err)
	}
	buf, start := open(buf, kind)
	return seal(append(buf, text...), start), nil
}

// DecodeJSON reads a body that AppendJSON wrote.
func DecodeJSON(body []byte, v any) error {
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%w: %w", ErrFrame, err)
	}
	return nil
}

// AppendParcel adds a parcel of n inputs as a frame; p's own are not looked at.
func AppendParcel[B ~[]byte](buf []byte, p Parcel, n int, inputs iter.Seq2[int, B]) []byte {
	buf, start := open(buf, KindParcel)
	buf = appendNumber(buf, p.ID)
	buf = appendNumber(buf, p.Job)
	buf = appendNumber(buf, p.Index)
	buf = appendNumber(buf, p.Attempt)
	buf = append(buf, flag(p.Apart))
	buf = appendNumber(buf, n)
	for _, input := range inputs {
		buf = appendBytes(buf, input)
	}
	return seal(buf, start)
}

// DecodeParcel reads the body of a parcel, whose inputs share its memory.
func DecodeParcel(body []byte) (Parcel, error) {
	d := decoder{rest: body}
	p := Parcel{ID: d.int(), Job: d.int(), Index: d.int(), Attempt: d.int(), Apart: d.byte() == 1}
	p.Count = d.int()
	if p.Count < 1 || p.Count > len(d.rest) {
		d.bad = true
	}
	p.Inputs = Inputs{d.rest}
	for range p.Count {
		if d.bytes(); d.bad {
			break
		}
	}
	return p, d.end("parcel")
}

// AppendTo adds the message as a frame.
func (r Ready) AppendTo(buf []byte) []byte {
	buf, start := open(buf, KindReady)
	return seal(appendNumber(appendNumber(buf, int(r.At)), int(r.MaxRSS)), start)
}

// DecodeReady reads the body of the message.
func DecodeReady(body []byte) (Ready, error) {
	d := decoder{rest: body}
	r := Ready{At: time.Duration(d.int()), MaxRSS: int64(d.int())}
	return r, d.end("ready")
}

// AppendTo adds the message as a frame.
func (f Farewell) AppendTo(buf []byte) []byte {
	buf, start := open(buf, KindFarewell)
	return seal(appendNumber(buf, int(f.MaxRSS)), start)
}

// DecodeFarewell reads the body of the message.
func DecodeFarewell(body []byte) (Farewell, error) {
	d := decoder{rest: body}
	f := Farewell{MaxRSS: int64(d.int())}
	return f, d.end("farewell")
}

// AppendTo adds the start of a task as a frame.
func (s Started) AppendTo(buf []byte) []byte {
	buf, start := open(buf, KindStarted)
	buf = appendNumber(appendNumber(buf, s.ID), s.Lane)
	return seal(appendNumber(buf, int(s.At)), start)
}

// DecodeStarted reads the body of a start.
func DecodeStarted(body []byte) (Started, error) {
	d := decoder{rest: body}
	s := Started{ID: d.int(), Lane: d.int(), At: time.Duration(d.int())}
	return s, d.end("start")
}

// AppendTo adds the output as a frame.
func (o Output) AppendTo(buf []byte) []byte {
	buf, start := open(buf, KindOutput)
	buf = append(appendNumber(buf, o.ID), o.Stream)
	return seal(appendBytes(buf, o.Data), start)
}

// DecodeOutput reads the body of an output, whose data share its memory.
func DecodeOutput(body []byte) (Output, error) {
	d := decoder{rest: body}
	o := Output{ID: d.int(), Stream: d.byte(), Data: d.bytes()}
	if o.Stream != 1 && o.Stream != 2 {
		d.bad = true
	}
	return o, d.end("output")
}

// The flags of a task's end.
const (
	endFault = 1 << iota
	endNext
)

// AppendTo adds the end of a task as a frame.
func (f *Finished) AppendTo(buf []byte) []byte {
	buf, start := open(buf, KindFinished)
	buf = appendNumber(buf, f.ID)
	buf = append(buf, flag(f.Fault != nil)*endFault|flag(f.Next)*endNext)
	buf = appendNumber(buf, int(f.At))
	buf = appendNumber(buf, int(f.Wall))
	buf = appendNumber(buf, int(f.CPU))
	buf = appendNumber(buf, int(f.MaxRSS))
	if f.Fault != nil {
		return seal(f.Fault.appendTo(buf), start)
	}
	return seal(appendBytes(buf, f.Value), start)
}

// DecodeFinished reads the body of a task's end into f.
func DecodeFinished(body []byte, f *Finished) error {
	d := decoder{rest: body}
	f.ID = d.int()
	flags := d.byte()
	f.Next = flags&endNext != 0
	f.At, f.Wall, f.CPU = time.Duration(d.int()), time.Duration(d.int()), time.Duration(d.int())
	f.MaxRSS = int64(d.int())
	f.Value, f.Fault = nil, nil
	if flags&endFault != 0 {
		fault := d.fault()
		f.Fault = &fault
		return d.end("end of a task")
	}
	if f.Value = d.bytes(); len(f.Value) > 0 && !ValidJSON(f.Value) {
		d.bad = true
	}
	return d.end("end of a task")
}

func (f Fault) appendTo(buf []byte) []byte {
	buf = appendBytes(buf, []byte(f.Type))
	buf = appendBytes(buf, []byte(f.Text))
	return appendBytes(buf, []byte(f.Stack))
}

// AppendTo adds the message as a frame.
func (b Broken) AppendTo(buf []byte) []byte {
	buf, start := open(buf, KindBroken)
	return seal(b.Fault.appendTo(buf), start)
}

// DecodeBroken reads the body of the message.
func DecodeBroken(body []byte) (Broken, error) {
	d := decoder{rest: body}
	b := Broken{Fault: d.fault()}
	return b, d.end("failed initializer")
}

// AppendTo adds the lock message as a frame of the kind.
func (l Lock) AppendTo(buf []byte, kind Kind) []byte {
	buf, start := open(buf, kind)
	return seal(appendNumber(buf, l.ID), start)
}

// DecodeLock reads the body of a lock message.
func DecodeLock(body []byte) (Lock, error) {
	d := decoder{rest: body}
	l := Lock{ID: d.int()}
	return l, d.end("lock")
}

// AppendTo adds the list as a frame.
func (r Returned) AppendTo(buf []byte) []byte {
	buf, start := open(buf, KindReturned)
	for _, part := range r.Ranges {
		buf = appendNumber(appendNumber(buf, part.ID), part.Count)
	}
	return seal(buf, start)
}

// DecodeReturned reads the body of a list.
func DecodeReturned(body []byte) (Returned, error) {
	d := decoder{rest: body}
	var r Returned
	for len(d.rest) > 0 && !d.bad {
		part := Range{ID: d.int(), Count: d.int()}
		d.bad = d.bad || part.Count < 1
		r.Ranges = append(r.Ranges, part)
	}
	return r, d.end("list of tasks")
}

func flag(on bool) byte { //nolint:revive // the boolean is the value
	if on {
		return 1
	}
	return 0
}
