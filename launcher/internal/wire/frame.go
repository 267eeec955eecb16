// Package wire is the protocol between a pool and its workers: frames over any
// pair of byte streams. Nothing in it assumes pipes, one machine or one clock.
//
// A frame is a kind (1 byte), the length of its body (4 bytes, little endian) and
// the body. Numbers in a body are unsigned varints, texts and byte strings are a
// length and their bytes. Only the end of a task that is like the one before has a
// shorter form, see Again.
package wire

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// MaxFrame is the longest frame, in bytes. A peer that announces a longer one
// is broken; nothing is allocated for it.
const MaxFrame = 512 << 20

// ErrFrame says that the peer sent something that is no frame.
var ErrFrame = errors.New("broken frame")

// Kind tells frames apart.
type Kind byte

// The kinds of frames. From the pool: Hello first, then Jobs, Parcels, LockGrants
// and Recalls. From the worker: Ready or Broken first, then the others.
const (
	KindHello     Kind = 1
	KindJob       Kind = 2
	KindParcel    Kind = 3
	KindLockGrant Kind = 4
	KindRecall    Kind = 5
	KindReady     Kind = 16
	KindStarted   Kind = 17
	KindOutput    Kind = 18
	KindFinished  Kind = 19
	KindLockWant  Kind = 20
	KindLockFree  Kind = 21
	KindReturned  Kind = 22
	KindFarewell  Kind = 23
	KindBroken    Kind = 24
)

const headerSize = 5 // kind and length

// Reader reads frames. It is used by one goroutine.
type Reader struct {
	from *bufio.Reader
	body bytes.Buffer
}

// NewReader returns a reader of the frames in r.
func NewReader(r io.Reader) *Reader {
	return &Reader{from: bufio.NewReaderSize(r, 32<<10)}
}

// Next returns the next frame; its body is valid until the call after. The
// error is io.EOF at a clean end between two frames, io.ErrUnexpectedEOF within
// one, or wraps ErrFrame.
func (r *Reader) Next() (Kind, []byte, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r.from, header[:]); err != nil {
		return 0, nil, err
	}
	length := binary.LittleEndian.Uint32(header[1:])
	if length > MaxFrame {
		return 0, nil, fmt.Errorf("%w: length %d, want at most %d", ErrFrame, length, MaxFrame)
	}
	r.body.Reset()
	// CopyN grows the buffer by what arrives, not by what was announced.
	if _, err := io.CopyN(&r.body, r.from, int64(length)); err != nil {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return Kind(header[0]), r.body.Bytes(), nil
}

// Append adds a frame without a body to buf.
func Append(buf []byte, kind Kind) []byte {
	buf, start := open(buf, kind)
	return seal(buf, start)
}

// open begins a frame at the end of buf; what is appended until seal is its body.
func open(buf []byte, kind Kind) (opened []byte, start int) {
	return append(buf, byte(kind), 0, 0, 0, 0), len(buf)
}

// seal ends the frame that begins at start.
func seal(buf []byte, start int) []byte {
	binary.LittleEndian.PutUint32(buf[start+1:], uint32(len(buf)-start-headerSize))
	return buf
}

// Cut returns the first frame of buf and its length with the header. It is 0 when
// the frame is not whole yet; the error wraps ErrFrame.
func Cut(buf []byte) (kind Kind, body []byte, length int, err error) {
	if len(buf) < headerSize {
		return 0, nil, 0, nil
	}
	size := binary.LittleEndian.Uint32(buf[1:])
	if size > MaxFrame {
		return 0, nil, 0, fmt.Errorf("%w: length %d, want at most %d", ErrFrame, size, MaxFrame)
	}
	end := headerSize + int(size)
	if end > len(buf) {
		return 0, nil, 0, nil
	}
	return Kind(buf[0]), buf[headerSize:end:end], end, nil
}

// decoder reads the parts of a body; the first fault sticks.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) number() uint64 {
	if len(d.rest) > 0 && d.rest[0] < 0x80 {
		n := d.rest[0]
		d.rest = d.rest[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(d.rest)
	if size <= 0 {
		d.bad = true
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

func (d *decoder) int() int {
	n := d.number()
	if n > 1<<53 {
		d.bad = true
		return 0
	}
	return int(n)
}

func (d *decoder) byte() byte {
	if len(d.rest) == 0 {
		d.bad = true
		return 0
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b
}

// bytes returns a part of the body itself.
func (d *decoder) bytes() []byte {
	n := d.number()
	if d.bad || n > uint64(len(d.rest)) {
		d.bad = true
		return nil
	}
	part := d.rest[:n:n]
	d.rest = d.rest[n:]
	return part
}

func (d *decoder) fault() Fault {
	return Fault{Type: string(d.bytes()), Text: string(d.bytes()), Stack: string(d.bytes())}
}

func (d *decoder) end(what string) error {
	if d.bad || len(d.rest) > 0 {
		return fmt.Errorf("%w: %s of another form", ErrFrame, what)
	}
	return nil
}

func appendNumber(buf []byte, n int) []byte { return binary.AppendUvarint(buf, uint64(n)) }

func appendBytes(buf, part []byte) []byte {
	return append(binary.AppendUvarint(buf, uint64(len(part))), part...)
}
