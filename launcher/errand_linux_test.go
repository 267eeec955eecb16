package launcher_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// sh makes the commands of a pool: each input is a script for sh, whose $1 is the
// task's index and $2 its slot.
func sh() *launcher.Command {
	return &launcher.Command{Make: func(e launcher.Errand) (launcher.Invocation, error) {
		var script string
		if err := json.Unmarshal(e.Input, &script); err != nil {
			return launcher.Invocation{}, fmt.Errorf("read the input: %w", err)
		}
		return launcher.Invocation{Argv: []string{"sh", "-c", script, "sh", strconv.Itoa(e.Task), strconv.Itoa(e.Slot)}}, nil
	}}
}

// program makes commands of inputs that are the names of programs.
func program() *launcher.Command {
	return &launcher.Command{Make: func(e launcher.Errand) (launcher.Invocation, error) {
		var name string
		err := json.Unmarshal(e.Input, &name)
		return launcher.Invocation{Argv: []string{name}}, err //nolint:wrapcheck // a test's input is a text
	}}
}

// way is how commands are done: with the niceness nice.
type way struct {
	*testing.T

	nice int
}

// bothWays runs a test with commands done by the event loop, and by a goroutine each,
// as they are where the pool is nice, and on other systems.
func bothWays(t *testing.T, test func(t way)) {
	t.Helper()
	for nice, name := range []string{"event loop", "goroutines"} {
		t.Run(name, func(t *testing.T) { test(way{t, nice}) })
	}
}

// errands runs a job of commands and returns its events.
func errands(t *testing.T, c launcher.Config, j launcher.Job) []launcher.Event {
	t.Helper()
	j.Function, j.Method = "", launcher.IMap
	return record(t, c, j, nil)
}

// ends returns the results of tasks by index.
func ends(events []launcher.Event) map[int]launcher.Result {
	all := map[int]launcher.Result{}
	for _, f := range of[launcher.TaskFinished](events) {
		all[f.Task] = f.Result
	}
	return all
}

// printed returns what a task wrote to a stream.
func printed(events []launcher.Event, task int, stream launcher.Stream) string {
	var all strings.Builder
	for _, o := range of[launcher.TaskOutput](events) {
		if o.Task == task && o.Stream == stream {
			all.Write(o.Data)
		}
	}
	return all.String()
}

func TestACommandsEndIsItsTasksEnd(t *testing.T) {
	bothWays(t, func(t way) {
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 2, Command: sh()}, values("exit 0", "exit 3", "kill -9 $$", "exit 137", "exit 127", "kill -TERM $$", "kill -36 $$"))
		got := ends(events)
		for task, want := range []struct {
			state  launcher.State
			code   int
			signal string
			err    string
		}{
			{launcher.Done, 0, "", ""},
			{launcher.Failed, 3, "", "exit code 3"},
			{launcher.Killed, -1, "SIGKILL", "killed by SIGKILL"},
			{launcher.Failed, 137, "", "exit code 137"},
			{launcher.Failed, 127, "", "exit code 127"},
			{launcher.Killed, -1, "SIGTERM", "killed by SIGTERM"},
			{launcher.Killed, -1, "SIGRTMIN+2", "killed by SIGRTMIN+2"},
		} {
			r := got[task]
			code := -1
			if r.ExitCode != nil {
				code = *r.ExitCode
			}
			if r.State != want.state || code != want.code || r.Signal != want.signal || r.Err != want.err {
				t.Errorf("task %d = %s, code %d, signal %q, %q; want %+v", task, r.State, code, r.Signal, r.Err, want)
			}
		}
		last := of[launcher.PoolFinished](events)
		if len(last) != 1 || last[0].Started != 7 || last[0].Reaped != 7 || last[0].Err != nil {
			t.Errorf("the end = %+v, want 7 started and reaped", last)
		}
	})
}

func TestACommandsStreamsAreApartAndExact(t *testing.T) {
	bothWays(t, func(t way) {
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: sh()}, values(`printf 'a\000b'; printf 'x' >&2; printf 'c\n\n'; read line || printf 'empty' >&2`))
		if got, want := printed(events, 0, launcher.Stdout), "a\x00bc\n\n"; got != want {
			t.Errorf("stdout = %q, want %q", got, want)
		}
		if got, want := printed(events, 0, launcher.Stderr), "xempty"; got != want {
			t.Errorf("stderr = %q, want %q", got, want)
		}
	})
}

func TestACommandThatCannotBeStartedFailsAlone(t *testing.T) {
	bothWays(t, func(t way) {
		dir := t.TempDir()
		write := func(name, text string, mode os.FileMode) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(text), mode); err != nil {
				t.Fatal(err)
			}
			return path
		}
		noFirstLine, unreadable := write("script", "echo hi\n", 0o755), write("data", "x", 0o644)
		lost := write("lost", "#!/no/such/interpreter\n", 0o755)
		busy := write("busy", "#!/bin/sh\n", 0o755)
		open, err := os.OpenFile(busy, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer open.Close()
		got := ends(errands(t.T, launcher.Config{Nice: t.nice, Workers: 2, Command: program()},
			values("no-such-program-here", noFirstLine, unreadable, dir, filepath.Join(dir, "missing"), busy, "true", lost)))
		for task, want := range []struct {
			code int
			text string
		}{
			{127, "no folder of PATH"},
			{126, "first line"},
			{126, "permission denied"},
			{126, "permission denied"},
			{127, "no such file"},
			{126, "text file busy"},
		} {
			r := got[task]
			if r.State != launcher.Failed || r.ExitCode == nil || *r.ExitCode != want.code || !strings.Contains(r.Err, want.text) {
				t.Errorf("task %d = %s, %v, %q; want failed, %d, %q", task, r.State, r.ExitCode, r.Err, want.code, want.text)
			}
		}
		if r := got[7]; r.State != launcher.Failed || !strings.Contains(r.Err, "interpreter") {
			t.Errorf("a script without its interpreter = %s %q", r.State, r.Err)
		}
		if got[6].State != launcher.Done {
			t.Errorf("the good one = %s %q, want done", got[6].State, got[6].Err)
		}
	})
}

func TestAnInputThatMakesNoCommandFailsAlone(t *testing.T) {
	bothWays(t, func(t way) {
		c := sh()
		c.Make = func(e launcher.Errand) (launcher.Invocation, error) {
			if e.Task == 0 {
				return launcher.Invocation{}, errors.New("an argument has a NUL byte")
			}
			return launcher.Invocation{Argv: []string{"true", strings.Repeat("x", e.Task<<18)}}, nil
		}
		got := ends(errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: c}, values("a", "b")))
		if r := got[0]; r.State != launcher.Failed || !strings.Contains(r.Err, "NUL byte") {
			t.Errorf("task 0 = %s %q, want failed with the reason", r.State, r.Err)
		}
		if r := got[1]; r.State != launcher.Failed || !strings.Contains(r.Err, "128 KiB") {
			t.Errorf("task 1 = %s %q, want failed with the rule", r.State, r.Err)
		}
	})
}

func TestACommandThatTakesTooLongMayEndInItsOwnWay(t *testing.T) {
	bothWays(t, func(t way) {
		c := launcher.Config{Nice: t.nice, Workers: 2, Command: sh(), Timeout: time.Second, Grace: time.Second}
		events := errands(t.T, c, values("trap 'echo bye; exit 0' TERM; sleep 20 & wait", "trap '' TERM; sleep 20; sleep 20", "true"))
		got := ends(events)
		if got[0].State != launcher.TimedOut || got[1].State != launcher.TimedOut || got[2].State != launcher.Done {
			t.Errorf("states = %s, %s, %s; want timed out twice, and done", got[0].State, got[1].State, got[2].State)
		}
		if out := printed(events, 0, launcher.Stdout); out != "bye\n" {
			t.Errorf("its last words = %q, want bye", out)
		}
		if got[1].Signal != "SIGKILL" {
			t.Errorf("the deaf one ended by %q, want SIGKILL", got[1].Signal)
		}
	})
}

func TestEveryAttemptAtACommandIsTold(t *testing.T) {
	bothWays(t, func(t way) {
		file := filepath.Join(t.TempDir(), "tried")
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: sh(), Retries: 3},
			values(fmt.Sprintf("echo x >> %s; test $(wc -l < %s) -eq 3", file, file)))
		if n := len(of[launcher.TaskRetried](events)); n != 2 {
			t.Errorf("retried = %d times, want 2", n)
		}
		if r := ends(events)[0]; r.State != launcher.Done || r.Attempt != 3 {
			t.Errorf("the end = %s at attempt %d, want done at 3", r.State, r.Attempt)
		}
	})
}

func TestABackgroundProcessDoesNotKeepTheSlot(t *testing.T) {
	bothWays(t, func(t way) {
		begun, deaf := time.Now(), filepath.Join(t.TempDir(), "deaf")
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: sh(), Grace: 300 * time.Millisecond}, values(
			fmt.Sprintf("echo one; (trap '' TERM; : > %s; sleep 30) & until test -e %s; do sleep 0.01; done", deaf, deaf), "echo two"))
		if passed := time.Since(begun); passed > 15*time.Second {
			t.Errorf("took %s, want no wait for what it left behind", passed)
		}
		if a, b := printed(events, 0, launcher.Stdout), printed(events, 1, launcher.Stdout); a != "one\n" || b != "two\n" {
			t.Errorf("output = %q, %q", a, b)
		}
		if exit := of[launcher.WorkerExited](events)[0]; exit.Err == nil || !strings.Contains(exit.Err.Error(), "left a process behind") {
			t.Errorf("the exit = %v, want the loss said", exit.Err)
		}
		if last := of[launcher.PoolFinished](events)[0]; len(last.Escaped) > 0 {
			t.Errorf("escaped = %v", last.Escaped)
		}
	})
}

func TestABackgroundProcessThatEndsWhenAskedIsToldOf(t *testing.T) {
	bothWays(t, func(t way) {
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: sh()}, values("echo one; sleep 30 &", "echo two"))
		exits := of[launcher.WorkerExited](events)
		if len(exits) != 2 || exits[0].Err == nil || exits[1].Err != nil {
			t.Errorf("exits = %+v, want the first to tell of what it left behind", exits)
		}
	})
}

func TestACommandThatWasAskedToEndLeftNothingBehind(t *testing.T) {
	bothWays(t, func(t way) {
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Timeout: 50 * time.Millisecond, Command: sh()}, values("sleep 30; exit 0"))
		if got := ends(events)[0].State; got != launcher.TimedOut {
			t.Errorf("state = %s, want timed out", got)
		}
		if left := of[launcher.WorkerExited](events)[0].Err; left != nil {
			t.Errorf("its exit says %q, want nothing", left)
		}
	})
}

func TestASlotIsNeverHeldByTwoCommands(t *testing.T) {
	bothWays(t, func(t way) {
		dir := t.TempDir()
		scripts := make([]any, 60)
		for i := range scripts {
			scripts[i] = fmt.Sprintf("mkdir %s/$2 && sleep 0.02 && rmdir %s/$2", dir, dir)
		}
		for task, r := range ends(errands(t.T, launcher.Config{Nice: t.nice, Workers: 4, Command: sh()}, values(scripts...))) {
			if r.State != launcher.Done {
				t.Errorf("task %d = %s %q: its slot was taken", task, r.State, r.Err)
			}
		}
	})
}

func TestCommandsStartNoFasterThanTheirDelay(t *testing.T) {
	bothWays(t, func(t way) {
		c := sh()
		c.Delay = 50 * time.Millisecond
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 4, Command: c}, values("true", "true", "true", "true"))
		for n, s := range of[launcher.TaskStarted](events) {
			if least := time.Duration(n) * c.Delay; s.At < least {
				t.Errorf("start %d = at %s, want %s at the least", n, s.At, least)
			}
		}
	})
}

func TestCommandsThatAreHeldSayWhy(t *testing.T) {
	bothWays(t, func(t way) {
		c, asked := sh(), 0
		c.Hold = func() string {
			if asked++; asked < 2 {
				return "the load is high"
			}
			return ""
		}
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: c}, values("true", "true"))
		waits := of[launcher.Waiting](events)
		if len(waits) != 2 || waits[0].Why != "the load is high" || waits[1].Why != "" {
			t.Errorf("waiting = %+v, want the reason, and its end", waits)
		}
		if len(ends(events)) != 2 {
			t.Errorf("ended = %d tasks, want 2", len(ends(events)))
		}
	})
}

func TestTasksOfAnEarlierRunAreNotRunAgain(t *testing.T) {
	bothWays(t, func(t way) {
		j := values("echo a", "echo b", "echo c")
		j.Skip = func(task int, input json.RawMessage) (launcher.Result, bool) {
			return launcher.Result{State: launcher.Done, Before: true}, task == 1 && string(input) == `"echo b"`
		}
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: sh()}, j)
		got := ends(events)
		if r := got[1]; r.State != launcher.Done || !r.Before || r.Worker != "" {
			t.Errorf("task 1 = %+v, want done before", r.State)
		}
		if out := printed(events, 0, launcher.Stdout) + printed(events, 1, launcher.Stdout) + printed(events, 2, launcher.Stdout); out != "a\nc\n" {
			t.Errorf("output = %q, want that of the others", out)
		}
		if n := of[launcher.PoolFinished](events)[0].Started; n != 2 {
			t.Errorf("started = %d, want 2", n)
		}
	})
}

func TestACommandThatWasAskedToEndIsNotDone(t *testing.T) {
	bothWays(t, func(t way) {
		j := values("trap 'exit 0' TERM; echo; sleep 60 & wait")
		j.Function, j.Method = "", launcher.IMap
		events := record(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: sh()}, j, func(p *launcher.Pool, e launcher.Event) {
			if _, ok := e.(launcher.TaskOutput); ok {
				p.Terminate()
			}
		})
		if r := ends(events)[0]; r.State != launcher.Cancelled || r.ExitCode == nil || *r.ExitCode != 0 {
			t.Errorf("state = %s, exit %v; want cancelled, exit code 0", r.State, r.ExitCode)
		}
	})
}

func TestAStoppedPoolEndsItsCommands(t *testing.T) {
	bothWays(t, func(t way) {
		events := record(t.T, launcher.Config{Nice: t.nice, Workers: 2, Command: sh()}, func() launcher.Job {
			j := values("sleep 60", "sleep 60", "sleep 60")
			j.Function, j.Method = "", launcher.IMap
			return j
		}(), func(p *launcher.Pool, e launcher.Event) {
			if _, ok := e.(launcher.TaskStarted); ok {
				p.Terminate()
			}
		})
		states := map[launcher.State]int{}
		for _, r := range ends(events) {
			states[r.State]++
		}
		if states[launcher.Cancelled] == 0 || states[launcher.Cancelled]+states[launcher.NotRun] != 3 {
			t.Errorf("states = %v, want cancelled and not run", states)
		}
	})
}

func TestFewDescriptorsMakeCommandsWaitAndNotFail(t *testing.T) {
	bothWays(t, func(t way) {
		var before syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before) })
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 40, Max: before.Max}); err != nil {
			t.Fatal(err)
		}
		scripts := make([]any, 60)
		for i := range scripts {
			scripts[i] = "sleep 0.5"
		}
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 60, Command: sh()}, values(scripts...))
		for task, r := range ends(events) {
			if r.State != launcher.Done || r.Attempt != 1 {
				t.Errorf("task %d = %s %q at attempt %d, want done at 1", task, r.State, r.Err, r.Attempt)
			}
		}
		if n := len(of[launcher.SpawnFailed](events)); n < 1 || n > 5 { // one for each way in which it shows
			t.Errorf("warnings = %d, want few, and one at the least", n)
		}
	})
}
