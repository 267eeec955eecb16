package plan_test

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

func roundTrip(t *testing.T, p plan.Plan) {
	t.Helper()
	if problems := p.Check(); problems != nil {
		t.Fatalf("Check = %v, want nothing", problems)
	}
	got, err := plan.Parse("", p.Encode())
	if err != nil {
		t.Fatalf("Parse: %v in\n%s", err, p.Encode())
	}
	if !reflect.DeepEqual(got, p) {
		t.Errorf("plan =\n%+v, want\n%+v, from\n%s", got, p, p.Encode())
	}
}

func TestEveryExampleSurvivesEncoding(t *testing.T) {
	for _, e := range examples.All() {
		p, err := plan.Parse(e.File, []byte(e.Text))
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		roundTrip(t, p)
	}
}

func TestEveryKeySurvivesEncoding(t *testing.T) {
	roundTrip(t, plan.Default())
	p := plan.Default()
	p.Notes = "one\n\n  two # \"three\"\n"
	p.Title = `Quotes " and \ and <é>`
	p.Pool = plan.Pool{
		Workers: 4096, RunAs: launcher.Threads, Method: launcher.IMapUnordered, Chunk: 8, MaxTasksPerWorker: 9,
		OnWorkerDeath: launcher.DeathRetries, Timeout: 90*time.Second + time.Nanosecond, Retries: 3,
		Halt: launcher.Halt{Now: true, Count: 2}, Nice: 19, Pin: true,
	}
	p.Task = plan.Task{Kind: plan.Builtin, Name: "dial", Params: map[string]float64{"cpu": 0.1, "memory": 32, "jitter": 1e-9}}
	p.Metrics.Every = time.Minute
	roundTrip(t, p)
}

func TestEveryKindOfTaskSurvivesEncoding(t *testing.T) {
	for _, task := range []plan.Task{
		{Kind: plan.Python, File: "tasks.py", Function: "worker_task"},
		{Kind: plan.Python, File: `a "b"/c.py`, Function: "f", Initializer: "begin", Interpreter: ".venv/bin/python"},
		{Kind: plan.Program, Program: []string{"node", "worker.js"}},
		{Kind: plan.Program, Program: []string{"./a b", "", "'\"\n$(x)"}, Function: "resize image", Initializer: "begin"},
	} {
		p := planWith("", values("1", `"a"`, "[]"))
		p.Task = task
		p.Pool.OnWorkerDeath = launcher.DeathHangs
		roundTrip(t, p)
		p.Inputs = plan.Inputs{Kind: plan.CSV, File: "a.csv"}
		p.Pool.Method, p.Pool.OnWorkerDeath = launcher.StarMap, launcher.DeathBreaks
		roundTrip(t, p)
	}
}

func TestAnEncodedPlanSaysWhatItsWordsMean(t *testing.T) {
	p := planWith("", values("[1, 2]"))
	p.Task = plan.Task{Kind: plan.Python, File: "tasks.py", Function: "add", Initializer: "begin"}
	p.Pool.Method, p.Pool.OnWorkerDeath = launcher.StarMap, launcher.DeathHangs
	want := `title = "Untitled"

[pool]
workers = "auto"         # the cores that may be used; or a number
run_as = "processes"     # "processes" or "threads"
method = "starmap"       # each input is a list of arguments; of a CSV file, the columns of a row in their order
on_worker_death = "hang" # as Python's multiprocessing.Pool: the task is forgotten, and the run waits for ever (until Stop)

[task]
kind = "python"
file = "tasks.py"        # found from the folder of this plan
function = "add"
initializer = "begin"    # each worker calls it once, before its first task

[inputs]
values = [[1, 2]]
`
	if got := string(p.Encode()); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	for policy, want := range map[launcher.DeathPolicy]string{
		launcher.DeathFails:   "the task of a worker that dies fails",
		launcher.DeathRetries: "the task of a worker that dies is handed out again",
		launcher.DeathBreaks:  "as Python's ProcessPoolExecutor: everything that has not ended fails",
	} {
		if got := plan.Note("pool.on_worker_death", string(policy)); got != want {
			t.Errorf("note of %s = %q, want %q", policy, got, want)
		}
	}
}

func TestEveryKindOfInputsSurvivesEncoding(t *testing.T) {
	kinds := []plan.Inputs{
		values(),
		values("1", "1.0", "-0.5", "1e+30", `"a\n\u007F"`, "true", `{"b":1,"a b":{"":[]}}`, "[[1],{}]"),
		values(strings.Split(strings.Repeat("123456789,", 99)+"1", ",")...),
		{Kind: plan.Range, Range: [3]float64{0, 100, 1}},
		{Kind: plan.Range, Range: [3]float64{1, -0.25, -1e-3}},
		{Kind: plan.Lines, File: `a "b".txt`},
		{Kind: plan.CSV, File: "a.csv"},
		{Kind: plan.Glob, Glob: "a/*.p[n]g"},
		{Kind: plan.Stdin},
		{Kind: plan.Repeat, Repeat: 0},
		{Kind: plan.Repeat, Repeat: 1_000_000_000_000},
	}
	for _, in := range kinds {
		roundTrip(t, planWith("hello", in))
	}
}

func TestAnEncodedPlanIsFitToRead(t *testing.T) {
	p := plan.Default()
	p.Notes = "Look at the cores.\x1b[2J"
	p.Pool.Timeout = time.Second
	want := "# Look at the cores.\ufffd[2J\n" + `
title = "Untitled"

[pool]
workers = "auto"         # the cores that may be used; or a number
run_as = "processes"     # "processes" or "threads"
method = "map"
timeout = "1s"           # of each task; 0s = none

[task]
kind = "builtin"
name = "primes"

[inputs]
range = [20000000, 200000000, 15000000] # first, end (not included), step
`
	if got := string(p.Encode()); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestCheckFindsWhatAFormCanBringAbout(t *testing.T) {
	tests := map[string]struct {
		change func(*plan.Plan)
		want   string
	}{
		"nothing":            {func(p *plan.Plan) { *p = plan.Plan{} }, `pool.run_as: "" is not "processes" or "threads"`},
		"workers below 0":    {func(p *plan.Plan) { p.Pool.Workers = -1 }, `pool.workers: -1 is not a whole number from 1 to 4096 or "auto"`},
		"halt without count": {func(p *plan.Plan) { p.Pool.Halt.Now = true }, `pool.halt: "now,fail=0%" is not "never" or`},
		"title":              {func(p *plan.Plan) { p.Title = "a\x00" }, `title: "a\u0000" is not one line`},
		"kind of inputs":     {func(p *plan.Plan) { p.Inputs.Kind = "tea" }, `inputs: "tea" is not one of "values"`},
		"null":               {func(p *plan.Plan) { *p = planWith("hello", values("null")) }, `inputs.values: value 1 of 1: null has no place in a plan`},
		"null within":        {func(p *plan.Plan) { *p = planWith("hello", values("1", `[{"a":null}]`)) }, `inputs.values: value 2 of 2: null has no place in a plan`},
		"no JSON":            {func(p *plan.Plan) { *p = planWith("hello", values("{")) }, `inputs.values: value 1 of 1: read JSON`},
		"parameter": {func(p *plan.Plan) {
			p.Task = plan.Task{Kind: plan.Builtin, Name: "memory", Params: map[string]float64{"hold": math.NaN()}}
		}, `task.params.hold: NaN is not a number`},
		"no kind of task": {func(p *plan.Plan) { p.Task.Kind = "tea" }, `task.kind: "tea" is not one of "builtin", "python", "program" or "command"`},
		"a stray name":    {func(p *plan.Plan) { p.Task.Kind = plan.Program }, `task.name: a task of kind "program" has no name: want program, or kind = "builtin"`},
		"stray parameters": {func(p *plan.Plan) {
			p.Task = plan.Task{Kind: plan.Program, Program: []string{"a"}, Params: map[string]float64{"a": 1}}
		}, `task.params: a task of kind "program" has no parameters`},
		"a zero byte":     {func(p *plan.Plan) { p.Task = plan.Task{Kind: plan.Program, Program: []string{"a", "\x00"}} }, `task.program: ["a", "\u0000"] is not a program`},
		"a file of zeros": {func(p *plan.Plan) { p.Task = plan.Task{Kind: plan.Python, File: "\x00", Function: "f"} }, `task.file: "\u0000" is not the name of a file`},
		"endless range":   {func(p *plan.Plan) { p.Inputs.Range[1] = math.Inf(1) }, `inputs.range: +Inf is out of bounds`},
		"repeat":          {func(p *plan.Plan) { *p = planWith("noop", plan.Inputs{Kind: plan.Repeat, Repeat: -1}) }, `inputs.repeat: -1 is not a whole number`},
	}
	for name, test := range tests {
		p := plan.Default()
		test.change(&p)
		problems := p.Check()
		if len(problems) == 0 || !strings.HasPrefix(problems[0].Error(), test.want) {
			t.Errorf("%s: Check = %v, want %s …", name, problems, test.want)
		}
	}
}

func TestBadValuesAreCutShort(t *testing.T) {
	p := planWith("primes", values(strings.Split(strings.Repeat(`"x",`, 99)+`"x"`, ",")...))
	problems := p.Check()
	if n := len(problems); n != 11 || problems[10].Text != "and more like these" {
		t.Errorf("%d problems, the last %v, want 10 and a last word", n, problems[n-1])
	}
}

func TestWorkersAutoIsAtLeastOne(t *testing.T) {
	p := plan.Default()
	if n := p.Workers(); n < 1 {
		t.Errorf("workers = %d, want the cores that may be used", n)
	}
	p.Pool.Workers = 77
	if n := p.Workers(); n != 77 {
		t.Errorf("workers = %d, want 77", n)
	}
}

func TestWhatNoPlanFileCanHoldIsNamed(t *testing.T) {
	p := plan.Default()
	p.Task = plan.Task{
		Kind: plan.Command, Command: []string{"echo", "a\xff"}, Dir: "\xfe",
		Env: map[string]string{"GOOD": "ü", "BAD": "\xff", "WORSE\xff": "", "HALF": "a\xc3"},
	}
	p.Inputs = plan.Inputs{Kind: plan.Lines, File: "b\xff", Also: []plan.Inputs{{Kind: plan.Glob, Glob: "\xff*"}}}
	var keys []string
	for _, q := range p.Unkept() {
		keys = append(keys, q.Key)
	}
	want := []string{"task.command", "task.dir", "inputs.lines", "inputs.glob", "task.env.BAD", "task.env.HALF", "task.env.WORSE\ufffd"}
	if !reflect.DeepEqual(keys, want) {
		t.Errorf("named = %q, want %q", keys, want)
	}
}

func TestNothingIsNamedOfPlansThatAFileHolds(t *testing.T) {
	for _, e := range examples.All() {
		p, err := plan.Parse(e.File, []byte(e.Text))
		if got := p.Unkept(); err != nil || got != nil {
			t.Errorf("%s: %v, %v, want nothing", e.Name, got, err)
		}
	}
	p := plan.Default()
	p.Task = plan.Task{Kind: plan.Command, Command: []string{"日本", "\ufffd"}, Env: map[string]string{"A": "\ufffd"}}
	if got := p.Unkept(); got != nil {
		t.Errorf("of text that has the replacement itself: %v, want nothing", got)
	}
}
