package run

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// commands returns the model of a run whose tasks are commands.
func commands(slots, total int) *model {
	p := plan.Default()
	p.Pool.Workers, p.Task = slots, plan.Task{Kind: plan.Command}
	return newModel(p, launcher.Job{Total: total, Method: p.Pool.Method})
}

// errand is a command's life: from its start at an instant, of a length.
type errand struct {
	task, slot int
	at, wall   time.Duration
	exit       int
}

func (e errand) worker() string { return "Process-" + strconv.Itoa(e.task+1) }

func (e errand) begin(m *model) {
	pid := 1000 + e.task
	m.fold(launcher.WorkerStarted{At: e.at, Worker: e.worker(), Slot: e.slot, PID: pid, Threads: 1})
	m.fold(launcher.TaskStarted{
		At: e.at, Task: e.task, Worker: e.worker(), PID: pid, Lane: 1, Attempt: 1, Input: json.RawMessage(strconv.Quote("file " + strconv.Itoa(e.task))),
	})
}

func (e errand) end(m *model) {
	state := launcher.Done
	if e.exit != 0 {
		state = launcher.Failed
	}
	m.fold(launcher.TaskFinished{Result: launcher.Result{
		At: e.at + e.wall, Task: e.task, Worker: e.worker(), PID: 1000 + e.task, Lane: 1, State: state, ExitCode: &e.exit,
		Wall: e.wall, CPU: e.wall / 2, MaxRSS: 1 << 20, Attempt: 1,
	}})
	m.fold(launcher.WorkerExited{
		At: e.at + e.wall, Worker: e.worker(), Slot: e.slot, PID: 1000 + e.task, ExitCode: &e.exit, CPU: e.wall / 2, MaxRSS: 1 << 20, MaxRSSExact: true,
	})
}

func TestRowsOfCommandsAreTheLivingAndTheNewestEnded(t *testing.T) {
	m := commands(4, 10_000)
	long := errand{task: 0, slot: 4, wall: time.Hour}
	long.begin(m)
	for i := 1; i < 10_000; i++ {
		e := errand{task: i, slot: i%3 + 1, at: time.Duration(i) * time.Millisecond, wall: time.Millisecond}
		e.begin(m)
		e.end(m)
	}
	rows := m.snapshot(10 * time.Second).Rows
	if len(rows) > MaxEndedRows+2 || !rows[0].Alive || rows[0].Worker != "Process-1" || rows[len(rows)-1].Worker != "Process-10000" {
		t.Errorf("rows = %d from %s (alive %v) to %s, want at most %d from Process-1, which lives, to Process-10000",
			len(rows), rows[0].Worker, rows[0].Alive, rows[len(rows)-1].Worker, MaxEndedRows+2)
	}
	if len(m.byName) != len(rows) {
		t.Errorf("workers known by name = %d, want %d", len(m.byName), len(rows))
	}
	if got := len(m.alive()); got != 1 {
		t.Errorf("processes to sample = %d, want the 1 that lives", got)
	}
}

func TestASlotHasOneLineOverAllOfItsProcesses(t *testing.T) {
	m := commands(2, 10)
	for i := range 3 {
		e := errand{task: i, slot: 1, at: time.Duration(i) * time.Second, wall: time.Second}
		e.begin(m)
		for n := range 2 {
			at := e.at + time.Duration(n+1)*300*time.Millisecond
			m.sample(at, metrics.Sample{Cores: []float64{1}, Processes: []metrics.Usage{{PID: 1000 + i, CPU: 1, RSS: 1 << 20}}})
		}
		e.end(m)
	}
	s := m.snapshot(3 * time.Second)
	if !s.BySlot || len(s.Tracks) != 2 || len(s.Tracks[1].CPU.T) != 0 {
		t.Fatalf("by slot = %v, tracks = %d, want true, 2, the second empty", s.BySlot, len(s.Tracks))
	}
	var gaps []bool
	for _, v := range s.Tracks[0].CPU.V {
		gaps = append(gaps, math.IsNaN(v))
	}
	if want := []bool{false, false, true, false, false, true, false, false, true}; !slices.Equal(gaps, want) || len(s.Tracks[0].RSS.T) != len(want) {
		t.Errorf("gaps in the line of slot 1 = %v of %d points, want %v", gaps, len(s.Tracks[0].RSS.T), want)
	}
	for _, r := range s.Rows {
		if len(r.CPUSeries.T) != 0 || r.Tasks != 1 {
			t.Errorf("%s has %d points and %d tasks, want 0, 1", r.Worker, len(r.CPUSeries.T), r.Tasks)
		}
	}
	if who := s.CoreWho[0].Who; who[len(who)-1] != 1 {
		t.Errorf("core 0 ran %d last, want slot 1", who[len(who)-1])
	}
}

func TestReadingsOfALongRunOfShortCommandsAreNotMergedIntoGaps(t *testing.T) {
	tr := newTrack(history{gap: 1}, false)
	for i := range 10 * MaxPoints {
		tr.cpu.add(float64(i), 0.5)
		tr.rss.add(float64(i), 1<<20)
		tr.leave(float64(i) + 0.5)
		tr.leave(float64(i) + 0.6)
	}
	known := 0
	seen := tr.rss.seen()
	for _, v := range seen.V[:len(seen.V)/2] {
		if !math.IsNaN(v) {
			known++
		}
	}
	if known < len(seen.V)/4 || len(seen.T) > MaxPoints {
		t.Errorf("of the older half of %d points %d are known, want half of them", len(seen.T), known)
	}
}

func TestBarsOfCommandsAreMergedWhoeverRanThem(t *testing.T) {
	m := commands(1, -1)
	const n = 100_000
	for i := range n / 1000 {
		for j := range 1000 {
			e := errand{task: i*1000 + j, slot: 1, at: time.Duration(i*1000+j) * time.Millisecond, wall: time.Millisecond / 2}
			e.begin(m)
			e.end(m)
		}
		m.snapshot(0)
	}
	tasks := 0
	lane := m.snapshot(time.Hour).Lanes[0]
	for _, b := range lane.Bars {
		tasks += b.Tasks
	}
	if tasks != n || len(lane.Bars) > 2*MaxBars {
		t.Errorf("bars = %d of %d tasks, want at most %d of %d", len(lane.Bars), tasks, 2*MaxBars, n)
	}
}

func TestACommandThatFailsIsNoDeathOfAWorker(t *testing.T) {
	m := commands(1, 2)
	e := errand{slot: 1, wall: time.Second, exit: 3}
	e.begin(m)
	e.end(m)
	s := m.snapshot(time.Second)
	if s.Deaths != 0 || s.Counts.Failed != 1 || len(s.Failures) != 1 || s.Rows[0].Exit != "exit 3" {
		t.Errorf("deaths = %d, counts = %+v, exit = %q, want 0, 1 failed, exit 3", s.Deaths, s.Counts, s.Rows[0].Exit)
	}
}

func TestTasksOfAnEarlierRunCountApart(t *testing.T) {
	m := commands(1, 4)
	for i, state := range []launcher.State{launcher.Done, launcher.Failed} {
		m.fold(launcher.TaskFinished{Result: launcher.Result{Task: i, State: state, Before: true, Wall: time.Hour, Attempt: 1}})
	}
	if s := m.snapshot(time.Second); s.ETA != -1 || len(s.Failures) != 0 || len(s.Output.Lines) != 0 {
		t.Errorf("ETA = %s, %d failures, %d lines, want none of an earlier run", s.ETA, len(s.Failures), len(s.Output.Lines))
	}
	e := errand{task: 2, slot: 1, wall: time.Second}
	e.begin(m)
	e.end(m)
	s := m.snapshot(time.Second)
	c := s.Counts
	if c.Before != 2 || c.Spoilt != 1 || c.Done != 1 || c.Queued != 1 || c.Queued+c.Running+c.Finished() != c.Total {
		t.Errorf("counts = %+v, want 2 before, 1 of them not done, 1 done, 1 queued", c)
	}
	if s.ETA != time.Second {
		t.Errorf("ETA = %s, want the 1s that the only task of this run took", s.ETA)
	}
}

func TestWhatATaskWaitsForIsShownAndMarkedOnce(t *testing.T) {
	m := commands(1, 4)
	for i, why := range []string{"the load is 5.2", "the load is 5.1", ""} {
		m.fold(launcher.Waiting{At: time.Duration(i) * time.Second, Why: why})
		if got := m.snapshot(time.Minute).Waiting; got != why {
			t.Errorf("waiting = %q, want %q", got, why)
		}
	}
	marks := m.snapshot(time.Minute).Markers
	if len(marks) != 2 || marks[0].Text != "waiting: the load is 5.2" || marks[1].Text != "no longer waiting" || marks[1].At != 2 {
		t.Errorf("markers = %+v, want the beginning and the end", marks)
	}
}

func TestAMillionCommandsKeepMemoryFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("folds a million commands")
	}
	m := commands(4, 1_000_000)
	heap := func() int64 {
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return int64(s.HeapAlloc)
	}
	var after int64
	for i := range 1_000_000 {
		e := errand{task: i, slot: i%4 + 1, at: time.Duration(i) * time.Millisecond, wall: time.Millisecond}
		e.begin(m)
		e.end(m)
		if i%100 == 0 {
			m.snapshot(e.at)
		}
		if i == 200_000 {
			after = heap()
		}
	}
	grown := heap() - after
	s := m.snapshot(time.Hour)
	if grown > 4<<20 || s.Counts.Done != 1_000_000 {
		t.Errorf("grown by %d KiB from 200,000 to 1,000,000 commands, %d done, want under 4096, all", grown>>10, s.Counts.Done)
	}
	if s.Tasks.Len()+s.Tasks.Dropped != 1_000_000 || s.Tasks.Len() > MaxTasks {
		t.Errorf("tasks = %d and %d dropped, want all, at most %d kept", s.Tasks.Len(), s.Tasks.Dropped, MaxTasks)
	}
}

func BenchmarkFoldingCommands(b *testing.B) {
	for _, slots := range []int{2, 64, 1024} {
		b.Run(fmt.Sprintf("%d slots", slots), func(b *testing.B) {
			m := commands(slots, -1)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				e := errand{task: i, slot: i%slots + 1, at: time.Duration(i) * time.Millisecond, wall: time.Millisecond}
				e.begin(m)
				e.end(m)
				if i%100 == 0 { // a snapshot each tenth of a second, at 1,000 commands a second
					m.snapshot(e.at)
				}
				i++
			}
		})
	}
}

func TestTasksCanBeReadWhileTheRunGoesOn(t *testing.T) {
	p := sleeping(2)
	p.Task.Name, p.Inputs = "noop", plan.Inputs{Kind: plan.Repeat, Repeat: 500_000}
	r, err := Start(t.Context(), Options{Plan: p, Discard: true})
	if err != nil {
		t.Fatal(err)
	}
	for s := range r.Snapshots() {
		n := 0
		for task := range s.Tasks.All() {
			if string(task.Input) != strconv.Itoa(task.Index) {
				t.Fatalf("task %d has the input %s", task.Index, task.Input)
			}
			n++
		}
		if n != s.Tasks.Len() {
			t.Fatalf("tasks = %d, Len = %d", n, s.Tasks.Len())
		}
	}
}

func TestCommandsRun(t *testing.T) {
	p := plan.Default()
	p.Pool.Workers = 2
	p.Task = plan.Task{Kind: plan.Command, Shell: `case $1 in 7) exit 137;; 8) kill -9 $$;; esac; echo "$1"`}
	p.Inputs = plan.Inputs{Kind: plan.Repeat, Repeat: 20}
	before := func(task int, _ json.RawMessage) (launcher.Result, bool) {
		return launcher.Result{State: launcher.Done, Before: true}, task == 3
	}
	r, err := Start(t.Context(), Options{Plan: p, Skip: before})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	s := <-r.Snapshots()
	if c := s.Counts; c.Done != 17 || c.Unsuccessful() != 2 || c.Before != 1 || c.Finished() != 20 {
		t.Errorf("counts = %+v, want 17 done, 2 not, 1 before", c)
	}
	for index, want := range map[int]string{6: "exit 0", 7: "exit 137", 8: "SIGKILL", 3: ""} {
		if task, ok := s.Tasks.Task(index); !ok || task.Exit != want || task.Before != (index == 3) {
			t.Errorf("task %d = %+v, %v, want %q", index, task, ok, want)
		}
	}
	if s.Started != 19 || s.Reaped != 19 || s.Deaths != 0 || len(s.Rows) != 19 {
		t.Errorf("started %d, reaped %d, deaths %d, rows %d, want 19, 19, 0, 19", s.Started, s.Reaped, s.Deaths, len(s.Rows))
	}
}

func TestANoteSaysTheStateOnce(t *testing.T) {
	m := commands(1, 2)
	for i, err := range []string{"killed by SIGKILL", "its worker was ended by SIGKILL"} {
		m.fold(launcher.TaskFinished{Result: launcher.Result{Task: i, State: launcher.Killed, Err: err, Lane: 1}})
	}
	lines := m.snapshot(time.Second).Output.Lines
	if len(lines) != 2 || lines[0].Text != "killed by SIGKILL" || lines[1].Text != "killed: its worker was ended by SIGKILL" {
		t.Errorf("notes = %+v, want the state once in each", lines)
	}
}
