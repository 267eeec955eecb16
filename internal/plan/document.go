package plan

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// document is the text of a plan file, taken apart but not yet understood.
type document struct {
	headers []header
	entries []entry
}

// header is a table that the file names, as [table] or as key = {…}.
type header struct {
	path  string
	line  int
	array bool // [[table]]
}

// entry is a key with its value.
type entry struct {
	path  []string
	line  int
	value value
	lines []int // of the elements of a list
}

func (e entry) key() string { return strings.Join(e.path, ".") }

// readDocument takes the text of a plan file apart.
func readDocument(text []byte) (document, *Problem) {
	if p := badText(text); p != nil {
		return document{}, p
	}
	r := reader{starts: lineStarts(text)}
	r.parser.Reset(text)
	for r.wrong == nil && r.parser.NextExpression() {
		r.expression(r.parser.Expression())
	}
	if r.wrong != nil {
		return document{}, r.wrong
	}
	// The parser above knows the shape of TOML; what a number or a date may be,
	// and which tables may not be opened again, only Unmarshal checks.
	var all any
	if err := toml.Unmarshal(text, &all); err != nil {
		return document{}, syntaxProblem(text, err)
	}
	return r.doc, nil
}

// badText says why a text cannot be a plan file at all.
func badText(text []byte) *Problem {
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return &Problem{Line: 1, Text: "the file is UTF-16: save it as UTF-8"}
	}
	if utf8.Valid(text) {
		return nil
	}
	line := 1
	for rest := text; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			return &Problem{Line: line, Text: fmt.Sprintf("the byte 0x%02x is not UTF-8: save the file as UTF-8 text", rest[0])}
		}
		if r == '\n' {
			line++
		}
		rest = rest[size:]
	}
	return nil
}

func lineStarts(text []byte) []int {
	starts := []int{0}
	for i, c := range text {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// reader collects a document from the parser's expressions.
type reader struct {
	parser unstable.Parser
	starts []int
	doc    document
	prefix []string
	seen   map[string]int // line of each key and table
	wrong  *Problem       // the first that keeps Unmarshal from the text
}

// line returns the line of a byte, from 1.
func (r *reader) line(offset uint32) int {
	return sort.SearchInts(r.starts, int(offset)+1)
}

func (r *reader) expression(n *unstable.Node) {
	switch n.Kind { //nolint:exhaustive // there are no other expressions without comments
	case unstable.Table, unstable.ArrayTable:
		r.prefix = keys(n.Key())
		r.table(r.prefix, r.line(n.Child().Raw.Offset), n.Kind)
	case unstable.KeyValue:
		r.keyValue(r.prefix, n)
	}
	// Unmarshal compares each key with those before it: what is no plan must
	// not keep it busy for hours.
	if len(r.seen) > maxKeys && r.wrong == nil {
		r.wrong = &Problem{Text: fmt.Sprintf("the file has more than %d keys: it is no plan", maxKeys)}
	}
}

func (r *reader) table(path []string, line int, kind unstable.Kind) {
	name := strings.Join(path, ".")
	if kind == unstable.ArrayTable {
		path = append(slices.Clone(path), strconv.Itoa(len(r.doc.headers))) // each is another
	}
	r.once("["+name+"]", path, line)
	r.doc.headers = append(r.doc.headers, header{name, line, kind == unstable.ArrayTable})
}

// once notes where a key is, and a problem when it was there before.
func (r *reader) once(name string, path []string, line int) {
	id := strings.Join(path, "\x00")
	if r.seen == nil {
		r.seen = map[string]int{}
	}
	if before, ok := r.seen[id]; ok && r.wrong == nil {
		r.wrong = &Problem{Line: line, Key: strings.Join(path, "."), Text: fmt.Sprintf("%s is already on line %d: want it once", name, before)}
	}
	r.seen[id] = line
}

func (r *reader) keyValue(prefix []string, n *unstable.Node) {
	path := slices.Concat(prefix, keys(n.Key()))
	line := r.line(n.Raw.Offset)
	v := n.Value()
	if v.Kind == unstable.InlineTable && isTable(strings.Join(path, ".")) {
		r.table(path, line, v.Kind)
		for it := v.Children(); it.Next(); {
			r.keyValue(path, it.Node())
		}
		return
	}
	r.once(path[len(path)-1], path, line)
	e := entry{path: path, line: line, value: fromTOML(v)}
	// Unmarshal compares each key of an inline table with all before it.
	if crowded(e.value) && r.wrong == nil {
		r.wrong = &Problem{Line: line, Key: e.key(), Text: errKeys.Error()}
	}
	if v.Kind == unstable.Array {
		for it := v.Children(); it.Next(); {
			line = max(line, r.line(offset(it.Node())))
			e.lines = append(e.lines, line)
		}
	}
	r.doc.entries = append(r.doc.entries, e)
}

// offset returns where a value begins; lists carry no position, what is in them does.
func offset(n *unstable.Node) uint32 {
	for n != nil && n.Raw.Length == 0 {
		n = n.Child()
	}
	if n == nil {
		return 0
	}
	return n.Raw.Offset
}

func keys(it unstable.Iterator) []string {
	var path []string
	for it.Next() {
		path = append(path, string(it.Node().Data))
	}
	return path
}

// fromTOML returns the value of a node. A number that is none, or one that
// Unmarshal is about to refuse, becomes NaN, which no key takes.
func fromTOML(n *unstable.Node) value {
	switch n.Kind { //nolint:exhaustive // the others are no values
	case unstable.String:
		return string(n.Data)
	case unstable.Bool:
		return string(n.Data) == "true"
	case unstable.Integer, unstable.Float:
		v, err := number(string(n.Data))
		if err != nil {
			return math.NaN()
		}
		return v
	case unstable.LocalDate, unstable.LocalTime, unstable.LocalDateTime, unstable.DateTime:
		return date(n.Data)
	case unstable.Array:
		items := list{}
		for it := n.Children(); it.Next(); {
			items = append(items, fromTOML(it.Node()))
		}
		return items
	case unstable.InlineTable:
		t := table{}
		for it := n.Children(); it.Next() && len(t) <= maxKeys; {
			t = t.put(keys(it.Node().Key()), fromTOML(it.Node().Value()))
		}
		return t
	}
	return nil
}

// syntaxProblem puts an error of the TOML package into the words of a problem.
func syntaxProblem(text []byte, err error) *Problem {
	at, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return &Problem{Text: strings.TrimPrefix(err.Error(), "toml: ")}
	}
	line, _ := at.Position()
	if advice := unquoted(text, line); advice != "" {
		return &Problem{Line: line, Text: advice}
	}
	return &Problem{Line: line, Text: "this cannot be read as TOML: " + strings.TrimPrefix(at.Error(), "toml: ")}
}

// unquoted recognizes the most common slip, key = word.
func unquoted(text []byte, line int) string {
	lines := bytes.Split(text, []byte("\n"))
	if line < 1 || line > len(lines) {
		return ""
	}
	key, rest, found := strings.Cut(string(lines[line-1]), "=")
	rest, _, _ = strings.Cut(rest, "#")
	word := strings.TrimSpace(rest)
	if !found || word == "" || strings.ContainsAny(word, `"'[]{},`) || !unicode.IsLetter([]rune(word)[0]) {
		return ""
	}
	return fmt.Sprintf("text needs quotes: %s = %s", strings.TrimSpace(key), show(word))
}
