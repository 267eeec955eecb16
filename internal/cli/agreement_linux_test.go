package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/record"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// The tasks of the plans here: one fails, and the worker of one is killed.
const (
	agreeTasks  = 8
	agreeFails  = 2
	agreeKilled = 5
)

// said is what these tests read of the lines of --json and --log.
type said struct {
	Event     string
	Worker    string
	Task      int
	PID       int
	Slot      int
	At        float64
	State     launcher.State
	ExitCode  *int `json:"exit_code"`
	Signal    string
	Wall      float64 `json:"wall_s"`
	CPU       float64 `json:"cpu_s"`
	MaxRSS    uint64  `json:"max_rss_bytes"`
	PeakRSS   uint64  `json:"peak_rss_bytes"`
	Attempt   int
	Voluntary int64 `json:"voluntary_switches"`
	Forced    int64 `json:"involuntary_switches"`
	Processes []saidProcess
	Started   json.RawMessage // in a log: the time in its first line, a process in those of tasks
	before    float64         // At of the line before
}

type saidProcess struct {
	Worker  string
	PID     int
	CPU     *float64 `json:"cpu_percent_of_core"`
	RSS     uint64   `json:"rss_bytes"`
	PSS     *int64   `json:"pss_bytes"`
	Threads int
	Core    *int
	State   string
}

// logged is the start of a task in a log.
type logged struct {
	PID     int
	Attempt int
	At      time.Time
}

// account is all that one run says of itself.
type account struct {
	t      *testing.T
	last   *run.Snapshot
	lines  []said          // of --json
	starts map[int]logged  // of --log, by task
	ends   map[int]said    // the same
	jobs   map[int]jobLine // of --joblog, by task
	tables tables          // of --record and of what the window exports

	differences int
}

// jobLine is what a joblog has of a task.
type jobLine struct {
	start, wall  float64 // seconds
	exit, signal int
}

// TestARunSaysTheSameInEveryPlace runs a plan with everything that tells of it switched
// on, and compares the table and the chart, the lines of --json, the log and the joblog.
func TestARunSaysTheSameInEveryPlace(t *testing.T) {
	memory := plan.Default()
	memory.Task.Name, memory.Task.Params = "memory", map[string]float64{"hold": 1}
	command := plan.Default()
	command.Task = plan.Task{Kind: plan.Command, Shell: fmt.Sprintf(
		`held=$(head -c "$1"000000 /dev/zero | tr "\0" a); sleep 0.25; case $1 in %d) exit 3;; %d) kill -9 $$;; esac`, agreeMiB(agreeFails), agreeMiB(agreeKilled))}
	for name, p := range map[string]plan.Plan{"processes that do several tasks": memory, "a process a task": command} {
		p.Pool.Workers, p.Pool.Method, p.Metrics.Every = 3, launcher.IMapUnordered, 20*time.Millisecond
		p.Inputs = plan.Inputs{Kind: plan.Repeat, Repeat: agreeTasks}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := accountOf(t, p)
			a.compareRun()
			for _, r := range a.last.Rows {
				a.compareWorker(r)
			}
			for task := range agreeTasks {
				a.compareTask(task)
			}
			a.compareTables()
		})
	}
}

func agreeMiB(task int) int { return 10 + 5*task }

// agreeInputs yields what the tasks get: some MiB, and for the one that fails less than
// none, which a plan would not let pass, where it is not the command that sees to it.
func agreeInputs(kind plan.TaskKind) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		for task := range agreeTasks {
			input := strconv.Itoa(agreeMiB(task))
			if kind == plan.Builtin && task == agreeFails {
				input = "-1"
			}
			if !yield(json.RawMessage(input), nil) {
				return
			}
		}
	}
}

// accountOf runs a plan as `poolscope run` does, and keeps what each place says of it.
func accountOf(t *testing.T, p plan.Plan) *account {
	t.Helper()
	dir := t.TempDir()
	flags := runFlags{JSON: true, Log: filepath.Join(dir, "log"), Joblog: filepath.Join(dir, "joblog"), Record: filepath.Join(dir, "record.jsonl")}
	samples, err := record.Create(filepath.Join(dir, "record.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	told := newReport(newConsole(System{Stdout: &stdout, Stderr: io.Discard, Env: os.Getenv}), flags)
	if err := told.open(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := run.Start(ctx, run.Options{
		Plan: told.archive.marked(p), Inputs: agreeInputs(p.Task.Kind), Total: agreeTasks,
		Sink: func(e run.Event) {
			told.event(e)
			if s, ok := e.(run.Sampled); ok {
				samples.Sampled(s)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &account{t: t, starts: map[int]logged{}, ends: map[int]said{}, jobs: map[int]jobLine{}}
	killed := p.Task.Kind == plan.Command // by itself
	for a.last = range r.Snapshots() {
		if !killed {
			killed = killWorkerOf(t, r, a.last, agreeKilled)
		}
	}
	r.Wait()
	told.console.flush()
	if err := errors.Join(told.archive.close(), told.recorder.Close(), samples.Close()); err != nil {
		t.Fatal(err)
	}
	if recorded := readAll(t, flags.Record); !bytes.Equal(recorded, stdout.Bytes()) {
		t.Errorf("--record has %d bytes, --json %d, want the same", len(recorded), stdout.Len())
	}
	a.readTables(dir)
	a.readLines(stdout.Bytes())
	a.readLog(flags.Log)
	a.readJoblog(flags.Joblog)
	return a
}

// killWorkerOf kills the worker that runs a task, and tells whether it did.
func killWorkerOf(t *testing.T, r *run.Run, s *run.Snapshot, task int) bool {
	t.Helper()
	for _, row := range s.Rows {
		if row.Current != task {
			continue
		}
		if err := r.KillWorker(row.Worker); err != nil {
			t.Errorf("kill %s: %v", row.Worker, err)
		}
		return true
	}
	return false
}

func (a *account) readLines(text []byte) {
	a.t.Helper()
	for line := range bytes.Lines(text) {
		var s said
		if err := json.Unmarshal(line, &s); err != nil {
			a.t.Fatalf("%.200s: %v", line, err)
		}
		if n := len(a.lines); n > 0 {
			s.before = a.lines[n-1].At
		}
		a.lines = append(a.lines, s)
	}
}

func (a *account) readLog(path string) {
	a.t.Helper()
	for line := range bytes.Lines(readAll(a.t, path)) {
		var s said
		if err := json.Unmarshal(line, &s); err != nil {
			a.t.Fatalf("%.200s: %v", line, err)
		}
		if s.State != "" {
			a.ends[s.Task] = s
			continue
		}
		var begun logged
		if json.Unmarshal(s.Started, &begun) == nil && begun.PID > 0 {
			a.starts[s.Task] = begun
		}
	}
}

func (a *account) readJoblog(path string) {
	a.t.Helper()
	for line := range strings.Lines(string(readAll(a.t, path))) {
		f := strings.Split(line, "\t")
		task, err := strconv.Atoi(f[0])
		if err != nil {
			continue // the heading
		}
		a.jobs[task-1] = jobLine{start: number(a.t, f[2]), wall: number(a.t, f[3]), exit: int(number(a.t, f[6])), signal: int(number(a.t, f[7]))}
	}
}

func readAll(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// line returns the one line of --json of an event about a worker or a task.
func (a *account) line(event, worker string, task int) said {
	a.t.Helper()
	var found []said
	for _, s := range a.lines {
		if s.Event == event && (worker == "" || s.Worker == worker) && (task < 0 || s.Task == task) {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		a.t.Fatalf("%d lines %s of %q, task %d, want 1", len(found), event, worker, task)
	}
	return found[0]
}

// same compares what two places say.
func same[T comparable](a *account, what string, got, want T) {
	a.t.Helper()
	if got != want {
		a.differ("%s: %v, want %v", what, got, want)
	}
}

// near compares numbers of which one was rounded.
func near(a *account, what string, got, want, most float64) {
	a.t.Helper()
	if math.Abs(got-want) > most || math.IsNaN(got) != math.IsNaN(want) {
		a.differ("%s: %.9f, want %.9f", what, got, want)
	}
}

// mostDiffer is how many differences are told: what is wrong once may be in each sample.
const mostDiffer = 20

func (a *account) differ(format string, args ...any) {
	a.t.Helper()
	a.t.Errorf(format, args...)
	if a.differences++; a.differences == mostDiffer {
		a.t.FailNow()
	}
}

// Rounding of what is written with six decimals, and with three.
const (
	sixDecimals   = 0.6e-6
	threeDecimals = 1.1e-3
)

// instant compares the time of a line with that on the chart. Lines are in order of
// time, so that one that comes late has the time of the line before.
func (a *account) instant(what string, s said, want float64) {
	a.t.Helper()
	near(a, what, s.At, max(want, s.before), sixDecimals)
}

func (a *account) compareRun() {
	a.t.Helper()
	s, end := a.last, a.line("run_finished", "", -1)
	same(a, "tasks in the table", s.Tasks.Len(), agreeTasks)
	same(a, "tasks done", s.Counts.Done, agreeTasks-2)
	same(a, "tasks failed", s.Counts.Failed, 1)
	same(a, "tasks killed", s.Counts.Killed, 1)
	same(a, "workers", len(s.Rows), s.Started)
	same(a, "peak of the run in --json", end.PeakRSS, s.PeakRSS)
	near(a, "CPU time of the run in --json", end.CPU, s.CPU.Seconds(), sixDecimals)
	near(a, "end of the run in --json", end.At, s.Elapsed.Seconds(), sixDecimals)
}

func (a *account) compareWorker(r run.Row) {
	a.t.Helper()
	begun, end := a.line("worker_started", r.Worker, -1), a.line("worker_exited", r.Worker, -1)
	what := r.Worker + " in --json: "
	same(a, what+"PID at its start", begun.PID, r.PID)
	same(a, what+"PID at its end", end.PID, r.PID)
	same(a, what+"slot", begun.Slot, r.Slot)
	same(a, what+"exit", saidExit(end), r.Exit)
	same(a, what+"peak", end.MaxRSS, r.PeakRSS)
	same(a, what+"state in the table", r.State, "ended")
	near(a, what+"CPU time", end.CPU, r.CPUTime.Seconds(), sixDecimals)
	a.instant(what+"start", begun, r.Started.Seconds())
	a.instant(what+"end", end, r.Ended.Seconds())
	tasks := 0
	for _, s := range a.lines {
		if s.Event == "task_finished" && s.Worker == r.Worker && (a.last.BySlot || saidExit(s) == "") {
			tasks++
		}
	}
	same(a, what+"tasks", tasks, r.Tasks)
	a.compareSeries(r)
}

// saidExit is how a process ended in the words of the table.
func saidExit(s said) string {
	if s.ExitCode != nil {
		return fmt.Sprintf("exit %d", *s.ExitCode)
	}
	return s.Signal
}

// compareSeries compares a line of the chart, a worker's or a slot's, with the samples.
func (a *account) compareSeries(r run.Row) {
	a.t.Helper()
	cpu, rss := r.CPUSeries, r.RSSSeries
	if a.last.BySlot {
		cpu, rss = a.last.Tracks[r.Slot-1].CPU, a.last.Tracks[r.Slot-1].RSS
	}
	i := 0
	for _, line := range a.lines {
		for _, p := range line.Processes {
			if _, slot := a.worker(p.Worker); p.RSS == 0 || p.Worker != r.Worker && (!a.last.BySlot || slot != r.Slot) {
				continue
			}
			for i < len(rss.V) && math.IsNaN(rss.V[i]) {
				i++
			}
			if i == len(rss.V) {
				a.t.Fatalf("%s: the chart has no point for the sample at %f", r.Worker, line.At)
			}
			a.instant(r.Worker+": instant in the chart", line, rss.T[i])
			near(a, r.Worker+": RSS in the chart", rss.V[i], float64(p.RSS), 0)
			if p.CPU == nil {
				near(a, r.Worker+": CPU in the chart", cpu.V[i], math.NaN(), 0)
			} else {
				near(a, r.Worker+": CPU in the chart", 100*cpu.V[i], *p.CPU, 0.006)
			}
			i++
		}
	}
	if i == 0 && r.Tasks > 0 {
		a.t.Errorf("%s: no sample", r.Worker)
	}
	if !a.last.BySlot {
		same(a, r.Worker+": points in the chart", len(rss.T), i+1) // and the gap at its end
		near(a, r.Worker+": end of its line", rss.T[i], r.Ended.Seconds(), 0)
	}
}

func (a *account) compareTask(n int) {
	a.t.Helper()
	begun, end := a.line("task_started", "", n), a.line("task_finished", "", n)
	task, _ := a.last.Tasks.Task(n)
	bar, slot := a.bar(n)
	what := fmt.Sprintf("task %d: ", n)
	for place, worker := range map[string]string{"its start in --json": begun.Worker, "its end in --json": end.Worker, "chart": bar.Worker} {
		same(a, what+"worker in "+place, worker, task.Worker)
	}
	pid, inSlot := a.worker(task.Worker)
	same(a, what+"slot in the chart", slot, inSlot)
	for place, got := range map[string]int{"its start in --json": begun.PID, "its end in --json": end.PID, "the log": a.starts[n].PID, "the table of workers": pid} {
		same(a, what+"PID in "+place, got, task.PID)
	}
	for place, got := range map[string]launcher.State{"--json": end.State, "chart": bar.State, "the log": a.ends[n].State, "the joblog": stateOf(a.jobs[n])} {
		same(a, what+"state in "+place, got, task.State)
	}
	for place, got := range map[string]string{"--json": saidExit(end), "the log": saidExit(a.ends[n])} {
		same(a, what+"exit in "+place, got, task.Exit)
	}
	for place, got := range map[string]uint64{"--json": end.MaxRSS, "the log": a.ends[n].MaxRSS, "its card": a.card(n, task.PeakRSS)} {
		same(a, what+"peak in "+place, got, task.PeakRSS)
	}
	for place, got := range map[string]int{"--json": end.Attempt, "the log": a.ends[n].Attempt, "the log at its start": a.starts[n].Attempt} {
		same(a, what+"attempt in "+place, got, task.Attempt)
	}
	a.compareTimes(what, n, task)
}

func (a *account) compareTimes(what string, n int, task run.Task) {
	a.t.Helper()
	begun, end, bar := a.line("task_started", "", n), a.line("task_finished", "", n), task
	chart, _ := a.bar(n)
	near(a, what+"start in the chart", chart.From, bar.Start.Seconds(), sixDecimals)
	near(a, what+"end in the chart", chart.To, (bar.Start + bar.Wall).Seconds(), sixDecimals)
	a.instant(what+"start in --json", begun, chart.From)
	a.instant(what+"end in --json", end, chart.To)
	for place, got := range map[string]said{"--json": end, "the log": a.ends[n]} {
		near(a, what+"time of run in "+place, got.Wall, task.Wall.Seconds(), sixDecimals)
		near(a, what+"CPU time in "+place, got.CPU, task.CPU.Seconds(), sixDecimals)
	}
	near(a, what+"time of run in the joblog", a.jobs[n].wall, task.Wall.Seconds(), threeDecimals)
	first, _ := a.last.Tasks.Task(0)
	since := (task.Start - first.Start).Seconds()
	near(a, what+"start in the log", a.starts[n].At.Sub(a.starts[0].At).Seconds(), since, threeDecimals)
	near(a, what+"start in the joblog", a.jobs[n].start-a.jobs[0].start, since, threeDecimals)
}

// bar returns the task's on the timeline and the slot of its lane.
func (a *account) bar(task int) (run.Bar, int) {
	a.t.Helper()
	for _, l := range a.last.Lanes {
		for _, b := range l.Bars {
			if b.Task == task && b.Tasks == 1 {
				return b, l.Slot
			}
		}
	}
	a.t.Fatalf("task %d has no bar", task)
	return run.Bar{}, 0
}

func (a *account) worker(name string) (pid, slot int) {
	for _, r := range a.last.Rows {
		if r.Worker == name {
			return r.PID, r.Slot
		}
	}
	return 0, 0
}

// card is the peak on the card of a task that did not end well; of another it is that
// of the table of tasks.
func (a *account) card(task int, table uint64) uint64 {
	for _, r := range a.last.Failures {
		if r.Task == task {
			return uint64(r.MaxRSS)
		}
	}
	return table
}

// stateOf is what GNU parallel understands by the end of a job.
func stateOf(j jobLine) launcher.State {
	switch {
	case j.exit == 0 && j.signal == 0:
		return launcher.Done
	case j.signal == int(syscall.SIGKILL):
		return launcher.Killed
	}
	return launcher.Failed
}
