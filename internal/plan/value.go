package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A value is what stands behind a key, in a plan file or in a form's text: a
// string, bool, int64, float64, list, table or date. It keeps the order of a
// table's keys and tells 1 from 1.0, which a map and a float64 do not, so that
// what is read can be written again as it was.
type value any

type list []value

type table []member

type member struct {
	key   string
	value value
}

// date is the text of a date or time. It is known only to be refused by name.
type date string

// maxKeys is how many keys a table, or a file, may have: put looks at each of them.
const maxKeys = 1000

var errKeys = fmt.Errorf("a table has more than %d keys", maxKeys)

var errNull = errors.New("null has no place in a plan: leave it out, or write an empty text")

// put returns the table with a value at a path of keys.
func (t table) put(path []string, v value) table {
	for i := range t {
		if t[i].key == path[0] {
			inner, _ := t[i].value.(table)
			t[i].value = nest(inner, path[1:], v)
			return t
		}
	}
	return append(t, member{path[0], nest(nil, path[1:], v)})
}

func nest(t table, path []string, v value) value {
	if len(path) == 0 {
		return v
	}
	return t.put(path, v)
}

// appendJSON writes a value as compact JSON. Dates and numbers that are none
// have no JSON: unfit finds them first.
func appendJSON(b []byte, v value) []byte {
	switch v := v.(type) {
	case list:
		return appendItems(b, v, ",", appendJSON)
	case table:
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, m.key), ':')
			b = appendJSON(b, m.value)
		}
		return append(b, '}')
	default:
		return appendScalar(b, v)
	}
}

// appendTOML writes a value as TOML on one line.
func appendTOML(b []byte, v value) []byte {
	switch v := v.(type) {
	case list:
		return appendItems(b, v, ", ", appendTOML)
	case table:
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(appendKey(b, m.key), " = "...)
			b = appendTOML(b, m.value)
		}
		return append(b, '}')
	default:
		return appendScalar(b, v)
	}
}

func appendItems(b []byte, items list, comma string, one func([]byte, value) []byte) []byte {
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, comma...)
		}
		b = one(b, item)
	}
	return append(b, ']')
}

// appendScalar writes what looks the same in JSON and TOML.
func appendScalar(b []byte, v value) []byte {
	switch v := v.(type) {
	case string:
		return appendText(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		return appendFloat(b, v)
	case date:
		return append(b, v...)
	}
	return b
}

// appendText writes a string with the escapes that JSON and TOML share. DEL is
// legal in a JSON string but not in a TOML one (toml.io/en/v1.0.0#string).
func appendText(b []byte, s string) []byte {
	if isSimple(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	var quoted bytes.Buffer
	e := json.NewEncoder(&quoted)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return b // a string always has a JSON
	}
	text := bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))
	return append(b, bytes.ReplaceAll(text, []byte("\x7f"), []byte(`\u007F`))...)
}

// appendKey writes a key of TOML, in quotes where it needs them.
func appendKey(b []byte, key string) []byte {
	bare := func(r rune) bool {
		return r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	}
	if key != "" && strings.TrimFunc(key, bare) == "" {
		return append(b, key...)
	}
	return appendText(b, key)
}

// appendFloat writes a number so that it reads back as a float, never as an integer.
func appendFloat(b []byte, f float64) []byte {
	start := len(b)
	b = strconv.AppendFloat(b, f, 'g', -1, 64)
	if bytes.ContainsAny(b[start:], ".eIN") {
		return b
	}
	return append(b, ".0"...)
}

// fromJSON reads JSON text. What has no TOML is an error.
func fromJSON(text []byte) (value, error) {
	if inside, ok := simpleText(text); ok {
		return string(inside), nil
	}
	if n, ok := simpleNumber(text); ok {
		return n, nil
	}
	// The decoder's tokens know no limit of depth; Unmarshal's check does.
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	if c := whole[0]; c == '-' || c >= '0' && c <= '9' {
		return number(string(whole)) // most inputs are one
	}
	d := json.NewDecoder(bytes.NewReader(whole))
	d.UseNumber()
	return nextJSON(d)
}

func nextJSON(d *json.Decoder) (value, error) {
	token, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '[' {
			return nextList(d)
		}
		return nextTable(d)
	case json.Number:
		return number(token.String())
	case string:
		return token, nil
	case bool:
		return token, nil
	}
	return nil, errNull
}

func nextList(d *json.Decoder) (value, error) {
	items := list{}
	for d.More() {
		item, err := nextJSON(d)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, closeJSON(d)
}

func nextTable(d *json.Decoder) (value, error) {
	t := table{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("read JSON: %w", err)
		}
		v, err := nextJSON(d)
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // a key of a JSON object is nothing else
		if t = t.put([]string{key}, v); len(t) > maxKeys {
			return nil, errKeys
		}
	}
	return t, closeJSON(d)
}

func closeJSON(d *json.Decoder) error {
	if _, err := d.Token(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read JSON: %w", err)
	}
	return nil
}

// number reads an integer or, where the text is none, a float. It takes the
// forms of both JSON and TOML.
func number(text string) (value, error) {
	plain := strings.ReplaceAll(strings.TrimPrefix(text, "+"), "_", "")
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return i, nil
	}
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return nil, fmt.Errorf("%s is no number, or one too large", text)
	}
	return f, nil
}

// unfit says which part of a value no task can take as JSON, or "".
func unfit(v value) string {
	switch v := v.(type) {
	case date:
		return string(v) + " is a date: put it in quotes"
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return show(v) + " is not a number that JSON has"
		}
	case list:
		for _, item := range v {
			if text := unfit(item); text != "" {
				return text
			}
		}
	case table:
		for _, m := range v {
			if text := unfit(m.value); text != "" {
				return text
			}
		}
	}
	return ""
}

// crowded reports whether a table in a value has too many keys.
func crowded(v value) bool {
	switch v := v.(type) {
	case list:
		return slices.ContainsFunc(v, crowded)
	case table:
		return len(v) > maxKeys || slices.ContainsFunc(v, func(m member) bool { return crowded(m.value) })
	}
	return false
}

// show returns a value as a person would write it, shortened to a line.
func show(v value) string {
	switch v := v.(type) {
	case date:
		return "the date " + string(v)
	case nil:
		return "nothing"
	}
	return shorten(string(appendTOML(nil, v)))
}

// shorten cuts a text that is too long for a message.
func shorten(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
