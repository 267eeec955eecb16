// Package ring is a byte stream between two processes of one machine that lies in
// memory they share. A write costs a copy where a pipe's costs a system call, and
// what was written outlives its writer, as with a pipe: a worker can tell of every
// task that begins and ends, and a crash still names the right one.
//
// One process writes and one reads. The reader that finds nothing arms the ring,
// looks again, and then waits for a bell, which is a byte on a pipe and the
// writer's to ring. Both orders are needed: the writer publishes before it looks
// whether the reader waits, the reader says that it waits before it looks for more
// (Dekker's algorithm; sync/atomic is sequentially consistent, "The Go Memory Model").
package ring

import (
	"errors"
	"sync/atomic"
	"time"
	"unsafe"
)

// ErrCorrupt says that the writer left positions that cannot be.
var ErrCorrupt = errors.New("the ring's positions are broken")

// ErrUnsupported says that this system has no rings: a pipe does as well.
var ErrUnsupported = errors.New("no shared memory here")

const (
	headerSize = 4096 // of the shared memory: a page
	dataSize   = 256 << 10
)

// header lies at the beginning of the memory. Each field has a cache line of its own.
type header struct {
	head    atomic.Uint64 // bytes ever written; the writer's
	_       [56]byte
	tail    atomic.Uint64 // bytes ever read; the reader's
	_       [56]byte
	waiting atomic.Uint32 // 1 while the reader waits for the bell
}

// shared is the memory as both sides see it.
type shared struct {
	memory []byte
	head   *header
	data   []byte
}

func sharedIn(memory []byte) shared {
	return shared{memory: memory, head: (*header)(unsafe.Pointer(&memory[0])), data: memory[headerSize:]}
}

// Reader is the reading side. One goroutine uses it.
type Reader struct{ shared }

// Read takes what there is, at most len(b) bytes, and never waits: 0 is nothing yet.
func (r *Reader) Read(b []byte) (int, error) {
	n, err := r.Len()
	if n == 0 || err != nil {
		return 0, err
	}
	n = min(n, len(b))
	at := int(r.head.tail.Load() % dataSize)
	first := copy(b[:n], r.data[at:])
	copy(b[first:n], r.data)
	r.head.tail.Add(uint64(n))
	return n, nil
}

// Len returns how many bytes there are to read.
func (r *Reader) Len() (int, error) {
	n := r.head.head.Load() - r.head.tail.Load()
	if n > dataSize {
		return 0, ErrCorrupt
	}
	return int(n), nil
}

// Arm asks for the bell with the next write, and reports whether the reader may
// wait for it: not when something was written meanwhile.
func (r *Reader) Arm() bool {
	r.head.waiting.Store(1)
	if r.head.head.Load() == r.head.tail.Load() {
		return true
	}
	r.head.waiting.Store(0)
	return false
}

// Writer is the writing side. It is used by one goroutine at a time.
type Writer struct {
	shared
	bell func() error
}

// full is how long the writer sleeps between two looks for room.
const full = 50 * time.Microsecond

// Write copies p into the ring, and waits while it is full. The error is the bell's.
func (w *Writer) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n := w.put(rest)
		rest = rest[n:]
		if w.head.waiting.Load() == 1 && w.head.waiting.CompareAndSwap(1, 0) {
			if err := w.bell(); err != nil {
				return len(p) - len(rest), err
			}
		}
		if n == 0 {
			time.Sleep(full)
		}
	}
	return len(p), nil
}

// put copies what there is room for.
func (w *Writer) put(p []byte) int {
	head := w.head.head.Load()
	n := min(len(p), dataSize-int(head-w.head.tail.Load()))
	at := int(head % dataSize)
	first := copy(w.data[at:], p[:n])
	copy(w.data, p[first:n])
	w.head.head.Store(head + uint64(n))
	return n
}
