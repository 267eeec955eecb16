// Package plan is what to run: the plan file, its checks, and the inputs it names.
package plan

import (
	"encoding/json"
	"io"
	"iter"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// Plan is what to run. The zero value is not valid: begin with Default.
type Plan struct {
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
}

// Task is the [task] table.
type Task struct {
	Name   string             // of a built-in task
	Params map[string]float64 // [task.params]; what is missing has the workload's default
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

// Inputs is the [inputs] table: one kind, and the field that goes with it.
type Inputs struct {
	Kind   InputKind
	Values []json.RawMessage
	Range  [3]float64 // first, end (not included), step
	File   string     // of Lines and CSV, as written
	Glob   string
	Repeat int // inputs 0..Repeat-1
}

// Metrics is the [metrics] table.
type Metrics struct {
	Every time.Duration // between two samples
}

// Default returns the plan that a new window or an empty file begins with:
// "auto" workers, map, 100 ms.
func Default() Plan { return Plan{} }

// Load reads, parses and checks a plan file. The error is Problems, or names
// the file that could not be read.
func Load(path string) (Plan, error) { return Parse(path, nil) }

// Parse reads and checks the text of a plan file called name. The error is Problems.
func Parse(name string, text []byte) (Plan, error) { return Plan{}, nil }

// Check returns all that is wrong with a plan, nil when nothing is.
func (p Plan) Check() Problems { return nil }

// Encode returns the text of a plan file that Parse reads back as the same plan.
func (p Plan) Encode() []byte { return nil }

// Open prepares the inputs. total is -1 when it is not known beforehand.
// Nothing is executed; files are opened when the sequence is ranged over, but
// one that is missing, a directory or no regular file is an error now. The
// sequence is bounded in memory whatever it reads, and yields an error as its
// last pair where reading fails midway.
func (p Plan) Open(stdin io.Reader) (total int, inputs iter.Seq2[json.RawMessage, error], err error) {
	return 0, nil, nil
}

// Workers returns the number of workers after "auto".
func (p Plan) Workers() int { return 0 }
