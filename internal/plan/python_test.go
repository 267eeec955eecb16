package plan_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/workload"
)

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
