package launcher

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/jsonl"
	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// lines is the speech of workers that are any program: JSON lines (docs/protocol.md).
type lines struct {
	prelude     []byte
	initializer string
}

func (l lines) hello(w *resident, _ int) []byte {
	return jsonl.AppendHello(bytes.Clone(l.prelude), w.name, w.lanes)
}

func (l lines) job(buf []byte, j *job) []byte {
	return jsonl.AppendJob(buf, jsonl.Job{
		ID: j.id, Function: j.Function, Params: j.Params, Star: j.Method.Star(), Initializer: l.initializer,
	})
}

func (lines) parcel(buf []byte, p *parcel) []byte {
	for i, input := range p.inputs.all {
		buf = jsonl.AppendTask(buf, jsonl.Task{ID: p.id + i, Job: p.job.id, Index: p.index + i, Attempt: p.attempt, Input: input})
	}
	return buf
}

func (lines) recall() []byte { return jsonl.AppendRecall(nil) }

// grant answers nothing: only Go programs can ask for the pool's lock.
func (lines) grant(int) []byte { return nil }

// loose tells that a worker need not say when a task begins, and may answer in any
// order.
func (lines) loose() bool { return true }

func (l lines) hear(p *process, now func() time.Duration, say func(...any)) {
	said := jsonl.NewReader(p.from)
	var heard []any
	for {
		m, err := said.Next()
		if err == nil {
			heard = append(heard, l.understand(m, now()))
			if !said.Ready() {
				say(heard...)
				heard = nil
			}
			continue
		}
		if !atEnd(err) && !errors.Is(err, io.ErrUnexpectedEOF) {
			heard = append(heard, garbage{err})
		}
		if len(heard) > 0 {
			say(heard...)
		}
		_, _ = io.Copy(io.Discard, p.from)
		return
	}
}

// understand returns what a line says to the pool; it has no time but that of its
// arrival.
func (l lines) understand(m jsonl.Message, at time.Duration) any {
	switch m := m.(type) {
	case jsonl.Ready:
		return ready{m.MaxRSS, true}
	case jsonl.Started:
		return &began{m.ID, m.Thread, at}
	case jsonl.Output:
		return printed{m.ID, Stream(m.Stream), m.Data}
	case jsonl.Finished:
		return l.end(m, at)
	case jsonl.Returned:
		back := returned{}
		for _, id := range m.IDs {
			back.ranges = append(back.ranges, wire.Range{ID: id, Count: 1})
		}
		return back
	case jsonl.Broken:
		return broken{wire.Fault{Type: m.ErrType, Text: m.Err, Stack: m.Stack}}
	case jsonl.Farewell:
		return parting{m.MaxRSS}
	}
	return nil
}

func (lines) end(m jsonl.Finished, at time.Duration) any {
	if m.Err != "" {
		return &failed{
			id: m.ID, end: at, wall: m.Wall, cpu: m.CPU, maxRSS: m.MaxRSS,
			fault: wire.Fault{Type: m.ErrType, Text: m.Err, Stack: m.Stack},
		}
	}
	r := &ran{first: m.ID, start: at - m.Wall, tasks: []Ran{{End: at, CPU: m.CPU}}, maxRSS: m.MaxRSS, untimed: m.Wall == 0}
	r.values.append(m.Value)
	return r
}
