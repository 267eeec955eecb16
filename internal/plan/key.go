package plan

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/workload"
)

// key is one key of the plan file that holds a single value.
type key struct {
	name   string // "pool.workers"
	kind   kind
	always bool   // written even when it has its default
	note   string // comment behind it in a file that is written
	auto   string // the comment where its value is "auto"
}

// The largest numbers that a plan may name: beyond any use, within an int of 32 bits.
const (
	maxTasks   = 1_000_000_000
	maxRetries = 1_000_000
)

// poolKeys lists the keys of [pool] in the order of the file.
func poolKeys() []key {
	return []key{
		{name: "pool.workers", always: true, note: `or "auto": the cores that may be used`, auto: "the cores that may be used; or a number", kind: whole{
			func(p *Plan) *int { return &p.Pool.Workers }, 1, launcher.MaxWorkers, "auto",
		}},
		{name: "pool.run_as", always: true, note: oneOf(runAsNames()), kind: choice{
			names: runAsNames,
			read:  func(p *Plan) string { return string(p.Pool.RunAs) },
			write: func(p *Plan, s string) { p.Pool.RunAs = launcher.RunAs(s) },
		}},
		{name: "pool.method", always: true, kind: choice{
			names: MethodNames,
			read:  func(p *Plan) string { return string(p.Pool.Method) },
			write: func(p *Plan, s string) { p.Pool.Method = launcher.Method(s) },
			later: []string{"starmap", "starmap_async"},
		}},
		{name: "pool.chunk", note: "tasks a message", kind: whole{
			func(p *Plan) *int { return &p.Pool.Chunk }, 1, maxTasks, "auto",
		}},
		{name: "pool.max_tasks_per_worker", note: "0 = no limit", kind: whole{
			at: func(p *Plan) *int { return &p.Pool.MaxTasksPerWorker }, max: maxTasks,
		}},
		{name: "pool.on_worker_death", note: "what becomes of its task", kind: choice{
			names: deathNames,
			read:  func(p *Plan) string { return string(p.Pool.OnWorkerDeath) },
			write: func(p *Plan, s string) { p.Pool.OnWorkerDeath = launcher.DeathPolicy(s) },
		}},
		{name: "pool.timeout", note: "of each task; 0s = none", kind: duration{
			func(p *Plan) *time.Duration { return &p.Pool.Timeout }, 0, forever,
			`a duration such as "1.5s" or "2m", or "0s" for none`,
		}},
		{name: "pool.retries", kind: whole{
			at: func(p *Plan) *int { return &p.Pool.Retries }, max: maxRetries,
		}},
		{name: "pool.halt", kind: halt{}},
		{name: "pool.nice", kind: whole{at: func(p *Plan) *int { return &p.Pool.Nice }, max: 19}},
		{name: "pool.pin", note: "one core per slot", kind: yesNo{func(p *Plan) *bool { return &p.Pool.Pin }}},
	}
}

// scalarKeys lists the keys that hold a single value, in the order of the file.
func scalarKeys() []key {
	return slices.Concat(
		[]key{{name: "title", always: true, kind: title{}}},
		poolKeys(),
		[]key{taskKey(), everyKey()},
	)
}

func taskKey() key {
	return key{name: "task.name", always: true, kind: choice{
		names: TaskNames,
		read:  func(p *Plan) string { return p.Task.Name },
		write: (*Plan).chooseTask,
	}}
}

func everyKey() key {
	return key{name: "metrics.every", note: "between two samples", kind: duration{
		func(p *Plan) *time.Duration { return &p.Metrics.Every }, minEvery, maxEvery,
		`a duration from "10ms" to "1m" such as "100ms"`,
	}}
}

// chooseTask sets the task and drops the parameters that it does not take.
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

// lookupKey returns the key of a name.
func lookupKey(name string) (key, bool) {
	for _, k := range scalarKeys() {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

func runAsNames() []string { return []string{string(launcher.Processes), string(launcher.Threads)} }

func deathNames() []string {
	return []string{string(launcher.DeathFails), string(launcher.DeathRetries)}
}

// MethodNames lists the values of pool.method in the order a form shows them.
func MethodNames() []string {
	var names []string
	for _, m := range launcher.Methods() {
		names = append(names, string(m))
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

func kindNames() []string {
	var names []string
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	return names
}

// tables lists the tables of a plan file.
func tables() []string { return []string{"pool", "task", "task.params", "inputs", "metrics"} }

func isTable(name string) bool { return slices.Contains(tables(), name) }

// unbuilt lists the keys of tasks that a later version will have.
func unbuilt() []string {
	return []string{"task.command", "task.shell", "task.file", "task.function", "task.program"}
}

// allKeys lists every key that a file may have, to compare an unknown one with.
func allKeys() []string {
	names := []string{"version", "task.kind"}
	for _, k := range scalarKeys() {
		names = append(names, k.name)
	}
	for _, k := range kindNames() {
		names = append(names, "inputs."+k)
	}
	return names
}

// oneLine reports whether a text can be a title: printable, not too long.
func oneLine(s string) bool {
	return len(s) <= maxTitle && strings.ToValidUTF8(s, "") == s && !strings.ContainsFunc(s, unicode.IsControl)
}
