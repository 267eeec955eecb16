package record

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

func exported(t *testing.T, what Table, as Format, s *run.Snapshot) string {
	t.Helper()
	var b bytes.Buffer
	if err := Export(&b, what, as, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// records returns the rows of a table without the names of the columns.
func records(t *testing.T, what Table, s *run.Snapshot) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(exported(t, what, CSV, s))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows[1:]
}

// compare compares the rows of tables.
func compare(t *testing.T, got, want [][]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if !slices.Equal(got[i], want[i]) {
			t.Errorf("row %d:\n got %q\nwant %q", i, got[i], want[i])
		}
	}
}

func worker(number int, change func(*run.Row)) run.Row {
	r := run.Row{
		Worker: []string{"Process-1", "Process-2", "Process-3"}[number-1], Number: number, Slot: number, PID: 40 + number,
		Alive: true, State: "running", Current: -1, Started: 10 * ms, Voluntary: -1, Involuntary: -1,
	}
	change(&r)
	return r
}

func TestTableOfWorkers(t *testing.T) {
	s := &run.Snapshot{Rows: []run.Row{
		worker(1, func(*run.Row) {}),
		worker(2, func(r *run.Row) {
			r.Alive, r.State, r.Ended, r.Exit, r.Exact, r.CPUTime = false, "ended", 2*time.Second, "exit 3", true, 1500*ms
			r.PeakRSS, r.PeakExact, r.Tasks, r.Voluntary, r.Involuntary = 4096, true, 5, 6, 0
		}),
		worker(3, func(r *run.Row) {
			r.Alive, r.Ended, r.Exit, r.CPUTime, r.PeakRSS = false, time.Second, "SIGKILL", ms, 1
		}),
	}}
	want := [][]string{
		{"Process-1", "1", "41", "0.010000", "", "running", "", "", "", "false", "", "false", "0", "", ""},
		{"Process-2", "2", "42", "0.010000", "2.000000", "ended", "3", "", "1.500000", "true", "4096", "true", "5", "6", "0"},
		{"Process-3", "3", "43", "0.010000", "1.000000", "running", "", "SIGKILL", "0.001000", "false", "1", "false", "0", "", ""},
	}
	compare(t, records(t, Workers, s), want)
	line, _, _ := strings.Cut(exported(t, Workers, JSON, s), "\n")
	const first = `{"worker":"Process-1","slot":1,"pid":41,"started_s":0.010000,"ended_s":null,"state":"running","exit_code":null,"signal":null,` +
		`"cpu_s":null,"cpu_exact":false,"max_rss_bytes":null,"max_rss_exact":false,"tasks":0,"voluntary_switches":null,"involuntary_switches":null}`
	if line != first {
		t.Errorf("line:\n got %s\nwant %s", line, first)
	}
}

func TestObservedProcessesHaveNeitherSlotNorTasks(t *testing.T) {
	s := &run.Snapshot{Observed: &run.Observed{}, Rows: []run.Row{worker(1, func(r *run.Row) { r.Worker, r.Started = "py\xff", -time.Second })}}
	row := records(t, Workers, s)[0]
	if row[0] != `py\xff` || row[1] != "" || row[3] != "-1.000000" || row[12] != "" {
		t.Errorf("row = %q, want the name's bytes, no slot, a start before and no tasks", row)
	}
	if line := exported(t, Workers, JSON, s); !strings.HasPrefix(line, `{"worker":"py\udcff","slot":null,`) {
		t.Errorf("line = %s, want a lone surrogate and no slot", line)
	}
}

func tasksOf(inputs ...string) run.Tasks {
	var events []launcher.Event
	for task, input := range inputs {
		events = append(events, launcher.TaskStarted{At: 100 * ms, Task: task, Input: []byte(input), Worker: "Process-1", PID: 41, Lane: 1, Attempt: 1})
	}
	return run.TasksOf(events...)
}

func TestInputsOfTasks(t *testing.T) {
	long := `"` + strings.Repeat("a", 2*run.MaxTaskInput) + `"`
	for _, c := range []struct{ input, csv, json string }{
		{`5`, "5", "5"},
		{`-5.5`, "-5.5", "-5.5"},
		{`"a b.txt"`, "a b.txt", `"a b.txt"`},
		{`"=1+1"`, `\x3d1+1`, `"=1+1"`},
		{`"-5"`, `\x2d5`, `"-5"`},
		{`"caf\udce9"`, `caf\xe9`, `"caf\udce9"`},
		{`["a", "=b"]`, `["a", "=b"]`, `["a","=b"]`},
		{`null`, "null", "null"},
		{`""`, "", `""`},
		{long, strings.Repeat("a", run.MaxTaskInput-1) + "…", `"` + strings.Repeat("a", run.MaxTaskInput-1) + `…"`},
	} {
		s := &run.Snapshot{Tasks: tasksOf(c.input)}
		if got := records(t, Tasks, s)[0][1]; got != c.csv {
			t.Errorf("%.40s in CSV = %.40q, want %.40q", c.input, got, c.csv)
		}
		line := exported(t, Tasks, JSON, s)
		if want := `{"index":0,"input":` + c.json + `,"state":"running"`; !strings.HasPrefix(line, want) || !json.Valid([]byte(line)) {
			t.Errorf("%.40s in JSON = %.80s, want %.80s", c.input, line, want)
		}
	}
}

func TestTableOfTasks(t *testing.T) {
	three := 3
	started := func(task, attempt int) launcher.Event {
		return launcher.TaskStarted{At: 100 * ms, Task: task, Input: []byte("7"), Worker: "Process-1", PID: 41, Lane: 1, Attempt: attempt}
	}
	s := &run.Snapshot{Tasks: run.TasksOf(
		started(0, 1), started(1, 2), started(2, 1),
		launcher.TaskFinished{Result: launcher.Result{
			At: 350 * ms, Task: 1, Input: []byte("7"), Worker: "Process-1", PID: 41, Lane: 1, State: launcher.Failed, ExitCode: &three,
			Wall: 250 * ms, CPU: 125 * ms, MaxRSS: 4096, Attempt: 2,
		}},
		launcher.TaskFinished{Result: launcher.Result{At: 200 * ms, Task: 2, Worker: "Process-1", PID: 41, Lane: 1, State: launcher.Killed, Signal: "SIGKILL", Wall: 100 * ms, Attempt: 1}},
		launcher.TaskFinished{Result: launcher.Result{At: 200 * ms, Task: 3, Input: []byte("9"), State: launcher.NotRun}},
		launcher.TaskFinished{Result: launcher.Result{Task: 4, Input: []byte("8"), State: launcher.Done, Before: true, Wall: 50 * ms, CPU: 40 * ms, Attempt: 1}},
	)}
	want := [][]string{
		{"0", "7", "running", "Process-1", "41", "0.100000", "", "", "", "", "", "", "1"},
		{"1", "7", "failed", "Process-1", "41", "0.100000", "0.350000", "0.250000", "0.125000", "4096", "3", "", "2"},
		{"2", "7", "killed", "Process-1", "41", "0.100000", "0.200000", "0.100000", "0.000000", "", "", "SIGKILL", "1"},
		{"3", "9", "not_run", "", "", "", "", "", "", "", "", "", ""},
		{"4", "8", "done", "", "", "", "", "0.050000", "0.040000", "", "", "", "1"},
	}
	compare(t, records(t, Tasks, s), want)
}

func TestTableOfKeptSamples(t *testing.T) {
	nan := math.NaN()
	s := &run.Snapshot{Rows: []run.Row{worker(1, func(r *run.Row) {
		// As a snapshot has them of which the first stretch was thinned.
		r.CPUSeries = run.Series{T: []float64{1, 2, 4, 5, 6}, V: []float64{nan, 0.5, 1, nan, 0.25}}
		r.RSSSeries = run.Series{T: []float64{1, 3, 4, 5, 6}, V: []float64{10, 20, 30, nan, 40}}
	})}}
	want := [][]string{
		{"1.000000", "41", "Process-1", "", "10", "", "", "", ""},
		{"2.000000", "41", "Process-1", "50.00", "", "", "", "", ""},
		{"3.000000", "41", "Process-1", "", "20", "", "", "", ""},
		{"4.000000", "41", "Process-1", "100.00", "30", "", "", "", ""},
		{"5.000000", "41", "Process-1", "", "", "", "", "", ""},
		{"6.000000", "41", "Process-1", "25.00", "40", "", "", "", ""},
	}
	compare(t, records(t, Samples, s), want)
}

// slotOf makes a run of one slot with a line that has further points at its end, while
// the last task runs. Nobody read the process of task 2.
func slotOf(further int) *run.Snapshot {
	nan := math.NaN()
	line := run.Series{T: []float64{1.5, 1.9, 2, 3.5, 5.5}, V: []float64{1, 2, nan, 3, 4}}
	for n := range further {
		line.T, line.V = append(line.T, 5.6+float64(n)/1e4), append(line.V, 5)
	}
	return &run.Snapshot{
		BySlot: true, Tasks: tasksOf("1", "2"), Tracks: []run.Track{{CPU: line, RSS: line}},
		Lanes: []run.Lane{{Slot: 1, Thread: 1, Bars: []run.Bar{
			{Task: 0, Tasks: 1, From: 1, To: 2, Worker: "Process-1"},
			{Task: 2, Tasks: 1, From: 2.3, To: 2.6, Worker: "Process-3"},
			{Task: 1, Tasks: 1, From: 3, To: 4, Worker: "Process-2"},
		}, Now: &run.Bar{Task: 3, Tasks: 1, From: 5, To: 6, Worker: "Process-4"}}},
	}
}

// Of a slot in which several commands ran, a sample is of the one that ran then; a point
// that speaks of several is nobody's, and so is one after a gap that may have been
// thinned.
func TestKeptSamplesOfASlotNameTheProcessThatRan(t *testing.T) {
	for further, third := range map[int]string{0: "Process-2 ", exactPoints: " "} {
		var who []string
		for _, row := range records(t, Samples, slotOf(further))[:5] {
			who = append(who, row[2]+" "+row[1])
		}
		want := []string{"Process-1 41", "Process-1 41", "Process-1 41", third, " "}
		if !slices.Equal(who, want) {
			t.Errorf("whose samples, with %d more = %q, want %q", further, who, want)
		}
	}
}

type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestExportSaysWhatCouldNotBeWritten(t *testing.T) {
	err := Export(fullWriter{}, Tasks, CSV, &run.Snapshot{})
	if err == nil || err.Error() != "write the tasks: no space left" {
		t.Errorf("error = %v, want that the tasks could not be written", err)
	}
}
