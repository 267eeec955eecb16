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

// rowsReading yields each row under the header as a table of texts by column, or
// as the list of them where arguments are wanted. For commands a row may have fewer
// columns than the header, or more, which are called by their number: a command that
// asks for one that is missing fails alone.
func rowsReading(name string, d demand) reading {
	return func(r io.Reader, yield func(json.RawMessage, error) bool) {
		rows := newRowReader(skipBOM(r))
		header, err := rows.read()
		if errors.Is(err, io.EOF) {
			yield(nil, fmt.Errorf("%s: it is empty: want a first row with the names of the columns", name))
			return
		}
		if err == nil {
			err = checkHeader(header, d)
		}
		n := 1
		for err == nil {
			n++
			var row []string
			if row, err = rows.read(); err != nil {
				break
			}
			if len(row) != len(header) && d.command == nil {
				err = rows.miscounted()
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

// rowError names the row, counting the header, where the error does not name the line.
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
		return appendRow(nil, argv.Words{Names: numbered(header, 1, len(row)), Values: row}, d.method.Star()), nil
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
