package spill

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// Mark says what a piece on a tape is: whose, and on which stream it came, in numbers
// that mean something to whoever keeps it.
type Mark struct {
	At     int64 // when it came
	Task   int64
	Worker int32
	Kind   byte
}

// markSize is what precedes each piece: its length, its time, its task, its worker, its
// kind, little-endian.
const markSize = 4 + 8 + 8 + 4 + 1

// maxPiece is the most that is read at a time, whatever the length of what was added.
const maxPiece = 64 << 10

// tapeBuffer is how much waits in memory to be written together.
const tapeBuffer = 256 << 10

// lookEvery is after how many bytes a tape looks how full the disk is.
const lookEvery = 1 << 20

// ErrTapeEnds is why a tape takes no more: it has its length, or the disk would be too
// full.
var ErrTapeEnds = errors.New("there is no more room for it")

// Tape keeps pieces of bytes in the order in which they came, in one private file of the
// folder for temporary files, which is made with the first of them. Once it is full it
// keeps what it has and takes no more. Anyone may call its methods.
type Tape struct {
	limit int64

	mu     sync.Mutex
	on     *os.File
	waits  []byte // not written yet
	end    int64  // bytes written
	looked int64  // end when the room on the disk was last looked at
	held   int64  // bytes of pieces that were kept
	missed int64  // bytes of pieces that were not
	full   error  // why it takes no more
	closed bool
}

// NewTape returns an empty tape of at most so many bytes, marks included. It takes a
// quarter of what is free on the disk, at most.
func NewTape(limit int64) *Tape { return &Tape{limit: limit} }

// Add keeps a copy of a piece. One that there is no room for is counted, and so are all
// that follow it.
func (t *Tape) Add(m Mark, data []byte) {
	if len(data) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(data) > 0 {
		piece := data[:min(len(data), maxPiece)]
		if !t.room(markSize + len(piece)) {
			t.missed += int64(len(data))
			return
		}
		t.put(m, piece)
		t.held += int64(len(piece))
		data = data[len(piece):]
	}
}

// Sign puts a mark on the tape that has no bytes, if there is room for it.
func (t *Tape) Sign(m Mark) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.room(markSize) {
		t.put(m, nil)
	}
}

// put has a piece wait to be written.
func (t *Tape) put(m Mark, piece []byte) {
	t.waits = binary.LittleEndian.AppendUint32(t.waits, uint32(len(piece)))
	t.waits = binary.LittleEndian.AppendUint64(t.waits, uint64(m.At))
	t.waits = binary.LittleEndian.AppendUint64(t.waits, uint64(m.Task))
	t.waits = binary.LittleEndian.AppendUint32(t.waits, uint32(m.Worker))
	t.waits = append(append(t.waits, m.Kind), piece...)
}

// room sees to it that so many bytes more can wait, and reports whether they can.
func (t *Tape) room(size int) bool {
	if t.full == nil && !t.closed && t.end+int64(len(t.waits)+size) > t.limit {
		t.full = ErrTapeEnds
	}
	if t.full == nil && !t.closed && len(t.waits)+size > tapeBuffer {
		t.full = t.flush()
	}
	return t.full == nil && !t.closed
}

// flush writes what waits. What could not be written is counted as missed.
func (t *Tape) flush() error {
	if len(t.waits) == 0 {
		return nil
	}
	err := t.write()
	if err != nil {
		t.lose()
	} else {
		t.end += int64(len(t.waits))
	}
	t.waits = t.waits[:0]
	return err
}

// lose counts the pieces that wait as missed.
func (t *Tape) lose() {
	for rest := t.waits; len(rest) > 0; {
		length := int64(binary.LittleEndian.Uint32(rest))
		t.held -= length
		t.missed += length
		rest = rest[markSize+length:]
	}
}

func (t *Tape) write() error {
	if t.on == nil {
		on, err := create(os.TempDir())
		if err != nil {
			return fmt.Errorf("make a temporary file in %s (TMPDIR names another folder): %w", os.TempDir(), cause(err))
		}
		t.on = on
	}
	if t.end == 0 || t.end-t.looked >= lookEvery {
		t.looked = t.end
		if free, known := freeSpace(t.on); known && t.end+int64(len(t.waits)) > (free+t.end)/4 {
			return fmt.Errorf("it would take more than a quarter of what is free in %s (TMPDIR names another folder): %w", os.TempDir(), ErrTapeEnds)
		}
	}
	if _, err := t.on.WriteAt(t.waits, t.end); err != nil {
		return fmt.Errorf("write a temporary file in %s (TMPDIR names another folder): %w", os.TempDir(), cause(err))
	}
	return nil
}

// Held says how many bytes of pieces are kept, how many are not, and why.
func (t *Tape) Held() (held, missed int64, why error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held, t.missed, t.full
}

// Each hands over the pieces that were there when it was called, in order, each of at
// most 64 KiB, until read returns an error. Data is valid until read returns. Others may
// add meanwhile.
func (t *Tape) Each(read func(m Mark, data []byte) error) error {
	_, err := t.After(0, read)
	return err
}

// After is Each from a place on: 0, or where it ended before, which it returns.
func (t *Tape) After(place int64, read func(m Mark, data []byte) error) (ended int64, err error) {
	on, end, err := t.begin()
	if err != nil || end <= place {
		return place, err
	}
	from := bufio.NewReaderSize(io.NewSectionReader(on, place, end-place), markSize+maxPiece)
	for place < end {
		m, data, err := nextPiece(from)
		if err != nil {
			return place, fmt.Errorf("read a temporary file in %s: %w", os.TempDir(), cause(err))
		}
		if err := read(m, data); err != nil {
			return place, err
		}
		_, _ = from.Discard(len(data))
		place += int64(markSize + len(data))
	}
	return place, nil
}

// begin returns the file and how much of it is written, which is all that was added.
func (t *Tape) begin() (*os.File, int64, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil, 0, os.ErrClosed
	}
	if err := t.flush(); err != nil && t.full == nil {
		t.full = err
	}
	return t.on, t.end, nil
}

// nextPiece returns a piece, which is still to be discarded.
func nextPiece(from *bufio.Reader) (Mark, []byte, error) {
	head, err := from.Peek(markSize)
	if err != nil {
		return Mark{}, nil, err
	}
	length := int(binary.LittleEndian.Uint32(head))
	m := Mark{
		At: int64(binary.LittleEndian.Uint64(head[4:])), Task: int64(binary.LittleEndian.Uint64(head[12:])),
		Worker: int32(binary.LittleEndian.Uint32(head[20:])), Kind: head[24],
	}
	_, _ = from.Discard(markSize)
	data, err := from.Peek(length)
	return m, data, err
}

// Close ends the file, and what lies in it. Whoever reads then gets an error; what is
// added is counted as missed.
func (t *Tape) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed, t.waits = true, nil
	if t.on == nil {
		return nil
	}
	err := t.on.Close()
	t.on = nil
	if err != nil {
		return fmt.Errorf("close a temporary file in %s: %w", os.TempDir(), err)
	}
	return nil
}
