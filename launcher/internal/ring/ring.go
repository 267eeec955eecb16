// Package ring is byte streams between two processes of one machine that lie in
// memory they share. A write costs a copy where a pipe's costs a system call, and
// what was written outlives its writer, as with a pipe: a worker can tell of every
// task that begins and ends, and a crash still names the right one.
//
// One process writes and one reads. The reader that finds nothing arms the ring,
// looks again, and then waits for a bell, which is a byte on a pipe and the
// writer's to ring. Both orders are needed: the writer publishes before it looks
// whether the reader waits, the reader says that it waits before it looks for more
// (Dekker's algorithm). Both say it with an operation that reads and writes: a store
// alone would do by "The Go Memory Model", but under the race detector it is one with
// release order only, which a later load may overtake (LLVM, compiler-rt,
// tsan_interface_atomic.cpp, __tsan_go_atomic64_store).
package ring

import (
	"errors"
	"io"
	"slices"
	"sync/atomic"
	"time"
	"unsafe"
)

// ErrCorrupt says that the other side left positions that cannot be.
var ErrCorrupt = errors.New("the ring's positions are broken")

// ErrUnsupported says that this system has no rings: a pipe does as well.
var ErrUnsupported = errors.New("no shared memory here")

const (
	headerSize = 4096 // of a ring: a page
	dataSize   = 256 << 10
	ringSize   = headerSize + dataSize
	pairSize   = 2 * ringSize
	page       = 4096
)

// header lies at the beginning of a ring. Each field has a cache line of its own.
type header struct {
	head    atomic.Uint64 // bytes ever written; the writer's
	_       [56]byte
	tail    atomic.Uint64 // bytes ever read; the reader's
	_       [56]byte
	waiting atomic.Uint32 // 1 while the reader waits for the bell
	_       [60]byte
	origin  atomic.Uint64 // the position that lies at the beginning of the data; the writer's
}

// offset is where a position lies in the data.
func (h *header) offset(position uint64) int { return int((position - h.origin.Load()) % dataSize) }

// Pair is two rings in one piece of memory: one each way.
type Pair struct {
	memory []byte
	first  ring
	second ring
}

func pairIn(memory []byte) *Pair {
	return &Pair{memory: memory, first: ringIn(memory[:ringSize]), second: ringIn(memory[ringSize:])}
}

// Made returns the sides of who made the pair: it reads the first and writes the
// second, whose reader's bell is called when that one waits.
func (p *Pair) Made(bell func() error) (*Reader, *Writer) {
	return &Reader{p.first}, &Writer{ring: p.second, bell: bell}
}

// Opened returns the other sides, of who opened the pair.
func (p *Pair) Opened(bell func() error) (*Reader, *Writer) {
	return &Reader{p.second}, &Writer{ring: p.first, bell: bell}
}

// ring is the memory of one direction as both sides see it.
type ring struct {
	head *header
	data []byte
}

func ringIn(memory []byte) ring {
	return ring{head: (*header)(unsafe.Pointer(&memory[0])), data: memory[headerSize:]}
}

// Reader is the reading side. One goroutine uses it at a time.
type Reader struct{ ring }

// Read takes what there is, at most len(b) bytes, and never waits: 0 is nothing yet.
func (r *Reader) Read(b []byte) (int, error) {
	n, err := r.Len()
	if n == 0 || err != nil {
		return 0, err
	}
	n = min(n, len(b))
	at := r.head.offset(r.head.tail.Load())
	first := copy(b[:n], r.data[at:])
	copy(b[first:n], r.data)
	r.head.tail.Add(uint64(n))
	return n, nil
}

// ReadAll appends all that there is to what was read before and returns both; n is
// how much it is. What it appends to memory that had room is not used again by it, so
// that parts of what it returned may be kept.
func (r *Reader) ReadAll(rest []byte) (all []byte, n int, err error) {
	n, err = r.Len()
	if n == 0 || err != nil {
		return rest, 0, err
	}
	have := len(rest)
	all = slices.Grow(rest, n)[:have+n]
	if n, err = r.Read(all[have:]); err != nil {
		return rest, 0, err
	}
	return all[:have+n], n, nil
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
	r.head.waiting.Swap(1)
	if r.head.head.Load() == r.head.tail.Load() {
		return true
	}
	r.head.waiting.Store(0)
	return false
}

// Disarm takes the wish for the bell back: somebody looks all the time.
func (r *Reader) Disarm() { r.head.waiting.Store(0) }

// Writer is the writing side. It is used by one goroutine at a time.
type Writer struct {
	ring
	bell    func() error
	stopped atomic.Bool
}

// full is how long Write sleeps between two looks for room.
const full = 50 * time.Microsecond

// Write copies p into the ring, and waits while it is full. The error is the bell's,
// ErrCorrupt, or io.ErrClosedPipe after Stop.
func (w *Writer) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n, err := w.Put(rest)
		if rest = rest[n:]; err != nil {
			return len(p) - len(rest), err
		}
		if w.stopped.Load() {
			return len(p) - len(rest), io.ErrClosedPipe
		}
		if n == 0 {
			<-time.After(full)
		}
	}
	return len(p), nil
}

// Stop ends a Write that waits: nobody reads any more. Any goroutine may call it.
func (w *Writer) Stop() { w.stopped.Store(true) }

// Put copies as much of p into the ring as there is room for, and returns how much
// that is. It never waits. The error is the bell's, or ErrCorrupt.
func (w *Writer) Put(p []byte) (int, error) {
	head := w.head.head.Load()
	used := head - w.head.tail.Load()
	if used > dataSize {
		return 0, ErrCorrupt
	}
	if used == 0 && head-w.head.origin.Load() >= page {
		// Nobody reads where nothing lies: begin again, so that a quiet ring needs a page.
		w.head.origin.Store(head)
	}
	n := min(len(p), dataSize-int(used))
	at := w.head.offset(head)
	first := copy(w.data[at:], p[:n])
	copy(w.data, p[first:n])
	w.head.head.Add(uint64(n))
	if w.head.waiting.Load() == 1 && w.head.waiting.CompareAndSwap(1, 0) {
		return n, w.bell()
	}
	return n, nil
}
