package plan

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

// allRows reads rows until an error, which is nil at the end.
func allRows(read func() ([]string, error)) (rows [][]string, err error) {
	for {
		row, err := read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
}

func FuzzRowsAreThoseOfTheLibraryButForReturnsInQuotes(f *testing.F) {
	for _, text := range []string{
		"", "a,b\n1,2\n", "a\r\n\r\n\nb", "\"a,\nb\",\"\"\"\"\n", "a\"b\n", "\"a\"b\n", "\"a", "a,\n,\n", "\r", "a\r", "\"a\"\r\nb", "\"a\"\r", "a\rb,c\r\n", "\"\"", ",", "\"a\"\r,b",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		library := csv.NewReader(bytes.NewReader(text))
		library.FieldsPerRecord = -1
		want, wantErr := allRows(library.Read)
		got, gotErr := allRows(newRowReader(bytes.NewReader(text)).read)
		for _, row := range got {
			for i, field := range row {
				row[i] = strings.ReplaceAll(field, "\r\n", "\n")
			}
		}
		if (gotErr != nil) != (wantErr != nil) || wantErr == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%q: rows %q, %v; want %q, %v", text, got, gotErr, want, wantErr)
		}
	})
}

func TestRowErrorsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"a\n\nb\"c\n":                        "parse error on line 3, column 2",
		"a\n\"b\nc\"d\n":                     "record on line 2; parse error on line 3",
		"a\n\"b\"\rc\n":                      "parse error on line 2",
		"a\n\"" + strings.Repeat("b", 2<<20): "a row is longer than 1 MiB; is a quote missing?",
	} {
		_, err := allRows(newRowReader(strings.NewReader(text)).read)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.20q: error %v, want %s", text, err, want)
		}
	}
}
