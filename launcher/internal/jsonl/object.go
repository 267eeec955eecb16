package jsonl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// object is the members of a JSON object in their order. The values are parts of
// the text it was read from: encoding/json would copy each of them, and take
// "ID" for "id".
type object []member

type member struct {
	name  string
	value []byte
}

// members adds the members of a JSON object to into. The text must be valid JSON;
// ok is false where it is anything but an object.
func members(text []byte, into object) (all object, ok bool) {
	i := afterSpace(text, 0)
	if text[i] != '{' {
		return into, false
	}
	for i = afterSpace(text, i+1); text[i] != '}'; i = afterSpace(text, i) {
		if text[i] == ',' {
			i++
			continue
		}
		end := afterString(text, i)
		name := unquote(text[i:end])
		i = afterSpace(text, afterSpace(text, end)+1) // the colon
		end = afterValue(text, i)
		into = append(into, member{name, text[i:end]})
		i = end
	}
	return into, true
}

func afterSpace(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n') {
		i++
	}
	return i
}

func afterString(text []byte, i int) int {
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// afterValue returns where a value ends: at the closing bracket of its own, or
// before what cannot be within a number or a word.
func afterValue(text []byte, i int) int {
	for depth := 0; ; i++ {
		switch text[i] {
		case '"':
			i = afterString(text, i) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			if depth > 0 || bytes.IndexByte([]byte(",}] \t\r\n"), text[i+1]) < 0 {
				continue
			}
		}
		if depth == 0 {
			return i + 1
		}
	}
}

// unquote returns the text of a valid JSON string.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var text string
	_ = json.Unmarshal(quoted, &text) // was seen to be valid
	return text
}

// find returns the value of a name, nil where there is none; of two the last, as
// JSON's readers in most languages do.
func (o object) find(name string) []byte {
	for _, m := range slices.Backward(o) {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// text returns the text of a name, "" where there is none.
func (o object) text(name string) (string, error) {
	value := o.find(name)
	switch {
	case value == nil:
		return "", nil
	case value[0] != '"':
		return "", fmt.Errorf("%q must be a text, not %s", name, kind(value))
	}
	return unquote(value), nil
}

// count returns the number of a name, otherwise where there is none.
func (o object) count(name string, otherwise int64) (int64, error) {
	value := o.find(name)
	if value == nil {
		return otherwise, nil
	}
	return count(name, value)
}

// largestCount is the largest whole number that every language's JSON keeps.
const largestCount = 1 << 53

func count(name string, value []byte) (int64, error) {
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || n < 0 || n > largestCount {
		return 0, fmt.Errorf("%q must be a whole number from 0 to 2^53, not %s", name, kind(value))
	}
	return n, nil
}

// kind names a value for a person.
func kind(value []byte) string {
	switch value[0] {
	case '"':
		return "a text"
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	return string(value[:min(len(value), 40)])
}
