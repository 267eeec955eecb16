package launcher

import (
	"fmt"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// ear understands the frames that a worker sends. The goroutine that reads them
// owns it.
type ear struct {
	now    func() time.Duration
	heard  []any         // of the bytes taken last
	open   *ran          // the last of heard, while it can go on
	many   int           // tasks in the one before
	ahead  time.Duration // of the worker's clock before the pool's, the least that was seen
	known  bool          // ahead is
	latest time.Duration // on the worker's clock, of what was taken last
	before time.Duration // the latest time that was told
	end    wire.Finished // decoded last
	short  wire.Again
}

// take decodes the whole frames in buf, and returns what they say and how many
// bytes they have. What it returns shares the memory of buf. After an error nothing
// more can be understood.
func (e *ear) take(buf []byte) (heard []any, used int, err error) {
	e.heard, e.open = nil, nil
	for err == nil && used < len(buf) {
		if wire.IsAgain(buf[used:]) {
			n, broken := e.hearAgain(buf[used:])
			if err = broken; n == 0 {
				break
			}
			used += n
			continue
		}
		kind, body, length, broken := wire.Cut(buf[used:])
		if broken != nil {
			err = broken
			break
		}
		if length == 0 {
			break
		}
		used += length
		err = e.hear(kind, body)
	}
	e.tellTimes()
	return e.heard, used, err
}

func (e *ear) hear(kind wire.Kind, body []byte) error {
	if kind == wire.KindFinished {
		return e.hearEnd(body)
	}
	what, err := e.decode(kind, body)
	if err == nil {
		e.say(what)
	}
	return err
}

func (e *ear) say(what any) {
	e.open = nil
	e.heard = append(e.heard, what)
}

// hearEnd takes the end of a task. That of one that followed another at once goes
// into the same message.
func (e *ear) hearEnd(body []byte) error {
	f := &e.end
	if err := wire.DecodeFinished(body, f); err != nil {
		return err
	}
	e.latest = f.At
	if f.Fault != nil {
		e.say(&failed{id: f.ID, end: f.At, wall: f.Wall, cpu: f.CPU, maxRSS: f.MaxRSS, fault: *f.Fault, next: f.Next})
		return nil
	}
	e.done(f.CPU, f.Value)
	e.open.maxRSS = max(e.open.maxRSS, f.MaxRSS)
	return nil
}

// hearAgain takes the end of a task that was like the one before, and returns how
// long the message is, 0 when it is not whole yet.
func (e *ear) hearAgain(buf []byte) (int, error) {
	length, err := wire.CutAgain(buf, &e.short)
	if length == 0 || err != nil {
		return 0, err
	}
	f := &e.end
	if !f.Next {
		return 0, fmt.Errorf("%w: the end of a task that did not begin", wire.ErrFrame)
	}
	f.ID++
	f.At += e.short.Wall
	f.Wall, f.Next = e.short.Wall, e.short.Next
	e.latest = f.At
	e.done(f.Wall, e.short.Value)
	return length, nil
}

// done adds a task that is done to those before it.
func (e *ear) done(cpu time.Duration, value []byte) {
	f, r := &e.end, e.open
	if r == nil || !r.next || f.ID != r.first+len(r.tasks) {
		r = &ran{first: f.ID, start: f.At - f.Wall}
		if f.Next {
			r.expect(e.many)
		}
		e.say(r)
		e.open = r
	}
	r.tasks = append(r.tasks, Ran{End: f.At, CPU: cpu})
	r.values.append(value)
	r.next = f.Next
	e.many = len(r.tasks)
}

// expect makes room for as many tasks as came in the message before.
func (r *ran) expect(n int) {
	r.tasks, r.values = make([]Ran, 0, n), newTexts(n)
}

func (e *ear) decode(kind wire.Kind, body []byte) (any, error) {
	switch kind {
	case wire.KindReady:
		r, err := wire.DecodeReady(body)
		e.latest = r.At
		return ready{r.MaxRSS, false}, err
	case wire.KindBroken:
		b, err := wire.DecodeBroken(body)
		return broken{b.Fault}, err
	case wire.KindStarted:
		s, err := wire.DecodeStarted(body)
		e.latest = s.At
		return &began{s.ID, s.Lane, s.At}, err
	case wire.KindOutput:
		o, err := wire.DecodeOutput(body)
		return printed{o.ID, Stream(o.Stream), o.Data}, err
	case wire.KindLockWant:
		lock, err := wire.DecodeLock(body)
		return lockAsk{lock.ID}, err
	case wire.KindLockFree:
		lock, err := wire.DecodeLock(body)
		return lockEnd{lock.ID}, err
	case wire.KindFarewell:
		f, err := wire.DecodeFarewell(body)
		return parting{f.MaxRSS}, err
	case wire.KindReturned:
		r, err := wire.DecodeReturned(body)
		return returned{r.Ranges}, err
	case wire.KindHello, wire.KindJob, wire.KindParcel, wire.KindLockGrant, wire.KindRecall, wire.KindFinished:
	}
	return nil, fmt.Errorf("%w: kind %d from a worker", wire.ErrFrame, kind)
}

// tellTimes puts the times of what was heard on the pool's clock. Nothing is known
// of the worker's but that a message arrives after it was sent: the one that was
// under way the shortest tells best.
func (e *ear) tellTimes() {
	now := e.now()
	if ahead := e.latest - now; e.latest > 0 && (!e.known || ahead > e.ahead) {
		e.ahead, e.known = ahead, true
	}
	for _, what := range e.heard {
		switch what := what.(type) {
		case *began:
			what.at = e.told(what.at)
		case *failed:
			what.end, what.heard = e.told(what.end), now
		case *ran:
			what.start, what.heard = e.told(what.start), now
			for i := range what.tasks {
				what.tasks[i].End = e.told(what.tasks[i].End)
			}
		}
	}
}

// told returns a time on the pool's clock; those of one worker never go back.
func (e *ear) told(at time.Duration) time.Duration {
	e.before = max(e.before, at-e.ahead)
	return e.before
}
