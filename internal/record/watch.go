package record

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// The lines of watch --json: names and units are those of a run. What a watched process
// has not, such as a slot, is null, and what a worker has not comes after it.

// WatchStarted returns the first line of what is watched, with its newline: a title of
// any bytes, and the PIDs that were named.
func WatchStarted(title string, roots []int) ([]byte, error) {
	return appendLine(nil, watchStarted{Event: "run_started", Title: rawText(title), PID: os.Getpid(), Roots: roots})
}

// WatchReading returns the lines of a reading, each with its newline: who came, who runs
// another program, the sample, and who is gone.
func WatchReading(g *run.Glance) ([]byte, error) {
	var all []any
	for _, p := range g.Came {
		all = append(all, cameRecord("worker_started", g, p))
	}
	for _, p := range g.Changed {
		all = append(all, cameRecord("worker_changed", g, p))
	}
	all = append(all, glanceRecord(g))
	for _, p := range g.Went {
		all = append(all, wentRecord(g, p))
	}
	var lines []byte
	var err error
	for _, v := range all {
		if lines, err = appendLine(lines, v); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// WatchFinished returns the last line, with its newline: exit is how the command ended,
// nil where none was started, and the peaks are the largest sums of RSS and of PSS, 0 for
// one that is not known.
func WatchFinished(g *run.Glance, exit *run.WatchedExit, peakRSS, peakPSS uint64) ([]byte, error) {
	code, signal := exitOf(exit)
	return appendLine(nil, watchFinished{
		Event: "run_finished", At: since(g.At), Wall: since(g.At), CPU: since(g.Total.CPUTime), Exact: g.Total.Exact,
		Workers: workerCount{g.Total.Ever, g.Total.Ever - g.Total.Processes, g.Total.Processes}, PeakRSS: measured(peakRSS), PeakPSS: measured(peakPSS),
		ExitCode: code, Signal: signal, Missed: g.Missed,
	})
}

func appendLine(lines []byte, v any) ([]byte, error) {
	line, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write a line of what is watched: %w", err)
	}
	return append(append(lines, line...), '\n'), nil
}

type watchStarted struct {
	Event   string          `json:"event"`
	Title   json.RawMessage `json:"title"`
	Workers *int            `json:"workers"`
	RunAs   *string         `json:"run_as"`
	Method  *string         `json:"method"`
	Chunk   *int            `json:"chunk"`
	Tasks   *int            `json:"tasks"`
	PID     int             `json:"pid"`
	Roots   []int           `json:"roots"`
}

type watchCame struct {
	Event   string            `json:"event"` // worker_started, or worker_changed after an exec
	Worker  json.RawMessage   `json:"worker"`
	Slot    *int              `json:"slot"`
	PID     int               `json:"pid"`
	At      seconds           `json:"at"`
	Parent  int               `json:"parent"`
	Age     seconds           `json:"age_s"`
	Command []json.RawMessage `json:"command"`
}

type watchSample struct {
	Event     string         `json:"event"`
	At        seconds        `json:"at"`
	Processes []watchProcess `json:"processes"`
	Cores     []percent      `json:"cores_percent"`
	Self      percent        `json:"self_cpu_percent_of_core"`
	Total     percent        `json:"total_cpu_percent_of_core"` // of the tree, besides those of run
}

type watchProcess struct {
	PID     int             `json:"pid"`
	Worker  json.RawMessage `json:"worker"`
	CPU     percent         `json:"cpu_percent_of_core"`
	RSS     *uint64         `json:"rss_bytes"`
	PSS     *int64          `json:"pss_bytes"` // besides those of run
	Threads *int            `json:"threads"`
	Core    *int            `json:"core"`
	State   *string         `json:"state"`
	Ended   *bool           `json:"main_ended"` // besides those of run: its main thread has ended, others live on
}

type watchWent struct {
	Event       string          `json:"event"`
	Worker      json.RawMessage `json:"worker"`
	PID         int             `json:"pid"`
	At          seconds         `json:"at"`
	ExitCode    *int            `json:"exit_code"`
	Signal      *string         `json:"signal"`
	CPU         seconds         `json:"cpu_s"`
	MaxRSS      *uint64         `json:"max_rss_bytes"`
	Voluntary   *int64          `json:"voluntary_switches"`
	Involuntary *int64          `json:"involuntary_switches"`
}

type watchFinished struct {
	Event    string      `json:"event"`
	At       seconds     `json:"at"`
	Wall     seconds     `json:"wall_s"`
	CPU      seconds     `json:"cpu_s"`
	Exact    bool        `json:"cpu_exact"`
	Tasks    *taskCounts `json:"tasks"`
	Workers  workerCount `json:"workers"`
	PeakRSS  *uint64     `json:"peak_rss_bytes"`
	PeakPSS  *uint64     `json:"peak_pss_bytes"`
	ExitCode *int        `json:"exit_code"`
	Signal   *string     `json:"signal"`
	Missed   int         `json:"missed"`
}

// rawText is the JSON text of any bytes: those that are no UTF-8 are lone surrogates,
// as in inputs.
func rawText(s string) json.RawMessage { return argv.AppendText(nil, []byte(s)) }

func cameRecord(event string, g *run.Glance, p *run.Watched) watchCame {
	c := watchCame{
		Event: event, Worker: rawText(p.Name), PID: p.PID, At: since(g.At), Parent: p.Parent,
		Age: since(max(0, g.Time.Sub(p.Started))), Command: []json.RawMessage{},
	}
	if p.Command != "" {
		for word := range strings.SplitSeq(strings.TrimSuffix(p.Command, "\x00"), "\x00") {
			c.Command = append(c.Command, rawText(word))
		}
	}
	return c
}

func glanceRecord(g *run.Glance) watchSample {
	s := watchSample{
		Event: "sample", At: since(g.At), Self: percent(100 * g.Sample.Self.CPU), Total: percent(100 * g.Total.CPU),
		Processes: make([]watchProcess, 0, len(g.Now)), Cores: make([]percent, 0, len(g.Sample.Cores)),
	}
	for _, p := range g.Now {
		s.Processes = append(s.Processes, watchedRecord(p))
	}
	for _, busy := range g.Sample.Cores {
		s.Cores = append(s.Cores, percent(100*busy))
	}
	return s
}

func watchedRecord(p *run.Watched) watchProcess {
	r := watchProcess{PID: p.PID, Worker: rawText(p.Name), CPU: percent(math.NaN())}
	if u := p.Usage; u != nil {
		r.take(*u)
	}
	return r
}

func (r *watchProcess) take(u metrics.Usage) {
	if u.PSS >= 0 {
		r.PSS = &u.PSS
	}
	r.CPU, r.RSS, r.Threads, r.Core, r.State = percent(100*u.CPU), &u.RSS, &u.Threads, known(u.Core), &u.State
	r.Ended = &u.MainEnded
}

func wentRecord(g *run.Glance, p run.Watched) watchWent {
	w := watchWent{
		Event: "worker_exited", Worker: rawText(p.Name), PID: p.PID, At: since(g.At), CPU: since(p.CPU), MaxRSS: measured(p.PeakRSS),
	}
	if e := p.Exit; e != nil {
		w.ExitCode, w.Signal = exitOf(e)
		w.Voluntary, w.Involuntary = &e.Voluntary, &e.Involuntary
	}
	return w
}

// exitOf returns the code or the signal of an exit, nil for what it has not.
func exitOf(e *run.WatchedExit) (code *int, signal *string) {
	if e == nil {
		return nil, nil
	}
	return known(e.Code), text(e.Signal)
}
