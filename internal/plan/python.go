package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/workload"
)

// pythonColumns is how wide a script is, where its texts are not longer.
const pythonColumns = 88

// ErrNoPython says that a plan has no equal in Python.
var ErrNoPython = errors.New("a plan of kind program has no equal in Python's multiprocessing: a Pool calls functions of Python and starts no other programs")

// ErrCommandPython says the same of a plan of kind command, and what there is instead.
var ErrCommandPython = errors.New("a plan of kind command has no equal in Python's multiprocessing: a Pool calls functions of Python; the command lines are what `poolscope plan shell` prints")

// Python returns a program for Python 3.9 or newer that does with
// multiprocessing what the plan does, and needs nothing installed but what a
// Python file of the plan's own imports. The plan is a checked one. Files are
// named as seen from the current folder. Where Pool has nothing like a setting,
// a comment says so. The only errors are ErrNoPython and ErrCommandPython.
func (p Plan) Python() (string, error) {
	if p.Task.Kind == Program {
		return "", ErrNoPython
	}
	if p.Task.Kind == Command {
		return "", ErrCommandPython
	}
	s := script{plan: p, task: pythonTaskOf(p.Task.Name), workload: p.builtin()}
	if p.Task.Kind == Python {
		s.task = importedTask(p.path(p.Task.File), p.Task)
	}
	sections := []string{s.task.body, s.inputs(), s.show(), s.main()}
	head := s.docstring() + "\n\n" + strings.Join(s.imports(), "\n") + "\n\n"
	if strings.HasPrefix(s.task.body, "def ") {
		head += "\n"
	}
	return head + strings.Join(sections, "\n\n\n") + "\n", nil
}

// script is a plan on its way to Python.
type script struct {
	plan     Plan
	task     pythonTask
	workload workload.Workload
}

// docstring begins with a line that starts no comment but this one: an encoding
// could be declared in the second too (PEP 263), and a title might look like it.
func (s script) docstring() string {
	title := strings.ReplaceAll(s.plan.Title, "\n", " ")
	text := "#!/usr/bin/env python3\n\"\"\"" + pythonProse(title) + "\n"
	if s.plan.Notes != "" {
		text += "\n" + pythonProse(s.plan.Notes) + "\n"
	}
	needs := "nothing else"
	if s.plan.Task.Kind == Python {
		needs = "the file of its task"
	}
	return text + "\nMade from a plan of Poolscope: it needs Python 3.9 or newer and " + needs + ".\n\"\"\""
}

func (s script) threads() bool { return s.plan.Pool.RunAs == launcher.Threads }

// locked tells that the tasks share a lock.
func (s script) locked() bool {
	return s.plan.Task.Name == "dial" && s.plan.Task.Params["serial"] > 0
}

func (s script) imports() []string {
	all := append([]string{"import json"}, s.task.imports...)
	if s.threads() {
		all = append(all, "from multiprocessing.pool import ThreadPool")
	} else {
		all = append(all, "import multiprocessing")
	}
	if s.threads() && s.locked() {
		all = append(all, "import threading")
	}
	if s.arguments() != "" {
		all = append(all, "from functools import partial")
	}
	switch s.plan.Inputs.Kind {
	case CSV:
		all = append(all, "import csv")
	case Glob:
		all = append(all, "import glob")
		if s.sortsFolders() {
			all = append(all, "import os")
		}
	case Stdin:
		all = append(all, "import sys")
	case Values, Range, Repeat, Lines:
	}
	return sortImports(all)
}

// show returns the function that prints results as poolscope run does.
func (script) show() string {
	return `def show(result):
    """Print a result as one line of JSON, and nothing for None."""
    if result is not None:
        print(json.dumps(result, ensure_ascii=False, separators=(",", ":")), flush=True)`
}

func (s script) main() string {
	guard := `if __name__ == "__main__":
    # Only the program itself comes in here. A worker that is not forked (Windows, macOS,
    # and Linux from Python 3.14 on) imports this file, and must not start a pool of its own.
`
	if s.threads() {
		guard = `if __name__ == "__main__":
    # Threads share one interpreter, which lets one of them compute at a time (the GIL):
    # they help tasks that wait. Only the program itself comes in here, not an import.
`
	}
	var b strings.Builder
	b.WriteString(guard)
	for _, remark := range s.remarks() {
		b.WriteString("    # " + remark + "\n")
	}
	if s.arguments() != "" {
		fmt.Fprintf(&b, "    task = partial(%s%s)\n", s.task.function, s.arguments())
	}
	b.WriteString(s.pool())
	for line := range strings.Lines(s.call()) {
		b.WriteString("        " + line)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// arguments returns the parameters that differ from their defaults, each after
// a comma.
func (s script) arguments() string {
	var b strings.Builder
	for _, param := range s.workload.Params {
		if n, ok := s.plan.Task.Params[param.Name]; ok && n != param.Default {
			fmt.Fprintf(&b, ", %s=%s", param.Name, pythonNumber(n))
		}
	}
	return b.String()
}

// pool returns the line that makes the pool.
func (s script) pool() string {
	name, lock := "multiprocessing.Pool", "multiprocessing.Lock()"
	if s.threads() {
		name, lock = "ThreadPool", "threading.Lock()"
	}
	workers, auto := strconv.Itoa(s.plan.Pool.Workers), ""
	if s.plan.Pool.Workers == 0 {
		workers, auto = "None", "    # None: as many workers as there are cores\n"
	}
	arguments := []string{"processes=" + workers}
	if n := s.plan.Pool.MaxTasksPerWorker; n > 0 && !s.threads() {
		arguments = append(arguments, fmt.Sprintf("maxtasksperchild=%d", n))
	}
	if s.task.initializer != "" {
		arguments = append(arguments, "initializer="+s.task.initializer)
	}
	if s.locked() {
		arguments = append(arguments, "initializer=share_lock", "initargs=("+lock+",)")
	}
	line := "    with " + name + "(" + strings.Join(arguments, ", ") + ") as pool:\n"
	if len(line) > pythonColumns {
		line = "    with " + name + "(\n        " + strings.Join(arguments, ",\n        ") + ",\n    ) as pool:\n"
	}
	return auto + line
}

// call returns the call of the plan's method, as one writes it in Python.
func (s script) call() string {
	f, inputs, chunk := s.task.function, s.inputName(), s.chunksize()
	if s.arguments() != "" {
		f = "task"
	}
	const end = "pool.close()\npool.join()\n"
	switch m := s.plan.Pool.Method; m {
	case launcher.Apply:
		return "for value in " + inputs + ":\n    show(pool.apply(" + f + ", (value,)))\n" + end
	case launcher.ApplyAsync:
		return "pending = [pool.apply_async(" + f + ", (value,)) for value in " + inputs + "]\n" + end +
			"for result in pending:\n    show(result.get())\n"
	case launcher.MapAsync, launcher.StarMapAsync:
		return "pending = pool." + string(m) + "(" + f + ", " + inputs + chunk + ")\n" + end +
			"for result in pending.get():\n    show(result)\n"
	case launcher.Map, launcher.StarMap, launcher.IMap, launcher.IMapUnordered:
		return "for result in pool." + string(m) + "(" + f + ", " + inputs + chunk + "):\n    show(result)\n" + end
	}
	return "pass\n"
}

func (s script) chunksize() string {
	if s.plan.Pool.Chunk == 0 {
		return ""
	}
	return fmt.Sprintf(", chunksize=%d", s.plan.Pool.Chunk)
}

// inputs returns the definition of the inputs. What has to be read stands in a
// function, since a worker that is not forked runs all that stands outside.
func (s script) inputs() string {
	in := s.plan.Inputs
	switch in.Kind {
	case Values:
		return s.values()
	case Range:
		return "INPUTS = " + pythonRange(in.Range)
	case Repeat:
		return fmt.Sprintf("INPUTS = range(%d)", in.Repeat)
	case Lines:
		return s.lines("with open("+pythonText(s.plan.path(in.File))+", encoding=\"utf-8-sig\", newline=\"\\n\") as file:", "    ", "file")
	case Stdin:
		return s.lines(`sys.stdin.reconfigure(encoding="utf-8-sig", newline="\n")`, "", "sys.stdin")
	case CSV:
		if s.star() {
			return s.columns()
		}
		return `def read_inputs():
    """Yield each row under the header as texts by column."""
    with open(` + pythonText(s.plan.path(in.File)) + `, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)`
	case Glob:
		return s.glob()
	}
	return "INPUTS = []"
}

// star tells that each input is a list of arguments.
func (s script) star() bool { return s.plan.Pool.Method.Star() }

// columns returns a generator of the rows of a CSV file as lists.
func (s script) columns() string {
	return `def read_inputs():
    """Yield the columns of each row under the header, in their order."""
    with open(` + pythonText(s.plan.path(s.plan.Inputs.File)) + `, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from (row for row in rows if row)`
}

// inputName is what the call gives to the pool.
func (s script) inputName() string {
	name := "INPUTS"
	switch s.plan.Inputs.Kind {
	case Lines, Stdin, CSV, Glob:
		name = "read_inputs()"
	case Values, Range, Repeat:
	}
	if s.task.indexed && s.star() {
		return "[((index, value),) for index, (value,) in enumerate(" + name + ")]"
	}
	if s.task.indexed {
		return "enumerate(" + name + ")"
	}
	return name
}

// values writes as many values on a line as fit.
func (s script) values() string {
	var b, line strings.Builder
	for _, raw := range s.plan.Inputs.Values {
		text := s.input(raw) + ","
		if line.Len() > 0 && line.Len()+len(text) >= pythonColumns-4 {
			b.WriteString("    " + line.String() + "\n")
			line.Reset()
		}
		if line.Len() > 0 {
			line.WriteByte(' ')
		}
		line.WriteString(text)
	}
	if b.Len() == 0 && line.Len() < pythonColumns-len("INPUTS = []") {
		return "INPUTS = [" + strings.TrimSuffix(line.String(), ",") + "]"
	}
	return "INPUTS = [\n" + b.String() + "    " + line.String() + "\n]"
}

// input returns the expression of an input, which under starmap stands in a list.
func (s script) input(raw json.RawMessage) string {
	if !s.star() || !s.workload.Input.Number {
		return pythonInput(raw, s.workload.Input)
	}
	only, err := s.plan.demand().argument(raw)
	if err != nil {
		return pythonInput(raw, workload.Input{})
	}
	return "[" + pythonInput(only, s.workload.Input) + "]"
}

// pythonRange writes fractions as span rounds them.
func pythonRange(r [3]float64) string {
	s := spanOf(r)
	if s.exact {
		numbers := pythonNumber(r[0]) + ", " + pythonNumber(r[1])
		if r[2] != 1 {
			numbers += ", " + pythonNumber(r[2])
		}
		return "range(" + numbers + ")"
	}
	return fmt.Sprintf(`[float(f"{%s + i * %s:.15g}") for i in range(%.0f)]`, pythonNumber(r[0]), pythonNumber(r[2]), s.count())
}

// lines returns a generator of the lines that a file is cut into at \n alone.
func (s script) lines(open, indent, file string) string {
	value, doc := `line.removesuffix("\n").removesuffix("\r")`, "each line"
	if s.workload.Input.Number {
		value, doc = "json.loads(line)", "the number on each line"
		if s.workload.Input.Whole {
			value = "int(json.loads(line))"
		}
	}
	return "def read_inputs():\n    \"\"\"Yield " + doc + ".\"\"\"\n    " + open + "\n" +
		indent + "    for line in " + file + ":\n" +
		indent + "        yield " + value
}

func (s script) glob() string {
	key := ""
	if s.sortsFolders() {
		key = ", key=lambda name: name.split(os.sep)"
	}
	return `def read_inputs():
    """Return the names of the files, sorted."""
    # Python's * leaves out names that begin with a dot.
    return sorted(glob.glob(` + pythonText(s.pattern()) + `)` + key + `)`
}

// sortsFolders tells that the pattern matches folders, whose names come before
// those of the files in them.
func (s script) sortsFolders() bool {
	return strings.ContainsAny(filepath.Dir(s.plan.Inputs.Glob), `*?[\`)
}

// pattern returns the plan's pattern in the words of Python's fnmatch, which
// has no escape and negates with an exclamation mark.
func (s script) pattern() string {
	pattern := s.plan.Inputs.Glob
	if s.plan.Dir != "" && !filepath.IsAbs(pattern) {
		pattern = filepath.Join(literal(s.plan.Dir), pattern)
	}
	if filepath.Separator == '\\' {
		return strings.ReplaceAll(pattern, "[^", "[!")
	}
	return fnmatch(pattern)
}

// fnmatch translates a pattern of filepath.Match.
func fnmatch(pattern string) string {
	var b strings.Builder
	var before byte // 0 behind what was escaped
	for _, c := range []byte(pattern) {
		switch {
		case before == '\\' && strings.IndexByte("*?[", c) >= 0:
			b.Write([]byte{'[', c, ']'})
			c = 0
		case before == '\\':
			b.WriteByte(c)
			c = 0
		case before == '[' && c == '^':
			b.WriteByte('!')
		case c != '\\':
			b.WriteByte(c)
		}
		before = c
	}
	return b.String()
}

// remarks names the settings that Pool has nothing like, in the order of the file.
func (s script) remarks() []string {
	p, t := s.plan.Pool, s.plan.Task
	single := p.Method == launcher.Apply || p.Method == launcher.ApplyAsync
	chunks := p.Chunk > 1 || p.Chunk == 0 && p.Method.Chunked()
	var all []string
	for _, remark := range []struct {
		applies bool
		text    string
	}{
		{p.Chunk > 0 && single, fmt.Sprintf("chunk = %d: %s hands out one task at a time.", p.Chunk, p.Method)},
		{p.MaxTasksPerWorker > 0 && s.threads(), fmt.Sprintf("max_tasks_per_worker = %d: a ThreadPool keeps its threads.", p.MaxTasksPerWorker)},
		{p.MaxTasksPerWorker > 0 && !s.threads() && !single && chunks, "maxtasksperchild counts the chunks that a worker takes, not the tasks in them."},
		{p.OnWorkerDeath == launcher.DeathRetries, `on_worker_death = "retry": Pool does not notice that a task died with its worker.`},
		{p.OnWorkerDeath == launcher.DeathHangs, `on_worker_death = "hang" is what Pool does: it forgets the task of a worker that dies, and waits for ever.`},
		{p.OnWorkerDeath == launcher.DeathBreaks, `on_worker_death = "break": so does concurrent.futures.ProcessPoolExecutor; Pool forgets the task and waits for ever.`},
		{p.Timeout > 0, fmt.Sprintf("timeout = %q: Pool never ends a task; get(timeout) only stops waiting for it.", p.Timeout)},
		{p.Retries > 0, fmt.Sprintf("retries = %d: Pool runs each task once.", p.Retries)},
		{p.Halt != launcher.Halt{}, fmt.Sprintf("halt = %q: Pool goes on until terminate().", p.Halt)},
		{p.Nice > 0, fmt.Sprintf("nice = %d: Pool sets no priorities; an initializer could call os.nice(%d).", p.Nice, p.Nice)},
		{t.Interpreter != "", fmt.Sprintf("interpreter = %+q: this is to be run with it.", t.Interpreter)},
		{t.Initializer != "" && s.threads(), "initializer: a ThreadPool calls it in each of its threads."},
		{t.Kind == Python && s.plan.Dir != "" && s.plan.Dir != ".", "Poolscope runs the tasks in the folder of the plan; here they run where this was started."},
		{p.Pin, "pin = true: Pool pins nothing; an initializer could call os.sched_setaffinity."},
	} {
		if remark.applies {
			all = append(all, remark.text)
		}
	}
	return all
}
