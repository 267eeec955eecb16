package record

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

const ms = time.Millisecond

func lineOf(t *testing.T, e run.Event, keep resultPolicy) string {
	t.Helper()
	lines := Lines{DropResults: keep == dropResults}
	line, err := lines.Of(e)
	if err != nil {
		t.Fatalf("encode %T: %v", e, err)
	}
	return string(line)
}

func TestEventLines(t *testing.T) {
	three := 3
	var p plan.Plan
	p.Title, p.Pool.RunAs, p.Pool.Method = "A <b>", launcher.Processes, launcher.IMap
	finished := launcher.Result{
		At: 1500 * ms, Task: 7, Worker: "Process-2", PID: 42, State: launcher.Done, Value: []byte("{\"n\":\n 1}"),
		Wall: 250 * ms, CPU: 125 * ms, MaxRSS: 4096, Attempt: 1,
	}
	killed := launcher.Result{
		At: 2 * time.Second, Task: 8, Worker: "Process-3", PID: 43, State: launcher.Killed, Err: "gone", Signal: "SIGKILL", Attempt: 2,
	}
	notRun := launcher.Result{At: 2 * time.Second, Task: 9, State: launcher.NotRun, Value: []byte{}}
	for _, tt := range []struct {
		name string
		e    run.Event
		want string
	}{
		{
			"run_started",
			run.Started{Plan: p, Workers: 4, Chunk: 1, Tasks: 200, PID: 9},
			`{"event":"run_started","title":"A <b>","workers":4,"run_as":"processes","method":"imap","chunk":1,"tasks":200,"pid":9}`,
		},
		{
			"unknown total",
			run.Started{Plan: p, Workers: 4, Chunk: 1, Tasks: -1, PID: 9},
			`{"event":"run_started","title":"A <b>","workers":4,"run_as":"processes","method":"imap","chunk":1,"tasks":null,"pid":9}`,
		},
		{
			"worker_started",
			run.FromPool{Event: launcher.WorkerStarted{At: 10 * ms, Worker: "Process-1", Slot: 1, PID: 41}},
			`{"event":"worker_started","worker":"Process-1","slot":1,"pid":41,"at":0.010000}`,
		},
		{
			"task_started",
			run.FromPool{Event: launcher.TaskStarted{At: 11 * ms, Task: 0, Worker: "Process-1", PID: 41}},
			`{"event":"task_started","task":0,"worker":"Process-1","pid":41,"at":0.011000}`,
		},
		{
			"done",
			run.FromPool{Event: launcher.TaskFinished{Result: finished}},
			`{"event":"task_finished","task":7,"worker":"Process-2","pid":42,"at":1.500000,"state":"done","result":{"n":1},"error":null,` +
				`"exit_code":null,"signal":null,"wall_s":0.250000,"cpu_s":0.125000,"max_rss_bytes":4096,"attempt":1}`,
		},
		{
			"killed",
			run.FromPool{Event: launcher.TaskFinished{Result: killed}},
			`{"event":"task_finished","task":8,"worker":"Process-3","pid":43,"at":2.000000,"state":"killed","result":null,"error":"gone",` +
				`"exit_code":null,"signal":"SIGKILL","wall_s":0.000000,"cpu_s":0.000000,"max_rss_bytes":null,"attempt":2}`,
		},
		{
			"never started",
			run.FromPool{Event: launcher.TaskFinished{Result: notRun}},
			`{"event":"task_finished","task":9,"worker":null,"pid":null,"at":2.000000,"state":"not_run","result":null,"error":null,` +
				`"exit_code":null,"signal":null,"wall_s":0.000000,"cpu_s":0.000000,"max_rss_bytes":null,"attempt":0}`,
		},
		{
			"worker_exited",
			run.FromPool{Event: launcher.WorkerExited{At: time.Second, Worker: "Process-1", PID: 41, ExitCode: &three, CPU: 5 * ms, MaxRSS: 1, Voluntary: 2, Involuntary: 4}},
			`{"event":"worker_exited","worker":"Process-1","pid":41,"at":1.000000,"exit_code":3,"signal":null,"cpu_s":0.005000,"max_rss_bytes":1,` +
				`"voluntary_switches":2,"involuntary_switches":4}`,
		},
		{
			"first sample",
			run.Sampled{
				At: 100 * ms, Workers: map[int]string{41: "Process-1"},
				Sample: metrics.Sample{
					Processes: []metrics.Usage{{PID: 41, Processes: 3, CPU: math.NaN(), RSS: 5, PSS: 4, Threads: 6, Core: -1, State: "running"}},
					Cores:     []float64{math.NaN(), 0.5}, Self: metrics.Usage{CPU: math.NaN()},
				},
			},
			`{"event":"sample","at":0.100000,"processes":[{"pid":41,"worker":"Process-1","cpu_percent_of_core":null,"rss_bytes":5,"pss_bytes":4,"threads":6,` +
				`"core":null,"state":"running","processes":3}],"cores_percent":[null,50.00],"self_cpu_percent_of_core":null}`,
		},
		{
			"later sample",
			run.Sampled{
				At:     200 * ms,
				Sample: metrics.Sample{Processes: []metrics.Usage{{PID: 41, Processes: 1, CPU: 0.99876, PSS: metrics.Unknown, Core: 1, State: "running"}}, Self: metrics.Usage{CPU: 0.0123}},
			},
			`{"event":"sample","at":0.200000,"processes":[{"pid":41,"worker":"","cpu_percent_of_core":99.88,"rss_bytes":0,"pss_bytes":null,"threads":0,` +
				`"core":1,"state":"running","processes":1}],"cores_percent":[],"self_cpu_percent_of_core":1.23}`,
		},
		{
			"run_finished",
			run.Finished{
				At: 3 * time.Second, CPU: 6 * time.Second, Counts: run.Counts{Total: 9, Done: 3, Failed: 1, TimedOut: 1, Killed: 1, Cancelled: 1, NotRun: 2},
				Started: 5, Reaped: 4, PeakRSS: 1 << 20, PeakPSS: 1 << 19, Missed: 12,
			},
			`{"event":"run_finished","at":3.000000,"wall_s":3.000000,"cpu_s":6.000000,"tasks":{"total":9,"done":3,"failed":1,"timed_out":1,"killed":1,` +
				`"cancelled":1,"not_run":2},"workers":{"started":5,"reaped":4,"left_over":1},"peak_rss_bytes":1048576,"peak_pss_bytes":524288,"missed":12}`,
		},
		{
			"total never known",
			run.Finished{Counts: run.Counts{Total: -1, Done: 3}},
			`{"event":"run_finished","at":0.000000,"wall_s":0.000000,"cpu_s":0.000000,"tasks":{"total":3,"done":3,"failed":0,"timed_out":0,"killed":0,` +
				`"cancelled":0,"not_run":0},"workers":{"started":0,"reaped":0,"left_over":0},"peak_rss_bytes":null,"peak_pss_bytes":null,"missed":0}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := lineOf(t, tt.e, keepResults)
			if got != tt.want {
				t.Errorf("line:\n got %s\nwant %s", got, tt.want)
			}
			if !json.Valid([]byte(got)) {
				t.Errorf("%s is not JSON", got)
			}
		})
	}
}

func TestResultsCanBeLeftOutOfTheLines(t *testing.T) {
	e := run.FromPool{Event: launcher.TaskFinished{Result: launcher.Result{State: launcher.Done, Value: []byte("123")}}}
	var got struct{ Result *int }
	if err := json.Unmarshal([]byte(lineOf(t, e, dropResults)), &got); err != nil || got.Result != nil {
		t.Errorf("result = %v, error %v; want null", got.Result, err)
	}
}

func TestEventsWithoutALine(t *testing.T) {
	for _, e := range []launcher.Event{launcher.TasksRead{}, launcher.TaskOutput{}, launcher.ResultsReady{}, launcher.SpawnFailed{}, launcher.PoolFinished{}} {
		if got := recordOf(run.FromPool{Event: e}, keepResults, &lineClock{}); got != nil {
			t.Errorf("record of %T = %v, want none", e, got)
		}
	}
}
