package plan

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/poolscope/poolscope/launcher"
)

// key is one key of the plan file that holds a single value.
type key struct {
	name   string // "pool.workers"
	kind   kind
	always bool              // written even when it has its default
	note   string            // comment behind it in a file that is written
	notes  map[string]string // comments that stand there instead, by value
	of     []TaskKind        // the kinds of tasks that have it; nil for all
}

// goesWith reports whether tasks of a kind have the key.
func (k key) goesWith(kind TaskKind) bool { return k.of == nil || slices.Contains(k.of, kind) }

// noteOf returns the comment behind a value.
func (k key) noteOf(v value) string {
	if text, ok := v.(string); ok && k.notes[text] != "" {
		return k.notes[text]
	}
	return k.note
}

// Note returns the few words that stand as a comment behind a key of a plan file
// that has a value, "" for none: Note("pool.on_worker_death", "hang").
func Note(name, text string) string {
	k, _ := lookupKey(name)
	return k.noteOf(text)
}

// The largest numbers that a plan may name: beyond any use, within an int of 32 bits.
const (
	maxTasks   = 1_000_000_000
	maxRetries = 1_000_000
	maxLoad    = 1_000_000
	maxGroup   = 100_000
)

// poolKeys lists the keys of [pool] in the order of the file.
func poolKeys() []key {
	return []key{
		{name: "pool.workers", always: true, note: `or "auto": the cores that may be used`, notes: map[string]string{
			"auto": "the cores that may be used; or a number",
		}, kind: whole{
			func(p *Plan) *int { return &p.Pool.Workers }, 1, launcher.MaxWorkers, "auto",
		}},
		{name: "pool.run_as", always: true, note: oneOf(runAsNames()), kind: choice{
			names: runAsNames,
			read:  func(p *Plan) string { return string(p.Pool.RunAs) },
			write: func(p *Plan, s string) { p.Pool.RunAs = launcher.RunAs(s) },
		}},
		{name: "pool.method", always: true, notes: methodNotes(), kind: choice{
			names: MethodNames,
			read:  func(p *Plan) string { return string(p.Pool.Method) },
			write: func(p *Plan, s string) { p.Pool.Method = launcher.Method(s) },
		}},
		{name: "pool.chunk", note: "tasks a message", kind: whole{
			func(p *Plan) *int { return &p.Pool.Chunk }, 1, maxTasks, "auto",
		}},
		{name: "pool.max_tasks_per_worker", note: "0 = no limit", kind: whole{
			at: func(p *Plan) *int { return &p.Pool.MaxTasksPerWorker }, max: maxTasks,
		}},
		{name: "pool.on_worker_death", notes: deathNotes(), kind: choice{
			names: deathNames,
			read:  func(p *Plan) string { return string(p.Pool.OnWorkerDeath) },
			write: func(p *Plan, s string) { p.Pool.OnWorkerDeath = launcher.DeathPolicy(s) },
		}},
		{name: "pool.timeout", note: "of each task; 0s = none", kind: duration{
			func(p *Plan) *time.Duration { return &p.Pool.Timeout }, 0, longest, wantTime,
		}},
		{name: "pool.retries", kind: whole{
			at: func(p *Plan) *int { return &p.Pool.Retries }, max: maxRetries,
		}},
		{name: "pool.halt", kind: halt{}},
		{name: "pool.nice", kind: whole{at: func(p *Plan) *int { return &p.Pool.Nice }, max: 19}},
		{name: "pool.pin", note: "one core per slot", kind: yesNo{func(p *Plan) *bool { return &p.Pool.Pin }}},
		{name: "pool.delay", of: []TaskKind{Command}, note: "between the starts of two commands", kind: duration{
			func(p *Plan) *time.Duration { return &p.Pool.Delay }, 0, longest, wantTime,
		}},
		{name: "pool.max_load", of: []TaskKind{Command}, note: "no start above this load; 0 = no limit", kind: fraction{
			func(p *Plan) *float64 { return &p.Pool.MaxLoad }, maxLoad,
			"a number from 0 to 1000000, the system's load over one minute, such as 4 or 2.5, or 0 for no limit",
		}},
		{name: "pool.min_free", of: []TaskKind{Command}, note: "no start with less memory; 0 = no limit", kind: amount{
			func(p *Plan) *Size { return &p.Pool.MinFree },
		}},
	}
}

const wantTime = `a duration from "0s" (none) to "87600h" (ten years) such as "1.5s" or "2m"`

// inputKeys lists the keys of [inputs] that hold a single value and go with any kind of
// inputs, in the order of the file.
func inputKeys() []key {
	commands := []TaskKind{Command}
	return []key{
		{name: "inputs.null", of: commands, note: "entries end in NUL", kind: yesNo{func(p *Plan) *bool { return &p.Inputs.Null }}},
		{name: "inputs.columns", of: commands, note: "each entry is split here", kind: prose{
			func(p *Plan) *string { return &p.Inputs.Columns }, `a text between two columns such as "," or "\t", or "" for none`,
		}},
		{name: "inputs.header", of: commands, note: "the first entry names the columns", kind: yesNo{
			func(p *Plan) *bool { return &p.Inputs.Header },
		}},
		{name: "inputs.strip", of: commands, note: "drops carriage returns, blank lines and a byte order mark", kind: yesNo{
			func(p *Plan) *bool { return &p.Inputs.Strip },
		}},
		{name: "inputs.group", of: commands, note: "entries a task, as its columns", kind: whole{
			at: func(p *Plan) *int { return &p.Inputs.Group }, max: maxGroup,
		}},
		{name: "inputs.combine", of: commands, notes: combineNotes(), kind: choice{
			names: combineNames,
			read:  func(p *Plan) string { return string(p.Inputs.combine()) },
			write: func(p *Plan, s string) { p.Inputs.Combine = Combine(s).plain() },
		}},
	}
}

// scalarKeys lists the keys that hold a single value, in the order of the file.
func scalarKeys() []key {
	return slices.Concat(
		[]key{{name: "title", always: true, kind: title{}}},
		poolKeys(),
		taskKeys(),
		inputKeys(),
		[]key{everyKey()},
	)
}

// taskKeys lists the keys of [task] in the order of the file.
func taskKeys() []key {
	const byWorkers = "each worker calls it once, before its first task"
	return []key{
		{name: "task.kind", always: true, kind: choice{
			names: taskKindNames,
			read:  func(p *Plan) string { return string(p.Task.Kind) },
			write: (*Plan).chooseKind,
		}},
		{name: "task.name", of: []TaskKind{Builtin}, kind: choice{
			names: TaskNames,
			read:  func(p *Plan) string { return p.Task.Name },
			write: (*Plan).chooseTask,
		}},
		{name: "task.file", of: []TaskKind{Python}, note: "found from the folder of this plan", kind: word{
			at: func(p *Plan) *string { return &p.Task.File }, what: "the name of a file",
		}},
		{name: "task.function", of: []TaskKind{Python, Program}, kind: word{
			at: func(p *Plan) *string { return &p.Task.Function }, what: "the name of a function",
		}},
		{name: "task.initializer", of: []TaskKind{Python, Program}, note: byWorkers, kind: word{
			at: func(p *Plan) *string { return &p.Task.Initializer }, what: "the name of a function",
		}},
		{name: "task.interpreter", of: []TaskKind{Python}, kind: word{
			at: func(p *Plan) *string { return &p.Task.Interpreter }, what: "the name of a program", auto: DefaultInterpreter,
		}},
		{name: "task.program", of: []TaskKind{Program}, note: "it speaks JSON lines", kind: words{
			at: func(p *Plan) *[]string { return &p.Task.Program }, text: wantProgram,
		}},
		{name: "task.command", of: []TaskKind{Command}, kind: words{
			at: func(p *Plan) *[]string { return &p.Task.Command }, text: wantCommand, raw: true,
		}},
		{name: "task.shell", of: []TaskKind{Command}, note: `the input is "$1"`, kind: prose{
			func(p *Plan) *string { return &p.Task.Shell }, `a line for a shell such as "gzip -c -- \"$1\" >\"$1.gz\""`,
		}},
		{name: "task.dir", of: []TaskKind{Command}, note: "found from the folder of this plan", kind: word{
			at: func(p *Plan) *string { return &p.Task.Dir }, what: "the name of a folder",
		}},
	}
}

func everyKey() key {
	return key{name: "metrics.every", note: "between two samples", kind: duration{
		func(p *Plan) *time.Duration { return &p.Metrics.Every }, minEvery, maxEvery,
		`a duration from "10ms" to "1m" such as "100ms"`,
	}}
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
	var names []string
	for _, d := range launcher.DeathPolicies() {
		names = append(names, string(d))
	}
	return names
}

// deathNotes says of each policy what becomes of the task of a worker that dies.
func deathNotes() map[string]string {
	return map[string]string{
		string(launcher.DeathFails):   "the task of a worker that dies fails",
		string(launcher.DeathRetries): "the task of a worker that dies is handed out again",
		string(launcher.DeathHangs):   "as Python's multiprocessing.Pool: the task is forgotten, and the run waits for ever (until Stop)",
		string(launcher.DeathBreaks):  "as Python's ProcessPoolExecutor: everything that has not ended fails",
	}
}

// methodNotes says what a method wants of the inputs.
func methodNotes() map[string]string {
	const star = "each input is a list of arguments; of a CSV file, the columns of a row in their order"
	return map[string]string{string(launcher.StarMap): star, string(launcher.StarMapAsync): star}
}

// MethodNames lists the values of pool.method in the order a form shows them.
func MethodNames() []string {
	var names []string
	for _, m := range launcher.Methods() {
		names = append(names, string(m))
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
func tables() []string {
	return []string{"pool", "task", "task.params", "task.env", "inputs", "metrics"}
}

func isTable(name string) bool { return slices.Contains(tables(), name) }

// allKeys lists every key that a file may have, to compare an unknown one with.
func allKeys() []string {
	names := []string{"version"}
	for _, k := range scalarKeys() {
		names = append(names, k.name)
	}
	for _, k := range kindNames() {
		names = append(names, "inputs."+k)
	}
	return append(names, "inputs.also")
}

// oneLine reports whether a text can be a title: printable, not too long.
func oneLine(s string) bool {
	return len(s) <= maxTitle && strings.ToValidUTF8(s, "") == s && !strings.ContainsFunc(s, unicode.IsControl)
}
