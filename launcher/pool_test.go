//go:build linux

package launcher_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// start returns a started pool that is terminated and joined when the test ends.
func start(t *testing.T, c launcher.Config) *launcher.Pool {
	t.Helper()
	p, err := launcher.New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() {
		p.Terminate()
		_ = p.Join()
	})
	return p
}

func numbers(n int) []any {
	inputs := make([]any, n)
	for i := range inputs {
		inputs[i] = i
	}
	return inputs
}

// record runs a job to its end and returns every event.
func record(t *testing.T, c launcher.Config, j launcher.Job, during func(*launcher.Pool, launcher.Event)) []launcher.Event {
	t.Helper()
	events := make(chan launcher.Event)
	c.Events = events
	p, err := launcher.New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if _, err := p.SubmitEvents(j); err != nil {
		t.Fatalf("Submit: %v", err)
	}
	p.Close()
	if err := p.Start(t.Context()); err != nil {
		t.Fatalf("Start: %v", err)
	}
	var all []launcher.Event
	for several := range events {
		for e := range launcher.Singly(several) {
			all = append(all, e)
			if during != nil {
				during(p, e)
			}
		}
	}
	_ = p.Join()
	return all
}

func of[E launcher.Event](events []launcher.Event) []E {
	var some []E
	for _, e := range events {
		if e, ok := e.(E); ok {
			some = append(some, e)
		}
	}
	return some
}

// handedOut returns the results in the order in which they were handed out.
func handedOut(events []launcher.Event) []launcher.Result {
	var all []launcher.Result
	for _, e := range of[launcher.ResultsReady](events) {
		for task, o := range e.All() {
			all = append(all, launcher.Result{Task: task, State: o.State, Value: o.Value, At: o.At})
		}
	}
	return all
}

func values(inputs ...any) launcher.Job {
	j := launcher.Job{Total: len(inputs), Method: launcher.Map}
	encoded := make([]json.RawMessage, len(inputs))
	for i, input := range inputs {
		encoded[i], _ = json.Marshal(input)
	}
	j.Inputs = launcher.Values(encoded)
	return j
}

func TestResultsComeInInputOrder(t *testing.T) {
	p := start(t, launcher.Config{Workers: 3})
	results, err := p.Map("echo", numbers(100))
	if err != nil || len(results) != 100 {
		t.Fatalf("Map = %d results, %v, want 100", len(results), err)
	}
	for i, r := range results {
		if r.State != launcher.Done || string(r.Value) != strconv.Itoa(i) || r.Task != i {
			t.Fatalf("result %d = %s %s of task %d", i, r.State, r.Value, r.Task)
		}
	}
}

func TestApplyReturnsOneResult(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	r, err := p.Apply("text", 0)
	if err != nil || string(r.Value) != `"<a&b>\u0000\n"` {
		t.Errorf("Apply = %s, %v", r.Value, err)
	}
}

func TestIMapYieldsInOrderAndUnorderedAsTheyCome(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	inputs := []any{400, 1}
	ordered, err := p.IMap("sleep", inputs)
	if err != nil {
		t.Fatal(err)
	}
	if got := order(ordered); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("imap order = %v, want 0 1", got)
	}
	unordered, err := p.IMapUnordered("sleep", inputs)
	if err != nil {
		t.Fatal(err)
	}
	if got := order(unordered); !slices.Equal(got, []int{1, 0}) {
		t.Errorf("imap_unordered order = %v, want 1 0", got)
	}
}

func order(results func(func(launcher.Result) bool)) []int {
	var tasks []int
	for r := range results {
		tasks = append(tasks, r.Task)
	}
	return tasks
}

func TestEmptyInputEndsAtOnceWithEveryMethod(t *testing.T) {
	for _, m := range launcher.Methods() {
		j := values()
		j.Function, j.Method = "echo", m
		events := record(t, launcher.Config{Workers: 2}, j, nil)
		last, ok := events[len(events)-1].(launcher.PoolFinished)
		if !ok || last.Err != nil || last.Started != last.Reaped {
			t.Errorf("%s: last event %+v", m, events[len(events)-1])
		}
	}
}

func TestEachSlotGetsItsShareBeforeAnyGetsASecond(t *testing.T) {
	j := values(1, 2, 3, 4)
	j.Function = "echo"
	for range 5 {
		events := record(t, launcher.Config{Workers: 4}, j, nil)
		var workers []string
		for _, f := range of[launcher.TaskFinished](events) {
			workers = append(workers, fmt.Sprintf("%s:%d", f.Worker, f.Task+1))
		}
		sort.Strings(workers)
		want := []string{"Process-1:1", "Process-2:2", "Process-3:3", "Process-4:4"}
		if !slices.Equal(workers, want) {
			t.Fatalf("tasks went to %v, want %v", workers, want)
		}
	}
}

func TestApplyRunsOneAtATime(t *testing.T) {
	j := values(5, 5, 5, 5, 5)
	j.Function, j.Method = "sleep", launcher.Apply
	running := 0
	record(t, launcher.Config{Workers: 3}, j, func(_ *launcher.Pool, e launcher.Event) {
		switch e.(type) {
		case launcher.TaskStarted:
			running++
		case launcher.TaskFinished:
			running--
		}
		if running > 1 {
			t.Errorf("%d tasks run at a time, want 1", running)
		}
	})
}

func TestFailuresAreDataAndChunkMatesRun(t *testing.T) {
	j := values(1, 2, 3)
	j.Function, j.Chunk = "fail", 3
	events := record(t, launcher.Config{Workers: 1}, j, nil)
	for i, f := range of[launcher.TaskFinished](events) {
		if want := fmt.Sprintf("no good: %d", i+1); f.State != launcher.Failed || f.Err != want {
			t.Errorf("task %d = %s %q, want failed %q", i, f.State, f.Err, want)
		}
	}
	p := start(t, launcher.Config{Workers: 1})
	for function, want := range map[string]string{"panic": "panic: ouch", "chan": "encode the result", "empty": "without a message", "nobody": "not registered"} {
		r, err := p.Apply(function, 1)
		if err != nil || r.State != launcher.Failed || !strings.Contains(r.Err, want) {
			t.Errorf("%s = %s %q %v, want failed with %q", function, r.State, r.Err, err, want)
		}
	}
}

func TestOutputIsCapturedPerTaskByteForByte(t *testing.T) {
	j := values(1, 2)
	j.Function = "print"
	events := record(t, launcher.Config{Workers: 2}, j, nil)
	got := map[string]string{}
	for _, o := range of[launcher.TaskOutput](events) {
		got[fmt.Sprintf("%d/%d", o.Task, o.Stream)] += string(o.Data)
	}
	for key, want := range map[string]string{"0/1": "out 1\n\x00\xff", "0/2": "err 1\n", "1/1": "out 2\n\x00\xff"} {
		if got[key] != want {
			t.Errorf("output %s = %q, want %q", key, got[key], want)
		}
	}
}

func TestWhatADyingWorkerWroteIsItsTasks(t *testing.T) {
	j := values(1)
	j.Function = "raw"
	events := record(t, launcher.Config{Workers: 1}, j, nil)
	var text strings.Builder
	for _, o := range of[launcher.TaskOutput](events) {
		if o.Task == 0 && o.Stream == launcher.Stderr {
			text.Write(o.Data)
		}
	}
	if text.String() != "last words\n" {
		t.Errorf("output of task 0 = %q, want its last words", text.String())
	}
}

func TestADyingWorkerNamesItsTaskAndTheRestGoesOn(t *testing.T) {
	j := values(0, 1, 2, 3, 4, 5)
	j.Function, j.Chunk, j.Params = "exit-on", 3, map[string]float64{"on": 1, "attempts": 9}
	events := record(t, launcher.Config{Workers: 1}, j, nil)
	states := map[int]launcher.State{}
	for _, f := range of[launcher.TaskFinished](events) {
		states[f.Task] = f.State
		if f.Task == 1 && (f.ExitCode == nil || *f.ExitCode != 5 || f.Worker != "Process-1") {
			t.Errorf("task 1 = %+v, want exit code 5 of Process-1", f)
		}
	}
	for task := range 6 {
		want := launcher.Done
		if task == 1 {
			want = launcher.Failed
		}
		if states[task] != want {
			t.Errorf("task %d = %s, want %s", task, states[task], want)
		}
	}
	if got := len(of[launcher.WorkerExited](events)); got != 2 {
		t.Errorf("workers exited = %d, want 2", got)
	}
}

func TestRetriesAndWorkerDeathRetry(t *testing.T) {
	j := values(0, 1)
	j.Function, j.Params = "exit-on", map[string]float64{"on": 1, "attempts": 2}
	for name, c := range map[string]launcher.Config{
		"retries":         {Workers: 2, Retries: 2},
		"on worker death": {Workers: 2, OnWorkerDeath: launcher.DeathRetries},
	} {
		events := record(t, c, j, nil)
		for _, f := range of[launcher.TaskFinished](events) {
			if f.State != launcher.Done {
				t.Errorf("%s: task %d = %s", name, f.Task, f.State)
			}
		}
		if got := len(of[launcher.TaskRetried](events)); got != 2 {
			t.Errorf("%s: retried %d times, want 2", name, got)
		}
	}
}

func TestATaskThatKillsEveryWorkerComesToAnEnd(t *testing.T) {
	j := values(1)
	j.Function, j.Params = "exit-on", map[string]float64{"on": 1, "attempts": 1e9}
	events := record(t, launcher.Config{Workers: 1, OnWorkerDeath: launcher.DeathRetries}, j, nil)
	finished := of[launcher.TaskFinished](events)
	if len(finished) != 1 || finished[0].State != launcher.Failed || finished[0].Attempt != 4 {
		t.Errorf("finished = %+v, want failed at attempt 4", finished)
	}
}

func TestKilledWorkerIsNoticedAtOnce(t *testing.T) {
	j := values(60000, 1)
	j.Function = "sleep"
	begun := time.Now()
	events := record(t, launcher.Config{Workers: 2}, j, func(_ *launcher.Pool, e launcher.Event) {
		if s, ok := e.(launcher.TaskStarted); ok && s.Task == 0 {
			_ = syscall.Kill(s.PID, syscall.SIGKILL)
		}
	})
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("the run took %s", took)
	}
	for _, f := range of[launcher.TaskFinished](events) {
		if f.Task == 0 && (f.State != launcher.Killed || f.Signal != "SIGKILL") {
			t.Errorf("task 0 = %s %q, want killed by SIGKILL", f.State, f.Signal)
		}
		if f.Task == 1 && f.State != launcher.Done {
			t.Errorf("task 1 = %s, want done", f.State)
		}
	}
}

func TestTimeoutKillsThatTaskAlone(t *testing.T) {
	j := values(60000, 1, 1)
	j.Function = "sleep"
	events := record(t, launcher.Config{Workers: 1, Timeout: 300 * time.Millisecond}, j, nil)
	var states []string
	for _, f := range of[launcher.TaskFinished](events) {
		states = append(states, fmt.Sprint(f.Task, f.State))
	}
	if want := []string{"0timed_out", "1done", "2done"}; !slices.Equal(states, want) {
		t.Errorf("states = %v, want %v", states, want)
	}
}

func TestTimeoutInAThreadSparesTheOthers(t *testing.T) {
	j := values(60000, 600, 1)
	j.Function, j.Method = "sleep", launcher.IMapUnordered
	events := record(t, launcher.Config{Workers: 3, RunAs: launcher.Threads, Timeout: 1200 * time.Millisecond}, j, nil)
	for _, f := range of[launcher.TaskFinished](events) {
		want := launcher.Done
		if f.Task == 0 {
			want = launcher.TimedOut
		}
		if f.State != want {
			t.Errorf("task %d = %s (%s), want %s", f.Task, f.State, f.Err, want)
		}
	}
}

func TestThreadsShareOneProcess(t *testing.T) {
	j := values(200, 200, 200, 200)
	j.Function, j.Method = "sleep", launcher.IMapUnordered
	events := record(t, launcher.Config{Workers: 4, RunAs: launcher.Threads}, j, nil)
	started := of[launcher.WorkerStarted](events)
	if len(started) != 1 || started[0].Threads != 4 {
		t.Fatalf("workers = %+v, want one of 4 threads", started)
	}
	lanes := map[int]bool{}
	for _, s := range of[launcher.TaskStarted](events) {
		lanes[s.Lane] = true
	}
	if len(lanes) != 4 {
		t.Errorf("threads used = %d, want 4", len(lanes))
	}
}

func TestAWorkerIsReplacedAfterItsTasksNotItsChunks(t *testing.T) {
	j := values(0, 1, 2, 3, 4, 5, 6)
	j.Function, j.Chunk = "echo", 5
	events := record(t, launcher.Config{Workers: 1, MaxTasksPerWorker: 2}, j, nil)
	per := map[string]int{}
	for _, f := range of[launcher.TaskFinished](events) {
		per[f.Worker]++
	}
	if len(per) != 4 {
		t.Errorf("workers = %v, want 4", per)
	}
	for name, n := range per {
		if n > 2 {
			t.Errorf("%s ran %d tasks, want at most 2", name, n)
		}
	}
}

func TestTerminateAccountsForEveryTask(t *testing.T) {
	j := values(60000, 60000, 1, 1, 1)
	j.Function, j.Method = "sleep", launcher.IMap
	var started sync.Once
	events := record(t, launcher.Config{Workers: 2}, j, func(p *launcher.Pool, e launcher.Event) {
		if _, ok := e.(launcher.TaskStarted); ok {
			started.Do(p.Terminate)
			p.Terminate()
		}
	})
	finished := of[launcher.TaskFinished](events)
	if len(finished) != 5 {
		t.Errorf("finished = %d tasks, want 5", len(finished))
	}
	for _, f := range finished {
		if f.State != launcher.Cancelled && f.State != launcher.NotRun {
			t.Errorf("task %d = %s, want cancelled or not run", f.Task, f.State)
		}
	}
	last := of[launcher.PoolFinished](events)
	if len(last) != 1 || !errors.Is(last[0].Err, launcher.ErrTerminated) || last[0].Started != last[0].Reaped {
		t.Errorf("the end = %+v", last)
	}
}

func TestHaltStopsHandingOut(t *testing.T) {
	j := values(numbers(50)...)
	j.Function, j.Halt = "fail", launcher.Halt{Count: 3}
	events := record(t, launcher.Config{Workers: 1}, j, nil)
	count := map[launcher.State]int{}
	for _, f := range of[launcher.TaskFinished](events) {
		count[f.State]++
	}
	if count[launcher.Failed] != 3 || count[launcher.NotRun] != 47 {
		t.Errorf("states = %v, want 3 failed and 47 not run", count)
	}
}

func TestHaltNowEndsWhatRuns(t *testing.T) {
	j := values(60000, 60000, 1)
	j.Function, j.Halt, j.Method = "sleep", launcher.Halt{Now: true, Count: 1}, launcher.IMap
	running := 0
	events := record(t, launcher.Config{Workers: 2}, j, func(_ *launcher.Pool, e launcher.Event) {
		if s, ok := e.(launcher.TaskStarted); ok {
			if running++; running == 2 {
				_ = syscall.Kill(s.PID, syscall.SIGKILL)
			}
		}
	})
	count := map[launcher.State]int{}
	for _, f := range of[launcher.TaskFinished](events) {
		count[f.State]++
	}
	if count[launcher.Killed] != 1 || count[launcher.Cancelled] != 1 || count[launcher.NotRun] != 1 {
		t.Errorf("states = %v, want 1 killed, 1 cancelled, 1 not run", count)
	}
}

func TestInputsThatFailMidwayDeliverWhatCameBefore(t *testing.T) {
	broken := errors.New("the source broke")
	j := launcher.Job{Function: "echo", Method: launcher.IMap, Total: -1, Inputs: func(yield func(json.RawMessage, error) bool) {
		_ = yield(json.RawMessage("1"), nil) && yield(json.RawMessage("2"), nil) && yield(nil, broken)
	}}
	events := record(t, launcher.Config{Workers: 2}, j, nil)
	if got := len(handedOut(events)); got != 2 {
		t.Errorf("results = %d, want 2", got)
	}
	if last := of[launcher.PoolFinished](events)[0]; !errors.Is(last.Err, broken) {
		t.Errorf("the end = %v, want %v", last.Err, broken)
	}
}

func TestEndlessInputIsReadOnlyALittleAhead(t *testing.T) {
	read := 0
	var mu sync.Mutex
	j := launcher.Job{Function: "sleep", Method: launcher.IMap, Total: -1, Inputs: func(yield func(json.RawMessage, error) bool) {
		for yield(json.RawMessage("1"), nil) {
			mu.Lock()
			read++
			mu.Unlock()
		}
	}}
	done := 0
	record(t, launcher.Config{Workers: 2}, j, func(p *launcher.Pool, e launcher.Event) {
		if _, ok := e.(launcher.TaskFinished); ok {
			if done++; done == 20 {
				p.Terminate()
			}
		}
	})
	mu.Lock()
	defer mu.Unlock()
	if read > 10000 {
		t.Errorf("inputs read = %d for 20 tasks, want a bounded read-ahead", read)
	}
}

func TestClosedPoolRefusesWork(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	p.Close()
	p.Close()
	if err := p.Join(); err != nil {
		t.Errorf("Join = %v", err)
	}
	if _, err := p.Map("echo", numbers(1)); !errors.Is(err, launcher.ErrClosed) {
		t.Errorf("Map after Close = %v, want ErrClosed", err)
	}
}

func TestLargeResultsAndInputs(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	r, err := p.Apply("big", 1)
	if err != nil || len(r.Value) != 20<<20+2 {
		t.Errorf("big = %d bytes, %v", len(r.Value), err)
	}
	large := strings.Repeat("y", 10<<20)
	if r, err := p.Apply("echo", large); err != nil || len(r.Value) != len(large)+2 {
		t.Errorf("echo = %d bytes, %v", len(r.Value), err)
	}
}

func TestSerialSectionsNeverOverlap(t *testing.T) {
	p := start(t, launcher.Config{Workers: 4})
	results, err := p.Map("serial", numbers(40))
	if err != nil {
		t.Fatal(err)
	}
	spans := make([][2]int64, len(results))
	for i, r := range results {
		if err := json.Unmarshal(r.Value, &spans[i]); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(spans, func(a, b [2]int64) int { return int(a[0] - b[0]) })
	for i := 1; i < len(spans); i++ {
		if spans[i][0] < spans[i-1][1] {
			t.Errorf("sections %d and %d overlap", i-1, i)
		}
	}
}

func TestNiceIsInheritedByTheWorkers(t *testing.T) {
	own := niceOfSelf()
	p := start(t, launcher.Config{Workers: 1, Nice: 3})
	r, err := p.Apply("nice", 0)
	if want := strconv.Itoa(min(own+3, 19)); err != nil || string(r.Value) != want {
		t.Errorf("niceness = %s, %v, want %s", r.Value, err, want)
	}
	if niceOfSelf() != own {
		t.Errorf("own niceness changed to %d", niceOfSelf())
	}
}

func TestAProgramThatIsNoWorkerBreaksThePoolWithAReason(t *testing.T) {
	j := values(1, 2)
	j.Function = "echo"
	for _, program := range []string{"/bin/true", "/nonexistent/program"} {
		events := record(t, launcher.Config{Workers: 2, Program: program}, j, nil)
		last := of[launcher.PoolFinished](events)[0]
		if last.Err == nil || !strings.Contains(last.Err.Error(), "no worker can be started") {
			t.Errorf("%s: %v", program, last.Err)
		}
		for _, f := range of[launcher.TaskFinished](events) {
			if f.State != launcher.NotRun {
				t.Errorf("%s: task %d = %s, want not run", program, f.Task, f.State)
			}
		}
	}
}

func TestConfigRefusesNonsense(t *testing.T) {
	for _, c := range []launcher.Config{{}, {Workers: -1}, {Workers: 1e9}, {Workers: 1, Nice: 20}, {Workers: 1, Retries: -1}} {
		if _, err := launcher.New(c); err == nil {
			t.Errorf("New(%+v) = nil error", c)
		}
	}
}

func TestStopReachesProcessesWhileTheReceiverIsStuck(t *testing.T) {
	events := make(chan launcher.Event)
	p, err := launcher.New(launcher.Config{Workers: 1, Events: events})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := p.Start(ctx); err != nil {
		t.Fatal(err)
	}
	j := values(60000)
	j.Function = "sleep"
	if _, err := p.SubmitEvents(j); err != nil {
		t.Fatal(err)
	}
	pid := 0
	for e := range events {
		if s, ok := e.(launcher.WorkerStarted); ok {
			pid = s.PID
			break
		}
	}
	cancel() // nobody receives now
	for deadline := time.Now().Add(10 * time.Second); !ended(pid); {
		if time.Now().After(deadline) {
			t.Fatal("the worker lives on while the receiver is stuck")
		}
		time.Sleep(5 * time.Millisecond)
	}
	for range events {
		continue
	}
	_ = p.Join()
}

func TestNothingOfTheWireReachesWhatATaskStarts(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	r, err := p.Apply("child", 0)
	if err != nil || r.State != launcher.Done {
		t.Fatalf("child = %s %q, %v", r.State, r.Err, err)
	}
	if string(r.Value) != "[]" {
		t.Errorf("a child has %s of the wire, want nothing", r.Value)
	}
}

func TestWhatWasSentAheadToASlowWorkerIsTakenBack(t *testing.T) {
	inputs := slices.Repeat([]any{0}, 300)
	inputs = append(inputs, 2000)
	inputs = append(inputs, slices.Repeat([]any{0}, 30)...)
	j := values(inputs...)
	j.Function, j.Method = "sleep", launcher.IMapUnordered
	events := record(t, launcher.Config{Workers: 2}, j, nil)
	finished := of[launcher.TaskFinished](events)
	seen := map[int]int{}
	for _, f := range finished {
		seen[f.Task]++
		if f.State != launcher.Done || f.Attempt != 1 {
			t.Errorf("task %d = %s at attempt %d, want done at 1", f.Task, f.State, f.Attempt)
		}
	}
	if len(seen) != 331 || len(finished) != 331 {
		t.Errorf("%d tasks finished %d times, want 331 once each", len(seen), len(finished))
	}
	if last := finished[len(finished)-1]; last.Task != 300 {
		t.Errorf("last to finish is task %d, want the slow one, 300", last.Task)
	}
}

func TestManyShortTasksAreEachDoneOnceInOrder(t *testing.T) {
	for _, m := range []launcher.Method{launcher.IMap, launcher.IMapUnordered, launcher.ApplyAsync} {
		j := values(numbers(5000)...)
		j.Function, j.Method = "echo", m
		ready := handedOut(record(t, launcher.Config{Workers: 3}, j, nil))
		got := make([]int, len(ready))
		for i, r := range ready {
			got[i] = r.Task
			if string(r.Value) != strconv.Itoa(r.Task) {
				t.Fatalf("%s: result of task %d = %s", m, r.Task, r.Value)
			}
		}
		if m == launcher.IMapUnordered {
			slices.Sort(got)
		}
		for i, task := range got {
			if task != i {
				t.Fatalf("%s: result %d is task %d", m, i, task)
			}
		}
		if len(got) != 5000 {
			t.Errorf("%s: results = %d, want 5000", m, len(got))
		}
	}
}

// A receiver that pauses while a worker dies must not cost what the worker said
// before.
func TestASlowReceiverLosesNothingOfAWorkerThatDied(t *testing.T) {
	j := values(numbers(4000)...)
	j.Function, j.Chunk, j.Params = "exit-on", 2000, map[string]float64{"on": 1999, "attempts": 9}
	paused := false
	events := record(t, launcher.Config{Workers: 1}, j, func(_ *launcher.Pool, e launcher.Event) {
		if s, ok := e.(launcher.TaskStarted); ok && s.Task == 100 && !paused {
			paused = true
			time.Sleep(1500 * time.Millisecond)
		}
	})
	started := map[int]int{}
	for _, s := range of[launcher.TaskStarted](events) {
		started[s.Task]++
	}
	for task, n := range started {
		if n != 1 {
			t.Errorf("task %d was started %d times, want once", task, n)
		}
	}
	for _, f := range of[launcher.TaskFinished](events) {
		if (f.State == launcher.Failed) != (f.Task == 1999) {
			t.Errorf("task %d = %s (%s)", f.Task, f.State, f.Err)
		}
	}
}

func TestNoMoreWorkersThanTasks(t *testing.T) {
	for _, n := range []int{0, 2} {
		j := values(numbers(n)...)
		j.Function = "echo"
		events := record(t, launcher.Config{Workers: 50}, j, nil)
		if got := len(of[launcher.WorkerStarted](events)); got != n {
			t.Errorf("%d tasks started %d workers", n, got)
		}
	}
}

func TestAnInputTooLongForTheWireFailsAlone(t *testing.T) {
	long := json.RawMessage(`"` + strings.Repeat("x", 300<<20) + `"`)
	j := launcher.Job{Function: "echo", Method: launcher.IMap, Total: 2, Inputs: launcher.Values([]json.RawMessage{long, json.RawMessage("1")})}
	finished := of[launcher.TaskFinished](record(t, launcher.Config{Workers: 1}, j, nil))
	if len(finished) != 2 {
		t.Fatalf("finished = %d, want 2", len(finished))
	}
	for _, f := range finished {
		if want := map[int]launcher.State{0: launcher.Failed, 1: launcher.Done}[f.Task]; f.State != want {
			t.Errorf("task %d = %s %q, want %s", f.Task, f.State, f.Err, want)
		}
	}
}

// The pool's messages to a worker that reads nothing must not hold up the pool.
func TestTerminateWhileAStoppedWorkerHasMuchToRead(t *testing.T) {
	p := start(t, launcher.Config{Workers: 4, RunAs: launcher.Threads, Grace: 100 * time.Millisecond})
	r, err := p.Apply("pid", 0)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(r.Value))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	large := make([]any, 200)
	for i := range large {
		large[i] = strings.Repeat("x", 100_000)
	}
	if _, err := p.IMap("echo", large); err != nil {
		t.Fatal(err)
	}
	p.Terminate()
	ended := make(chan struct{})
	go func() {
		_ = p.Join()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		_ = syscall.Kill(pid, syscall.SIGKILL)
		t.Fatal("the pool hangs")
	}
}

func TestJobsRunInTheOrderTheyWereSubmitted(t *testing.T) {
	for range 20 {
		events := make(chan launcher.Event, 1000)
		p, err := launcher.New(launcher.Config{Workers: 1, Events: events})
		if err != nil {
			t.Fatal(err)
		}
		for _, input := range []string{"first", "second"} {
			j := values(input)
			j.Function = "echo"
			if _, err := p.SubmitEvents(j); err != nil {
				t.Fatal(err)
			}
		}
		p.Close()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := p.Join(); err != nil {
			t.Fatal(err)
		}
		var got []string
		for e := range events {
			if s, ok := e.(launcher.TaskStarted); ok {
				got = append(got, string(s.Input))
			}
		}
		if want := []string{`"first"`, `"second"`}; !slices.Equal(got, want) {
			t.Fatalf("order = %v, want %v", got, want)
		}
	}
}

func TestFewDescriptorsMeanFewerWorkersNotNone(t *testing.T) {
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	few := syscall.Rlimit{Cur: 60, Max: old.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &old) }()
	j := values(numbers(40)...)
	j.Function, j.Method = "echo", launcher.IMap
	events := record(t, launcher.Config{Workers: 40, MaxTasksPerWorker: 1}, j, nil)
	names := map[string]int{}
	for _, w := range of[launcher.WorkerStarted](events) {
		names[w.Worker]++
	}
	for name, n := range names {
		if n != 1 {
			t.Errorf("%s is the name of %d processes", name, n)
		}
	}
	for _, f := range of[launcher.TaskFinished](events) {
		if f.State != launcher.Done {
			t.Errorf("task %d = %s %q", f.Task, f.State, f.Err)
		}
	}
	failed := of[launcher.SpawnFailed](events)
	if len(failed) == 0 {
		t.Error("no failed start was told")
	}
	for i := 1; i < len(failed); i++ {
		if pause := failed[i].At - failed[i-1].At; pause < 20*time.Millisecond {
			t.Errorf("failed starts %d and %d are told within %s, want one a round", i-1, i, pause)
		}
	}
}

func TestInputsThatFailAreTheirOwnJobsErrorAlone(t *testing.T) {
	broken := errors.New("the source broke")
	p := start(t, launcher.Config{Workers: 1})
	b, err := p.Submit(launcher.Job{Function: "echo", Method: launcher.Map, Total: -1, Inputs: func(yield func(json.RawMessage, error) bool) {
		yield(nil, broken)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Wait(); !errors.Is(err, broken) {
		t.Errorf("first job = %v, want %v", err, broken)
	}
	if _, err := p.Map("echo", numbers(1)); err != nil {
		t.Errorf("next job = %v, want no error", err)
	}
}
