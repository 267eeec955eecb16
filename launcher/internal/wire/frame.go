// Package wire is the protocol between a pool and its workers: frames over any
// pair of byte streams. Nothing in it assumes pipes, one machine or one clock.
//
// A frame is a length (4 bytes, little endian, of what follows), a kind (1
// byte) and a body. Numbers in a body are unsigned varints, texts and byte
// strings are a length and their bytes.
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

// The kinds of frames. From the pool: Hello first, then Jobs, Tasks, LockGrants
// and Recalls. From the worker: Ready first, then the others.
const (
	KindHello     Kind = 1
	KindJob       Kind = 2
	KindTask      Kind = 3
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
)

const headerSize = 5 // length and kind

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
	length := binary.LittleEndian.Uint32(header[:4])
	if length < 1 || length > MaxFrame {
		return 0, nil, fmt.Errorf("%w: length %d, want 1..%d", ErrFrame, length, MaxFrame)
	}
	r.body.Reset()
	// CopyN grows the buffer by what arrives, not by what was announced.
	if _, err := io.CopyN(&r.body, r.from, int64(length-1)); err != nil {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return Kind(header[4]), r.body.Bytes(), nil
}

// Ready reports whether the next frame has arrived whole, so that Next will not
// wait.
func (r *Reader) Ready() bool {
	if r.from.Buffered() < headerSize {
		return false
	}
	header, err := r.from.Peek(4)
	return err == nil && uint64(r.from.Buffered()) >= 4+uint64(binary.LittleEndian.Uint32(header))
}

// Append adds a frame to buf: the kind and what body appends.
func Append(buf []byte, kind Kind, body func([]byte) []byte) []byte {
	start := len(buf)
	buf = append(buf, 0, 0, 0, 0, byte(kind))
	buf = body(buf)
	binary.LittleEndian.PutUint32(buf[start:], uint32(len(buf)-start-4))
	return buf
}

// decoder reads the parts of a body; the first fault sticks.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) number() uint64 {
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

// bytes returns a copy, because the body is the reader's own.
func (d *decoder) bytes() []byte {
	n := d.number()
	if d.bad || n > uint64(len(d.rest)) {
		d.bad = true
		return nil
	}
	part := bytes.Clone(d.rest[:n])
	d.rest = d.rest[n:]
	return part
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
