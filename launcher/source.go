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
	inputs  []json.RawMessage
	ahead   int // inputs read and not yet handed to a worker
	limit   int // of ahead
	end     bool
	err     error // of the end
	stopped bool
	changed chan<- struct{} // has room for one; the dispatcher's, for all its jobs
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
	for s.ahead >= s.limit && !s.stopped {
		s.room.Wait()
	}
	if s.stopped {
		return false
	}
	s.ahead++
	s.inputs = append(s.inputs, input)
	if len(s.inputs) == 1 {
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
func (s *source) take() (inputs []json.RawMessage, end bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	inputs, s.inputs = s.inputs, nil
	return inputs, s.end, s.err
}

// release makes room for as many inputs more.
func (s *source) release(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	full := s.ahead >= s.limit
	s.ahead -= n
	if full {
		s.room.Signal()
	}
}

// stop makes the feeder end with its next input.
func (s *source) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	s.room.Signal()
}
