package plan

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Encode returns the text of a plan file that Parse reads back as the same
// plan. Keys that have their default are left out, but for the few that
// everybody looks for. TOML holds no byte that is not UTF-8: each becomes U+FFFD, and
// Unkept names where there is one.
func (p Plan) Encode() []byte {
	w := writer{plan: &p, defaults: blank()}
	w.notes()
	w.key(scalarKeys()[0])
	w.table("[pool]")
	for _, k := range poolKeys() {
		w.key(k)
	}
	w.table("[task]")
	for _, k := range taskKeys() {
		w.key(k)
	}
	w.params()
	w.env()
	w.table("[inputs]")
	w.inputs()
	w.also()
	for _, k := range inputKeys() {
		w.key(k)
	}
	if p.Metrics != w.defaults.Metrics {
		w.table("[metrics]")
		w.key(everyKey())
	}
	return w.text
}

// Unkept returns which texts of a plan are not UTF-8, and so would be others in a plan
// file (toml.io/en/v1.0.0#spec); nil where Encode keeps all. Check refuses values that no
// TOML has.
func (p Plan) Unkept() Problems {
	var lost Problems
	look := func(key string, texts ...string) {
		if slices.ContainsFunc(texts, func(s string) bool { return !utf8.ValidString(s) }) {
			lost = append(lost, Problem{Key: key, Text: "holds bytes that are not UTF-8, which no plan file can: want text"})
		}
	}
	for _, k := range scalarKeys() {
		switch v := k.kind.get(&p).(type) {
		case string:
			look(k.name, v)
		case list:
			for _, item := range v {
				text, _ := item.(string) // what is no text is ASCII in a file
				look(k.name, text)
			}
		}
	}
	for _, in := range p.Inputs.sources() {
		look("inputs."+string(in.Kind), in.File, in.Glob)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Task.Env)) {
		look("task.env."+strings.ToValidUTF8(name, "\ufffd"), name, p.Task.Env[name])
	}
	return lost
}

// writer is a plan file on its way out.
type writer struct {
	plan     *Plan
	defaults Plan
	text     []byte
}

// notes writes the comment at the top. TOML allows no control characters in a
// comment but the tab.
func (w *writer) notes() {
	if w.plan.Notes == "" {
		return
	}
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' {
			return unicode.ReplacementChar
		}
		return r
	}, w.plan.Notes)
	for line := range strings.SplitSeq(strings.ToValidUTF8(clean, "\ufffd"), "\n") {
		w.line(strings.TrimRightFunc("# "+line, unicode.IsSpace), "")
	}
	w.line("", "")
}

func (w *writer) table(name string) { w.line("\n"+name, "") }

func (w *writer) key(k key) {
	v := k.kind.get(w.plan)
	if !k.always && reflect.DeepEqual(v, k.kind.get(&w.defaults)) {
		return
	}
	w.line(fmt.Sprintf("%s = %s", last(k.name), appendTOML(nil, v)), k.noteOf(v))
}

// line writes a line and the comment behind it.
func (w *writer) line(text, note string) {
	if note != "" {
		text = fmt.Sprintf("%-24s # %s", text, note)
	}
	w.text = append(append(w.text, text...), '\n')
}

func (w *writer) params() {
	if len(w.plan.Task.Params) == 0 {
		return
	}
	w.table("[task.params]")
	for _, name := range slices.Sorted(maps.Keys(w.plan.Task.Params)) {
		n := appendTOML(nil, plainest(w.plan.Task.Params[name]))
		w.line(fmt.Sprintf("%s = %s", appendKey(nil, name), n), "")
	}
}

// plainest returns a number as an integer where it is one.
func plainest(n float64) value {
	if n == math.Trunc(n) && math.Abs(n) <= maxExact {
		return int64(n)
	}
	return n
}

func (w *writer) inputs() {
	in := w.plan.Inputs
	note := ""
	switch in.Kind {
	case Values:
		w.values()
		return
	case Range:
		note = "first, end (not included), step"
	case Lines, CSV, Glob, Stdin, Repeat:
	}
	w.line(fmt.Sprintf("%s = %s", in.Kind, appendTOML(nil, in.value())), note)
}

// value returns what stands behind the kind of inputs in a file.
func (in Inputs) value() value {
	switch in.Kind {
	case Values:
		items := list{}
		for _, raw := range in.Values {
			if v, err := fromJSON(raw); err == nil { // Check refuses what has no TOML
				items = append(items, v)
			}
		}
		return items
	case Range:
		return list{plainest(in.Range[0]), plainest(in.Range[1]), plainest(in.Range[2])}
	case Lines, CSV:
		return in.File
	case Glob:
		return in.Glob
	case Stdin:
		return true
	case Repeat:
		return int64(in.Repeat)
	}
	return nil
}

// values writes a list, on several lines where one would be long.
func (w *writer) values() {
	const width = 100
	var b, row, item []byte
	for i, raw := range w.plan.Inputs.Values {
		if looksTheSame(raw) {
			item = append(item[:0], raw...)
		} else if v, err := fromJSON(raw); err == nil {
			item = appendTOML(item[:0], v)
		} else {
			continue // Check refuses what has no TOML
		}
		switch {
		case i == 0:
		case len(row)+len(item) > width:
			b, row = append(append(b, row...), ",\n  "...), row[:0]
		default:
			row = append(row, ", "...)
		}
		row = append(row, item...)
	}
	w.line(fmt.Sprintf("values = [%s%s]", b, row), "")
}
