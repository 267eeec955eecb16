package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/internal/argv"
)

// rows are inputs as columns, one by one; an error is the last pair. Each is its own
// memory.
type rows = iter.Seq2[argv.Words, error]

// source is where inputs come from, or several made one.
type source struct {
	name  string
	total int // -1 where it is not known
	rows  rows
	once  bool // it can be ranged over but once
}

// columnsOf takes inputs apart.
func columnsOf(inputs sequence) rows {
	return func(yield func(argv.Words, error) bool) {
		for raw, err := range inputs {
			var words argv.Words
			if err == nil {
				words, err = argv.WordsOf(raw)
			}
			if flaw, ok := errors.AsType[*argv.FlawError](err); ok {
				words, err = argv.Words{Flaw: flaw}, nil
			}
			if !yield(words, err) || err != nil {
				return
			}
		}
	}
}

// split splits each row that is one column at a text.
func split(all rows, at string) rows {
	return func(yield func(argv.Words, error) bool) {
		for row, err := range all {
			if err == nil && len(row.Values) == 1 && row.Names == nil {
				row.Values = strings.Split(row.Values[0], at)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// named takes the first row for the names of the columns in the others. Columns that
// it does not name are called by their number.
func named(all rows) rows {
	return func(yield func(argv.Words, error) bool) {
		var names []string
		for row, err := range all {
			if err == nil && names == nil {
				if names, err = namesOf(row); err == nil {
					continue
				}
			}
			if err == nil {
				row.Names = numbered(names, 1, len(row.Values))
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// namesOf returns the names that a row gives to columns.
func namesOf(row argv.Words) ([]string, error) {
	if row.Flaw != nil {
		return nil, fmt.Errorf("the names of the columns: %w", row.Flaw)
	}
	if twice := duplicate(row.Values); twice != "" {
		return nil, fmt.Errorf("two columns are called %q", twice)
	}
	return row.Values, nil
}

// numbered returns n names, those that are missing being the columns' numbers, of
// which that of the first is given.
func numbered(names []string, first, n int) []string {
	all := slices.Clone(names[:min(n, len(names))])
	for i := len(all); i < n; i++ {
		all = append(all, strconv.Itoa(first+i))
	}
	return all
}

// duplicate returns a name that is there twice, or "".
func duplicate(names []string) string {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return name
		}
	}
	return ""
}

// grouped makes one row of n.
func grouped(all rows, n int) rows {
	return func(yield func(argv.Words, error) bool) {
		var group argv.Words
		held := 0
		for row, err := range all {
			if err != nil {
				yield(argv.Words{}, err)
				return
			}
			group.Values = append(group.Values, row.Values...)
			if group.Flaw == nil {
				group.Flaw = row.Flaw
			}
			if held++; held < n {
				continue
			}
			if !yield(group, nil) {
				return
			}
			group, held = argv.Words{}, 0
		}
		if held > 0 {
			yield(group, nil)
		}
	}
}

// join makes one row of two. Where only one has names, the others are numbers. A flaw of
// one is that of both.
func join(a, b argv.Words) (argv.Words, error) {
	if a.Flaw != nil {
		return a, nil
	}
	if b.Flaw != nil {
		return b, nil
	}
	joined := argv.Words{Values: slices.Concat(a.Values, b.Values)}
	if a.Names == nil && b.Names == nil {
		return joined, nil
	}
	joined.Names = append(numbered(a.Names, 1, len(a.Values)), numbered(b.Names, 1+len(a.Values), len(b.Values))...)
	if twice := duplicate(joined.Names); twice != "" {
		return joined, fmt.Errorf("two columns are called %q", twice)
	}
	return joined, nil
}

// inputsOfRows yields the rows as inputs, each in the memory of the one before: a
// table where columns have names, a list where lists are wanted or there are several.
func inputsOfRows(all rows, lists bool) sequence {
	return func(yield func(json.RawMessage, error) bool) {
		var buf []byte
		for row, err := range all {
			if err != nil {
				yield(nil, err)
				return
			}
			if buf = appendRow(buf[:0], row, lists); !yield(buf, nil) {
				return
			}
		}
	}
}

func appendRow(b []byte, row argv.Words, lists bool) []byte {
	if row.Flaw != nil {
		return argv.AppendFlaw(b, row.Flaw)
	}
	open, end := byte('['), byte(']')
	switch {
	case row.Names != nil && !lists:
		open, end = '{', '}'
	case len(row.Values) == 1 && !lists:
		return argv.AppendText(b, []byte(row.Values[0]))
	}
	b = append(b, open)
	for i, value := range row.Values {
		if i > 0 {
			b = append(b, ',')
		}
		if open == '{' {
			b = append(argv.AppendText(b, []byte(row.Names[i])), ':')
		}
		b = argv.AppendText(b, []byte(value))
	}
	return append(b, end)
}
