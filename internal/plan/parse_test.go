package plan_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// rest is what a plan needs besides the part under test.
const rest = "[task]\nname = \"hello\"\n[inputs]\nvalues = [1]\n"

const tasks = `one of "hello", "number", "primes", "pi", "fib", "matmul", "mandelbrot", "sort", "hash", "memory", ` +
	`"sleep", "io", "dial", "noop", "raise", "exit", "segfault", "hang", "leak" or "ignore-term"`

func TestBadPlansAreNamedByLineKeyAndRemedy(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "[pool]\nworkrs = 4\n" + rest, `p.toml:2: pool.workrs: unknown key workrs; did you mean pool.workers?`},
		{"unknown key, nothing near", "[pool]\nflavour = 4\n" + rest, `p.toml:2: pool.flavour: unknown key flavour`},
		{"key outside its table", "workers = 4\n" + rest, `p.toml:1: workers: unknown key workers; did you mean pool.workers?`},
		{"key near two, one of them in its table", "[task]\nnime = 4\nname = \"hello\"\n[inputs]\nvalues = []\n", `p.toml:2: task.nime: unknown key nime; did you mean task.name?`},
		{"key in quotes with a dot", "\"pool.workers\" = 4\n" + rest, `p.toml:1: pool.workers: unknown key workers; did you mean pool.workers?`},
		{"unknown table", "[pol]\nworkers = 4\n" + rest, `p.toml:1: pol: unknown table [pol]; did you mean [pool]?`},
		{"list of tables", "[[pool]]\nworkers = 4\n" + rest, `p.toml:1: pool: [[pool]] begins a list of tables: want one table, [pool]`},
		{"key as table", "[title]\n" + rest, `p.toml:1: title: [title] begins a table: want a key, title = …`},
		{"table as key", "pool = 3\n" + rest, `p.toml:1: pool: 3 is not a table: want [pool] with its keys on the lines below`},
		{"title of a wrong type", "title = 1\n" + rest, `p.toml:1: title: 1 is not one line of text of at most 200 bytes`},
		{"title of two lines", "title = \"a\\nb\"\n" + rest, `p.toml:1: title: "a\nb" is not one line of text of at most 200 bytes`},

		{"workers 0", "[pool]\nworkers = 0\n" + rest, `p.toml:2: pool.workers: 0 is not a whole number from 1 to 4096 or "auto"`},
		{"workers -1", "[pool]\nworkers = -1\n" + rest, `p.toml:2: pool.workers: -1 is not a whole number from 1 to 4096 or "auto"`},
		{"workers 1.5", "[pool]\nworkers = 1.5\n" + rest, `p.toml:2: pool.workers: 1.5 is not a whole number from 1 to 4096 or "auto"`},
		{"workers 10^9", "[pool]\nworkers = 1_000_000_000\n" + rest, `p.toml:2: pool.workers: 1000000000 is not a whole number from 1 to 4096 or "auto"`},
		{"workers as text", "[pool]\nworkers = \"4\"\n" + rest, `p.toml:2: pool.workers: "4" is not a whole number from 1 to 4096 or "auto"`},
		{"workers in an inline table", "pool = {workers = 0}\n" + rest, `p.toml:1: pool.workers: 0 is not a whole number from 1 to 4096 or "auto"`},
		{"workers with a dotted key", "\npool.workers = 0\n" + rest, `p.toml:2: pool.workers: 0 is not a whole number from 1 to 4096 or "auto"`},
		{"run_as", "[pool]\nrun_as = \"thread\"\n" + rest, `p.toml:2: pool.run_as: "thread" is not "processes" or "threads"; did you mean threads?`},
		{"method", "[pool]\nmethod = \"foldl\"\n" + rest, `p.toml:2: pool.method: "foldl" is not one of "apply", "apply_async", "map", "map_async", "starmap", "starmap_async", "imap" or "imap_unordered"`},
		{"starmap of no lists", "[pool]\nmethod = \"starmap\"\n[task]\nname = \"primes\"\n[inputs]\nvalues = [\n  [5],\n  5,\n]\n", `p.toml:8: inputs.values: value 2 of 2: input 5: starmap needs a list of arguments such as [1]`},
		{"starmap of two arguments", "[pool]\nmethod = \"starmap_async\"\n[task]\nname = \"primes\"\n[inputs]\nvalues = [[5, 6]]\n", `p.toml:6: inputs.values: value 1 of 1: input [5,6]: primes takes one argument: want a list of one such as [1]`},
		{"starmap of a bad argument", "[pool]\nmethod = \"starmap\"\n[task]\nname = \"primes\"\n[inputs]\nvalues = [[-5]]\n", `p.toml:6: inputs.values: value 1 of 1: input -5: want a whole number from 0 to 100000000000 (n, the primes below it are counted)`},
		{"starmap of a range", "[pool]\nmethod = \"starmap\"\n[task]\nname = \"primes\"\n[inputs]\nrange = [1, 5]\n", `p.toml:6: inputs.range: starmap needs lists of arguments: want values = [[1], [2]] or csv`},
		{"starmap of Python, and a text", "[pool]\nmethod = \"starmap\"\n[task]\nkind = \"python\"\nfile = \"t.py\"\nfunction = \"f\"\n[inputs]\nvalues = [[1, 2], \"ab\"]\n", `p.toml:8: inputs.values: value 2 of 2: input "ab": starmap needs a list of arguments such as [1]`},
		{"chunk 0", "[pool]\nchunk = 0\n" + rest, `p.toml:2: pool.chunk: 0 is not a whole number from 1 to 1000000000 or "auto"`},
		{"max_tasks_per_worker", "[pool]\nmax_tasks_per_worker = 1.0\n" + rest, `p.toml:2: pool.max_tasks_per_worker: 1.0 is not a whole number from 0 to 1000000000`},
		{"on_worker_death", "[pool]\non_worker_death = \"mourn\"\n" + rest, `p.toml:2: pool.on_worker_death: "mourn" is not one of "fail", "retry", "hang" or "break"`},
		{"timeout without unit", "[pool]\ntimeout = 5\n" + rest, `p.toml:2: pool.timeout: 5 is not a duration from "0s" (none) to "87600h" (ten years) such as "1.5s" or "2m"`},
		{"timeout below 0", "[pool]\ntimeout = \"-1s\"\n" + rest, `p.toml:2: pool.timeout: "-1s" is not a duration from "0s" (none) to "87600h" (ten years) such as "1.5s" or "2m"`},
		{"retries", "[pool]\nretries = -1\n" + rest, `p.toml:2: pool.retries: -1 is not a whole number from 0 to 1000000`},
		{"halt", "[pool]\nhalt = \"later\"\n" + rest, `p.toml:2: pool.halt: "later" is not "never" or WHEN,WHAT=N such as "now,fail=1", "soon,fail=3", "soon,fail=10%" or "now,success=1"`},
		{"nice", "[pool]\nnice = 20\n" + rest, `p.toml:2: pool.nice: 20 is not a whole number from 0 to 19`},
		{"pin", "[pool]\npin = 1\n" + rest, `p.toml:2: pool.pin: 1 is not true or false`},
		{"every", rest + "[metrics]\nevery = \"1ms\"\n", `p.toml:6: metrics.every: "1ms" is not a duration from "10ms" to "1m" such as "100ms"`},

		{"no task", "[inputs]\nvalues = []\n", `p.toml: task.name: missing: want ` + tasks},
		{"task without a name", "[task]\n[inputs]\nvalues = []\n", `p.toml:1: task.name: missing: want ` + tasks},
		{"unknown task", "[task]\nname = \"prime\"\n[inputs]\nvalues = []\n", `p.toml:2: task.name: "prime" is not ` + tasks + `; did you mean primes?`},
		{"no kind of task", "[task]\nkind = \"bultin\"\nname = \"hello\"\n[inputs]\nvalues = []\n", `p.toml:2: task.kind: "bultin" is not one of "builtin", "python", "program" or "command"; did you mean builtin?`},
		{"a command without its kind", "[task]\nshell = \"ls\"\n[inputs]\nvalues = []\n", `p.toml:2: task.shell: a task of kind "builtin" has no shell: want name, or kind = "command"`},
		{"Python without its kind", "[task]\nfile = \"t.py\"\n[inputs]\nvalues = []\n", `p.toml:2: task.file: a task of kind "builtin" has no file: want name, or kind = "python"`},
		{"a program without its kind", "[task]\nname = \"hello\"\nprogram = [\"a\"]\n[inputs]\nvalues = []\n", `p.toml:3: task.program: a task of kind "builtin" has no program: want name, or kind = "program"`},
		{"Python with a name", "[task]\nname = \"hello\"\nkind = \"python\"\nfile = \"t.py\"\nfunction = \"f\"\n[inputs]\nvalues = []\n", `p.toml:2: task.name: a task of kind "python" has no name: want file and function, or kind = "builtin"`},
		{"Python with nothing", "[task]\nkind = \"python\"\n[inputs]\nvalues = []\n", "p.toml:1: task.file: missing: want the name of a Python file such as \"tasks.py\"\np.toml:1: task.function: missing: want the name of a function in the file"},
		{"Python with an empty file", "[task]\nkind = \"python\"\nfile = \"\"\nfunction = \"f\"\n[inputs]\nvalues = []\n", `p.toml:3: task.file: missing: want the name of a Python file such as "tasks.py"`},
		{"Python with a file that is none", "[task]\nkind = \"python\"\nfile = 3\nfunction = \"f\"\n[inputs]\nvalues = []\n", `p.toml:3: task.file: 3 is not the name of a file`},
		{"a function that is none", "[task]\nkind = \"python\"\nfile = \"t.py\"\nfunction = \"f()\"\ninitializer = \"a.b\"\n[inputs]\nvalues = []\n", "p.toml:4: task.function: \"f()\" is not the name of a function of Python\np.toml:5: task.initializer: \"a.b\" is not the name of a function of Python"},
		{"Python with parameters", "[task]\nkind = \"python\"\nfile = \"t.py\"\nfunction = \"f\"\n[task.params]\na = 1\nb = 2\n[inputs]\nvalues = []\n", `p.toml:6: task.params: a task of kind "python" has no parameters: want no [task.params]`},
		{"a program with a file", "[task]\nkind = \"program\"\nprogram = [\"node\"]\nfile = \"worker.js\"\n[inputs]\nvalues = []\n", `p.toml:4: task.file: a task of kind "program" has no file: want program, or kind = "python"`},
		{"a program with an interpreter", "[task]\nkind = \"program\"\nprogram = [\"node\"]\ninterpreter = \"node\"\n[inputs]\nvalues = []\n", `p.toml:4: task.interpreter: a task of kind "program" has no interpreter: want program, or kind = "python"`},
		{"no program", "[task]\nkind = \"program\"\nprogram = []\n[inputs]\nvalues = []\n", `p.toml:3: task.program: missing: want a program and its arguments such as ["node", "worker.js"]`},
		{"a program as a line", "[task]\nkind = \"program\"\nprogram = \"node worker.js\"\n[inputs]\nvalues = []\n", `p.toml:3: task.program: "node worker.js" is not a program and its arguments such as ["node", "worker.js"]`},
		{"a program of numbers", "[task]\nkind = \"program\"\nprogram = [\"node\", 1]\n[inputs]\nvalues = []\n", `p.toml:3: task.program: ["node", 1] is not a program and its arguments such as ["node", "worker.js"]`},
		{"a program without a name", "[task]\nkind = \"program\"\nprogram = [\" \"]\n[inputs]\nvalues = []\n", `p.toml:3: task.program: [" "] is not a program and its arguments such as ["node", "worker.js"]`},
		{"no such parameter", "[task]\nname = \"memory\"\n[task.params]\nhodl = 1\n[inputs]\nvalues = []\n", `p.toml:4: task.params.hodl: memory has no such parameter: want "hold"; did you mean hold?`},
		{"parameter out of bounds", "[task]\nname = \"memory\"\n[task.params]\nhold = -1\n[inputs]\nvalues = []\n", `p.toml:4: task.params.hold: hold is -1: want a number from 0 to 86400`},
		{"parameter that is none", "[task]\nname = \"memory\"\nparams = {hold = nan}\n[inputs]\nvalues = []\n", `p.toml:3: task.params.hold: NaN is not a number`},
		{"task without parameters", "[task]\nname = \"hello\"\nparams = {hold = 1}\n[inputs]\nvalues = []\n", `p.toml:3: task.params.hold: hello takes no parameters`},

		{"no inputs", "[task]\nname = \"hello\"\n", `p.toml: inputs: missing: want one of values, range, repeat, lines, csv, glob or stdin, such as values = [1, 2, 3]`},
		{"no kind of inputs", "[task]\nname = \"hello\"\n[inputs]\n", `p.toml:3: inputs: missing: want one of values, range, repeat, lines, csv, glob or stdin, such as values = [1, 2, 3]`},
		{"unknown kind of inputs", "[task]\nname = \"hello\"\n[inputs]\nvalue = [1]\n", `p.toml:4: inputs.value: unknown key value; did you mean inputs.values?`},
		{"two kinds of inputs", rest + "range = [0, 1]\n", `p.toml:5: inputs.range: two kinds of inputs at once, values on line 4 and range: want one`},
		{"values that are no list", "[task]\nname = \"hello\"\n[inputs]\nvalues = 3\n", `p.toml:4: inputs.values: 3 is not a list such as [1, 2, 3]`},
		{"a value for another task", "[task]\nname = \"primes\"\n[inputs]\nvalues = [\n  1,\n  \"x\",\n  3,\n]\n", `p.toml:6: inputs.values: value 2 of 3: input "x": want a whole number from 0 to 100000000000 (n, the primes below it are counted)`},
		{"a date", "[task]\nname = \"hello\"\n[inputs]\nvalues = [2020-01-01]\n", `p.toml:4: inputs.values: value 1 of 1: 2020-01-01 is a date: put it in quotes`},
		{"no number", "[task]\nname = \"hello\"\n[inputs]\nvalues = [{a = [-inf]}]\n", `p.toml:4: inputs.values: value 1 of 1: -Inf is not a number that JSON has`},
		{"range of one", "[task]\nname = \"noop\"\n[inputs]\nrange = [5]\n", `p.toml:4: inputs.range: [5] is not [FIRST, END] or [FIRST, END, STEP], such as [0, 100, 1]`},
		{"range without a step", "[task]\nname = \"noop\"\n[inputs]\nrange = [0, 5, 0]\n", `p.toml:4: inputs.range: the step is 0: want [FIRST, END, STEP] with a step up or down, such as [0, 100, 1]`},
		{"range too long", "[task]\nname = \"noop\"\n[inputs]\nrange = [0, 1_000_000_000_001]\n", `p.toml:4: inputs.range: that is 1e+12 inputs: want at most 10^12`},
		{"range too far", "[task]\nname = \"noop\"\n[inputs]\nrange = [0, 1e300]\n", `p.toml:4: inputs.range: 1e+300 is out of bounds: want numbers up to 2^53`},
		{"range for another task", "[task]\nname = \"primes\"\n[inputs]\nrange = [5, -5, -1]\n", `p.toml:4: inputs.range: input -4: want a whole number from 0 to 100000000000 (n, the primes below it are counted)`},
		{"repeat", "[task]\nname = \"noop\"\n[inputs]\nrepeat = -1\n", `p.toml:4: inputs.repeat: -1 is not a whole number from 0 to 10^12`},
		{"repeat too often", "[task]\nname = \"noop\"\n[inputs]\nrepeat = 1_000_000_000_001\n", `p.toml:4: inputs.repeat: 1000000000001 is not a whole number from 0 to 10^12`},
		{"stdin", "[task]\nname = \"noop\"\n[inputs]\nstdin = false\n", `p.toml:4: inputs.stdin: false is not true, or not there at all`},
		{"no file", "[task]\nname = \"noop\"\n[inputs]\nlines = \"\"\n", `p.toml:4: inputs.lines: "" is not the name of a file`},
		{"tables for numbers", "[task]\nname = \"primes\"\n[inputs]\ncsv = \"a.csv\"\n", `p.toml:4: inputs.csv: primes takes numbers, and the rows of a CSV file are tables: want values, range, repeat or lines`},
		{"file names for numbers", "[task]\nname = \"primes\"\n[inputs]\nglob = \"*.png\"\n", `p.toml:4: inputs.glob: primes takes numbers, and file names are text: want values, range, repeat or lines`},
		{"a pattern that is none", "[task]\nname = \"hello\"\n[inputs]\nglob = \"[\"\n", `p.toml:4: inputs.glob: "[" is not a pattern of file names such as "images/*.png"`},
		{"a pattern across folders", "[task]\nname = \"hello\"\n[inputs]\nglob = \"**/*.png\"\n", `p.toml:4: inputs.glob: "**/*.png": ** is not supported; want a * for each folder, such as "images/*/*.png"`},

		{"another version", "version = 2\nflavour = 1\n", `p.toml:1: version: this plan is of version 2; this Poolscope reads version 1`},
		{"key twice", "[pool]\nworkers = 1\nnice = 1\nworkers = 2\n" + rest, `p.toml:4: pool.workers: workers is already on line 2: want it once`},
		{"table twice", "[pool]\nnice = 1\n[pool]\n" + rest, `p.toml:3: pool: [pool] is already on line 1: want it once`},
		{"text without quotes", "[pool]\nrun_as = threads # not processes\n" + rest, `p.toml:2: text needs quotes: run_as = "threads"`},
		{"no value", "[pool]\nworkers =\n" + rest, `p.toml:2: this cannot be read as TOML: unexpected character U+000A at start of value`},
		{"no equals sign", "[pool]\nworkers 4\n" + rest, `p.toml:2: this cannot be read as TOML: expected '=' after key`},
		{"open list", "[inputs]\nvalues = [1,\n", `p.toml:2: this cannot be read as TOML: array is incomplete`},
		{"number too large", "[pool]\nworkers = 99999999999999999999\n", `p.toml:2: this cannot be read as TOML: decimal number is too large to fit in a 64-bit signed integer`},
		{"not UTF-8", "title = \"a\"\n# \xff\n", `p.toml:2: the byte 0xff is not UTF-8: save the file as UTF-8 text`},
		{"UTF-16", "\xff\xfet\x00", `p.toml:1: the file is UTF-16: save it as UTF-8`},
		{"nothing", "", "p.toml: task.name: missing: want " + tasks + "\np.toml: inputs: missing: want one of values, range, repeat, lines, csv, glob or stdin, such as values = [1, 2, 3]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := plan.Parse("p.toml", []byte(test.text))
			if err == nil {
				t.Fatalf("Parse = %+v, want an error", p)
			}
			if got := err.Error(); got != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, test.want)
			}
			if !reflect.DeepEqual(p, plan.Plan{}) {
				t.Errorf("plan = %+v beside the error, want none", p)
			}
		})
	}
}

func TestProblemsComeInTheOrderOfTheFile(t *testing.T) {
	_, err := plan.Parse("p.toml", []byte("[pool]\nworkers = 0\n[inputs]\nrange = [0, 1, 0]\n[task]\nname = \"memory\"\nparams = {hold = -1}\n[metrics]\nevery = 3\n"))
	problems, ok := errors.AsType[plan.Problems](err)
	if !ok {
		t.Fatalf("error = %T, want plan.Problems", err)
	}
	var keys []string
	for _, p := range problems {
		keys = append(keys, p.Key)
	}
	if got, want := strings.Join(keys, " "), "pool.workers inputs.range task.params.hold metrics.every"; got != want {
		t.Errorf("keys = %s, want %s", got, want)
	}
	if got, want := problems.Of("pool.workers"), `0 is not a whole number from 1 to 4096 or "auto"`; got != want {
		t.Errorf("Of = %q, want %q", got, want)
	}
}

func TestManyProblemsAreCutShort(t *testing.T) {
	var b strings.Builder
	for i := range 900 {
		b.WriteString("flavour" + itoa(i) + " = 1\n")
	}
	_, err := plan.Parse("p.toml", []byte(b.String()))
	problems, _ := errors.AsType[plan.Problems](err)
	if n := len(problems); n != 51 {
		t.Fatalf("%d problems, want 50 and a last word", n)
	}
	if got := problems[50].Text; got != "and more like these" {
		t.Errorf("last = %q, want that there are more", got)
	}
}

func TestHugeTablesAreRefusedAtOnce(t *testing.T) {
	var b strings.Builder
	b.WriteString("[task]\nname = \"hello\"\n[inputs]\nvalues = [{")
	for i := range 100_000 {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("k" + strings.Repeat("x", i%10) + itoa(i) + " = 1")
	}
	b.WriteString("}]\n")
	_, err := plan.Parse("p.toml", []byte(b.String()))
	want := "p.toml:4: inputs.values: a table has more than 1000 keys"
	if err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
	for _, line := range []string{"[k%]\n", "a.b%.c = 1\n", "k% = 1\n", "[[k]]\n"} {
		b.Reset()
		for i := range 100_000 {
			b.WriteString(strings.Replace(line, "%", itoa(i), 1))
		}
		_, err := plan.Parse("p.toml", []byte(b.String()))
		want := "p.toml: the file has more than 1000 keys: it is no plan"
		if err == nil || err.Error() != want {
			t.Errorf("%q: error = %v, want %s", line, err, want)
		}
	}
}

func TestAPlanIsReadAsItIsWritten(t *testing.T) {
	text := "\ufeff# What to see:\r\n#   the cores.\r\n\r\ntitle = \"All keys\"\r\nversion = 1\r\n" + `
[pool]
workers = 3
run_as = "threads"
method = "imap"
chunk = 7
max_tasks_per_worker = 100
on_worker_death = "retry"
timeout = "1.5s"
retries = 2
halt = "soon,fail=10%"
nice = 5
pin = true
[task]
kind = "builtin"
name = "memory"
[task.params]
hold = 0.5
[inputs]
values = [1, 2]
[metrics]
every = "50ms"
`
	got, err := plan.Parse("folder/all.pool.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := plan.Plan{
		Notes: "What to see:\n  the cores.",
		Title: "All keys",
		Pool: plan.Pool{
			Workers: 3, RunAs: launcher.Threads, Method: launcher.IMap, Chunk: 7, MaxTasksPerWorker: 100,
			OnWorkerDeath: launcher.DeathRetries, Timeout: 1500 * time.Millisecond, Retries: 2,
			Halt: launcher.Halt{Percent: 10}, Nice: 5, Pin: true,
		},
		Task:    plan.Task{Kind: plan.Builtin, Name: "memory", Params: map[string]float64{"hold": 0.5}},
		Inputs:  values("1", "2"),
		Metrics: plan.Metrics{Every: 50 * time.Millisecond},
		Dir:     "folder",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("plan =\n%+v, want\n%+v", got, want)
	}
}

func TestAPlanWithoutTitleIsCalledAfterItsFile(t *testing.T) {
	for name, want := range map[string]string{
		"a/night.pool.toml": "night", "night.toml": "night", "": plan.Untitled,
	} {
		p, err := plan.Parse(name, []byte(rest))
		if err != nil || p.Title != want {
			t.Errorf("%q: title = %q, %v, want %q", name, p.Title, err, want)
		}
	}
}

func TestValuesKeepTheirTypesAndOrder(t *testing.T) {
	p, err := plan.Parse("p.toml", []byte("[task]\nname = \"hello\"\n[inputs]\nvalues = "+
		`[1, -0, 0x1F, 1_000, 1.0, 1e3, 0.5, true, "a\"é<\u007F", 'raw\n', [1, [2.0]], {b = 1, a.y = 2, a.x = 3}, [], {}]`))
	if err != nil {
		t.Fatal(err)
	}
	want := values("1", "0", "31", "1000", "1.0", "1000.0", "0.5", "true", `"a\"é<\u007F"`, `"raw\\n"`,
		"[1,[2.0]]", `{"b":1,"a":{"y":2,"x":3}}`, "[]", "{}")
	if !reflect.DeepEqual(p.Inputs, want) {
		t.Errorf("values = %s, want %s", p.Inputs.Values, want.Values)
	}
}

func FuzzParse(f *testing.F) {
	for _, e := range examples.All() {
		f.Add([]byte(e.Text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := plan.Parse("p.toml", text)
		if err != nil {
			if problems, ok := errors.AsType[plan.Problems](err); !ok || len(problems) == 0 || problems[0].Text == "" {
				t.Fatalf("error %#v, want problems with a text", err)
			}
			return
		}
		if problems := p.Check(); problems != nil {
			t.Fatalf("Check of a parsed plan = %v", problems)
		}
		again, err := plan.Parse("p.toml", p.Encode())
		if err != nil {
			t.Fatalf("Parse of what was encoded: %v\n%s", err, p.Encode())
		}
		if !reflect.DeepEqual(p, again) {
			t.Fatalf("round trip:\n%+v\n%+v\n%s", p, again, p.Encode())
		}
	})
}
