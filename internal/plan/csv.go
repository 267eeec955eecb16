package plan

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/poolscope/poolscope/internal/argv"
)

// maxRow is about the length of the longest row that is an input, in bytes: a
// quote that is never closed would otherwise read the whole file as one field.
const maxRow = 1 << 20

var errLongRow = fmt.Errorf("a row is longer than %d MiB; is a quote missing?", maxRow>>20)

// rowReader yields each row under the header as a table of texts by column, or
// as the list of them where arguments are wanted.
func rowReader(name string, d demand) reading {
	return func(r io.Reader, yield func(json.RawMessage, error) bool) {
		limited := &rowLimit{r: skipBOM(r), left: maxRow}
		rows := csv.NewReader(limited)
		header, err := rows.Read()
		if errors.Is(err, io.EOF) {
			yield(nil, fmt.Errorf("%s: it is empty: want a first row with the names of the columns", name))
			return
		}
		if err == nil {
			err = checkHeader(header, d)
		}
		n := 1
		for err == nil {
			limited.left = maxRow
			n++
			var row []string
			if row, err = rows.Read(); err != nil {
				break
			}
			var v json.RawMessage
			if v, err = rowInput(header, row, d); err == nil && !yield(v, nil) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(nil, fmt.Errorf("%s: %w", name, rowError(n, err)))
		}
	}
}

// rowError names the row, counting the header, where the CSV package's own
// error does not name the line.
func rowError(row int, err error) error {
	if _, ok := errors.AsType[*csv.ParseError](err); ok {
		return err
	}
	return fmt.Errorf("row %d: %w", row, cause(err))
}

func checkHeader(header []string, d demand) error {
	seen := map[string]bool{}
	for _, column := range header {
		if seen[column] {
			return fmt.Errorf("two columns are called %q", column)
		}
		seen[column] = true
	}
	return d.columns(len(header))
}

func rowInput(header, row []string, d demand) (json.RawMessage, error) {
	if d.command != nil {
		return appendRow(nil, argv.Words{Names: header, Values: row}, d.method.Star()), nil
	}
	t, l := make(table, len(header)), make(list, len(header))
	for i, column := range header {
		if !utf8.ValidString(row[i]) || !utf8.ValidString(column) {
			return nil, errNotUTF8
		}
		t[i], l[i] = member{column, row[i]}, row[i]
	}
	if d.method.Star() {
		return appendJSON(nil, l), nil
	}
	return appendJSON(nil, t), nil
}

func skipBOM(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	// A file shorter than the mark has none; its error comes again when it is read.
	if start, _ := b.Peek(3); bytes.Equal(start, []byte("\ufeff")) {
		_, _ = b.Discard(3) // they are in the buffer
	}
	return b
}

// rowLimit reads no more than what is left for one row.
type rowLimit struct {
	r    io.Reader
	left int
}

func (l *rowLimit) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errLongRow
	}
	n, err := l.r.Read(b[:min(len(b), l.left)])
	l.left -= n
	return n, err //nolint:wrapcheck // a Reader hands on io.EOF as it is
}
