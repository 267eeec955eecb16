package plan

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/poolscope/poolscope/launcher/workload"
)

// maxNested is how deep a Python literal is nested at most: CPython's parser
// gives up at 200 brackets (MAXSTACK and MAXLEVEL in Parser/), its json later.
const maxNested = 50

// pythonInput returns the Python expression of an input. Where a task counts
// with it, Python wants an int and no float.
func pythonInput(raw json.RawMessage, in workload.Input) string {
	v, err := fromJSON(raw)
	if err != nil || nested(v) > maxNested {
		return "json.loads(" + pythonText(string(raw)) + ")"
	}
	if f, ok := v.(float64); ok && in.Number && in.Whole && f == math.Trunc(f) {
		return pythonNumber(f)
	}
	return string(appendPython(nil, v))
}

// nested returns how many brackets a value is within.
func nested(v value) int {
	deepest := 0
	switch v := v.(type) {
	case list:
		for _, item := range v {
			deepest = max(deepest, 1+nested(item))
		}
	case table:
		for _, m := range v {
			deepest = max(deepest, 1+nested(m.value))
		}
	}
	return deepest
}

// appendPython writes a value as a Python literal.
func appendPython(b []byte, v value) []byte {
	switch v := v.(type) {
	case string:
		return append(b, pythonText(v)...)
	case bool:
		if v {
			return append(b, "True"...)
		}
		return append(b, "False"...)
	case list:
		return appendItems(b, v, ", ", appendPython)
	case table:
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(append(b, pythonText(m.key)...), ": "...)
			b = appendPython(b, m.value)
		}
		return append(b, '}')
	default:
		return appendScalar(b, v)
	}
}

// pythonNumber writes a number without an exponent, whole ones as an int.
func pythonNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// pythonText returns the Python literal of a text: whatever is in it, it stays
// a text.
func pythonText(s string) string {
	return `"` + strings.ReplaceAll(pythonEscape(s), `"`, `\"`) + `"`
}

// pythonProse returns a text for between triple quotes, lines as they are.
func pythonProse(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.ReplaceAll(pythonEscape(line), `"""`, `\"\"\"`)
	}
	return strings.Join(lines, "\n")
}

// pythonEscape escapes backslashes and all that does not show as itself. A byte
// that is no UTF-8 becomes what Python makes of one in a file's name (PEP 383).
func pythonEscape(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				fmt.Fprintf(&b, `\udc%02x`, s[i])
				continue
			}
		}
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case strconv.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}
