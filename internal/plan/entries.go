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

var errLongEntry = fmt.Errorf("the entry is longer than %d MiB", maxEntry>>20)

// entries are the lines of a source of a command, or what ends in NUL there.
type entries struct {
	name  string
	null  bool
	strip bool
	tally *tally
}

// read yields each entry as a text, byte for byte, as soon as its end was read.
func (e entries) read(r io.Reader, yield func(json.RawMessage, error) bool) {
	scanner := bufio.NewScanner(r)
	// The buffer has to hold the end too.
	scanner.Buffer(nil, maxEntry+2)
	scanner.Split(e.split)
	var buf []byte
	var seen sight
	for scanner.Scan() {
		entry, dropped := e.look(scanner.Bytes(), &seen)
		if dropped {
			continue
		}
		if len(entry) > maxEntry {
			yield(nil, fmt.Errorf("%s:%d: %w", e.name, seen.entries, errLongEntry))
			return
		}
		if buf = argv.AppendText(buf[:0], entry); !yield(buf, nil) {
			return
		}
	}
	if err := scanner.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			err = errLongEntry
		}
		yield(nil, fmt.Errorf("%s:%d: %w", e.name, seen.entries+1, cause(err)))
	}
}

func (e entries) split(data []byte, atEOF bool) (advance int, token []byte, err error) { //nolint:revive // as bufio.SplitFunc has it
	end := byte('\n')
	if e.null {
		end = 0
	}
	if i := bytes.IndexByte(data, end); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
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
