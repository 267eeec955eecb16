package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path/filepath"
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
	var all []finding
	for _, k := range scalarKeys() {
		if !k.kind.valid(&p) {
			all = append(all, found(k.name, refusal(k.kind, k.kind.get(&p))))
		}
	}
	w, known := workload.Lookup(p.Task.Name)
	if known {
		for _, name := range slices.Sorted(maps.Keys(p.Task.Params)) {
			if text := paramProblem(w, name, p.Task.Params[name]); text != "" {
				all = append(all, found("task.params."+name, text))
			}
		}
	}
	return append(all, p.Inputs.findings(w)...)
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

// findings returns what is wrong with the inputs of a task; without a task, what
// is wrong with them by themselves.
func (in Inputs) findings(w workload.Workload) []finding {
	key := "inputs." + string(in.Kind)
	var text string
	switch in.Kind {
	case Values:
		return in.valueFindings(w)
	case Range:
		text = in.rangeProblem(w)
	case Repeat:
		text = in.repeatProblem(w)
	case Lines, CSV:
		text = in.fileProblem(w)
	case Glob:
		text = in.globProblem(w)
	case Stdin:
	default:
		return []finding{found("inputs", fmt.Sprintf("%q is not %s", in.Kind, oneOf(kindNames())))}
	}
	if text == "" {
		return nil
	}
	return []finding{found(key, text)}
}

func (in Inputs) valueFindings(w workload.Workload) []finding {
	var all []finding
	for i, raw := range in.Values {
		text := valueProblem(w, raw)
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

func valueProblem(w workload.Workload, raw json.RawMessage) string {
	if _, err := fromJSON(raw); err != nil {
		return err.Error()
	}
	return inputProblem(w, raw)
}

func inputProblem(w workload.Workload, raw json.RawMessage) string {
	if w.Name == "" {
		return ""
	}
	if err := w.CheckInput(raw); err != nil {
		return err.Error()
	}
	return ""
}

func (in Inputs) rangeProblem(w workload.Workload) string {
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
	return endsProblem(w, int(s.count()), s.at)
}

func (in Inputs) repeatProblem(w workload.Workload) string {
	if in.Repeat < 0 || in.Repeat > maxInputs {
		return fmt.Sprintf("%d is not %s", in.Repeat, wantRepeat)
	}
	return endsProblem(w, in.Repeat, index)
}

// endsProblem checks the first, the second and the last of n inputs: those
// between are between them.
func endsProblem(w workload.Workload, n int, at func(int) json.RawMessage) string {
	for _, i := range []int{0, 1, n - 1} {
		if i < 0 || i >= n {
			continue
		}
		if text := inputProblem(w, at(i)); text != "" {
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
