package plan

import (
	"fmt"
	"slices"
)

// Combine says how several sources of inputs become one.
type Combine string

// The ways. Product is every entry of each with every of the others, the last source
// varying fastest. Linked is the n-th of each, as long as the longest: shorter ones
// begin again (GNU parallel's --link). Paired is the n-th of each, as long as the
// shortest (its :::+).
const (
	Product Combine = "product"
	Linked  Combine = "linked"
	Paired  Combine = "paired"
)

// Combines lists every way in the order a form shows them.
func Combines() []Combine { return []Combine{Product, Linked, Paired} }

func combineNames() []string {
	var names []string
	for _, c := range Combines() {
		names = append(names, string(c))
	}
	return names
}

func combineNotes() map[string]string {
	return map[string]string{
		string(Product): "every one with every other; the last source varies fastest",
		string(Linked):  "the n-th of each; shorter sources begin again",
		string(Paired):  "the n-th of each, as long as the shortest",
	}
}

// plain returns the way as a plan has it, where "" is Product.
func (c Combine) plain() Combine {
	if c == Product {
		return ""
	}
	return c
}

// combine returns how the sources are combined.
func (in Inputs) combine() Combine {
	if in.Combine == "" {
		return Product
	}
	return in.Combine
}

// with returns the kind of some inputs with all else of others.
func (in Inputs) with(others Inputs) Inputs {
	others.Kind, others.Values, others.Range = in.Kind, in.Values, in.Range
	others.File, others.Glob, others.Repeat = in.File, in.Glob, in.Repeat
	return others
}

// alone returns the inputs without what goes with commands alone.
func (in Inputs) alone() Inputs { return in.with(Inputs{}) }

// sources lists the first source and the others.
func (in Inputs) sources() []Inputs { return append([]Inputs{in.alone()}, in.Also...) }

const wantAlso = `a list of sources such as [{values = ["a", "b"]}, {lines = "names.txt"}]`

// alsoOf reads the further sources from what stands behind inputs.also; text says
// what is wrong.
func alsoOf(v value) (all []Inputs, text string) {
	items, ok := v.(list)
	if !ok {
		return nil, show(v) + " is not " + wantAlso
	}
	for i, item := range items {
		source, wrong := sourceOf(item)
		if wrong != "" {
			return nil, fmt.Sprintf("source %d of %d: %s", i+1, len(items), wrong)
		}
		all = append(all, source)
	}
	return all, ""
}

func sourceOf(v value) (in Inputs, text string) {
	members, ok := v.(table)
	if !ok {
		return in, show(v) + ` is not a source such as {values = ["a", "b"]}`
	}
	var how Combine
	for _, m := range members {
		if m.key == "combine" {
			word, _ := m.value.(string)
			if how = Combine(word); !slices.Contains(Combines(), how) {
				return in, fmt.Sprintf("combine: %s is not %s", show(m.value), oneOf(combineNames()))
			}
			continue
		}
		if !slices.Contains(kindNames(), m.key) {
			return in, fmt.Sprintf("it has the key %s: want %s, since the rest of [inputs] is of all sources", show(m.key), oneOf(append(kindNames(), "combine")))
		}
		if in.Kind != "" {
			return in, fmt.Sprintf("two kinds of inputs at once, %s and %s: want one", in.Kind, m.key)
		}
		if in, text = inputsOf(InputKind(m.key), m.value); text != "" {
			return in, m.key + ": " + text
		}
	}
	if in.Kind == "" {
		return in, `it has no inputs: want such as {values = ["a", "b"]}`
	}
	in.Combine = how
	return in, ""
}

// also writes the further sources.
func (w *writer) also() {
	items := list{}
	for _, source := range w.plan.Inputs.Also {
		t := table{{string(source.Kind), source.value()}}
		if source.Combine != "" {
			t = append(t, member{"combine", string(source.Combine)})
		}
		items = append(items, t)
	}
	if len(items) > 0 {
		w.line(fmt.Sprintf("also = %s", appendTOML(nil, items)), "")
	}
}

func strayInput(name string, kind TaskKind) string {
	return fmt.Sprintf("the inputs of a task of kind %q have no %s: want none, or task.kind = %q", kind, name, Command)
}

// commandFindings returns what is wrong with what goes with commands alone.
func (in Inputs) commandFindings(d demand) []finding {
	if d.command == nil {
		if len(in.Also) > 0 {
			return []finding{found("inputs.also", strayInput("also", d.kind))}
		}
		return nil
	}
	var all []finding
	add := func(key, format string, args ...any) { all = append(all, found(key, fmt.Sprintf(format, args...))) }
	for i, source := range in.Also {
		for _, f := range source.findings(d) {
			add("inputs.also", "source %d of %d: %s", i+1, len(in.Also), f.Text)
		}
		if source.Combine != "" && !slices.Contains(Combines(), source.Combine) {
			add("inputs.also", "source %d of %d: combine: %q is not %s", i+1, len(in.Also), source.Combine, oneOf(combineNames()))
		}
	}
	if has := in.count(Stdin); has > 1 {
		add("inputs.also", "standard input is %d of the sources: want it once, since it can be read once", has)
	}
	if in.Null && in.count(Lines, Stdin) == 0 {
		add("inputs.null", "only lines and stdin have entries that end in NUL: want one of them, or null = false")
	}
	if n := in.count(Range, Repeat, Glob); in.Header && n > 0 {
		add("inputs.header", "range, repeat and glob have no first entry with names: want header = false")
	}
	if in.Group > 1 && (in.Header || in.Columns != "" || len(in.Also) > 0 || in.Kind == CSV) {
		add("inputs.group", "it makes columns of entries that have none: want it without columns, header, also and csv")
	}
	return all
}

// count returns how many of the sources are of some kinds.
func (in Inputs) count(kinds ...InputKind) int {
	n := 0
	for _, source := range in.sources() {
		if slices.Contains(kinds, source.Kind) {
			n++
		}
	}
	return n
}
