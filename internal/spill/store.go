// Package spill keeps what tasks print until it is their turn to be shown, within
// a bound of memory: beyond it lies in one private file, however many tasks wait
// and however much each has printed.
//
// What tasks print is kept as records in the order in which it came, in chunks that
// grow with what a task has to say. When all chunks together exceed the bound, they
// go to the file in the order of their tasks, and what is left in memory of each is
// where they lie there. The file is made when it is first needed, has no name
// where the system allows that, and gives back the space of what was read.
package spill

import (
	"fmt"
	"maps"
	"slices"
)

// Store keeps the output of tasks. New makes it, Close ends it; one goroutine uses it.
type Store struct {
	limit int // bytes of memory in chunks
	used  int
	held  map[int]*held
	lost  map[int]*LostError
	file  file
	full  error // why the file took no more; nil again when space was given back
}

// held is what waits of one task: what lies in the file was there first.
type held struct {
	onDisk []extent
	chunks []chunk
}

// LostError says that not all that a task printed could be kept. The rest of it was
// given to whoever took it.
type LostError struct {
	Task  int
	Bytes int64 // that could not be kept; 0 where that is not known
	Err   error // the first reason
}

func (e *LostError) Error() string {
	amount := "part"
	if e.Bytes > 0 {
		amount = fmt.Sprintf("%d bytes", e.Bytes)
	}
	return fmt.Sprintf("the output of task %d is incomplete, %s of it could not be kept until its turn: %v", e.Task, amount, e.Err)
}

// Unwrap returns the reason.
func (e *LostError) Unwrap() error { return e.Err }

// New returns an empty store that keeps at most so many bytes of output in memory.
func New(limit int) *Store {
	return &Store{limit: limit, held: map[int]*held{}, lost: map[int]*LostError{}}
}

// Add keeps a copy of what a task printed on the stream that tag stands for. Where
// neither memory nor the file takes it, it is lost, and Take will say so; what the
// task had printed before stays.
func (s *Store) Add(task int, tag byte, data []byte) {
	if len(data) == 0 {
		return
	}
	h := s.held[task]
	if h == nil {
		h = &held{}
		s.held[task] = h
	}
	if loss := s.lost[task]; loss != nil {
		// What follows a gap would pass for what follows the last byte before it.
		loss.Bytes += int64(len(data))
		return
	}
	for len(data) > 0 {
		c, err := s.room(h, len(data))
		if err != nil {
			s.lost[task] = &LostError{Task: task, Bytes: int64(len(data)), Err: err}
			return
		}
		data = data[c.add(tag, data):]
	}
}

// room returns the chunk of a task that takes a record, a new one where the last is
// full. Memory for it is made by moving what is there to the file.
func (s *Store) room(h *held, want int) (*chunk, error) {
	last := len(h.chunks) - 1
	if last >= 0 && h.chunks[last].free() > 0 {
		return &h.chunks[last], nil
	}
	before := 0
	if last >= 0 {
		before = cap(h.chunks[last].records)
	}
	size := chunkSize(before, want)
	if s.used+size > s.limit {
		s.spill()
		size = chunkSize(0, want)
	}
	// A file that is full may still have taken enough.
	if s.full != nil && s.used+size > s.limit {
		return nil, s.full
	}
	s.used += size
	h.chunks = append(h.chunks, newChunk(size))
	return &h.chunks[len(h.chunks)-1], nil
}

// spill moves all chunks to the file. Those that it does not take stay.
func (s *Store) spill() {
	if s.full != nil {
		return
	}
	// Those that are taken one after the other lie one after the other.
	for _, task := range s.Tasks() {
		h := s.held[task]
		for len(h.chunks) > 0 {
			at, err := s.file.append(h.chunks[0].records)
			if err != nil {
				s.full = err
				return
			}
			h.onDisk = joined(h.onDisk, at)
			s.drop(h)
		}
	}
}

// drop forgets the first chunk of a task.
func (s *Store) drop(h *held) {
	s.used -= cap(h.chunks[0].records)
	h.chunks[0] = chunk{}
	if h.chunks = h.chunks[1:]; len(h.chunks) == 0 {
		h.chunks = nil
	}
}

// Take hands over all that a task has printed, in the order in which it came and in
// pieces of at most 64 KiB, and keeps nothing of it. Data is valid until write returns.
// The error is a *LostError when some of it is missing.
func (s *Store) Take(task int, write func(tag byte, data []byte)) error {
	h, loss := s.held[task], s.lost[task]
	if h == nil {
		return nil
	}
	delete(s.held, task)
	delete(s.lost, task)
	s.full = nil
	var failed error
	for _, e := range h.onDisk {
		if err := s.file.read(e, write); err != nil && failed == nil {
			failed = err
		}
		s.file.release(e)
	}
	for len(h.chunks) > 0 {
		h.chunks[0].each(write)
		s.drop(h)
	}
	switch {
	case failed != nil:
		return &LostError{Task: task, Err: failed}
	case loss != nil:
		return loss
	}
	return nil
}

// Tasks returns the tasks of which something is kept or was lost, in order.
func (s *Store) Tasks() []int { return slices.Sorted(maps.Keys(s.held)) }

// Empty reports whether nothing is kept of any task.
func (s *Store) Empty() bool { return len(s.held) == 0 }

// Close forgets everything, and the file with it.
func (s *Store) Close() error {
	clear(s.held)
	clear(s.lost)
	s.used = 0
	return s.file.close()
}
