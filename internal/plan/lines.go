package plan

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxLine is the length of the longest line that is an input, in bytes.
const maxLine = 1 << 20

// lineReader yields the input that each line is, without its line end.
func lineReader(name string, input func(line []byte) (json.RawMessage, error)) reading {
	return func(r io.Reader, yield func(json.RawMessage, error) bool) {
		lines := bufio.NewScanner(r)
		// The buffer has to hold the line end too.
		lines.Buffer(nil, maxLine+2)
		n := 0
		for lines.Scan() {
			n++
			line := lines.Bytes()
			if n == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			v, err := input(line)
			if err != nil {
				yield(nil, fmt.Errorf("%s:%d: %w", name, n, err))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(nil, fmt.Errorf("%s:%d: %w", name, n+1, lineError(err)))
		}
	}
}

var (
	errNotUTF8  = errors.New("the line is not UTF-8 text")
	errLongLine = fmt.Errorf("the line is longer than %d MiB", maxLine>>20)
)

func lineError(err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return errLongLine
	}
	return cause(err)
}

// textInput makes a text of a line.
func textInput(line []byte) (json.RawMessage, error) {
	if len(line) > maxLine {
		return nil, errLongLine
	}
	if !utf8.Valid(line) {
		return nil, errNotUTF8
	}
	return appendText(nil, string(line)), nil
}

// numberInput makes a number of a line that is one in JSON, else a text, which
// the task then refuses by name.
func numberInput(line []byte) (json.RawMessage, error) {
	var n json.Number
	text := bytes.TrimSpace(line)
	// A json.Number takes a number in quotes as well.
	if len(text) > 0 && text[0] != '"' && json.Unmarshal(text, &n) == nil && n != "" {
		return json.RawMessage(n), nil
	}
	return textInput(line)
}
