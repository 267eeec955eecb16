package argv

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Words are the columns of one input, in order. Nobody changes them once they are
// made.
type Words struct {
	Names  []string   // of the columns; nil where they have none
	Values []string   // any bytes, as many as there are columns
	Flaw   *FlawError //  why these are no columns of a command, nil for nothing; then there are no others
}

// WordsOf returns the columns of an input: of a text one, of a list one an element, of
// an object one a member, with its name. A text is the bytes that AppendText made it
// of; whatever else is a column's value is its JSON text as it stands. An error says
// what is no JSON, or which text stands for no bytes; of AppendFlaw's it is the FlawError.
func WordsOf(input json.RawMessage) (Words, error) {
	text := strings.Trim(string(input), " \t\r\n")
	if !json.Valid(input) {
		return Words{}, fmt.Errorf("the input %s is no JSON", shown(text))
	}
	switch text[0] {
	case '[':
		values, err := valuesOf(members(text))
		return Words{Values: values}, err
	case '{':
		return columnsOf(members(text))
	default:
		values, err := valuesOf([]string{text})
		return Words{Values: values}, err
	}
}

// columnsOf returns the columns of an object of whose members it is given the names
// and the values in turns.
func columnsOf(pairs []string) (Words, error) {
	all, err := valuesOf(pairs)
	if err != nil {
		return Words{}, err
	}
	w := Words{Names: make([]string, 0, len(all)/2), Values: make([]string, 0, len(all)/2)}
	for i := 0; i < len(all); i += 2 {
		w.Names, w.Values = append(w.Names, all[i]), append(w.Values, all[i+1])
	}
	return w, nil
}

func valuesOf(texts []string) ([]string, error) {
	values := make([]string, len(texts))
	for i, text := range texts {
		values[i] = text
		if text[0] != '"' {
			continue
		}
		var err error
		if values[i], err = unquote(text); err != nil {
			if flaw, ok := errors.AsType[*FlawError](err); ok {
				return nil, flaw
			}
			return nil, fmt.Errorf("the text %s: %w", shown(text), err)
		}
	}
	return values, nil
}

// members returns what stands directly in a valid list, or in a valid object as names
// and values in turns. encoding/json would do that as well, but takes every lone
// surrogate in a name for U+FFFD.
func members(text string) []string {
	var all []string
	depth, start := 0, 1
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			i += textLength(text[i:]) - 1
		case '[', '{':
			depth++
		case ']', '}', ',', ':':
			if depth == 1 {
				all = appendMember(all, text[start:i])
				start = i + 1
			}
			if c == ']' || c == '}' {
				depth--
			}
		}
	}
	return all
}

func appendMember(all []string, text string) []string {
	if text = strings.Trim(text, " \t\r\n"); text != "" {
		return append(all, text)
	}
	return all
}

// textLength returns how many bytes a valid JSON text has that others may follow.
func textLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// shown returns the beginning of a text as a person may read it on a terminal.
func shown(text string) string {
	const most = 60
	if len(text) <= most {
		return fmt.Sprintf("%+q", text)
	}
	end := most
	for end > most-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%+q…", text[:end])
}
