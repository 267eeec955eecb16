package plan_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// commandPlan returns a plan whose task is a command.
func commandPlan(in plan.Inputs, words ...string) plan.Plan {
	p := plan.Default()
	p.Task, p.Inputs = plan.Task{Kind: plan.Command, Command: words}, in
	return p
}

// commandFile is a plan file of a command, with more lines in its tables.
func commandFile(pool, task, inputs string) string {
	return "[pool]\n" + pool + "\n[task]\nkind = \"command\"\n" + task + "\n[inputs]\n" + inputs + "\n"
}

func TestBadCommandPlansAreNamedByLineKeyAndRemedy(t *testing.T) {
	const echo, one = `command = ["echo"]`, "values = [1]"
	const timeRule = ` is not a duration from "0s" (none) to "87600h" (ten years) such as "1.5s" or "2m"`
	const sizeRule = ` is not a size such as "500MB" or "2GiB" with B, kB, MB, GB, TB, KiB, MiB, GiB or TiB (K, M, G and T are KiB to TiB), a share of the memory such as "10%", or "0" for no limit`
	const loadRule = ` is not a number from 0 to 1000000, the system's load over one minute, such as 4 or 2.5, or 0 for no limit`
	for _, test := range []struct{ name, pool, task, inputs, want string }{
		{"no command", "", "", one, `p.toml:3: task.command: missing: want a program and its arguments such as ["gzip", "-k", "{}"], or shell = "…"`},
		{"an empty command", "", "command = []", one, `p.toml:5: task.command: missing: want a program and its arguments such as ["gzip", "-k", "{}"], or shell = "…"`},
		{"command and shell", "", echo + "\nshell = \"ls\"", one, `p.toml:6: task.shell: command and shell at once: want one of them`},
		{"a command as a line", "", `command = "echo {}"`, one, `p.toml:5: task.command: "echo {}" is not a program and its arguments such as ["gzip", "-k", "{}"]`},
		{"a zero byte in a word", "", `command = ["echo", "\u0000"]`, one, `p.toml:5: task.command: ["echo", "\u0000"] is not a program and its arguments such as ["gzip", "-k", "{}"]`},
		{"a blank script", "", `shell = " "`, one, `p.toml:5: task.shell: the script is empty: want commands for the shell`},
		{"a script that is none", "", `shell = 3`, one, `p.toml:5: task.shell: 3 is not a line for a shell such as "gzip -c -- \"$1\" >\"$1.gz\""`},
		{"a folder that is none", "", echo + "\ndir = 3", one, `p.toml:6: task.dir: 3 is not the name of a folder`},
		{"a name", "", echo + "\nname = \"hello\"", one, `p.toml:6: task.name: a task of kind "command" has no name: want command or shell, or kind = "builtin"`},
		{"parameters", "", echo + "\nparams = {n = 1}", one, `p.toml:6: task.params: a task of kind "command" has no parameters: want no [task.params]`},
		{"a variable of a number", "", echo + "\nenv = {A = 1}", one, `p.toml:6: task.env.A: 1 is not a text: put it in quotes`},
		{"a variable without a name", "", echo + "\nenv = {\"a=b\" = \"1\"}", one, `p.toml:6: task.env.a=b: "a=b" is not the name of a variable: want one without =, such as LANG`},
		{"a variable with a zero byte", "", echo + "\nenv = {A = \"\\u0000\"}", one, `p.toml:6: task.env.A: A holds a NUL byte, which no variable can`},
		{"an environment that is no table", "", echo + "\nenv = \"A=1\"", one, `p.toml:6: task.env: "A=1" is not a table: want [task.env] with its keys on the lines below`},

		{"threads", `run_as = "threads"`, echo, one, `p.toml:2: pool.run_as: "threads", but each command is a process of its own: want "processes"`},
		{"a chunk", "chunk = 8", echo, one, `p.toml:2: pool.chunk: 8 tasks a message, but each command is a process of its own: want "auto" or 1`},
		{"tasks a worker", "max_tasks_per_worker = 3", echo, one, `p.toml:2: pool.max_tasks_per_worker: 3, but each command is a process of its own and ends with its task: want 0`},
		{"worker death", `on_worker_death = "retry"`, echo, one, `p.toml:2: pool.on_worker_death: "retry", but each command is a process of its own, and its end is that of the task: want "fail", and retries for further attempts`},
		{"starmap of texts", `method = "starmap"`, echo, `values = ["a"]`, `p.toml:7: inputs.values: value 1 of 1: input "a": starmap needs a list of arguments such as [1]`},
		{"starmap of lines", `method = "starmap"`, echo, `lines = "a"`, `p.toml:7: inputs.lines: starmap needs lists of arguments: want values = [[1], [2]] or csv`},

		{"timeout below 0", `timeout = "-1"`, echo, one, `p.toml:2: pool.timeout: "-1"` + timeRule},
		{"timeout too large", `timeout = "1e999"`, echo, one, `p.toml:2: pool.timeout: "1e999"` + timeRule},
		{"timeout that is no number", `timeout = "NaN"`, echo, one, `p.toml:2: pool.timeout: "NaN"` + timeRule},
		{"timeout of ages", `timeout = "1000000000000s"`, echo, one, `p.toml:2: pool.timeout: "1000000000000s"` + timeRule},
		{"timeout of a lifetime", `timeout = "87600h1s"`, echo, one, `p.toml:2: pool.timeout: "87600h1s"` + timeRule},
		{"delay below 0", `delay = "-1s"`, echo, one, `p.toml:2: pool.delay: "-1s"` + timeRule},
		{"delay as a number", `delay = 1`, echo, one, `p.toml:2: pool.delay: 1` + timeRule},
		{"load below 0", `max_load = -1`, echo, one, `p.toml:2: pool.max_load: -1` + loadRule},
		{"load that is no number", `max_load = nan`, echo, one, `p.toml:2: pool.max_load: NaN` + loadRule},
		{"load without end", `max_load = inf`, echo, one, `p.toml:2: pool.max_load: +Inf` + loadRule},
		{"a size of no unit", `min_free = "1Z"`, echo, one, `p.toml:2: pool.min_free: "1Z"` + sizeRule},
		{"a size below 0", `min_free = "-5G"`, echo, one, `p.toml:2: pool.min_free: "-5G"` + sizeRule},
		{"a size of all and more", `min_free = "101%"`, echo, one, `p.toml:2: pool.min_free: "101%"` + sizeRule},

		{"a column apart", "", `command = ["echo", "{3}"]`, "values = [[1, 2]]", `p.toml:7: inputs.values: value 1 of 1: input [1,2]: `},
		{"a zero byte", "", echo, `values = ["a", "\u0000"]`, `p.toml:7: inputs.values: value 2 of 2: input "\u0000": argument 1, `},
		{"NUL in values", "", echo, "values = [1]\nnull = true", `p.toml:8: inputs.null: only lines and stdin have entries that end in NUL: want one of them, or null = false`},
		{"a header of a range", "", echo, "range = [0, 5]\nheader = true", `p.toml:8: inputs.header: range, repeat and glob have no first entry with names: want header = false`},
		{"a group of columns", "", echo, "values = [1]\ngroup = 2\ncolumns = \",\"", `p.toml:8: inputs.group: it makes columns of entries that have none: want it without columns, header, also and csv`},
		{"a group below 0", "", echo, "values = [1]\ngroup = -2", `p.toml:8: inputs.group: -2 is not a whole number from 0 to 100000`},
		{"columns that are no text", "", echo, "values = [1]\ncolumns = 2", `p.toml:8: inputs.columns: 2 is not a text between two columns such as "," or "\t", or "" for none`},
		{"a way to combine", "", echo, "values = [1]\ncombine = \"likned\"", `p.toml:8: inputs.combine: "likned" is not one of "product", "linked" or "paired"; did you mean linked?`},
		{"sources that are none", "", echo, "values = [1]\nalso = 3", `p.toml:8: inputs.also: 3 is not a list of sources such as [{values = ["a", "b"]}, {lines = "names.txt"}]`},
		{"a source that is none", "", echo, "values = [1]\nalso = [3]", `p.toml:8: inputs.also: source 1 of 1: 3 is not a source such as {values = ["a", "b"]}`},
		{"an empty source", "", echo, "values = [1]\nalso = [{}]", `p.toml:8: inputs.also: source 1 of 1: it has no inputs: want such as {values = ["a", "b"]}`},
		{"a source of two kinds", "", echo, "values = [1]\nalso = [{values = [1]}, {lines = \"a\", glob = \"b\"}]", `p.toml:8: inputs.also: source 2 of 2: two kinds of inputs at once, lines and glob: want one`},
		{"a source with the key of all", "", echo, "values = [1]\nalso = [{values = [1], header = true}]", `p.toml:8: inputs.also: source 1 of 1: it has the key "header": want one of "values", "range", "repeat", "lines", "csv", "glob", "stdin" or "combine", since the rest of [inputs] is of all sources`},
		{"a source of a bad range", "", echo, "values = [1]\nalso = [{range = [0, 5, 0]}]", `p.toml:8: inputs.also: source 1 of 1: the step is 0: want [FIRST, END, STEP] with a step up or down, such as [0, 100, 1]`},
		{"a source combined otherwise", "", echo, "values = [1]\nalso = [{values = [1], combine = \"x\"}]", `p.toml:8: inputs.also: source 1 of 1: combine: "x" is not one of "product", "linked" or "paired"`},
		{"standard input twice", "", echo, "stdin = true\nalso = [{stdin = true}]", `p.toml:8: inputs.also: standard input is 2 of the sources: want it once, since it can be read once`},
	} {
		p, err := plan.Parse("p.toml", []byte(commandFile(test.pool, test.task, test.inputs)))
		begun := strings.HasSuffix(test.want, ": ") || strings.HasSuffix(test.want, ", ")
		if err == nil || err.Error() != test.want && (!begun || !strings.HasPrefix(err.Error(), test.want)) {
			t.Errorf("%s: Parse = %+v\n%v, want\n%s", test.name, p.Task, err, test.want)
		}
	}
}

func TestWhatGoesWithCommandsGoesWithNoOtherTask(t *testing.T) {
	for text, want := range map[string]string{
		"[pool]\ndelay = \"1s\"\n" + rest:    `p.toml:2: pool.delay: a pool of tasks of kind "builtin" has no delay: want none, or task.kind = "command"`,
		"[pool]\nmax_load = 2\n" + rest:      `p.toml:2: pool.max_load: a pool of tasks of kind "builtin" has no max_load: want none, or task.kind = "command"`,
		"[pool]\nmin_free = \"1G\"\n" + rest: `p.toml:2: pool.min_free: a pool of tasks of kind "builtin" has no min_free: want none, or task.kind = "command"`,
		rest + "columns = \",\"\n":           `p.toml:5: inputs.columns: the inputs of a task of kind "builtin" have no columns: want none, or task.kind = "command"`,
		rest + "strip = true\n":              `p.toml:5: inputs.strip: the inputs of a task of kind "builtin" have no strip: want none, or task.kind = "command"`,
		rest + "also = [{values = [1]}]\n":   `p.toml:5: inputs.also: the inputs of a task of kind "builtin" have no also: want none, or task.kind = "command"`,
		"[task.env]\nA = \"1\"\n" + rest:     `p.toml:2: task.env: a task of kind "builtin" has no environment of its own: want no [task.env], or kind = "command"`,
		"[task]\nkind = \"program\"\nprogram = [\"a\"]\ncommand = [\"b\"]\n[inputs]\nvalues = [\"a\"]\n": `p.toml:4: task.command: a task of kind "program" has no command: want program, or kind = "command"`,
	} {
		if _, err := plan.Parse("p.toml", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("Parse = %v, want %s", err, want)
		}
	}
	p := plan.Default()
	p.Task.Env, p.Inputs.Also, p.Pool.MaxLoad = map[string]string{"A": "1"}, []plan.Inputs{values("1")}, 1
	problems := p.Check()
	for _, key := range []string{"task.env", "inputs.also", "pool.max_load"} {
		if problems.Of(key) == "" {
			t.Errorf("Check = %v, want something about %s", problems, key)
		}
	}
}

func TestACommandPlanIsReadAsItIsWritten(t *testing.T) {
	got, err := plan.Parse("folder/a.pool.toml", []byte(`
[pool]
delay = "250ms"
max_load = 2.5
min_free = "10%"
[task]
kind = "command"
command = ["convert", "{}", "{.}.png"]
dir = "out"
[task.env]
LANG = "C"
"odd name" = ""
[inputs]
header = true
lines = "a.txt"
null = true
columns = "\t"
strip = true
combine = "linked"
also = [
  {values = ["x", 1]},
  {lines = "b.txt", combine = "product"},
]
`))
	if err != nil {
		t.Fatal(err)
	}
	want := plan.Default()
	want.Title, want.Dir = "a", "folder"
	want.Pool.Delay, want.Pool.MaxLoad, want.Pool.MinFree = 250*time.Millisecond, 2.5, plan.Size{Percent: 10}
	want.Task = plan.Task{
		Kind: plan.Command, Command: []string{"convert", "{}", "{.}.png"}, Dir: "out",
		Env: map[string]string{"LANG": "C", "odd name": ""},
	}
	x := values(`"x"`, "1")
	want.Inputs = plan.Inputs{
		Kind: plan.Lines, File: "a.txt", Null: true, Header: true, Strip: true, Columns: "\t", Combine: plan.Linked,
		Also: []plan.Inputs{x, {Kind: plan.Lines, File: "b.txt", Combine: plan.Product}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("plan =\n%+v, want\n%+v", got, want)
	}
	got.Title, got.Dir = plan.Untitled, ""
	roundTrip(t, got)
	for _, change := range []func(*plan.Plan){
		func(p *plan.Plan) { p.Task = plan.Task{Kind: plan.Command, Shell: "echo \"$1\"\n# {}\n"} },
		func(p *plan.Plan) {
			p.Inputs = plan.Inputs{Kind: plan.Stdin, Group: 3, Strip: true}
			p.Pool.MinFree = plan.Size{Bytes: 1536 << 20}
		},
	} {
		p := got
		change(&p)
		roundTrip(t, p)
	}
}

func TestSetReadsTheKeysOfACommand(t *testing.T) {
	p := plan.Default()
	for _, pair := range [][2]string{
		{"task.kind", "command"},
		{"task.command", "convert {} '{.}.png' 'a b'"},
		{"task.dir", "out"},
		{"task.env", "A=1\n\nB=x=y\r\n"},
		{"pool.delay", "1s"},
		{"pool.max_load", "2.5"},
		{"pool.min_free", "2GiB"},
		{"inputs.columns", `\t`},
		{"inputs.header", "true"},
		{"inputs.strip", "true"},
		{"inputs.lines", "a.txt"},
		{"inputs.null", "true"},
		{"inputs.combine", "linked"},
	} {
		if err := p.Set(pair[0], pair[1]); err != nil {
			t.Errorf("Set(%q, %q): %v", pair[0], pair[1], err)
		}
	}
	want := plan.Default()
	want.Task = plan.Task{
		Kind: plan.Command, Command: []string{"convert", "{}", "{.}.png", "a b"}, Dir: "out",
		Env: map[string]string{"A": "1", "B": "x=y"},
	}
	want.Pool.Delay, want.Pool.MaxLoad, want.Pool.MinFree = time.Second, 2.5, plan.Size{Bytes: 2 << 30}
	want.Inputs = plan.Inputs{
		Kind: plan.Lines, File: "a.txt", Columns: "\t", Header: true, Strip: true, Null: true, Combine: plan.Linked,
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("plan =\n%+v, want\n%+v", p, want)
	}
	if got, want := p.Task.EnvText(), "A=1\nB=x=y"; got != want {
		t.Errorf("EnvText = %q, want %q", got, want)
	}
	for _, pair := range [][2]string{{"task.command", ""}, {"task.shell", " echo \"$1\" "}, {"task.env", ""}, {"inputs.combine", "product"}} {
		if err := p.Set(pair[0], pair[1]); err != nil {
			t.Errorf("Set(%q, %q): %v", pair[0], pair[1], err)
		}
	}
	if p.Task.Command != nil || p.Task.Shell != " echo \"$1\" " || p.Task.Env != nil || p.Inputs.Combine != "" {
		t.Errorf("plan = %+v %+v, want the script alone", p.Task, p.Inputs)
	}
	if err := p.Set("task.kind", "builtin"); err != nil {
		t.Fatal(err)
	}
	want = plan.Default()
	want.Task.Name = ""
	want.Inputs = plan.Inputs{Kind: plan.Lines, File: "a.txt"}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("plan = %+v, want nothing left of a command", p)
	}
}

func TestSetSaysWhatIsWrongWithACommand(t *testing.T) {
	for _, test := range []struct{ key, text, want string }{
		{"task.command", "cat < a", "task.command: no shell reads this, which is what < is for: put it in quotes to hand it to the program as it is"},
		{"task.command", "'' a", `task.command: "'' a" is not a program and its arguments such as gzip -k {}`},
		{"task.env", "A", `task.env: "A" is not NAME=VALUE`},
		{"task.env", "=A", `task.env: "" is not the name of a variable: want one without =, such as LANG`},
		{"pool.max_load", "1e999", `pool.max_load: "1e999" is not a number from 0 to 1000000, the system's load over one minute, such as 4 or 2.5, or 0 for no limit`},
		{"pool.timeout", "1000000000000s", `pool.timeout: "1000000000000s" is not a duration from "0s" (none) to "87600h" (ten years) such as "1.5s" or "2m"`},
		{"inputs.group", "1.5", `inputs.group: 1.5 is not a whole number from 0 to 100000`},
		{"inputs.also", "x", `inputs.also: "also" is not one of "values", "range", "repeat", "lines", "csv", "glob" or "stdin"`},
	} {
		p := commandPlan(values("1"), "echo")
		if err := p.Set(test.key, test.text); err == nil || err.Error() != test.want {
			t.Errorf("Set(%q, %q) = %v, want %s", test.key, test.text, err, test.want)
		}
		if !reflect.DeepEqual(p, commandPlan(values("1"), "echo")) {
			t.Errorf("Set(%q, %q) changed the plan", test.key, test.text)
		}
	}
}

func TestACommandIsMadeOfItsInput(t *testing.T) {
	p := commandPlan(values(`"a/b.txt"`), "cp", "{}", "{/.}", "{#}", "{%}")
	p.Dir, p.Task.Dir, p.Task.Env = "plans", "out", map[string]string{"B": "2", "A": "1"}
	c, err := p.Command()
	if err != nil || c.Hold != nil {
		t.Fatalf("Command = %+v, %v, want one that nothing holds", c, err)
	}
	for _, test := range []struct {
		input string
		want  []string // nil for an error
	}{
		{`"a/b.txt"`, []string{"cp", "a/b.txt", "b", "5", "2"}},
		{`"{}; $(x)"`, []string{"cp", "{}; $(x)", "{}; $(x)", "5", "2"}},
		{`"\udcff"`, []string{"cp", "\xff", "\xff", "5", "2"}},
		{`7`, []string{"cp", "7", "7", "5", "2"}},
		{`"\u0000"`, nil},
	} {
		got, err := c.Make(launcher.Errand{Task: 4, Slot: 2, Attempt: 1, Input: json.RawMessage(test.input)})
		if (err != nil) != (test.want == nil) || test.want != nil && !slices.Equal(got.Argv, test.want) {
			t.Errorf("%s: Make = %q, %v, want %q", test.input, got.Argv, err, test.want)
		}
		if got.Dir != "plans/out" || !slices.Equal(got.Env, []string{"A=1", "B=2"}) {
			t.Errorf("%s: in %q with %q, want plans/out and A=1 B=2", test.input, got.Dir, got.Env)
		}
	}
	p = commandPlan(values(`{"who": "Ada"}`), "echo", "{who}", "{1}")
	c, err = p.Command()
	if err != nil {
		t.Fatal(err)
	}
	for input, want := range map[string][]string{
		`{"who":"Ada"}`:  {"echo", "Ada", "Ada"},
		`{"else":"Ada"}`: nil, // no column of that name
	} {
		got, err := c.Make(launcher.Errand{Slot: 1, Input: json.RawMessage(input)})
		if (err != nil) != (want == nil) || want != nil && !slices.Equal(got.Argv, want) {
			t.Errorf("%s: Make = %q, %v, want %q", input, got.Argv, err, want)
		}
	}
	if c, err := plan.Default().Command(); c != nil || err != nil {
		t.Errorf("Command of a built-in task = %v, %v, want none", c, err)
	}
}

func TestACommandHasALabelOfOneLine(t *testing.T) {
	for want, task := range map[string]plan.Task{
		"convert {} 'a b'": {Kind: plan.Command, Command: []string{"convert", "{}", "a b"}},
		"echo 1 …":         {Kind: plan.Command, Shell: "\necho 1\necho 2\n"},
		"echo 1":           {Kind: plan.Command, Shell: "echo 1\n"},
	} {
		if got := task.Label(); got != want {
			t.Errorf("label = %q, want %q", got, want)
		}
	}
}

func TestACommandHasNoPython(t *testing.T) {
	if text, err := commandPlan(values("1"), "echo").Python(); err != plan.ErrCommandPython || text != "" { //nolint:errorlint // it is that one
		t.Errorf("Python = %q, %v, want %v", text, err, plan.ErrCommandPython)
	}
}

func TestAMovedCommandRunsWhereItDid(t *testing.T) {
	p := commandPlan(plan.Inputs{Kind: plan.Lines, File: "a.txt", Also: []plan.Inputs{{Kind: plan.Glob, Glob: "*.b"}}}, "./run", "{}")
	from, to := t.TempDir(), t.TempDir()
	p.Dir = from
	moved, err := p.Moved(to)
	if err != nil {
		t.Fatal(err)
	}
	if moved.Task.Dir != from || moved.Inputs.File != from+"/a.txt" || moved.Inputs.Also[0].Glob != from+"/*.b" {
		t.Errorf("moved = %+v %+v, want all of it in %s", moved.Task, moved.Inputs, from)
	}
	if p.Inputs.Also[0].Glob != "*.b" {
		t.Errorf("the plan that was moved has %q, want what it had", p.Inputs.Also[0].Glob)
	}
}
