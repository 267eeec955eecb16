package plan_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

func TestSetReadsWhatAFlagSays(t *testing.T) {
	p := plan.Default()
	for _, pair := range [][2]string{
		{"title", " A title "},
		{"pool.workers", " 8 "},
		{"pool.run_as", "threads"},
		{"pool.method", "imap"},
		{"pool.chunk", "5"},
		{"pool.max_tasks_per_worker", "10"},
		{"pool.on_worker_death", "retry"},
		{"pool.timeout", "1.5s"},
		{"pool.retries", "2"},
		{"pool.halt", "now,fail=1"},
		{"pool.nice", "010"},
		{"pool.pin", "true"},
		{"task.name", "memory"},
		{"task.params.hold", "0.25"},
		{"inputs.values", "1, 2"},
		{"metrics.every", "50ms"},
	} {
		if err := p.Set(pair[0], pair[1]); err != nil {
			t.Errorf("Set(%q, %q): %v", pair[0], pair[1], err)
		}
	}
	want := plan.Plan{
		Title: " A title ",
		Pool: plan.Pool{
			Workers: 8, RunAs: launcher.Threads, Method: launcher.IMap, Chunk: 5, MaxTasksPerWorker: 10,
			OnWorkerDeath: launcher.DeathRetries, Timeout: 1500 * time.Millisecond, Retries: 2,
			Halt: launcher.Halt{Now: true, Count: 1}, Nice: 10, Pin: true,
		},
		Task:    plan.Task{Kind: plan.Builtin, Name: "memory", Params: map[string]float64{"hold": 0.25}},
		Inputs:  values("1", "2"),
		Metrics: plan.Metrics{Every: 50 * time.Millisecond},
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("plan =\n%+v, want\n%+v", p, want)
	}
	for _, key := range []string{"pool.workers", "pool.chunk"} {
		if err := p.Set(key, "auto"); err != nil {
			t.Errorf("Set(%q, auto): %v", key, err)
		}
	}
	if p.Pool.Workers != 0 || p.Pool.Chunk != 0 {
		t.Errorf("workers, chunk = %d, %d, want 0 for auto", p.Pool.Workers, p.Pool.Chunk)
	}
}

func TestSetSaysWhatIsWrongAndChangesNothing(t *testing.T) {
	for _, test := range []struct{ key, text, want string }{
		{"pool.workers", "0", `pool.workers: 0 is not a whole number from 1 to 4096 or "auto"`},
		{"pool.workers", "1.5", `pool.workers: 1.5 is not a whole number from 1 to 4096 or "auto"`},
		{"pool.workers", "1e9", `pool.workers: 1e9 is not a whole number from 1 to 4096 or "auto"`},
		{"pool.workers", "4097", `pool.workers: 4097 is not a whole number from 1 to 4096 or "auto"`},
		{"pool.workers", "many", `pool.workers: "many" is not a whole number from 1 to 4096 or "auto"`},
		{"pool.workers", "", `pool.workers: "" is not a whole number from 1 to 4096 or "auto"`},
		{"pool.workers", "99999999999999999999", `pool.workers: 99999999999999999999 is not a whole number from 1 to 4096 or "auto"`},
		{"pool.timeout", "5", `pool.timeout: "5" is not a duration from "0s" (none) to "87600h" (ten years) such as "1.5s" or "2m"`},
		{"metrics.every", "2m", `metrics.every: "2m" is not a duration from "10ms" to "1m" such as "100ms"`},
		{"metrics.every", "9ms", `metrics.every: "9ms" is not a duration from "10ms" to "1m" such as "100ms"`},
		{"pool.halt", "", `pool.halt: "" is not "never" or WHEN,WHAT=N such as "now,fail=1", "soon,fail=3", "soon,fail=10%" or "now,success=1"`},
		{"pool.pin", "maybe", `pool.pin: "maybe" is not true or false`},
		{"pool.wrokers", "4", `pool.wrokers: unknown key wrokers; did you mean pool.workers?`},
		{"title", "a\tb", `title: "a\tb" is not one line of text of at most 200 bytes`},
		{"title", strings.Repeat("é", 101), `title: "` + strings.Repeat("é", 29) + `… is not one line of text of at most 200 bytes`},
		{"task.params.hold", "1", `task.params.hold: primes takes no parameters`},
		{"task.params.hold", "long", `task.params.hold: "long" is not a number`},
		{"task.params.hold", "nan", `task.params.hold: "nan" is not a number`},
		{"inputs.values", "-1", `inputs.values: value 1 of 1: input -1: want a whole number from 0 to 100000000000 (n, the primes below it are counted)`},
		{"task.kind", "comand", `task.kind: "comand" is not one of "builtin", "python", "program" or "command"; did you mean command?`},
		{"task.file", "t.py", `task.file: a task of kind "builtin" has no file: want name, or kind = "python"`},
		{"inputs.tea", "-1", `inputs.tea: "tea" is not one of "values", "range", "repeat", "lines", "csv", "glob" or "stdin"`},
	} {
		p := plan.Default()
		err := p.Set(test.key, test.text)
		if err == nil || err.Error() != test.want {
			t.Errorf("Set(%q, %q) = %v, want %s", test.key, test.text, err, test.want)
		}
		if problem, ok := errors.AsType[plan.Problem](err); !ok || problem.Key != test.key {
			t.Errorf("Set(%q, %q): error %#v, want a Problem with that key", test.key, test.text, err)
		}
		if !reflect.DeepEqual(p, plan.Default()) {
			t.Errorf("Set(%q, %q) changed the plan to %+v", test.key, test.text, p)
		}
	}
}

func TestPlansDoNotShareParameters(t *testing.T) {
	p := plan.Default()
	for _, pair := range [][2]string{{"task.name", "dial"}, {"task.params.cpu", "1"}, {"task.params.seed", "7"}} {
		if err := p.Set(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	q := p
	if err := q.Set("task.params.cpu", "2"); err != nil {
		t.Fatal(err)
	}
	if got := p.Task.Params["cpu"]; got != 1 {
		t.Errorf("cpu of the other plan = %v, want 1", got)
	}
	if err := q.Set("task.params.cpu", ""); err != nil {
		t.Fatal(err)
	}
	if _, there := q.Task.Params["cpu"]; there || len(p.Task.Params) != 2 {
		t.Errorf("params = %v and %v, want cpu gone from the first only", q.Task.Params, p.Task.Params)
	}
	r := p
	if err := r.Set("task.params.cpu", ""); err != nil {
		t.Fatal(err)
	}
	if got := p.Task.Params["cpu"]; got != 1 {
		t.Errorf("cpu of the other plan = %v, want 1", got)
	}
	if err := q.Set("task.name", "pi"); err != nil {
		t.Fatal(err)
	}
	if want := map[string]float64{"seed": 7}; !reflect.DeepEqual(q.Task.Params, want) {
		t.Errorf("params of pi = %v, want %v", q.Task.Params, want)
	}
	if err := q.Set("task.params.seed", ""); err != nil || q.Task.Params != nil {
		t.Errorf("params = %v, %v, want none", q.Task.Params, err)
	}
}

func TestSettingTheKindDropsWhatOnlyOthersHave(t *testing.T) {
	p := plan.Default()
	for _, step := range []struct {
		key, text string
		want      plan.Task
	}{
		{"task.kind", "python", plan.Task{Kind: plan.Python}},
		{"task.file", " tasks.py ", plan.Task{Kind: plan.Python, File: "tasks.py"}},
		{"task.function", "f", plan.Task{Kind: plan.Python, File: "tasks.py", Function: "f"}},
		{"task.interpreter", "python3", plan.Task{Kind: plan.Python, File: "tasks.py", Function: "f"}},
		{"task.interpreter", "pypy3", plan.Task{Kind: plan.Python, File: "tasks.py", Function: "f", Interpreter: "pypy3"}},
		{"task.initializer", "g", plan.Task{Kind: plan.Python, File: "tasks.py", Function: "f", Interpreter: "pypy3", Initializer: "g"}},
		{"task.initializer", "", plan.Task{Kind: plan.Python, File: "tasks.py", Function: "f", Interpreter: "pypy3"}},
		{"task.kind", "program", plan.Task{Kind: plan.Program, Function: "f"}},
		{"task.program", "node 'a b.js'", plan.Task{Kind: plan.Program, Function: "f", Program: []string{"node", "a b.js"}}},
		{"task.kind", "builtin", plan.Task{Kind: plan.Builtin}},
		{"task.name", "noop", plan.Task{Kind: plan.Builtin, Name: "noop"}},
	} {
		if err := p.Set(step.key, step.text); err != nil {
			t.Errorf("Set(%q, %q): %v", step.key, step.text, err)
		}
		if !reflect.DeepEqual(p.Task, step.want) {
			t.Errorf("after Set(%q, %q): task = %+v, want %+v", step.key, step.text, p.Task, step.want)
		}
	}
}

func TestInputsAreSetAsTheMethodWantsThem(t *testing.T) {
	p := plan.Default()
	p.Pool.Method = launcher.StarMap
	if err := p.Set("inputs.values", "[5], [6]"); err != nil || !reflect.DeepEqual(p.Inputs, values("[5]", "[6]")) {
		t.Errorf("inputs = %s, %v, want [5] [6]", p.Inputs.Values, err)
	}
	want := "inputs.values: value 1 of 2: input 5: starmap needs a list of arguments such as [1]"
	if err := p.Set("inputs.values", "5, 6"); err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
	want = "inputs.repeat: starmap needs lists of arguments: want values = [[1], [2]] or csv"
	if err := p.Set("inputs.repeat", "5"); err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}
