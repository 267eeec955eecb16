package plan_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/worker"
	"github.com/poolscope/poolscope/launcher/workload"
)

// python returns the standard output of a program in a folder.
func python(t *testing.T, dir, program, stdin string) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Fatalf("python3 is needed to run what is written for it: %v", err)
	}
	script := filepath.Join(t.TempDir(), "script.py")
	if err := os.WriteFile(script, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), path, script)
	// Without its buffer Python writes a line in two pieces, and those of other
	// processes come between.
	c.Env = append(os.Environ(), "PYTHONUNBUFFERED=")
	c.Dir, c.Stdin = dir, strings.NewReader(stdin)
	var stderr strings.Builder
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("python3: %v\n%s\n%s", err, stderr.String(), program)
	}
	return string(out)
}

// compiled says of each program, in one Python, what its docstring and the
// values of its literals are, without running it.
func compiled(t *testing.T, programs map[string]string) map[string]pythonFacts {
	t.Helper()
	text, err := json.Marshal(programs)
	if err != nil {
		t.Fatal(err)
	}
	const check = `
import ast, json, sys
facts = {}
for name, program in json.load(sys.stdin).items():
    try:
        tree = ast.parse(program.encode(), feature_version=(3, 9))
        compile(program.encode(), name, "exec")
    except (SyntaxError, ValueError) as error:
        facts[name] = {"error": f"{error!r}"}
        continue
    node = [n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "INPUTS"]
    try:
        inputs = ast.literal_eval(node[0]) if node else None
    except ValueError:
        inputs = None
    opened = [n.args[0].value for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) in ("open", "glob.glob")]
    facts[name] = {
        "error": "", "doc": ast.get_docstring(tree, clean=False), "inputs": inputs,
        "kinds": [type(n).__name__ for n in tree.body],
        "opened": [list(o.encode("utf-8", "surrogateescape")) for o in opened],
    }
print(json.dumps(facts))
`
	var facts map[string]pythonFacts
	if err := json.Unmarshal([]byte(python(t, t.TempDir(), check, string(text))), &facts); err != nil {
		t.Fatal(err)
	}
	if len(facts) != len(programs) {
		t.Fatalf("facts of %d programs, want %d", len(facts), len(programs))
	}
	return facts
}

type pythonFacts struct {
	Error  string
	Doc    string
	Inputs any
	Kinds  []string
	Opened [][]int
}

func examplesOf(t *testing.T, w workload.Workload) plan.Inputs {
	t.Helper()
	in, err := plan.ParseInputs(plan.Values, w.Input.Examples, w)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// everyParam sets each parameter to another value than its default.
func everyParam(w workload.Workload) map[string]float64 {
	params := map[string]float64{}
	for _, p := range w.Params {
		if params[p.Name] = p.Min; p.Min == p.Default {
			params[p.Name] = p.Max
		}
	}
	return params
}

func TestEveryTaskUnderEveryMethodIsAPythonProgram(t *testing.T) {
	t.Parallel()
	programs := map[string]string{}
	add := func(p plan.Plan, what ...any) { programs[fmt.Sprint(what...)] = program(t, p) }
	for _, w := range workload.All() {
		for _, method := range launcher.Methods() {
			p := planWith(w.Name, examplesOf(t, w))
			p.Pool.Method = method
			add(p, w.Name, " ", method)
			p.Pool.RunAs, p.Task.Params = launcher.Threads, everyParam(w)
			add(p, w.Name, " ", method, " threads with parameters")
			p.Pool = plan.Pool{
				Workers: 3, RunAs: launcher.Processes, Method: method, Chunk: 7, MaxTasksPerWorker: 5, OnWorkerDeath: launcher.DeathRetries,
				Timeout: time.Second, Retries: 2, Halt: launcher.Halt{Now: true, Count: 1}, Nice: 3, Pin: true,
			}
			add(p, w.Name, " ", method, " with every setting")
		}
		for _, in := range everyKind() {
			add(planWith(w.Name, in), w.Name, " of ", in.Kind, " ", in.Range)
		}
	}
	for name, fact := range compiled(t, programs) {
		if fact.Error != "" {
			t.Errorf("%s: %s\n%s", name, fact.Error, programs[name])
		}
	}
}

func everyKind() []plan.Inputs {
	return []plan.Inputs{
		{Kind: plan.Range, Range: [3]float64{0, 10, 1}},
		{Kind: plan.Range, Range: [3]float64{0.1, 0.7, 0.1}},
		{Kind: plan.Repeat, Repeat: 3},
		{Kind: plan.Lines, File: "names.txt"},
		{Kind: plan.CSV, File: "rows.csv"},
		{Kind: plan.Glob, Glob: "*/*.png"},
		{Kind: plan.Stdin},
	}
}

// TestPythonFunctionsHaveTheParametersOfTheirTasks holds the names and the
// defaults of the files in python/ to those of the workloads.
func TestPythonFunctionsHaveTheParametersOfTheirTasks(t *testing.T) {
	t.Parallel()
	for _, w := range workload.All() {
		text, err := os.ReadFile("python/" + w.Name + ".py")
		if err != nil {
			t.Errorf("%s: %v", w.Name, err)
			continue
		}
		defs := regexp.MustCompile(`(?m)^def \w+\((.*)\):$`).FindAllStringSubmatch(string(text), -1)
		if len(defs) == 0 {
			t.Errorf("%s has no function", w.Name)
			continue
		}
		got := strings.Split(defs[len(defs)-1][1], ", ")[1:]
		var want []string
		for _, p := range w.Params {
			want = append(want, p.Name+"="+strconv.FormatFloat(p.Default, 'f', -1, 64))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s takes %q, want %q", w.Name, got, want)
		}
	}
}

// TestPythonCallsTheMethodAsOneWritesIt wants each method's own lines.
func TestPythonCallsTheMethodAsOneWritesIt(t *testing.T) {
	t.Parallel()
	for method, want := range map[launcher.Method]string{
		launcher.Apply:         "        for value in INPUTS:\n            show(pool.apply(fib, (value,)))\n        pool.close()\n        pool.join()\n",
		launcher.ApplyAsync:    "        pending = [pool.apply_async(fib, (value,)) for value in INPUTS]\n        pool.close()\n        pool.join()\n        for result in pending:\n            show(result.get())\n",
		launcher.Map:           "        for result in pool.map(fib, INPUTS, chunksize=2):\n            show(result)\n        pool.close()\n        pool.join()\n",
		launcher.MapAsync:      "        pending = pool.map_async(fib, INPUTS, chunksize=2)\n        pool.close()\n        pool.join()\n        for result in pending.get():\n            show(result)\n",
		launcher.StarMap:       "        for result in pool.starmap(fib, INPUTS, chunksize=2):\n            show(result)\n        pool.close()\n        pool.join()\n",
		launcher.StarMapAsync:  "        pending = pool.starmap_async(fib, INPUTS, chunksize=2)\n        pool.close()\n        pool.join()\n        for result in pending.get():\n            show(result)\n",
		launcher.IMap:          "        for result in pool.imap(fib, INPUTS, chunksize=2):\n            show(result)\n        pool.close()\n        pool.join()\n",
		launcher.IMapUnordered: "        for result in pool.imap_unordered(fib, INPUTS, chunksize=2):\n            show(result)\n        pool.close()\n        pool.join()\n",
	} {
		p := planWith("fib", values("1", "2"))
		p.Pool.Workers, p.Pool.Method, p.Pool.Chunk = 4, method, 2
		want = "    with multiprocessing.Pool(processes=4) as pool:\n" + want
		if got := program(t, p); !strings.HasSuffix(got, want) {
			t.Errorf("%s:\n%s\nwant it to end with\n%s", method, got, want)
		}
		p.Pool.Chunk = 0
		if got := program(t, p); strings.Contains(got, "chunk") {
			t.Errorf("%s with an automatic chunk names one:\n%s", method, got)
		}
	}
}

func TestPythonSaysWhatPoolHasNot(t *testing.T) {
	t.Parallel()
	plain := planWith("fib", values("1"))
	for name, set := range map[string]func(*plan.Pool){
		"timeout = \"1.5s\"":            func(p *plan.Pool) { p.Timeout = 1500 * time.Millisecond },
		"retries = 2":                   func(p *plan.Pool) { p.Retries = 2 },
		"halt = \"now,fail=1\"":         func(p *plan.Pool) { p.Halt = launcher.Halt{Now: true, Count: 1} },
		"nice = 5":                      func(p *plan.Pool) { p.Nice = 5 },
		"pin = true":                    func(p *plan.Pool) { p.Pin = true },
		"on_worker_death = \"hang\" is": func(p *plan.Pool) { p.OnWorkerDeath = launcher.DeathHangs },
		"on_worker_death = \"break\"":   func(p *plan.Pool) { p.OnWorkerDeath = launcher.DeathBreaks },
		"on_worker_death = \"retry\"":   func(p *plan.Pool) { p.OnWorkerDeath = launcher.DeathRetries },
		"chunk = 3: apply ":             func(p *plan.Pool) { p.Method, p.Chunk = launcher.Apply, 3 },
		"max_tasks_per_worker = 9: a T": func(p *plan.Pool) { p.RunAs, p.MaxTasksPerWorker = launcher.Threads, 9 },
		"maxtasksperchild counts":       func(p *plan.Pool) { p.MaxTasksPerWorker = 9 },
		"None: as many workers":         func(p *plan.Pool) { p.Workers = 0 },
	} {
		p := plain
		p.Pool.Workers = 2
		if got := program(t, p); strings.Contains(got, "    # "+name) {
			t.Errorf("a plan without it names %s:\n%s", name, got)
		}
		set(&p.Pool)
		if got := program(t, p); strings.Count(got, "    # "+name) != 1 {
			t.Errorf("want a comment with %s in\n%s", name, got)
		}
	}
}

// hostile is what would be more than a text, were it not quoted.
func hostile() []string {
	return []string{
		`"""` + "\nimport os; os._exit(9)\n" + `"""`, `\`, `\\"`, `"`, `""""`, `'''`, "a\x00b", "\r\n", "\n", "\t", "\f",
		`{__import__("os")}`, `\N{DIGIT ONE}`, `\x41`, "%s", "é€😀", "\u202e\u2028\ufeff", "\x7f\x1b[31m", "#!", "# coding: utf-16", "\n# coding: utf-16",
		"$(touch x)", "*.png; rm -rf",
	}
}

func TestWhateverATextSaysItStaysAText(t *testing.T) {
	t.Parallel()
	programs, texts := map[string]string{}, map[string]string{}
	for i, text := range hostile() {
		raw, err := json.Marshal(map[string]any{text: []string{text}})
		if err != nil {
			t.Fatal(err)
		}
		p := planWith("noop", values(string(raw)))
		p.Title, p.Notes = text, text+"\n"+text
		programs[itoa(i)], texts[itoa(i)] = program(t, p), text
	}
	plain := compiled(t, map[string]string{"": program(t, planWith("noop", values("1")))})[""]
	for i, fact := range compiled(t, programs) {
		text := texts[i]
		if fact.Error != "" {
			t.Errorf("%q: %s\n%s", text, fact.Error, programs[i])
			continue
		}
		title := strings.ReplaceAll(text, "\n", " ")
		if want := title + "\n\n" + text + "\n" + text + "\n"; !strings.HasPrefix(fact.Doc, want) {
			t.Errorf("docstring = %q, want it to begin with %q", fact.Doc, want)
		}
		if got, want := fmt.Sprint(fact.Inputs), fmt.Sprint([]any{map[string]any{text: []any{text}}}); got != want {
			t.Errorf("inputs = %q, want %q", got, want)
		}
		// What looks like something else than it is, as text that runs backwards does.
		if strings.ContainsFunc(programs[i], func(r rune) bool { return r != '\n' && !strconv.IsPrint(r) }) {
			t.Errorf("%q stands in the program as it is:\n%q", text, programs[i])
		}
		if !slices.Equal(fact.Kinds, plain.Kinds) {
			t.Errorf("%q: statements %q, want %q", text, fact.Kinds, plain.Kinds)
		}
	}
}

func TestAFileNameOfAnyBytesStaysAFileName(t *testing.T) {
	t.Parallel()
	names := append(hostile(), "caf\xe9.txt", "\xff\xfe")
	for _, kind := range []plan.InputKind{plan.Lines, plan.CSV} {
		programs := map[string]string{}
		for i, name := range names {
			programs[itoa(i)] = program(t, planWith("noop", plan.Inputs{Kind: kind, File: name}))
		}
		for i, fact := range compiled(t, programs) {
			n, _ := strconv.Atoi(i)
			var got []byte
			for _, name := range fact.Opened {
				for _, c := range name {
					got = append(got, byte(c))
				}
			}
			if string(got) != names[n] || fact.Error != "" {
				t.Errorf("%s opens %q (%s), want %q", kind, got, fact.Error, names[n])
			}
		}
	}
}

// deterministic returns the tasks whose result does not depend on Go's random
// numbers, on clocks or on a worker's name, with small inputs.
func deterministic() map[string][]string {
	return map[string][]string{
		"number":     nil,
		"primes":     {"0", "2", "3", "4", "10", "100", "7919", "7920", "1000003", "4200000"},
		"fib":        {"0", "1", "2", "15"},
		"mandelbrot": {"1", "2", "50", "75"},
		"hash":       {"0", "1", "3"},
		"memory":     {"0", "1", "3"},
		"sleep":      {"0", "0.25"},
		"io":         {"0", "1", "2"},
		"noop":       {"0", "-1.5", `"é\u001b"`, "[1,2]", `{"k":true}`, "false", "[]"},
	}
}

// builtin returns what poolscope run prints of a plan's results: a line of JSON each.
func builtin(t *testing.T, p plan.Plan) string {
	t.Helper()
	w, _ := workload.Lookup(p.Task.Name)
	_, inputs, err := p.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	task := 0
	for input, err := range inputs {
		if err != nil {
			t.Fatal(err)
		}
		call := worker.Call{Worker: "Process-1", Task: task, Input: input, Params: p.Task.Params, Stdout: io.Discard, Stderr: io.Discard}
		result, err := w.Func(&call)
		if err != nil {
			t.Fatal(err)
		}
		task++
		if result == nil {
			continue
		}
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(result); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// lists makes each input the one element of a list of arguments.
func lists(inputs []string) []string {
	all := slices.Clone(inputs)
	for i, input := range inputs {
		all[i] = "[" + input + "]"
	}
	return all
}

func TestPythonAndTheBuiltInTaskComeToTheSameResults(t *testing.T) {
	t.Parallel()
	methods := launcher.Methods()
	methods = slices.DeleteFunc(methods, func(m launcher.Method) bool { return m == launcher.IMapUnordered })
	for i, name := range slices.Sorted(maps.Keys(deterministic())) {
		inputs := deterministic()[name]
		if inputs == nil {
			continue
		}
		method := methods[i%len(methods)]
		if method.Star() {
			inputs = lists(inputs)
		}
		p := planWith(name, values(inputs...))
		p.Pool.Workers, p.Pool.Method = 2, method
		if name == "memory" {
			p.Task.Params = map[string]float64{"hold": 0.01}
		}
		if name == "mandelbrot" {
			p.Task.Params = map[string]float64{"iterations": 60}
		}
		if i%3 == 2 {
			p.Pool.RunAs = launcher.Threads
		}
		if got, want := python(t, t.TempDir(), program(t, p), ""), builtin(t, p); got != want {
			t.Errorf("%s under %s: got\n%swant\n%s", name, p.Pool.Method, got, want)
		}
	}
}

// smaller gives an example inputs that Python, some fifty times slower, is soon
// done with.
func smaller(p plan.Plan) plan.Plan {
	small := map[string][]string{
		"mandelbrot": {"20", "40", "30"}, "fib": {"12", "10", "14", "11"}, "memory": {"2", "1"},
		"sort": {"5", "4"}, "dial": {"0", "1", "2"},
	}
	if p.Task.Kind == plan.Python {
		p.Inputs = values("2000", "2000") // 303 prime numbers each
	}
	if texts := small[p.Task.Name]; texts != nil {
		p.Inputs = values(texts...)
	}
	p.Task.Params = maps.Clone(p.Task.Params)
	for _, name := range []string{"cpu", "wait", "hold"} {
		if _, ok := p.Task.Params[name]; ok {
			p.Task.Params[name] = 0.02
		}
	}
	return p
}

func TestEveryExampleRunsAsPythonWithTheSameResults(t *testing.T) {
	t.Parallel()
	pool := regexp.MustCompile(`(Fork|ForkServer|Spawn)PoolWorker-\d+`)
	for _, e := range examples.All() {
		p, err := plan.Parse("../../examples/"+e.File, []byte(e.Text))
		if err != nil {
			t.Fatal(err)
		}
		if p.Dir, err = filepath.Abs(p.Dir); err != nil {
			t.Fatal(err)
		}
		if e.Name == "when-a-worker-dies" {
			continue // Pool waits for ever, as the example says
		}
		p = smaller(p)
		got := pool.ReplaceAllString(python(t, t.TempDir(), program(t, p), ""), "Process-1")
		lines := slices.Sorted(strings.Lines(got))
		if p.Task.Kind == plan.Python {
			if begun, done := strings.Count(got, ": here, "), strings.Count(got, "303 primes"); begun != 2 || done != 2 || lines[1] != "303\n" || len(lines) != 6 {
				t.Errorf("%s: got %q, want two workers, two tasks and two results", e.Name, lines)
			}
			continue
		}
		switch p.Task.Name {
		case "hello":
			if want := "Hello, World! This is Process-1.\n"; got != want+strconv.Quote(strings.TrimSpace(want))+"\n" {
				t.Errorf("%s: got\n%s", e.Name, got)
			}
		case "number":
			if len(lines) != 4 || lines[0] != "Process Process-1: 1\n" || lines[3] != "Process Process-1: 4\n" {
				t.Errorf("%s: got %q", e.Name, lines)
			}
		case "sort", "dial":
			if want := len(p.Inputs.Values); len(lines) != want {
				t.Errorf("%s: got %q, want %d results", e.Name, lines, want)
			}
		default:
			if want := slices.Sorted(strings.Lines(builtin(t, p))); !slices.Equal(lines, want) {
				t.Errorf("%s: got %q, want %q", e.Name, lines, want)
			}
		}
	}
}

func TestPythonReadsTheSameInputs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"lines.txt": "\ufeffone\r\ntwo\rhalf\n\n\"quoted\" \u2028 é\nlast", "numbers.txt": "1\n 30 \n1e2\n",
		"rows.csv": "\ufeffa,b\n1,\"x\ny\"\n\n2,é\n", "a-b/x.png": "", "a/y.png": "", "a/z[1].png": "", "a/w.txt": "",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		task string
		in   plan.Inputs
	}{
		{"noop", plan.Inputs{Kind: plan.Lines, File: "lines.txt"}},
		{"primes", plan.Inputs{Kind: plan.Lines, File: "numbers.txt"}},
		{"sleep", plan.Inputs{Kind: plan.Values, Values: []json.RawMessage{[]byte("0")}}},
		{"noop", plan.Inputs{Kind: plan.CSV, File: "rows.csv"}},
		{"noop", plan.Inputs{Kind: plan.Glob, Glob: "*/*.png"}},
		{"noop", plan.Inputs{Kind: plan.Glob, Glob: `a/[^w]\[1*`}},
		{"noop", plan.Inputs{Kind: plan.Glob, Glob: `a/z\[1\].png`}},
		{"noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 1, 0.1}}},
		{"noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{5, -5, -3}}},
		{"noop", plan.Inputs{Kind: plan.Repeat, Repeat: 3}},
		{"primes", values("1e2", "20.0")},
		{"noop", values(strings.Repeat("[", 70) + strings.Repeat("]", 70))},
	} {
		p := planWith(c.task, c.in)
		p.Pool.Workers, p.Pool.RunAs, p.Dir = 1, launcher.Threads, dir
		// Go escapes U+2028 in JSON, Python does not; either is right.
		if got, want := python(t, "/", program(t, p), ""), strings.ReplaceAll(builtin(t, p), `\u2028`, "\u2028"); got != want {
			t.Errorf("%s of %s %s: got\n%swant\n%s", c.task, c.in.Kind, c.in.Text(), got, want)
		}
	}
	p := planWith("noop", plan.Inputs{Kind: plan.Stdin})
	p.Pool.Workers = 2
	if got, want := python(t, dir, program(t, p), "\ufeffone\r\ntwo\n"), "\"one\"\n\"two\"\n"; got != want {
		t.Errorf("standard input: got %q, want %q", got, want)
	}
}

// ownFile is a file of a person's own, with functions whose names the program has
// other uses for.
const ownFile = `
import os

begun = []

def begin():
    begun.append(os.getpid())

def add(a, b=1):
    assert begun == [os.getpid()], "the initializer did not run here, once"
    return [a + b]

value, task_file = add, begin

if __name__ == "__main__":
    raise SystemExit("a worker came in here")
`

func TestAFunctionOfAFileRunsInPython(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"tasks.py", "my tasks.py", "class.py", "script", "json.py", "é\"x.py"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(ownFile), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, method := range launcher.Methods() {
			if name != "tasks.py" && method != launcher.StarMap && method != launcher.IMap {
				continue
			}
			p, want := planWith("", values("1", "2.5", "3")), "[2]\n[3.5]\n[4]\n"
			if method.Star() {
				p.Inputs, want = values("[1, 2]", "[5]"), "[3]\n[6]\n"
			}
			p.Dir, p.Pool.Method, p.Pool.Workers = dir, method, 1
			p.Task = plan.Task{Kind: plan.Python, File: name, Function: "add", Initializer: "begin"}
			if name == "tasks.py" {
				p.Task.Function, p.Task.Initializer = "value", "task_file"
			}
			// What a worker that is not forked does too: it imports the program.
			spawned := strings.Replace(program(t, p), "multiprocessing.Pool(", `multiprocessing.get_context("spawn").Pool(`, 1)
			if got := python(t, t.TempDir(), spawned, ""); got != want {
				t.Errorf("%s of %s: got %q, want %q from\n%s", method, name, got, want, spawned)
			}
		}
	}
}

func TestAFileThatCanBeImportedIs(t *testing.T) {
	t.Parallel()
	p := planWith("", values("1", "2"))
	p.Dir, p.Task = "some", plan.Task{Kind: plan.Python, File: "sub/tasks.py", Function: "worker_task", Initializer: "begin", Interpreter: "python3.12"}
	p.Pool.Workers, p.Pool.MaxTasksPerWorker = 2, 5
	got := program(t, p)
	for _, want := range []string{
		"sys.path.insert(0, \"some/sub\")\nfrom tasks import worker_task, begin\n",
		"        processes=2,\n        maxtasksperchild=5,\n        initializer=begin,\n    ) as pool:\n",
		"        for result in pool.map(worker_task, INPUTS):\n",
		"it needs Python 3.9 or newer and the file of its task.",
		"    # interpreter = \"python3.12\": this is to be run with it.\n",
		"    # Poolscope runs the tasks in the folder of the plan; here they run where this was started.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
	p.Pool.RunAs, p.Dir = launcher.Threads, ""
	got = program(t, p)
	for _, want := range []string{
		"    # initializer: a ThreadPool calls it in each of its threads.\n", "    with ThreadPool(processes=2, initializer=begin) as pool:\n",
	} {
		if !strings.Contains(got, want) || strings.Contains(got, "folder of the plan") {
			t.Errorf("want %q, and nothing of a folder, in\n%s", want, got)
		}
	}
}

func TestWhateverAnInterpreterIsCalledItStaysInItsComment(t *testing.T) {
	t.Parallel()
	programs := map[string]string{}
	for i, name := range hostile() {
		p := planWith("", values("1"))
		p.Task = plan.Task{Kind: plan.Python, File: name, Function: "f", Interpreter: name}
		programs[itoa(i)] = program(t, p)
	}
	p := planWith("", values("1"))
	p.Task = plan.Task{Kind: plan.Python, File: "a b.py", Function: "f"}
	plain := compiled(t, map[string]string{"": program(t, p)})[""]
	for i, fact := range compiled(t, programs) {
		if fact.Error != "" || !slices.Equal(fact.Kinds, plain.Kinds) {
			t.Errorf("statements %q (%s), want %q in\n%s", fact.Kinds, fact.Error, plain.Kinds, programs[i])
		}
	}
}

func TestAProgramHasNoEqualInPython(t *testing.T) {
	t.Parallel()
	text, err := programPlan("node", "worker.js").Python()
	want := "a plan of kind program has no equal in Python's multiprocessing: a Pool calls functions of Python and starts no other programs"
	if text != "" || err == nil || err.Error() != want {
		t.Errorf("Python = %q, %v, want %s", text, err, want)
	}
}

func TestPythonReadsTheColumnsOfARowAsArguments(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"rows.csv": "\ufeffa,b\n1,\"x\ny\"\n\n2,é\n", "join.py": "def join(a, b):\n    return a + b\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := planWith("", plan.Inputs{Kind: plan.CSV, File: "rows.csv"})
	p.Dir, p.Task = dir, plan.Task{Kind: plan.Python, File: "join.py", Function: "join"}
	p.Pool.Workers, p.Pool.Method = 1, launcher.StarMap
	if got, want := python(t, "/", program(t, p), ""), "\"1x\\ny\"\n\"2é\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestEachTaskHasItsOwnRandomNumbers runs what is indexed, with its index.
func TestEachTaskHasItsOwnRandomNumbers(t *testing.T) {
	t.Parallel()
	p := planWith("sort", values("3", "3"))
	p.Pool.Workers, p.Pool.RunAs = 2, launcher.Threads
	first := python(t, t.TempDir(), program(t, p), "")
	lines := strings.Split(first, "\n")
	if len(lines) != 3 || lines[0] == lines[1] {
		t.Errorf("medians %q, want two that differ", lines)
	}
	if again := python(t, t.TempDir(), program(t, p), ""); again != first {
		t.Errorf("medians = %q the second time, want %q", again, first)
	}
	p.Inputs, p.Pool.Method = values("[3]", "[3]"), launcher.StarMap
	if again := python(t, t.TempDir(), program(t, p), ""); again != first {
		t.Errorf("medians under starmap = %q, want %q", again, first)
	}
	p.Inputs, p.Pool.Method = values("3", "3"), launcher.Map
	p.Task.Params = map[string]float64{"seed": 2}
	if other := python(t, t.TempDir(), program(t, p), ""); other == first {
		t.Errorf("medians with another seed = %q, want others", other)
	}
}

// TestTheCrashLabMisbehavesInPythonToo runs what comes to an end by itself.
func TestTheCrashLabMisbehavesInPythonToo(t *testing.T) {
	t.Parallel()
	for task, want := range map[string]string{
		"leak":        "\"a\"\n3\n",
		"raise":       "\"a\"\n",
		"ignore-term": "0\n",
	} {
		p := planWith(task, values(`"a"`, `"b"`))
		p.Task.Params = map[string]float64{"every": 2}
		p.Pool.Workers, p.Pool.Method = 1, launcher.IMap
		switch task {
		case "leak":
			p.Task.Params = map[string]float64{"every": 2, "max": 3, "step": 2, "pause": 0}
		case "raise":
			p.Inputs = values(`"a"`)
		case "ignore-term":
			p.Inputs = values("0", "0.01")
		}
		got := python(t, t.TempDir(), program(t, p), "")
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, want %q", task, got, want)
		}
	}
}

func TestDialSharesALockWhereItHasASerialPart(t *testing.T) {
	t.Parallel()
	for _, as := range []launcher.RunAs{launcher.Processes, launcher.Threads} {
		p := planWith("dial", values("0", "1"))
		p.Pool.Workers, p.Pool.RunAs = 2, as
		p.Task.Params = map[string]float64{"cpu": 0.01, "wait": 0, "memory": 1, "serial": 0.5}
		program := program(t, p)
		if !strings.Contains(program, "initializer=share_lock") {
			t.Errorf("as %s: no lock in\n%s", as, program)
		}
		got := python(t, t.TempDir(), program, "")
		if n := strings.Count(got, `"memory_mib":1`); n != 2 {
			t.Errorf("as %s: got %q, want two results", as, got)
		}
	}
}
