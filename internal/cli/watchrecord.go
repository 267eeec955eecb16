package cli

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// The lines of watch --json. Names and units are those of run; what a watched process
// has not, such as a slot, is null, and what a worker has not comes after it.

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
	ExitCode *int        `json:"exit_code"`
	Signal   *string     `json:"signal"`
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
		Event: "sample", At: since(g.At), Self: percent(100 * g.Sample.Self.CPU),
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
}

func wentRecord(g *run.Glance, p run.Watched) watchWent {
	w := watchWent{
		Event: "worker_exited", Worker: rawText(p.Name), PID: p.PID, At: since(g.At), CPU: since(p.CPU), MaxRSS: largest(p.PeakRSS),
	}
	if e := p.Exit; e != nil {
		w.ExitCode, w.Signal = exitOf(e)
		w.Voluntary, w.Involuntary = &e.Voluntary, &e.Involuntary
	}
	return w
}

// largest is a peak, nil for one that no reading saw.
func largest(peak uint64) *uint64 {
	if peak == 0 {
		return nil
	}
	return &peak
}

// exitOf returns the code or the signal of an exit, nil for what it has not.
func exitOf(e *run.WatchedExit) (code *int, signal *string) {
	if e == nil {
		return nil, nil
	}
	return known(e.Code), text(e.Signal)
}
