package plan_test

import (
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/worker"
	"github.com/poolscope/poolscope/launcher/workload"
)

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
		if p.Task.Kind == plan.Command {
			continue // it has no Python
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
