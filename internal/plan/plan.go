// Package plan is what to run: the plan file, its checks, and the inputs it names.
package plan

import (
	"encoding/json"
	"time"

	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/launcher"
)

// Plan is what to run. The zero value is not valid: begin with Default.
type Plan struct { //nolint:recvcheck // a value that is handed around; Set alone changes one
	Notes   string // the comment at the top of the file, without the #
	Title   string
	Pool    Pool
	Task    Task
	Inputs  Inputs
	Metrics Metrics
	Dir     string // relative file names are relative to this folder; "" is the current one
}

// Pool is the [pool] table.
type Pool struct {
	Workers           int // 0 is "auto"
	RunAs             launcher.RunAs
	Method            launcher.Method
	Chunk             int // 0 is "auto"
	MaxTasksPerWorker int
	OnWorkerDeath     launcher.DeathPolicy
	Timeout           time.Duration
	Retries           int
	Halt              launcher.Halt
	Nice              int
	Pin               bool
	Delay             time.Duration // least time between the starts of two commands
	MaxLoad           float64       // no command is started above it, the system's load over one minute; 0 is no limit
	MinFree           Size          // no command is started with less memory to be had; 0 is no limit
}

// InputKind says where the inputs come from.
type InputKind string

// The kinds of inputs, named as their key in the plan.
const (
	Values InputKind = "values"
	Range  InputKind = "range"
	Lines  InputKind = "lines"
	Glob   InputKind = "glob"
	CSV    InputKind = "csv"
	Stdin  InputKind = "stdin"
	Repeat InputKind = "repeat"
)

// Kinds lists every kind of inputs in the order a form shows them.
func Kinds() []InputKind {
	return []InputKind{Values, Range, Repeat, Lines, CSV, Glob, Stdin}
}

// Inputs is the [inputs] table: one kind, and the field that goes with it; the
// fields of the other kinds are zero. Those below Repeat go with commands alone.
type Inputs struct {
	Kind   InputKind
	Values []json.RawMessage
	Range  [3]float64 // first, end (not included), step
	File   string     // of Lines and CSV, as written
	Glob   string
	Repeat int // inputs 0..Repeat-1

	Null    bool     // entries of Lines and Stdin end in NUL, not in a newline
	Header  bool     // the first entry of each source names its columns
	Strip   bool     // drops a byte order mark, carriage returns at line ends and blank lines
	Columns string   // text that each entry is split into columns at; "" is none
	Group   int      // so many entries are one input, as its columns; 0 is 1
	Also    []Inputs // further sources, each with its kind and Combine alone
	Combine Combine  // how Also is combined; "" is Product; in an element of Also, how with the one before, "" as in all
}

// Metrics is the [metrics] table.
type Metrics struct {
	Every time.Duration // between two samples
}

// Default returns the plan that a new window begins with: the prime numbers
// below some limits on "auto" workers, a sample every 100 ms. It is valid.
func Default() Plan {
	p := blank()
	p.Task.Name = "primes"
	p.Inputs = Inputs{Kind: Range, Range: [3]float64{20_000_000, 200_000_000, 15_000_000}}
	return p
}

// blank is the plan that the keys of a file are set on: one without task and inputs.
func blank() Plan {
	return Plan{
		Title: Untitled,
		Pool: Pool{
			RunAs:         launcher.Processes,
			Method:        launcher.Map,
			OnWorkerDeath: launcher.DeathFails,
		},
		Task:    Task{Kind: Builtin},
		Metrics: Metrics{Every: 100 * time.Millisecond},
	}
}

// Untitled is the title of a plan that came from no file.
const Untitled = "Untitled"

// Workers returns the number of workers after "auto".
func (p Plan) Workers() int {
	if p.Pool.Workers > 0 {
		return p.Pool.Workers
	}
	return cores.Allowed()
}
