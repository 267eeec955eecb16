// Package record puts a run, or a process tree that is watched, into a file: the lines
// of --json, and tables for spreadsheets and other programs. What it writes is a promise
// to whoever reads it: docs/export.md has the names and the units.
package record

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// Lines makes the lines of --json of one run: one JSON object for each event, with times
// in seconds since the run began, sizes in bytes, CPU in percent of one core, and null
// for what is not known. The zero value is ready. One goroutine uses it.
type Lines struct {
	DropResults bool // what tasks returned is null
	clock       lineClock
}

// Of returns the line of an event without its newline, nil for an event that has none.
// Events are given in order, and launcher.TasksRan taken apart by launcher.Singly. It is
// an error if what a task returned is no JSON.
func (l *Lines) Of(e run.Event) ([]byte, error) {
	keep := keepResults
	if l.DropResults {
		keep = dropResults
	}
	v := recordOf(e, keep, &l.clock)
	if v == nil {
		return nil, nil
	}
	return encode(v)
}

// seconds is written with six decimals.
type seconds float64

// percent is written with two decimals, and null where there is no reading.
type percent float64

// MarshalJSON writes the number.
func (s seconds) MarshalJSON() ([]byte, error) { return decimal(float64(s), 6), nil }

// MarshalJSON writes the number.
func (p percent) MarshalJSON() ([]byte, error) { return decimal(float64(p), 2), nil }

func decimal(v float64, digits int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null")
	}
	return strconv.AppendFloat(nil, v, 'f', digits, 64)
}

type runStarted struct {
	Event   string          `json:"event"`
	Title   string          `json:"title"`
	Workers int             `json:"workers"`
	RunAs   launcher.RunAs  `json:"run_as"`
	Method  launcher.Method `json:"method"`
	Chunk   int             `json:"chunk"`
	Tasks   *int            `json:"tasks"`
	PID     int             `json:"pid"`
}

type workerStarted struct {
	Event  string  `json:"event"`
	Worker string  `json:"worker"`
	Slot   int     `json:"slot"`
	PID    int     `json:"pid"`
	At     seconds `json:"at"`
}

type taskStarted struct {
	Event  string  `json:"event"`
	Task   int     `json:"task"`
	Worker string  `json:"worker"`
	PID    int     `json:"pid"`
	At     seconds `json:"at"`
}

type taskFinished struct {
	Event    string          `json:"event"`
	Task     int             `json:"task"`
	Worker   *string         `json:"worker"` // null, as pid, when the task never started
	PID      *int            `json:"pid"`
	At       seconds         `json:"at"`
	State    launcher.State  `json:"state"`
	Result   json.RawMessage `json:"result"`
	Error    *string         `json:"error"`
	ExitCode *int            `json:"exit_code"`
	Signal   *string         `json:"signal"`
	Wall     seconds         `json:"wall_s"`
	CPU      seconds         `json:"cpu_s"`
	MaxRSS   *int64          `json:"max_rss_bytes"` // null where it is not known
	Attempt  int             `json:"attempt"`
}

type sample struct {
	Event     string          `json:"event"`
	At        seconds         `json:"at"`
	Processes []sampleProcess `json:"processes"`
	Cores     []percent       `json:"cores_percent"`
	Self      percent         `json:"self_cpu_percent_of_core"`
}

type sampleProcess struct {
	PID     int     `json:"pid"`
	Worker  string  `json:"worker"`
	CPU     percent `json:"cpu_percent_of_core"`
	RSS     uint64  `json:"rss_bytes"`
	PSS     *int64  `json:"pss_bytes"` // null where it is not known
	Threads int     `json:"threads"`
	Core    *int    `json:"core"`
	State   string  `json:"state"`
	Members int     `json:"processes"` // whose sum this is
}

type workerExited struct {
	Event       string  `json:"event"`
	Worker      string  `json:"worker"`
	PID         int     `json:"pid"`
	At          seconds `json:"at"`
	ExitCode    *int    `json:"exit_code"`
	Signal      *string `json:"signal"`
	CPU         seconds `json:"cpu_s"`
	MaxRSS      *int64  `json:"max_rss_bytes"` // null where it is not known
	Voluntary   int64   `json:"voluntary_switches"`
	Involuntary int64   `json:"involuntary_switches"`
}

type runFinished struct {
	Event   string      `json:"event"`
	At      seconds     `json:"at"`
	Wall    seconds     `json:"wall_s"`
	CPU     seconds     `json:"cpu_s"`
	Tasks   taskCounts  `json:"tasks"`
	Workers workerCount `json:"workers"`
	PeakRSS *uint64     `json:"peak_rss_bytes"` // null where no process was sampled
	PeakPSS *uint64     `json:"peak_pss_bytes"` // null where it is not known
	Missed  int         `json:"missed"`         // samples that were due and not taken
}

type taskCounts struct {
	Total     int `json:"total"`
	Done      int `json:"done"`
	Failed    int `json:"failed"`
	TimedOut  int `json:"timed_out"`
	Killed    int `json:"killed"`
	Cancelled int `json:"cancelled"`
	NotRun    int `json:"not_run"`
}

type workerCount struct {
	Started  int `json:"started"`
	Reaped   int `json:"reaped"`
	LeftOver int `json:"left_over"`
}

// recordOf returns the line of an event, nil for one that has none. Results are
// left out of the line when keep is dropResults.
func recordOf(e run.Event, keep resultPolicy, at *lineClock) any {
	switch e := e.(type) {
	case run.Started:
		return startRecord(e)
	case run.Sampled:
		return sampleRecord(e, at)
	case run.Finished:
		return finishRecord(e, at)
	case run.FromPool:
		return poolRecord(e.Event, keep, at)
	}
	return nil
}

// resultPolicy says whether results are written.
type resultPolicy int

const (
	keepResults resultPolicy = iota
	dropResults
)

func poolRecord(e launcher.Event, keep resultPolicy, at *lineClock) any {
	switch e := e.(type) {
	case launcher.WorkerStarted:
		return workerStarted{"worker_started", e.Worker, e.Slot, e.PID, at.line(e.At)}
	case launcher.TaskStarted:
		return taskStarted{"task_started", e.Task, e.Worker, e.PID, at.line(e.At)}
	case launcher.TaskRetried:
		return taskRecord("task_retried", e.Result, keep, at)
	case launcher.TaskFinished:
		return taskRecord("task_finished", e.Result, keep, at)
	case launcher.WorkerExited:
		return workerExited{
			"worker_exited", e.Worker, e.PID, at.line(e.At), e.ExitCode, text(e.Signal), since(e.CPU), measured(e.MaxRSS), e.Voluntary, e.Involuntary,
		}
	}
	return nil
}

func startRecord(e run.Started) runStarted {
	p := e.Plan.Pool
	return runStarted{"run_started", e.Plan.Title, e.Workers, p.RunAs, p.Method, e.Chunk, known(e.Tasks), e.PID}
}

// taskRecord is the end of an attempt: task_finished the last one, task_retried one that
// another follows.
func taskRecord(event string, r launcher.Result, keep resultPolicy, at *lineClock) taskFinished {
	t := taskFinished{
		Event: event, Task: r.Task, At: at.line(r.At), State: r.State,
		Error: text(r.Message()), ExitCode: r.ExitCode, Signal: text(r.Signal),
		Wall: since(r.Wall), CPU: since(r.CPU), MaxRSS: measured(r.MaxRSS), Attempt: r.Attempt,
	}
	if r.Worker != "" {
		t.Worker, t.PID = &r.Worker, &r.PID
	}
	if keep == keepResults && len(r.Value) > 0 {
		t.Result = r.Value
	}
	return t
}

func sampleRecord(e run.Sampled, at *lineClock) sample {
	s := sample{
		Event: "sample", At: at.line(e.At), Self: percent(100 * e.Sample.Self.CPU),
		Processes: make([]sampleProcess, 0, len(e.Sample.Processes)),
		Cores:     make([]percent, 0, len(e.Sample.Cores)),
	}
	for _, u := range e.Sample.Processes {
		s.Processes = append(s.Processes, processRecord(u, e.Workers[u.PID]))
	}
	for _, busy := range e.Sample.Cores {
		s.Cores = append(s.Cores, percent(100*busy))
	}
	return s
}

func processRecord(u metrics.Usage, worker string) sampleProcess {
	return sampleProcess{u.PID, worker, percent(100 * u.CPU), u.RSS, orNull(u.PSS), u.Threads, known(u.Core), u.State, u.Processes}
}

func finishRecord(f run.Finished, at *lineClock) runFinished {
	c := f.Counts
	total := c.Total
	if total < 0 {
		total = c.Finished()
	}
	return runFinished{
		Event: "run_finished", At: at.line(f.At), Wall: since(f.At), CPU: since(f.CPU),
		Tasks:   taskCounts{total, c.Done, c.Failed, c.TimedOut, c.Killed, c.Cancelled, c.NotRun},
		Workers: workerCount{f.Started, f.Reaped, f.Started - f.Reaped},
		PeakRSS: measured(f.PeakRSS), PeakPSS: measured(f.PeakPSS), Missed: f.Missed,
	}
}

// lineClock keeps the times of lines in order: what a worker tells of short tasks
// comes in one piece, a moment after what others said meanwhile.
type lineClock struct{ latest time.Duration }

func (c *lineClock) line(at time.Duration) seconds {
	c.latest = max(c.latest, at)
	return since(c.latest)
}

func since(d time.Duration) seconds { return seconds(d.Seconds()) }

// known returns nil for a negative number, which stands for "not known".
func known(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}

// measured returns nil for 0, which no process has and stands for "not known".
func measured[T int64 | uint64](n T) *T {
	if n == 0 {
		return nil
	}
	return &n
}

// orNull returns nil for a number that is not known.
func orNull(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}

// text returns nil for "".
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// encode returns one line of JSON without its newline.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}
