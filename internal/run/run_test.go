package run

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// sleeping is a plan of tasks that wait for so many seconds each.
func sleeping(workers int, seconds ...string) plan.Plan {
	p := plan.Default()
	p.Pool.Workers, p.Pool.Method, p.Task.Name = workers, launcher.IMap, "sleep"
	p.Metrics.Every = 20 * time.Millisecond
	p.Inputs = plan.Inputs{Kind: plan.Values}
	for _, s := range seconds {
		p.Inputs.Values = append(p.Inputs.Values, json.RawMessage(s))
	}
	return p
}

func TestCountsAddUpInEverySnapshot(t *testing.T) {
	r, err := Start(t.Context(), Options{Plan: sleeping(2, "0.3", "0.01", "0.2", "0.1", "0.01", "0.05")})
	if err != nil {
		t.Fatal(err)
	}
	var last *Snapshot
	for s := range r.Snapshots() {
		c := s.Counts
		if sum := c.Queued + c.Running + c.Finished(); sum != 6 || c.Total != 6 || c.Running > 2 {
			t.Errorf("at %s: %+v adds up to %d, want 6", s.Elapsed, c, sum)
		}
		last = s
	}
	if last.Phase != Ended || last.Counts.Done != 6 || last.Started != 2 || last.Reaped != 2 || last.Err != nil {
		t.Errorf("the end = %s %+v, %d started, %d reaped, %v", last.Phase, last.Counts, last.Started, last.Reaped, last.Err)
	}
	for _, row := range last.Rows {
		if row.Alive || !row.Exact || !row.PeakExact || row.CPUTime <= 0 || row.PeakRSS == 0 || row.Exit != "exit 0" {
			t.Errorf("row at the end = %+v, want exact totals of a process that exited", row)
		}
	}
}

func TestSlowReaderSeesTheLatest(t *testing.T) {
	r, err := Start(t.Context(), Options{Plan: sleeping(1, "0.3")})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	if s := <-r.Snapshots(); s.Phase != Ended {
		t.Errorf("the snapshot that waits is of phase %s, want ended", s.Phase)
	}
	if _, open := <-r.Snapshots(); open {
		t.Error("a second snapshot waits, want a closed channel")
	}
}

func TestStopEndsEveryProcess(t *testing.T) {
	r, err := Start(t.Context(), Options{Plan: sleeping(2, "60", "60", "60")})
	if err != nil {
		t.Fatal(err)
	}
	for s := range r.Snapshots() {
		if s.Counts.Running == 2 {
			r.Stop()
			r.Stop()
		}
	}
	end := r.Wait()
	if !end.Stopped || end.Counts.Cancelled != 2 || end.Counts.NotRun != 1 || end.Started != end.Reaped || end.Err != nil {
		t.Errorf("the end = %+v", end)
	}
}

func TestStopBeforeAnythingBegan(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := Start(ctx, Options{Plan: sleeping(2, "60", "60", "60")})
	if err != nil {
		t.Fatal(err)
	}
	end := r.Wait()
	if c := end.Counts; c.Finished() != 3 || c.Done != 0 || end.Started != end.Reaped {
		t.Errorf("the end = %+v", end)
	}
}

func TestEventsBeginAndEndAndSamplesNameTheWorkers(t *testing.T) {
	var events []Event
	p := sleeping(2, "0.4", "0.4")
	r, err := Start(t.Context(), Options{Plan: p, Sink: func(e Event) { events = append(events, e) }})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	if s, ok := events[0].(Started); !ok || s.Tasks != 2 || s.Workers != 2 || s.Chunk != 1 {
		t.Errorf("first event = %+v", events[0])
	}
	if _, ok := events[len(events)-1].(Finished); !ok {
		t.Errorf("last event = %+v", events[len(events)-1])
	}
	named := 0
	for _, e := range events {
		if s, ok := e.(Sampled); ok {
			named = max(named, len(s.Workers))
		}
	}
	if named != 2 {
		t.Errorf("most workers in a sample = %d, want 2", named)
	}
}

func TestABadPlanStartsNothing(t *testing.T) {
	p := sleeping(0, "1")
	p.Pool.Workers = -1
	var problems plan.Problems
	if _, err := Start(t.Context(), Options{Plan: p}); !errors.As(err, &problems) {
		t.Errorf("Start = %v, want the plan's problems", err)
	}
	p = sleeping(1)
	p.Inputs = plan.Inputs{Kind: plan.Lines, File: "/nonexistent/inputs"}
	if _, err := Start(t.Context(), Options{Plan: p}); err == nil {
		t.Error("Start with a missing file = nil error")
	}
}

func TestHistoryCoversAllOfTheRunWithinItsBound(t *testing.T) {
	h := history{}
	for i := range 100_000 {
		v := 1.0
		if i == 5 {
			v = 9
		}
		h.add(float64(i), v)
	}
	seen := h.seen()
	if len(seen.T) > MaxPoints || len(seen.T) != len(seen.V) {
		t.Errorf("points = %d, want at most %d", len(seen.T), MaxPoints)
	}
	if seen.T[0] > 1000 || seen.T[len(seen.T)-1] != 99_999 || !slices.IsSorted(seen.T) {
		t.Errorf("times = %v … %v, want nearly all of the run", seen.T[0], seen.T[len(seen.T)-1])
	}
	if slices.Max(seen.V) != 9 {
		t.Errorf("largest value = %v, want the spike of 9", slices.Max(seen.V))
	}
}

func TestWhatASnapshotHoldsStaysAsItIs(t *testing.T) {
	h := history{}
	for i := range MaxPoints - 1 {
		h.add(float64(i), float64(i))
	}
	seen := h.seen()
	before := slices.Clone(seen.V)
	for i := range 3 * MaxPoints {
		h.add(float64(MaxPoints+i), -1)
	}
	if !slices.Equal(seen.V, before) {
		t.Error("a series changed after it was handed out")
	}
}

func TestOutputIsCutIntoLinesAndBounded(t *testing.T) {
	var o output
	say := func(task int, text string) {
		o.print(launcher.TaskOutput{Task: task, Worker: "Process-1", Stream: launcher.Stdout, Data: []byte(text)}, 1)
	}
	say(0, "one\ntw")
	say(1, "other\n")
	say(0, "o\nthree")
	o.flush(0, "Process-1")
	o.results(launcher.ReadyOf(launcher.Result{Task: 0, Worker: "Process-1", State: launcher.Done, Value: json.RawMessage("7")}), func(string) int { return 1 })
	o.settle()
	var texts []string
	for _, line := range o.seen().Lines {
		texts = append(texts, line.Text)
	}
	if want := []string{"one", "other", "two", "three", "7"}; !slices.Equal(texts, want) {
		t.Errorf("lines = %q, want %q", texts, want)
	}
	for range 5 * MaxOutputLines {
		say(0, "x\n")
	}
	seen := o.seen()
	if len(seen.Lines) != MaxOutputLines || seen.Dropped != 4*MaxOutputLines+5 {
		t.Errorf("lines = %d, dropped = %d", len(seen.Lines), seen.Dropped)
	}
	say(0, string(make([]byte, 1<<20))+"\n")
	if last := o.lines[len(o.lines)-1].Text; len(last) != MaxOutputLine {
		t.Errorf("a line of 1 MiB is kept with %d bytes, want %d", len(last), MaxOutputLine)
	}
}

func TestTimeLeftIsBlankUntilItCanBeKnown(t *testing.T) {
	var p pace
	p.start(0, 0)
	if got := p.left(time.Second, Counts{Total: 4, Queued: 3, Running: 1}); got != -1 {
		t.Errorf("before any task ended: %s, want -1", got)
	}
	p.start(1, 0)
	p.finish(launcher.Result{Task: 1, State: launcher.Killed, Wall: time.Second})
	if got := p.left(time.Second, Counts{Total: 4, Killed: 1, Queued: 2, Running: 1}); got != -1 {
		t.Errorf("after a task that was killed: %s, want -1", got)
	}
	p = pace{}
	p.start(0, 0)
	p.finish(launcher.Result{Task: 0, State: launcher.Done, Wall: time.Second})
	if got := p.left(time.Second, Counts{Total: -1, Queued: 3}); got != -1 {
		t.Errorf("without a total: %s, want -1", got)
	}
	if got := p.left(time.Second, Counts{Total: 4, Done: 1, Queued: 3}); got != 3*time.Second {
		t.Errorf("three of four left after a second each: %s, want 3s", got)
	}
}

func TestPoolTotalLeavesOutWhatIsMissing(t *testing.T) {
	if got := plus(plus(math.NaN(), 0.5), 0.25); got != 0.75 {
		t.Errorf("sum = %v, want 0.75", got)
	}
	if got := plus(math.NaN(), math.NaN()); !math.IsNaN(got) {
		t.Errorf("sum of nothing = %v, want NaN", got)
	}
}

func TestTasksThatWereNeverReadAreNotRun(t *testing.T) {
	count := tally{Total: 1_000_000}
	count.finish(launcher.Result{State: launcher.NotRun})
	count.end()
	if c := count.counts(); c.NotRun != 1_000_000 || c.Queued != 0 {
		t.Errorf("counts = %+v, want all not run", c)
	}
}

// A worker that dies under its first task has told nothing of its memory, and
// what the kernel says of it is what this process had when it was started.
func TestMemoryOfAWorkerThatDiesIsItsOwn(t *testing.T) {
	ballast := make([]byte, 200<<20)
	for i := 0; i < len(ballast); i += 4096 {
		ballast[i] = 1
	}
	p := sleeping(1, "1")
	p.Task.Name, p.Pool.Timeout = "hang", 400*time.Millisecond
	var worker, task int64
	r, err := Start(t.Context(), Options{Plan: p, Sink: func(e Event) {
		switch e := e.(type) {
		case FromPool:
			switch e := e.Event.(type) {
			case launcher.WorkerExited:
				worker = e.MaxRSS
			case launcher.TaskFinished:
				task = e.MaxRSS
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	runtime.KeepAlive(ballast)
	for name, got := range map[string]int64{"worker": worker, "task": task} {
		if got <= 1<<20 || got > 100<<20 {
			t.Errorf("memory of the %s = %d MiB, want its own few", name, got>>20)
		}
	}
}

func TestTheTimelineKeepsAllOfTheRun(t *testing.T) {
	l := newLane(launcher.Processes, 0)
	const tasks = 100_000
	for i := range tasks {
		at := time.Duration(i) * time.Millisecond
		l.start(launcher.TaskStarted{At: at, Task: i, Worker: "Process-1"}, 1)
		r := launcher.Result{At: at + time.Millisecond/2, Task: i, Worker: "Process-1", State: launcher.Done}
		if i == 10 {
			r.State = launcher.Failed
		}
		l.end(r, 1)
		l.trim(1000)
	}
	count, busy, failed := 0, 0.0, 0
	for i, b := range l.Bars {
		count += b.Tasks
		busy += b.To - b.From
		if b.State == launcher.Failed {
			failed++
		}
		if i > 0 && b.From < l.Bars[i-1].To-1e-9 {
			t.Fatalf("bar %d begins before the one before ends", i)
		}
	}
	if len(l.Bars) > 2000 || count != tasks || failed != 1 {
		t.Errorf("bars = %d for %d tasks, %d failed, want at most 2000 for all, 1 failed", len(l.Bars), count, failed)
	}
	if math.Abs(busy-50) > 0.01 {
		t.Errorf("busy time = %.3f s, want 50", busy)
	}
}

func TestATotalThatWasNeverReadIsSaidToBePartial(t *testing.T) {
	count := tally{Total: -1}
	count.takeRead(launcher.TasksRead{Read: 7})
	count.end()
	if c := count.counts(); !c.Partial || c.Total != 7 || c.NotRun != 7 {
		t.Errorf("counts = %+v, want 7 not run of a part", c)
	}
}

func TestATaskThatFailsBeforeItStartsWasNotRunning(t *testing.T) {
	count := tally{Total: 2}
	count.finish(launcher.Result{State: launcher.Failed})
	if c := count.counts(); c.Running != 0 || c.Failed != 1 || c.Queued != 1 {
		t.Errorf("counts = %+v, want 1 failed, 1 queued", c)
	}
	count.Running++
	count.finish(launcher.Result{State: launcher.Killed, Lane: 1})
	if c := count.counts(); c.Running != 0 || c.Killed != 1 || c.Queued != 0 {
		t.Errorf("counts = %+v, want 1 failed, 1 killed", c)
	}
}
