package plan

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/poolscope/poolscope/internal/argv"
)

// maxEntry is the length of the longest entry that is an input of a command, in bytes.
const maxEntry = 16 << 20

// flawShown is how much is kept of an entry that cannot be an input, to tell which one
// it is.
const flawShown = 256

// entries are the lines of a source of a command, or what ends in NUL there.
type entries struct {
	name  string
	null  bool
	strip bool
	tally *tally
}

// read yields each entry as a text, byte for byte, as soon as its end was read. One that
// is too long is yielded as its argv.FlawError, and is not kept in memory.
func (e entries) read(r io.Reader, yield func(json.RawMessage, error) bool) {
	from := cutter{from: bufio.NewReaderSize(r, 1<<16), end: e.end()}
	var buf []byte
	var seen sight
	for {
		entry, size, err := from.next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				yield(nil, fmt.Errorf("%s:%d: %w", e.name, seen.entries+1, cause(err)))
			}
			return
		}
		entry, dropped := e.look(entry, &seen)
		if dropped {
			continue
		}
		if len(entry) > maxEntry {
			buf = argv.AppendFlaw(buf[:0], e.tooLong(entry, size, seen.entries))
		} else {
			buf = argv.AppendText(buf[:0], entry)
		}
		if !yield(buf, nil) {
			return
		}
	}
}

func (e entries) tooLong(entry []byte, size, number int64) *argv.FlawError {
	text := fmt.Sprintf("%s:%d: the entry has %d bytes, and an input of a command may have %d (%d MiB)", e.name, number, size, maxEntry, maxEntry>>20)
	return &argv.FlawError{Beginning: string(bytes.ToValidUTF8(entry[:flawShown], nil)), Text: text}
}

// end is the byte that entries end in.
func (e entries) end() byte {
	if e.null {
		return 0
	}
	return '\n'
}

// cutter cuts what it reads into entries.
type cutter struct {
	from  *bufio.Reader
	end   byte
	entry []byte
}

// next returns the next entry without its end, valid until the next call, and how many
// bytes it has: of one that is too long to be an input, only its beginning is returned,
// which is longer than an input may be.
func (c *cutter) next() (entry []byte, size int64, err error) {
	const most = maxEntry + 2 // with a carriage return that may be stripped, still too long
	c.entry = c.entry[:0]
	for {
		piece, err := c.from.ReadSlice(c.end)
		ended := err == nil
		if ended {
			piece = piece[:len(piece)-1]
		}
		size += int64(len(piece))
		c.entry = append(c.entry, piece[:min(len(piece), most-len(c.entry))]...)
		switch {
		case ended, errors.Is(err, io.EOF) && size > 0:
			return c.entry, size, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, 0, err //nolint:wrapcheck // io.EOF as it is, the rest named by who reads
		}
	}
}

// sight is what one reading has seen so far.
type sight struct{ entries, returns, blanks int64 }

// look counts what is seldom meant in an entry, or strips it; dropped tells that
// nothing is left of it.
func (e entries) look(entry []byte, seen *sight) (kept []byte, dropped bool) {
	seen.entries++
	if body, marked := bytes.CutPrefix(entry, []byte("\ufeff")); marked && seen.entries == 1 {
		if e.strip {
			entry = body
		} else {
			atLeast(&e.tally.marks, 1)
		}
	}
	if body, returned := bytes.CutSuffix(entry, []byte("\r")); returned && !e.null {
		if e.strip {
			entry = body
		} else {
			seen.returns++
			atLeast(&e.tally.returns, seen.returns)
		}
	}
	if len(bytes.Trim(entry, " \t\r")) > 0 {
		return entry, false
	}
	if !e.strip {
		seen.blanks++
		atLeast(&e.tally.blanks, seen.blanks)
	}
	return entry, e.strip
}
