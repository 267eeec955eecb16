package plan

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// maxRow is the length of the longest row that is an input, in bytes: a quote that is
// never closed would otherwise read the whole file as one field.
const maxRow = 1 << 20

var errLongRow = fmt.Errorf("a row is longer than %d MiB; is a quote missing?", maxRow>>20)

// rowReader reads rows as RFC 4180 has them, and empty lines as none. It keeps the bytes
// of a field as they are: encoding/csv, whose errors it has, makes a newline of every
// carriage return and newline in quotes.
type rowReader struct {
	from  *bufio.Reader
	line  int // of the byte that is read next, from 1
	start int // line that the row begins in
	size  int // bytes of the row so far
	row   []string
	field []byte
}

func newRowReader(r io.Reader) *rowReader {
	return &rowReader{from: bufio.NewReaderSize(r, 1<<16), line: 1}
}

// read returns the next row, io.EOF after the last. The row is the caller's.
func (r *rowReader) read() ([]string, error) {
	if err := r.skipEmpty(); err != nil {
		return nil, err
	}
	r.row, r.size, r.start = nil, 0, r.line
	for {
		ended, err := r.nextField()
		if err != nil {
			return nil, err
		}
		r.row = append(r.row, string(r.field))
		if ended {
			return r.row, nil
		}
	}
}

// skipEmpty goes to the next line that holds anything.
func (r *rowReader) skipEmpty() error {
	for {
		next, err := r.from.Peek(2)
		switch {
		case len(next) == 0:
			return err //nolint:wrapcheck // io.EOF as it is, the rest named by who reads
		case next[0] == '\n':
			_, _ = r.from.Discard(1) // it is in the buffer
		case string(next) == "\r\n", string(next) == "\r" && errors.Is(err, io.EOF):
			_, _ = r.from.Discard(len(next)) // they are in the buffer
		default:
			return nil
		}
		r.line++
	}
}

// nextField reads a field, and says whether the row ends with it.
func (r *rowReader) nextField() (ended bool, err error) {
	r.field = r.field[:0]
	switch c, err := r.next(); {
	case errors.Is(err, io.EOF):
		return true, nil
	case err != nil:
		return false, err
	case c == '"':
		return r.quoted()
	default:
		return r.plain(c)
	}
}

// plain reads a field without quotes, which begins with c.
func (r *rowReader) plain(c byte) (ended bool, err error) {
	for {
		switch c {
		case ',':
			return false, nil
		case '\n':
			r.dropReturn()
			return true, nil
		case '"':
			return false, r.wrong(csv.ErrBareQuote)
		}
		r.field = append(r.field, c)
		switch c, err = r.next(); {
		case errors.Is(err, io.EOF):
			r.dropReturn()
			return true, nil
		case err != nil:
			return false, err
		}
	}
}

// dropReturn drops a carriage return that belongs to the end of the line.
func (r *rowReader) dropReturn() {
	if last := len(r.field) - 1; last >= 0 && r.field[last] == '\r' {
		r.field = r.field[:last]
	}
}

// quoted reads a field behind its first quote.
func (r *rowReader) quoted() (ended bool, err error) {
	for {
		c, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return false, r.wrong(csv.ErrQuote)
		case err != nil:
			return false, err
		case c != '"':
			r.field = append(r.field, c)
			continue
		}
		if again, _ := r.from.Peek(1); len(again) == 0 || again[0] != '"' {
			return r.closed()
		}
		if c, err = r.next(); err != nil {
			return false, err
		}
		r.field = append(r.field, c)
	}
}

// closed reads what follows the last quote of a field: a comma, or the end of the row.
func (r *rowReader) closed() (ended bool, err error) {
	c, err := r.next()
	if err == nil && c == '\r' {
		c, err = r.next()
		if err == nil && c != '\n' {
			return false, r.wrong(csv.ErrQuote)
		}
	}
	switch {
	case errors.Is(err, io.EOF):
		return true, nil
	case err != nil:
		return false, err
	case c == ',', c == '\n':
		return c == '\n', nil
	}
	return false, r.wrong(csv.ErrQuote)
}

// next returns the next byte of the row.
func (r *rowReader) next() (byte, error) {
	if r.size == maxRow {
		return 0, errLongRow
	}
	c, err := r.from.ReadByte()
	if err != nil {
		return 0, err //nolint:wrapcheck // io.EOF as it is, the rest named by who reads
	}
	if r.size++; c == '\n' {
		r.line++
	}
	return c, nil
}

// wrong says what is wrong in the line.
func (r *rowReader) wrong(what error) error {
	return &csv.ParseError{StartLine: r.start, Line: r.line, Column: r.size, Err: what}
}

// miscounted says that the row has more columns than the header, or fewer.
func (r *rowReader) miscounted() error {
	return &csv.ParseError{StartLine: r.start, Line: r.start, Column: 1, Err: csv.ErrFieldCount}
}
