package plan

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/poolscope/poolscope/launcher/workload"
)

// The bounds of inputs. Beyond maxExact a float64 skips whole numbers.
const (
	maxInputs = 1_000_000_000_000
	maxExact  = 1 << 53
)

// maxFindings is how many bad inputs are named one by one.
const maxFindings = 10

// Check returns all that is wrong with a plan, nil when nothing is. It looks at
// no file: Open does.
func (p Plan) Check() Problems {
	var problems Problems
	for _, f := range p.findings() {
		problems = append(problems, f.Problem)
	}
	return problems
}

// finding is a problem, and which element of a list has it; -1 for none.
type finding struct {
	Problem
	element int
}

func found(key, text string) finding { return finding{Problem{Key: key, Text: text}, -1} }

func (p Plan) findings() []finding {
	all := p.keyFindings()
	if slices.Contains(TaskKinds(), p.Task.Kind) {
		all = append(all, p.Task.findings()...)
	}
	if p.Task.Kind == Command {
		all = append(all, p.Pool.commandFindings()...)
	}
	all = append(all, p.Task.workloadFindings(p.builtin())...)
	all = append(all, p.Inputs.findings(p.demand())...)
	return append(all, p.Inputs.commandFindings(p.demand())...)
}

// keyFindings returns which keys have no good value, and which have one but go
// with another kind of task. A task of no kind is not asked for the others' keys.
func (p Plan) keyFindings() []finding {
	var all []finding
	known := slices.Contains(TaskKinds(), p.Task.Kind)
	for _, k := range scalarKeys() {
		switch v := k.kind.get(&p); {
		case k.of != nil && !known:
		case !k.goesWith(p.Task.Kind):
			if !reflect.DeepEqual(v, k.kind.get(&Plan{})) {
				all = append(all, found(k.name, k.stray(p.Task.Kind)))
			}
		case !k.kind.valid(&p):
			all = append(all, found(k.name, refusal(k.kind, v)))
		}
	}
	return all
}

// paramProblem says what is wrong with a parameter of a task, or "".
func paramProblem(w workload.Workload, name string, n float64) string {
	var names []string
	for _, param := range w.Params {
		names = append(names, param.Name)
	}
	if len(names) == 0 {
		return w.Name + " takes no parameters"
	}
	if !slices.Contains(names, name) {
		return fmt.Sprintf("%s has no such parameter: want %s%s", w.Name, oneOf(names), suggest(name, names))
	}
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return show(n) + " is not a number that a task can take"
	}
	if err := w.CheckParams(map[string]float64{name: n}); err != nil {
		return err.Error()
	}
	return ""
}

// findings returns what is wrong with inputs that have to meet a demand.
func (in Inputs) findings(d demand) []finding {
	key := "inputs." + string(in.Kind)
	text := d.kindProblem(in.Kind)
	switch {
	case text != "":
		return []finding{found(key, text)}
	case in.Kind == Values:
		return in.valueFindings(d)
	}
	switch in.Kind {
	case Range:
		text = in.rangeProblem(d)
	case Repeat:
		text = in.repeatProblem(d)
	case Lines, CSV:
		text = in.fileProblem(d.workload)
	case Glob:
		text = in.globProblem(d.workload)
	case Stdin, Values:
	default:
		return []finding{found("inputs", fmt.Sprintf("%q is not %s", in.Kind, oneOf(kindNames())))}
	}
	if text == "" {
		return nil
	}
	return []finding{found(key, text)}
}

func (in Inputs) valueFindings(d demand) []finding {
	var all []finding
	for i, raw := range in.Values {
		text := valueProblem(d, raw)
		if text == "" {
			continue
		}
		if len(all) == maxFindings {
			return append(all, finding{Problem{Key: "inputs.values", Text: "and more like these"}, i})
		}
		f := found("inputs.values", fmt.Sprintf("value %d of %d: %s", i+1, len(in.Values), text))
		f.element = i
		all = append(all, f)
	}
	return all
}

func valueProblem(d demand, raw json.RawMessage) string {
	if !looksTheSame(raw) {
		if _, err := fromJSON(raw); err != nil {
			return err.Error()
		}
	}
	return d.problem(raw)
}

func (in Inputs) rangeProblem(d demand) string {
	for _, n := range in.Range {
		if math.IsNaN(n) || math.Abs(n) > maxExact {
			return show(n) + " is out of bounds: want numbers up to 2^53"
		}
	}
	if in.Range[2] == 0 {
		return "the step is 0: want [FIRST, END, STEP] with a step up or down, such as [0, 100, 1]"
	}
	s := spanOf(in.Range)
	if s.count() > maxInputs {
		return fmt.Sprintf("that is %.3g inputs: want at most 10^12", s.count())
	}
	return endsProblem(d, int(s.count()), s.appendAt)
}

func (in Inputs) repeatProblem(d demand) string {
	if in.Repeat < 0 || in.Repeat > maxInputs {
		return fmt.Sprintf("%d is not %s", in.Repeat, wantRepeat)
	}
	return endsProblem(d, in.Repeat, appendIndex)
}

// endsProblem checks the first, the second and the last of n inputs: those
// between are between them.
func endsProblem(d demand, n int, appendAt func([]byte, int) []byte) string {
	for _, i := range []int{0, 1, n - 1} {
		if i < 0 || i >= n {
			continue
		}
		if text := d.problem(appendAt(nil, i)); text != "" {
			return text
		}
	}
	return ""
}

func (in Inputs) fileProblem(w workload.Workload) string {
	switch {
	case strings.TrimSpace(in.File) == "" || strings.ContainsRune(in.File, 0):
		return fmt.Sprintf("%q is not the name of a file", in.File)
	case in.Kind == CSV && w.Input.Number:
		return w.Name + " takes numbers, and the rows of a CSV file are tables: want values, range, repeat or lines"
	}
	return ""
}

func (in Inputs) globProblem(w workload.Workload) string {
	_, err := filepath.Match(in.Glob, "")
	switch {
	case strings.TrimSpace(in.Glob) == "" || strings.ContainsRune(in.Glob, 0) || err != nil:
		return fmt.Sprintf("%q is not a pattern of file names such as \"images/*.png\"", in.Glob)
	case strings.Contains(in.Glob, "**"):
		return fmt.Sprintf("%q: ** is not supported; want a * for each folder, such as \"images/*/*.png\"", in.Glob)
	case w.Input.Number:
		return w.Name + " takes numbers, and file names are text: want values, range, repeat or lines"
	}
	return ""
}
