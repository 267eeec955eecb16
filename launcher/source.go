package launcher

import (
	"encoding/json"
	"sync"
)

// source is what a job's feeder has read ahead of the dispatcher, within a
// bound. Neither waits for the other but the feeder for room.
type source struct {
	mu      sync.Mutex
	room    sync.Cond
	inputs  reading
	ahead   int // inputs read and not yet handed to a worker
	limit   int // of ahead
	bytes   int // of those inputs; maxAhead is its limit
	end     bool
	err     error // of the end
	stopped bool
	changed chan<- struct{} // has room for one; the dispatcher's, for all its jobs
}

// reading is inputs in the order in which they were read.
type reading struct {
	packs []texts
	long  map[int]int // by index in the reading: the size of inputs that are too long to keep; their texts are empty
	count int

	expected int // about as many as this will come
}

// add copies an input.
func (r *reading) add(input json.RawMessage) {
	if len(input) > maxInput {
		if r.long == nil {
			r.long = map[int]int{}
		}
		r.long[r.count] = len(input)
		input = nil
	}
	n := len(r.packs) - 1
	if n < 0 || len(r.packs[n].bytes)+len(input) > maxAhead && r.packs[n].len() > 0 {
		r.packs = append(r.packs, newTexts(r.expected))
		n++
	}
	r.packs[n].append(input)
	r.count++
}

// size is how many bytes the inputs have that are kept.
func (r *reading) size() int {
	n := 0
	for i := range r.packs {
		n += r.packs[i].size()
	}
	return n
}

// readingOf returns inputs that are all there.
func readingOf(inputs []json.RawMessage) reading {
	r := reading{expected: len(inputs)}
	for _, input := range inputs {
		r.add(input)
	}
	return r
}

func newSource(limit int) *source {
	s := &source{limit: limit}
	s.room.L = &s.mu
	return s
}

// put leaves an input, when there is room; false when no more is wanted.
func (s *source) put(input json.RawMessage) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.full() && !s.stopped {
		s.room.Wait()
	}
	if s.stopped {
		return false
	}
	s.ahead++
	if len(input) <= maxInput { // a longer one is not kept
		s.bytes += len(input)
	}
	s.inputs.add(input)
	if s.inputs.count == 1 {
		s.notify()
	}
	return true
}

// close says that there are no more inputs, and why when they failed.
func (s *source) close(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end, s.err = true, err
	s.notify()
}

func (s *source) notify() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// take returns what was left since the last call, and whether that is all.
func (s *source) take() (inputs reading, end bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	inputs, s.inputs = s.inputs, reading{expected: s.inputs.count}
	return inputs, s.end, s.err
}

// maxAhead is from how many bytes on no further input is read ahead, and a message
// holds no further task.
const maxAhead = 64 << 20

// full reports whether enough was read ahead.
func (s *source) full() bool { return s.ahead >= s.limit || s.bytes >= maxAhead }

// release makes room: so many inputs, of so many bytes, were handed out.
func (s *source) release(n, bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	full := s.full()
	s.ahead -= n
	s.bytes -= bytes
	if full {
		s.room.Signal()
	}
}

// claim counts inputs that came another way as read ahead, since they will be
// released like the others.
func (s *source) claim(r reading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += r.count
	s.bytes += r.size()
}

// stop makes the feeder end with its next input.
func (s *source) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	s.room.Signal()
}
