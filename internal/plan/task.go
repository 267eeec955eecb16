package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/poolscope/poolscope/launcher/python"
	"github.com/poolscope/poolscope/launcher/workload"
)

// TaskKind says what executes a task.
type TaskKind string

// The kinds of tasks, named as task.kind names them.
const (
	Builtin TaskKind = "builtin" // a task that comes with Poolscope
	Python  TaskKind = "python"  // a function of a Python file
	Program TaskKind = "program" // a program that speaks JSON lines
	Command TaskKind = "command" // each task is a process of its own
)

// TaskKinds lists every kind of task in the order a form shows them.
func TaskKinds() []TaskKind { return []TaskKind{Builtin, Python, Program, Command} }

// DefaultInterpreter runs the functions of Python files where a plan names none.
// It is looked up in PATH.
const DefaultInterpreter = python.DefaultInterpreter

// Task is the [task] table: its kind, and the fields that go with it; the other
// fields are zero.
type Task struct {
	Kind        TaskKind
	Name        string             // of a built-in task
	Params      map[string]float64 // [task.params] of a built-in task; what is missing has the workload's default
	File        string             // of Python, as written
	Function    string             // of the Python file; a program may do without
	Initializer string             // function that each worker calls before its first task, "" for none; not for built-in tasks
	Interpreter string             // of Python; "" is DefaultInterpreter
	Program     []string           // the program and its arguments
	Command     []string           // the program of a command and its arguments, with placeholders such as {}
	Shell       string             // a script for sh, instead of Command; its input is "$1", "$2" …
	Dir         string             // folder that commands run in, as written; "" is that of the plan
	Env         map[string]string  // [task.env], added to the environment of commands
}

// Label names the task in a few words for a person: "primes", "worker_task in
// tasks.py", "node worker.js".
func (t Task) Label() string {
	switch t.Kind {
	case Python:
		return t.Function + " in " + t.File
	case Program:
		return JoinWords(t.Program)
	case Command:
		return t.commandLabel()
	case Builtin:
	}
	return t.Name
}

// builtin returns the built-in task of the plan, a Workload without a name where
// it has none.
func (p Plan) builtin() workload.Workload {
	if p.Task.Kind != Builtin {
		return workload.Workload{}
	}
	w, _ := workload.Lookup(p.Task.Name)
	return w
}

// chooseKind sets the kind of task and drops what only other kinds have.
func (p *Plan) chooseKind(name string) {
	t := p.Task
	p.Task = Task{Kind: TaskKind(name)}
	switch p.Task.Kind {
	case Builtin:
		p.Task.Name, p.Task.Params = t.Name, t.Params
	case Python:
		p.Task.File, p.Task.Interpreter = t.File, t.Interpreter
		p.Task.Function, p.Task.Initializer = t.Function, t.Initializer
	case Program:
		p.Task.Program, p.Task.Function, p.Task.Initializer = t.Program, t.Function, t.Initializer
	case Command:
		p.Task.Command, p.Task.Shell, p.Task.Dir, p.Task.Env = t.Command, t.Shell, t.Dir, t.Env
		return
	}
	p.Pool.Delay, p.Pool.MaxLoad, p.Pool.MinFree = 0, 0, Size{}
	p.Inputs = p.Inputs.alone()
}

// chooseTask sets the built-in task and drops the parameters that it does not take.
func (p *Plan) chooseTask(name string) {
	p.Task.Name = name
	w, _ := workload.Lookup(name)
	kept := map[string]float64{}
	for _, param := range w.Params {
		if n, ok := p.Task.Params[param.Name]; ok {
			kept[param.Name] = n
		}
	}
	p.Task.Params = nil
	if len(kept) > 0 {
		p.Task.Params = kept
	}
}

// setParam sets a parameter on a copy of the map, which other plans may share.
func (p *Plan) setParam(name string, n float64) {
	params := maps.Clone(p.Task.Params)
	if params == nil {
		params = map[string]float64{}
	}
	params[name] = n
	p.Task.Params = params
}

// dropParam takes a parameter back to its default, likewise on a copy.
func (p *Plan) dropParam(name string) {
	params := maps.Clone(p.Task.Params)
	delete(params, name)
	if len(params) == 0 {
		params = nil
	}
	p.Task.Params = params
}

// findings returns what is wrong with a task whose keys hold good values: what
// its kind has not, and what it cannot do without.
func (t Task) findings() []finding {
	var all []finding
	add := func(key, text string) { all = append(all, found(key, text)) }
	if t.Kind != Builtin && len(t.Params) > 0 {
		add("task.params", noParams(t.Kind))
	}
	switch t.Kind {
	case Builtin:
	case Python:
		if t.File == "" {
			add("task.file", `missing: want the name of a Python file such as "tasks.py"`)
		}
		if t.Function == "" {
			add("task.function", "missing: want the name of a function in the file")
		}
		for _, name := range [][2]string{{"task.function", t.Function}, {"task.initializer", t.Initializer}} {
			if name[1] != "" && !isIdentifier(name[1]) {
				add(name[0], show(name[1])+" is not the name of a function of Python")
			}
		}
	case Program:
		if len(t.Program) == 0 {
			add("task.program", "missing: want "+wantProgram)
		}
	case Command:
		all = append(all, t.commandFindings()...)
	}
	if t.Kind != Command && len(t.Env) > 0 {
		add("task.env", strayEnv(t.Kind))
	}
	return all
}

// workloadFindings returns what is wrong with the parameters of a built-in task.
func (t Task) workloadFindings(w workload.Workload) []finding {
	if w.Name == "" {
		return nil
	}
	var all []finding
	for _, name := range slices.Sorted(maps.Keys(t.Params)) {
		if text := paramProblem(w, name, t.Params[name]); text != "" {
			all = append(all, found("task.params."+name, text))
		}
	}
	return all
}

func noParams(k TaskKind) string {
	return fmt.Sprintf("a task of kind %q has no parameters: want no [task.params]", k)
}

// stray says that a key goes with other kinds of tasks, and what goes with this one.
func (k key) stray(of TaskKind) string {
	if table, name, _ := strings.Cut(k.name, "."); table != "task" {
		if table == "inputs" {
			return strayInput(name, of)
		}
		return fmt.Sprintf("a pool of tasks of kind %q has no %s: want none, or task.kind = %s", of, name, oneOf([]string{string(Command)}))
	}
	var kinds []string
	for _, kind := range k.of {
		kinds = append(kinds, string(kind))
	}
	want := map[TaskKind]string{Builtin: "name", Python: "file and function", Program: "program", Command: "command or shell"}[of]
	return fmt.Sprintf("a task of kind %q has no %s: want %s, or kind = %s", of, last(k.name), want, oneOf(kinds))
}

// isIdentifier reports whether a text can be a name in Python, near enough to
// what its manual has (Lexical analysis, Identifiers).
func isIdentifier(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && !unicode.IsMark(r)) {
			return false
		}
	}
	return s != ""
}

func taskKindNames() []string {
	var names []string
	for _, k := range TaskKinds() {
		names = append(names, string(k))
	}
	return names
}

// TaskNames lists the values of task.name in the order a form shows them.
func TaskNames() []string {
	var names []string
	for _, w := range workload.All() {
		names = append(names, w.Name)
	}
	return names
}

// pathLike reports whether the name of a program is that of a file: it has a
// slash, and is not looked up in PATH.
func pathLike(name string) bool { return strings.ContainsAny(name, pathSeparators) }
