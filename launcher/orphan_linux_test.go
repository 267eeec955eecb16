package launcher_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// newMark returns an argument of sleep(1) that no other process has.
func newMark() string { return "300." + strconv.FormatInt(time.Now().UnixNano(), 10) }

// submit hands a pool a job of one function.
func submit(t *testing.T, p *launcher.Pool, function string, inputs ...any) *launcher.Batch {
	t.Helper()
	j := values(inputs...)
	j.Function, j.Chunk = function, 1
	b, err := p.Submit(j)
	if err != nil {
		t.Fatalf("Submit: %v", err)
	}
	return b
}

// left has a pool leave a process behind, and returns its mark.
func left(t *testing.T, p *launcher.Pool, way string) string {
	t.Helper()
	mark := newMark()
	t.Cleanup(func() {
		for _, line := range marked(mark) {
			pid, _ := strconv.Atoi(strings.Split(line, "/")[2])
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	for r := range submit(t, p, "leave", leaving{way, mark}).Results() {
		if r.Err != "" {
			t.Fatalf("leave %s: %s", way, r.Err)
		}
	}
	return mark
}

func TestNothingThatATaskStartedOutlivesThePool(t *testing.T) {
	for way := range ways() {
		for how, end := range map[string]func(*launcher.Pool){
			"close":     (*launcher.Pool).Close,
			"terminate": (*launcher.Pool).Terminate,
		} {
			t.Run(way+"/"+how, func(t *testing.T) {
				p := start(t, launcher.Config{Workers: 2, Grace: 200 * time.Millisecond})
				mark := left(t, p, way)
				end(p)
				if err := p.Join(); err != nil {
					t.Errorf("Join: %v", err)
				}
				if got := marked(mark); len(got) > 0 {
					t.Errorf("left over: %v, want nothing", got)
				}
			})
		}
	}
}

func TestAnOrphanLivesAsLongAsItsWorkerAndNoLonger(t *testing.T) {
	for way := range ways() {
		t.Run(way, func(t *testing.T) {
			p := start(t, launcher.Config{Workers: 1, Grace: 200 * time.Millisecond})
			mark := left(t, p, way)
			var pid int
			for r := range submit(t, p, "sleep", 300).Results() {
				pid = r.PID
			}
			if got := marked(mark); len(got) == 0 {
				t.Fatal("the orphan was ended, want it left while its worker lives")
			}
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			if !within(time.Second, func() bool { return len(marked(mark)) == 0 }) {
				t.Errorf("1 s after the worker's end there is %v, want nothing", marked(mark))
			}
		})
	}
}

func TestAdoptedZombiesAreReaped(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	for r := range submit(t, p, "shell", `setsid sh -c '(sleep 0.05 &) &'`, `setsid sh -c '(sleep 0.05 &) &'`).Results() {
		if r.Err != "" {
			t.Fatal(r.Err)
		}
	}
	if !within(time.Second, func() bool { return len(zombies(t)) == 0 }) {
		t.Errorf("zombies %v after 1 s, want none", zombies(t))
	}
}

// zombies returns the PIDs of the dead children of this process.
func zombies(t *testing.T) []int {
	t.Helper()
	var dead []int
	files, _ := filepath.Glob("/proc/self/task/*/children")
	for _, file := range files {
		text, _ := os.ReadFile(file)
		for word := range strings.FieldsSeq(string(text)) {
			stat, _ := os.ReadFile("/proc/" + word + "/stat")
			if bytes.Contains(stat, []byte(") Z ")) {
				pid, _ := strconv.Atoi(word)
				dead = append(dead, pid)
			}
		}
	}
	return dead
}

// What another goroutine of the program starts is waited for by it alone, in
// whatever group or session it is.
func TestChildrenOfOtherCodeAreLeftAlone(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2, Grace: 50 * time.Millisecond})
	for range submit(t, p, "pid", 1, 2).Results() {
		continue
	}
	var short, long []*exec.Cmd
	for _, attributes := range []*syscall.SysProcAttr{{}, {Setpgid: true}, {Setsid: true}} {
		for script, list := range map[string]*[]*exec.Cmd{"exit 7": &short, "exec sleep 60": &long} {
			cmd := exec.Command("sh", "-c", script)
			cmd.SysProcAttr = attributes
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			*list = append(*list, cmd)
		}
	}
	mark := left(t, p, "in its own session")
	p.Close()
	_ = p.Join()
	if got := marked(mark); len(got) > 0 {
		t.Errorf("left over: %v, want nothing", got)
	}
	for _, cmd := range short {
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 7 {
			t.Errorf("child of other code with %+v: %v, want its own exit status 7", cmd.SysProcAttr, err)
		}
	}
	for _, cmd := range long {
		if ended(cmd.Process.Pid) {
			t.Errorf("child of other code with %+v was ended, want it left alone", cmd.SysProcAttr)
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

func TestAStoppedWorkerCanBeTerminated(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2, Grace: 2 * time.Second})
	events := submit(t, p, "pid", 1, 2)
	var pids []int
	for r := range events.Results() {
		pids = append(pids, r.PID)
		if err := syscall.Kill(r.PID, syscall.SIGSTOP); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
	began := time.Now()
	p.Terminate()
	_ = p.Join()
	if took := time.Since(began); took > time.Second {
		t.Errorf("workers %v, stopped, took %v to end, want SIGTERM to do it at once", pids, took)
	}
}

func TestATimeoutEndsAStoppedWorker(t *testing.T) {
	began := time.Now()
	j := values(60_000)
	j.Function = "sleep"
	events := record(t, launcher.Config{Workers: 1, Timeout: 300 * time.Millisecond}, j, func(_ *launcher.Pool, e launcher.Event) {
		if s, ok := e.(launcher.TaskStarted); ok {
			_ = syscall.Kill(s.PID, syscall.SIGSTOP)
		}
	})
	finished := of[launcher.TaskFinished](events)
	if len(finished) != 1 || finished[0].State != launcher.TimedOut {
		t.Errorf("finished = %+v, want one that timed out", finished)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("took %v, want the timeout", took)
	}
}

func TestWorkersAndTasksInheritNoDescriptor(t *testing.T) {
	stray, err := os.CreateTemp(t.TempDir(), "stray")
	if err != nil {
		t.Fatal(err)
	}
	defer stray.Close()
	fd, err := syscall.Dup(int(stray.Fd())) // without close-on-exec, as a careless parent hands it down
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Close(fd) }()
	script := `ls -l /proc/$PPID/fd /proc/self/fd`
	p := start(t, launcher.Config{Workers: 1})
	for r := range submit(t, p, "shell", script).Results() {
		text := string(r.Value)
		if r.Err != "" || !strings.Contains(text, "pipe:") {
			t.Fatalf("listing = %q, %s", text, r.Err)
		}
		if strings.Contains(text, filepath.Base(stray.Name())) {
			t.Errorf("worker and its child have %s, want no descriptor but their own", text)
		}
	}
}

func TestThousandsOfWorkersLeaveNothingBehind(t *testing.T) {
	if testing.Short() {
		t.Skip("starts 2,000 processes")
	}
	run := func(n int) {
		if end := aWorkerEach(t, n); end.Started != end.Reaped || end.Reaped < n {
			t.Errorf("pool finished with %+v, want %d workers started and reaped", end, n)
		}
	}
	run(200) // what the runtime makes once and keeps
	before := footprint(t)
	watched, stop := context.WithCancel(t.Context())
	oldest := make(chan time.Duration)
	go func() { oldest <- oldestZombie(watched, t) }()
	run(processCount)
	stop()
	if got := <-oldest; got > time.Second {
		t.Errorf("a zombie was there for %v, want at most 1s", got)
	}
	after := footprint(t)
	if after.descriptors > before.descriptors || after.threads > before.threads+4 || after.resident > before.resident+enough {
		t.Errorf("after %d workers: %+v, want about as before: %+v", processCount, after, before)
	}
	if dead := zombies(t); len(dead) > 0 {
		t.Errorf("zombies %v, want none", dead)
	}
}

// enough is how much the resident memory of the pool's process may grow by: the race
// detector keeps a shadow of what was once used. 2,000 workers that left a page each
// would be as much again.
const enough = 12 << 20

// aWorkerEach has each of n tasks done by a worker of its own. It keeps nothing of
// what happens but the end.
func aWorkerEach(t *testing.T, n int) launcher.PoolFinished {
	t.Helper()
	events := make(chan launcher.Event)
	p := start(t, launcher.Config{Workers: 4, MaxTasksPerWorker: 1, Events: events})
	j := values(numbers(n)...)
	j.Function, j.Chunk, j.Method = "pid", 1, launcher.IMapUnordered
	if _, err := p.SubmitEvents(j); err != nil {
		t.Fatalf("Submit: %v", err)
	}
	p.Close()
	var end launcher.PoolFinished
	for e := range events {
		if last, ok := e.(launcher.PoolFinished); ok {
			end = last
		}
	}
	return end
}

// processCount is how many workers the test has: as many as take some seconds.
const processCount = 2000

type footprints struct{ descriptors, threads, resident int }

func footprint(t *testing.T) footprints {
	t.Helper()
	debug.FreeOSMemory() // what was collected is memory of the process until it is given back
	descriptors, _ := os.ReadDir("/proc/self/fd")
	threads, _ := os.ReadDir("/proc/self/task")
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	var size, resident int
	if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
		t.Fatal(err)
	}
	return footprints{len(descriptors), len(threads), resident * os.Getpagesize()}
}

// oldestZombie looks at the dead children until ctx ends, and returns the longest
// that one was seen.
func oldestZombie(ctx context.Context, t *testing.T) time.Duration {
	t.Helper()
	var oldest time.Duration
	since := map[int]time.Time{}
	for ctx.Err() == nil {
		now, seen := time.Now(), map[int]time.Time{}
		for _, pid := range zombies(t) {
			seen[pid] = now
			if first, ok := since[pid]; ok {
				seen[pid] = first
				oldest = max(oldest, now.Sub(first))
			}
		}
		since = seen
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	return oldest
}
