// Package jsonl is how a pool talks with a worker that is written in any
// language: one JSON object a line, in UTF-8, over any pair of byte streams.
// docs/protocol.md is the page for those who write such a worker.
package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// MaxLine is the longest line, in bytes. A worker that sends a longer one is
// broken.
const MaxLine = 512 << 20

// ErrLine says that the worker sent a line that is none of the protocol.
var ErrLine = errors.New("not a line of the protocol")

// bufferSize is how much is read at a time, in bytes: what a pipe holds on Linux
// (pipe(7)).
const bufferSize = 64 << 10

// Reader reads what a worker says. It is used by one goroutine.
type Reader struct {
	from    *bufio.Reader
	number  int // of the line read last, from 1
	longest int
	object  object // of that line; kept for its memory
}

// NewReader returns a reader of the lines in r.
func NewReader(r io.Reader) *Reader {
	return &Reader{from: bufio.NewReaderSize(r, bufferSize), longest: MaxLine}
}

// Next returns what the next line says; the message is the caller's. The error is
// io.EOF at a clean end between two lines, io.ErrUnexpectedEOF within one, wraps
// ErrLine and says which line and why, or is the stream's own. After an error
// the reader is of no more use.
func (r *Reader) Next() (Message, error) {
	line, lasting, err := r.line()
	if err != nil {
		return nil, err
	}
	r.number++
	m, err := r.parse(line)
	if err != nil {
		return nil, fmt.Errorf("%w: line %d: %w: %s", ErrLine, r.number, err, excerpt(line))
	}
	if end, ok := m.(Finished); ok && !lasting {
		end.Value = bytes.Clone(end.Value)
		return end, nil
	}
	return m, nil
}

// Ready reports whether the next line has arrived whole, so that Next will not
// wait.
func (r *Reader) Ready() bool {
	arrived, err := r.from.Peek(r.from.Buffered())
	return err == nil && bytes.IndexByte(arrived, '\n') >= 0
}

// line returns the next line without its end. It is lasting if it is not the
// buffer's, which the next call overwrites. A long line takes memory by what
// arrives, and the message keeps it, so that a large result is copied once.
func (r *Reader) line() (line []byte, lasting bool, err error) {
	for {
		part, err := r.from.ReadSlice('\n')
		switch {
		case len(line)+len(part) > r.longest+1:
			return nil, false, fmt.Errorf("%w: line %d has more than %d bytes", ErrLine, r.number+1, r.longest)
		case err == nil && line == nil:
			return part[:len(part)-1], false, nil
		case err == nil:
			line = append(line, part...)
			return line[:len(line)-1], true, nil
		case errors.Is(err, bufio.ErrBufferFull):
			line = append(line, part...)
		case errors.Is(err, io.EOF) && len(line)+len(part) > 0:
			return nil, false, io.ErrUnexpectedEOF
		default:
			return nil, false, err
		}
	}
}

func (r *Reader) parse(line []byte) (Message, error) {
	if !utf8.Valid(line) {
		return nil, errors.New("it is not UTF-8")
	}
	if !json.Valid(line) {
		return nil, errors.New("it is not JSON")
	}
	var ok bool
	if r.object, ok = members(line, r.object[:0]); !ok {
		return nil, errors.New("it is not a JSON object")
	}
	return r.object.message()
}

// excerpt returns the beginning of a line, quoted: enough to recognise it.
func excerpt(line []byte) string {
	const enough = 80
	if len(line) > enough {
		return fmt.Sprintf("%q…", line[:enough])
	}
	return fmt.Sprintf("%q", line)
}
