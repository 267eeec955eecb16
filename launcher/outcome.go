package launcher

import (
	"encoding/json"
	"iter"
	"time"
)

// ResultsReady hands out finished tasks in the order that the job's method
// promises: as many as Len from First on. It follows what said that they finished,
// and each task is in one.
type ResultsReady struct {
	First int
	of    outcomes
}

// ReadyOf returns the event that hands out one result.
func ReadyOf(r Result) ResultsReady { return ResultsReady{First: r.Task, of: r} }

// Outcome is what came of a task.
type Outcome struct {
	Value  json.RawMessage // nil unless Done; shares memory with those of other tasks
	At     time.Duration   // it finished
	Worker string          // "" when it never started
	State  State
}

// Len is how many tasks it hands out.
func (e ResultsReady) Len() int { return e.of.len() }

// Outcome returns what came of the i-th task, from 0.
func (e ResultsReady) Outcome(i int) Outcome { return e.of.outcome(i) }

// Values is how many of the tasks returned something.
func (e ResultsReady) Values() int { return e.of.values() }

// All yields the index of each task in its job, and what came of it.
func (e ResultsReady) All() iter.Seq2[int, Outcome] {
	return func(yield func(int, Outcome) bool) {
		for i := range e.Len() {
			if !yield(e.First+i, e.Outcome(i)) {
				return
			}
		}
	}
}

// outcomes is what came of consecutive tasks.
type outcomes interface {
	len() int
	outcome(i int) Outcome
	values() int
}

func (e TasksRan) len() int { return len(e.Tasks) }

func (e TasksRan) outcome(i int) Outcome {
	return Outcome{Value: e.returned.at(i), At: e.Tasks[i].End, Worker: e.Worker, State: Done}
}

func (e TasksRan) values() int { return e.returned.filled() }

func (r Result) len() int { return 1 }

func (r Result) values() int { return min(1, len(r.Value)) }

func (r Result) outcome(int) Outcome {
	return Outcome{Value: r.Value, At: r.At, Worker: r.Worker, State: r.State}
}

// sheet holds the outcomes of tasks until their turn, by index within a block. It
// has no pointers to look at but those of its few pieces: a million tasks that wait
// cost some twenty bytes each, and their values. The dispatcher owns it; a part that
// was handed out is not changed any more.
type sheet struct {
	at     [sheetSize]time.Duration
	from   [sheetSize]uint32 // of the value in text, or its index in large
	to     [sheetSize]uint32
	worker [sheetSize]uint16 // in names, from 1
	state  [sheetSize]uint8  // in states, from 1; 0 is not known
	memory sheetMemory
}

// sheetMemory is what only grows.
type sheetMemory struct {
	text  []byte
	large []json.RawMessage
	names []string
}

const (
	sheetSize  = 1024
	largeValue = 4096 // bytes, from which on a value keeps its own memory
	inLarge    = ^uint32(0)
)

// states gives each final state a small number.
func states() [6]State { return [6]State{Done, Failed, TimedOut, Killed, Cancelled, NotRun} }

func (s *sheet) put(i int, o Outcome) {
	s.at[i] = o.At
	s.worker[i] = s.memory.number(o.Worker)
	for n, state := range states() {
		if state == o.State {
			s.state[i] = uint8(n + 1)
		}
	}
	s.from[i], s.to[i] = s.memory.keep(o.Value)
}

func (m *sheetMemory) keep(value json.RawMessage) (from, to uint32) {
	if len(value) >= largeValue {
		m.large = append(m.large, value)
		return uint32(len(m.large) - 1), inLarge
	}
	from = uint32(len(m.text))
	m.text = append(m.text, value...)
	return from, uint32(len(m.text))
}

// number returns the small number of a worker; there are no more than tasks.
func (m *sheetMemory) number(name string) uint16 {
	if name == "" {
		return 0
	}
	for n := len(m.names); n > 0; n-- {
		if m.names[n-1] == name {
			return uint16(n)
		}
	}
	m.names = append(m.names, name)
	return uint16(len(m.names))
}

// part returns the outcomes from one index up to another.
func (s *sheet) part(from, to int) part { return part{s, s.memory, from, to} }

// part is some outcomes of a sheet, as its memory was when they were handed out.
type part struct {
	sheet    *sheet
	memory   sheetMemory
	from, to int
}

func (p part) len() int { return p.to - p.from }

func (p part) values() int {
	n := 0
	for i := p.from; i < p.to; i++ {
		if p.sheet.from[i] != p.sheet.to[i] {
			n++
		}
	}
	return n
}

func (p part) outcome(i int) Outcome {
	s := p.sheet
	i += p.from
	o := Outcome{At: s.at[i], State: states()[s.state[i]-1]}
	if n := s.worker[i]; n > 0 {
		o.Worker = p.memory.names[n-1]
	}
	switch from, to := s.from[i], s.to[i]; {
	case to == inLarge:
		o.Value = p.memory.large[from]
	case from < to:
		o.Value = p.memory.text[from:to:to]
	}
	return o
}
