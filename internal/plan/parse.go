package plan

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// version is of the plan file: what "version" may say.
const version = 1

// maxProblems is how many problems of a file are named: the end of a file that
// is no plan at all can wait.
const maxProblems = 50

// Parse reads and checks the text of a plan file called name. The error is Problems.
func Parse(name string, text []byte) (Plan, error) {
	r := parsing{name: name, plan: blank(), bad: map[string]bool{}, params: map[string]float64{}}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	r.plan.Notes = notes(text)
	r.plan.Title, r.plan.Dir = stem(name), folder(name)
	r.read(text)
	if len(r.problems) == 0 {
		return r.plan, nil
	}
	slices.SortStableFunc(r.problems, byLine)
	for i := range r.problems {
		r.problems[i].File = name
	}
	return Plan{}, r.problems
}

// parsing is a plan on its way from a document.
type parsing struct {
	name     string
	doc      document
	plan     Plan
	params   map[string]float64
	problems Problems
	bad      map[string]bool // keys and tables that have a problem
}

func (r *parsing) read(text []byte) {
	doc, problem := readDocument(text)
	if problem != nil {
		r.problems = append(r.problems, *problem)
		return
	}
	r.doc = doc
	if !r.versionFits() {
		return
	}
	for _, h := range doc.headers {
		r.header(h)
	}
	r.kind()
	for _, e := range doc.entries {
		if r.entry(e); len(r.problems) >= maxProblems {
			r.problem(e.line, "", "and more like these")
			return
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.params)) {
		r.plan.setParam(name, r.params[name])
	}
	r.missing()
	r.check()
}

// problem notes what is wrong with a key; only the first of a key counts.
func (r *parsing) problem(line int, key, format string, args ...any) {
	if r.bad[key] {
		return
	}
	r.bad[key] = true
	r.problems = append(r.problems, Problem{Line: line, Key: key, Text: fmt.Sprintf(format, args...)})
}

// versionFits reports whether the file is of this version. What else would be
// wrong with another version's file is not worth saying.
func (r *parsing) versionFits() bool {
	for _, e := range r.doc.entries {
		if e.key() != "version" || e.value == value(int64(version)) {
			continue
		}
		r.problem(e.line, "version", "this plan is of version %s; this Poolscope reads version %d", show(e.value), version)
		return false
	}
	return true
}

func (r *parsing) header(h header) {
	switch {
	case isTable(h.path) && h.array:
		r.problem(h.line, h.path, "[[%s]] begins a list of tables: want one table, [%s]", h.path, h.path)
	case isTable(h.path):
	case slices.Contains(allKeys(), h.path):
		r.problem(h.line, h.path, "[%s] begins a table: want a key, %s = …", h.path, last(h.path))
	default:
		advice := ""
		if name := nearest(h.path, tables()); name != "" {
			advice = fmt.Sprintf("; did you mean [%s]?", name)
		}
		r.problem(h.line, h.path, "unknown table [%s]%s", h.path, advice)
	}
}

func (r *parsing) entry(e entry) {
	name, parent := e.key(), strings.Join(e.path[:len(e.path)-1], ".")
	quotedDot := strings.Count(name, ".") != len(e.path)-1
	switch {
	case r.bad[parent]:
	case parent == "task.params" && len(e.path) == 3:
		r.param(e)
	case parent == "task.env" && len(e.path) == 3:
		r.env(e)
	case quotedDot:
		r.unknown(e)
	case isTable(name):
		r.problem(e.line, name, "%s is not a table: want [%s] with its keys on the lines below", show(e.value), name)
	case name == "version", name == "task.kind":
	case name == "inputs.also":
		r.also(e)
	case parent == "inputs" && slices.Contains(kindNames(), e.path[1]):
		r.inputs(e)
	default:
		r.scalar(e)
	}
}

func (r *parsing) scalar(e entry) {
	k, ok := lookupKey(e.key())
	if !ok {
		r.unknown(e)
		return
	}
	if !k.goesWith(r.plan.Task.Kind) {
		r.problem(e.line, k.name, "%s", k.stray(r.plan.Task.Kind))
		return
	}
	if !k.kind.set(&r.plan, e.value) {
		r.problem(e.line, k.name, "%s", refusal(k.kind, e.value))
	}
}

// unknown notes a key that no plan has. Under a table that no plan has either,
// the table was named already, or is now.
func (r *parsing) unknown(e entry) {
	r.problem(e.line, e.key(), "unknown key %s%s", last(e.key()), suggest(e.key(), allKeys()))
}

// refusal says that a value is not what its key can hold, and what that is.
func refusal(k kind, v value) string {
	text := fmt.Sprintf("%s is not %s", show(v), k.want())
	c, ok := k.(choice)
	if !ok {
		return text
	}
	word, _ := v.(string)
	return text + suggest(word, c.names())
}

// kind reads task.kind before all others, which depend on it.
func (r *parsing) kind() {
	for _, e := range r.doc.entries {
		if e.key() != "task.kind" || r.bad["task"] {
			continue
		}
		if r.scalar(e); r.bad["task.kind"] {
			r.quietTask()
		}
	}
}

// quietTask keeps quiet about the rest of a task that is of no kind.
func (r *parsing) quietTask() {
	for _, k := range taskKeys() {
		r.bad[k.name] = true
	}
	r.bad["task.params"], r.bad["task.env"] = true, true
}

func (r *parsing) param(e entry) {
	if kind := r.plan.Task.Kind; kind != Builtin {
		r.problem(e.line, "task.params", "%s", noParams(kind))
		return
	}
	n, ok := numeric(e.value)
	if !ok {
		r.problem(e.line, e.key(), "%s is not a number", show(e.value))
		return
	}
	r.params[e.path[2]] = n
}

func (r *parsing) inputs(e entry) {
	if k := r.plan.Inputs.Kind; k != "" {
		r.problem(e.line, e.key(), "two kinds of inputs at once, %s on line %d and %s: want one", k, r.line("inputs."+string(k), -1), e.path[1])
		return
	}
	in, text := inputsOf(InputKind(e.path[1]), e.value)
	if text != "" {
		r.problem(e.line, e.key(), "%s", text)
	}
	in.Kind = InputKind(e.path[1])
	r.plan.Inputs = in.with(r.plan.Inputs)
}

// also reads the further sources of a command's inputs.
func (r *parsing) also(e entry) {
	if kind := r.plan.Task.Kind; kind != Command {
		r.problem(e.line, e.key(), "%s", strayInput("also", kind))
		return
	}
	sources, text := alsoOf(e.value)
	if text != "" {
		r.problem(e.line, e.key(), "%s", text)
		return
	}
	r.plan.Inputs.Also = sources
}

// env reads a variable of a command's environment.
func (r *parsing) env(e entry) {
	if kind := r.plan.Task.Kind; kind != Command {
		r.problem(e.line, "task.env", "%s", strayEnv(kind))
		return
	}
	text, ok := e.value.(string)
	if !ok {
		r.problem(e.line, e.key(), "%s is not a text: put it in quotes", show(e.value))
		return
	}
	r.plan.setEnv(e.path[2], text)
}

// missing notes what a plan cannot do without.
func (r *parsing) missing() {
	if r.plan.Task.Kind == Builtin && r.plan.Task.Name == "" && r.hasBad("task") {
		r.bad["task.name"] = true // one reason is enough
	}
	if r.plan.Task.Kind == Builtin && r.plan.Task.Name == "" {
		r.problem(r.line("task.name", -1), "task.name", "missing: want %s", oneOf(TaskNames()))
	}
	if r.bad["task.shell"] {
		r.bad["task.command"] = true // likewise
	}
	if r.hasBad("inputs") {
		r.bad["inputs"] = true // one reason is enough
	}
	if r.plan.Inputs.Kind == "" {
		r.problem(r.line("inputs.", -1), "inputs", "missing: want %s, such as values = [1, 2, 3]", strings.ReplaceAll(oneOf(kindNames()), `"`, ""))
	}
}

// hasBad reports whether a table or a key of it has a problem.
func (r *parsing) hasBad(table string) bool {
	for key := range r.bad {
		if key == table || strings.HasPrefix(key, table+".") {
			return true
		}
	}
	return false
}

// check notes what is wrong with keys that were read well.
func (r *parsing) check() {
	for _, f := range r.plan.findings() {
		key := f.Key
		if f.element >= 0 && !r.bad[key] {
			r.problems = append(r.problems, Problem{Line: r.line(key, f.element), Key: key, Text: f.Text})
			continue
		}
		r.problem(r.line(key, -1), key, "%s", f.Text)
	}
}

// line returns the line of a key, of an element of it, or else of its table; 0
// when the file has none of them.
func (r *parsing) line(key string, element int) int {
	for _, e := range r.doc.entries {
		if e.key() != key {
			continue
		}
		if element >= 0 && element < len(e.lines) {
			return e.lines[element]
		}
		return e.line
	}
	table, _, _ := strings.Cut(key, ".")
	for _, h := range r.doc.headers {
		if h.path == table {
			return h.line
		}
	}
	return 0
}

// byLine orders problems as the file does, those without a line last.
func byLine(a, b Problem) int {
	switch {
	case a.Line == b.Line:
		return 0
	case a.Line == 0:
		return 1
	case b.Line == 0:
		return -1
	}
	return a.Line - b.Line
}

// notes returns the comment that a text begins with.
func notes(text []byte) string {
	var lines []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		comment, found := strings.CutPrefix(line, "#")
		if !found && (line != "" || lines != nil) {
			break
		}
		if found {
			lines = append(lines, strings.TrimPrefix(comment, " "))
		}
	}
	return strings.Join(lines, "\n")
}

// stem returns the title of a plan whose file gives it none.
func stem(name string) string {
	base := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(name), ".toml"), ".pool")
	if name == "" || base == "" || !oneLine(base) {
		return Untitled
	}
	return base
}

func folder(name string) string {
	if dir := filepath.Dir(name); dir != "." {
		return dir
	}
	return ""
}
