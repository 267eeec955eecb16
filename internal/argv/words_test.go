package argv_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/argv"
)

func TestInputsHaveColumns(t *testing.T) {
	for _, c := range []struct {
		input         string
		names, values []string
	}{
		{`"a b"`, nil, []string{"a b"}},
		{` 1e5 `, nil, []string{"1e5"}},
		{`-0`, nil, []string{"-0"}},
		{`true`, nil, []string{"true"}},
		{`null`, nil, []string{"null"}},
		{`[]`, nil, []string{}},
		{`["a", 2, false, "", null]`, nil, []string{"a", "2", "false", "", "null"}},
		{`[["a", "b"], {"c": [1, 2]}, "x"]`, nil, []string{`["a", "b"]`, `{"c": [1, 2]}`, "x"}},
		{`["a,]}:\"", "[{"]`, nil, []string{`a,]}:"`, "[{"}},
		{"\t[ 1\n,\r2 ] ", nil, []string{"1", "2"}},
		{`{}`, []string{}, []string{}},
		{`{"b": "x", "a": 1}`, []string{"b", "a"}, []string{"x", "1"}},
		{`{"k\"}": {"deep": [1]}, "": "v"}`, []string{`k"}`, ""}, []string{`{"deep": [1]}`, "v"}},
		{`{"\udce9": "\udc80", "a": 1, "a": 2}`, []string{"\xe9", "a", "a"}, []string{"\x80", "1", "2"}},
	} {
		got, err := argv.WordsOf(json.RawMessage(c.input))
		if want := (argv.Words{Names: c.names, Values: c.values}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("WordsOf(%s) = %q, %v, want %q", c.input, got, err, want)
		}
	}
}

func TestInputThatIsNoJSONIsAnError(t *testing.T) {
	for _, input := range []string{"", " ", "x", `"`, `"a`, `[1`, `{"a"}`, `1 2`, "\"\n\"", `"\x"`, "\x1b[2J", strings.Repeat("é", 1000)} {
		_, err := argv.WordsOf(json.RawMessage(input))
		if err == nil || !strings.Contains(err.Error(), "is no JSON") || len(err.Error()) > 300 || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("WordsOf(%.20q) = %v, want a short error that says it is no JSON", input, err)
		}
	}
}

// FuzzWords holds the columns against what encoding/json makes of the same input.
func FuzzWords(f *testing.F) {
	f.Fuzz(func(t *testing.T, input []byte) {
		w, err := argv.WordsOf(input)
		if err == nil != json.Valid(input) && (err == nil || !strings.Contains(err.Error(), "half a character")) {
			t.Fatalf("WordsOf(%q) = %v, valid JSON: %t", input, err, json.Valid(input))
		}
		if err != nil {
			return
		}
		if w.Names != nil && len(w.Names) != len(w.Values) {
			t.Fatalf("WordsOf(%q) has %d names and %d values", input, len(w.Names), len(w.Values))
		}
		want := columnsByDecoder(t, input)
		if len(want) != len(w.Values) {
			t.Fatalf("WordsOf(%q) = %q, want %q", input, w.Values, want)
		}
		for i, text := range want {
			if text[0] != '"' && w.Values[i] != text {
				t.Fatalf("WordsOf(%q): column %d = %q, want %q", input, i+1, w.Values[i], text)
			}
			var s string
			if text[0] == '"' && json.Unmarshal([]byte(text), &s) == nil && !strings.Contains(s, "\uFFFD") && w.Values[i] != s {
				t.Fatalf("WordsOf(%q): column %d = %q, want %q", input, i+1, w.Values[i], s)
			}
		}
	})
}

// columnsByDecoder returns the JSON texts of the columns of a valid input.
func columnsByDecoder(t *testing.T, input []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(input))
	first, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := first.(json.Delim); !ok {
		return []string{string(bytes.Trim(input, " \t\r\n"))}
	}
	var texts []string
	for d.More() {
		if first == json.Delim('{') {
			if _, err := d.Token(); err != nil {
				t.Fatal(err)
			}
		}
		var text json.RawMessage
		if err := d.Decode(&text); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}
