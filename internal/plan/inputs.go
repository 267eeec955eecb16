package plan

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/launcher/workload"
)

const (
	wantValues = "a list such as [1, 2, 3]"
	wantRange  = "[FIRST, END] or [FIRST, END, STEP], such as [0, 100, 1]"
	wantRepeat = "a whole number from 0 to 10^12"
)

// inputsOf makes inputs of what stands behind a key of [inputs]; text says why
// not. What the values must be is for Check.
func inputsOf(kind InputKind, v value) (in Inputs, text string) {
	in.Kind = kind
	var want string
	var ok bool
	switch kind {
	case Values:
		return valuesOf(v)
	case Range:
		want = wantRange
		in.Range, ok = rangeOf(v)
	case Lines, CSV:
		want = "the name of a file"
		in.File, ok = v.(string)
	case Glob:
		want = `a pattern of file names such as "images/*.png"`
		in.Glob, ok = v.(string)
	case Stdin:
		want = "true, or not there at all"
		ok = v == value(true)
	case Repeat:
		want = wantRepeat
		in.Repeat, ok = countOf(v)
	default:
		return in, fmt.Sprintf("%q is not %s", kind, oneOf(kindNames()))
	}
	if !ok {
		return in, fmt.Sprintf("%s is not %s", show(v), want)
	}
	return in, ""
}

func valuesOf(v value) (in Inputs, text string) {
	in.Kind = Values
	items, ok := v.(list)
	if !ok {
		return in, fmt.Sprintf("%s is not %s", show(v), wantValues)
	}
	in.Values = make([]json.RawMessage, len(items))
	for i, item := range items {
		if text := unfit(item); text != "" {
			return in, fmt.Sprintf("value %d of %d: %s", i+1, len(items), text)
		}
		in.Values[i] = appendJSON(nil, item)
	}
	return in, ""
}

func rangeOf(v value) (r [3]float64, ok bool) {
	items, _ := v.(list)
	if len(items) < 2 || len(items) > 3 {
		return r, false
	}
	r[2] = 1
	for i, item := range items {
		if r[i], ok = numeric(item); !ok {
			return r, false
		}
	}
	return r, true
}

func countOf(v value) (int, bool) {
	n, ok := v.(int64)
	return int(n), ok && n >= 0 && n <= maxInputs
}

// numeric returns a whole number or a float as a float.
func numeric(v value) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	return 0, false
}

// ParseInputs reads inputs of a kind from the text of a field in a form, and
// checks them against the task; a Workload without a name is not asked. The
// error is a Problem with the key "inputs.KIND".
//
// The text of Values is a comma list of numbers, true, false, texts in double
// quotes, [lists] and {"key": value} tables as JSON has them, over any number
// of lines: 1, 2, 3. Square brackets around all of it change nothing. Or it is
// one text a line, without quotes and commas, for tasks that take text. That of
// Range is FIRST, END or FIRST, END, STEP; of Repeat a number; of Lines and CSV
// the name of a file; of Glob a pattern; that of Stdin does not matter. Empty
// text is no values.
func ParseInputs(kind InputKind, text string, w workload.Workload) (Inputs, error) {
	return parseInputs(kind, text, demand{workload: w})
}

func parseInputs(kind InputKind, text string, d demand) (Inputs, error) {
	key := "inputs." + string(kind)
	v, err := formValue(kind, text, d.workload)
	if err != nil {
		return Inputs{}, Problem{Key: key, Text: err.Error()}
	}
	in, wrong := inputsOf(kind, v)
	if wrong == "" {
		for _, f := range in.findings(d) {
			wrong = f.Text
			break
		}
	}
	if wrong != "" {
		return Inputs{}, Problem{Key: key, Text: wrong}
	}
	return in, nil
}

func formValue(kind InputKind, text string, w workload.Workload) (value, error) {
	text = strings.TrimSpace(text)
	switch kind {
	case Values:
		return formList(text, w)
	case Range:
		v, err := fromJSON([]byte(bracketed(text)))
		if err != nil {
			return nil, fmt.Errorf("%q is not FIRST, END or FIRST, END, STEP, such as 0, 100, 1", shorten(text))
		}
		return v, nil
	case Repeat:
		v := scalar(text)
		if _, isNumber := numeric(v); isNumber {
			if _, ok := countOf(v); !ok { // say it of what was typed: 1e3, not 1000.0
				return nil, fmt.Errorf("%s is not %s", shorten(text), wantRepeat)
			}
		}
		return v, nil
	case Stdin:
		return true, nil
	case Lines, CSV, Glob:
	}
	return text, nil
}

// bracketed puts a list's brackets around a text that has none.
func bracketed(text string) string {
	text = strings.TrimSuffix(text, ",")
	if v, err := fromJSON([]byte(text)); err == nil {
		if _, isList := v.(list); isList {
			return text
		}
	}
	return "[" + text + "]"
}

// formList reads values: as JSON if they are, else line by line.
func formList(text string, w workload.Workload) (value, error) {
	v, err := fromJSON([]byte(bracketed(text)))
	if err == nil {
		return v, nil
	}
	if w.Input.Number {
		return nil, fmt.Errorf("%s takes numbers: want a list such as 1, 2, 3", w.Name)
	}
	all := list{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(strings.TrimSpace(line), ",")
		if line == "" {
			continue
		}
		items, err := fromJSON([]byte("[" + line + "]"))
		if several, ok := items.(list); ok && err == nil {
			all = append(all, several...)
			continue
		}
		if strings.ContainsAny(line, `",[]{}`) || line == "null" {
			return nil, fmt.Errorf(`%s is no list of values: want 1, 2, 3 or "a", "b", or one text a line without quotes and commas`, show(line))
		}
		all = append(all, line)
	}
	return all, nil
}

// Text returns the text that ParseInputs reads back as the same inputs.
func (in Inputs) Text() string {
	switch in.Kind {
	case Values:
		return in.valuesText()
	case Range:
		return in.rangeText()
	case Lines, CSV:
		return in.File
	case Glob:
		return in.Glob
	case Repeat:
		return strconv.Itoa(in.Repeat)
	case Stdin:
	}
	return ""
}

func (in Inputs) valuesText() string {
	var b []byte
	for i, raw := range in.Values {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, raw...)
	}
	// A single list alone would be taken for the brackets around all values.
	if len(in.Values) == 1 && strings.HasPrefix(string(b), "[") {
		return "[" + string(b) + "]"
	}
	return string(b)
}

func (in Inputs) rangeText() string {
	var parts []string
	for _, n := range in.Range {
		parts = append(parts, strconv.FormatFloat(n, 'f', -1, 64))
	}
	return strings.Join(parts, ", ")
}
