package cli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// crashes is how often TestAKilledRunGoesOnWhereItWas kills a run. Issue 4 wants 200:
// go test ./internal/cli -run TestAKilledRunGoesOnWhereItWas -crashes 200.
var crashes = flag.Int("crashes", 12, "how many runs TestAKilledRunGoesOnWhereItWas kills") //nolint:gochecknoglobals // flags are made before they are read

// ofCrash is in the environment of all that a crashed run started, whatever its parent.
const ofCrash = "POOLSCOPE_TEST_CRASH="

// crashTasks is how many tasks a run that is killed has.
const crashTasks = 100

// crash is a run of crashTasks tasks, each of which adds its number to a file when it
// ends; every tenth leaves a process behind that has left its group.
type crash struct {
	dir, log, effects, mark string
	guarded                 bool // the program is behind its guard, which then is killed
}

func newCrash(t *testing.T, guarded bool) crash {
	t.Helper()
	dir := t.TempDir()
	return crash{dir, filepath.Join(dir, "log"), filepath.Join(dir, "effects"), ofCrash + filepath.Base(filepath.Dir(dir)) + filepath.Base(dir), guarded}
}

// run returns the program.
func (c crash) run(t *testing.T) *exec.Cmd {
	t.Helper()
	const script = `[ $(($1 % 10)) != 0 ] || setsid sleep 60 >/dev/null 2>&1 & echo "$1"; echo "$1" >>"$2"`
	args := []string{"run", "-q", "-j", "4", "--log", c.log, "--results", filepath.Join(c.dir, "out"), "--resume", "--shell", script, "--", ":::"}
	for task := range crashTasks {
		args = append(args, strconv.Itoa(task))
	}
	cmd := program(t, append(args, ":::", c.effects)...)
	cmd.Env = append(os.Environ(), c.mark)
	if c.guarded {
		cmd.Env = append(cmd.Env, guardedEnv+"=1")
	}
	return cmd
}

// killed starts the run and kills it when it has printed so many lines, or for less than
// one within its first moments; it returns when the program is gone, with its guard.
func (c crash) killed(t *testing.T, printed int) {
	t.Helper()
	cmd := c.run(t)
	lines := linesOf(t, cmd)
	instant := rand.N(20 * time.Millisecond)
	if printed > 0 {
		instant = rand.N(2 * time.Millisecond)
	}
	for printed > 0 && lines.Scan() {
		printed--
	}
	<-time.After(instant)  // the instant itself is what is tried
	_ = cmd.Process.Kill() // it may have ended
	for lines.Scan() {     // until whoever holds the pipe is gone
		continue
	}
	_ = cmd.Wait()
}

// done returns the tasks that the log says are done, with how often it does.
func (c crash) done(t *testing.T) map[int]int {
	t.Helper()
	text, err := os.ReadFile(c.log)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	times := map[int]int{}
	for task := range crashTasks {
		if n := bytes.Count(text, fmt.Appendf(nil, "{\"task\":%d,\"input\":[\"%d\",%q],\"state\":\"done\",", task, task, c.effects)); n > 0 {
			times[task] = n
		}
	}
	return times
}

// ran returns how often each task came to its end.
func (c crash) ran(t *testing.T) map[string]int {
	t.Helper()
	text, err := os.ReadFile(c.effects)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	times := map[string]int{}
	for task := range strings.FieldsSeq(string(text)) {
		times[task]++
	}
	return times
}

// left returns the processes that any run of this crash started and that are there.
func (c crash) left(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(path string) bool {
		environ, _ := os.ReadFile(path) // a process that has gone has none
		return !slices.Contains(strings.Split(string(environ), "\x00"), c.mark)
	})
}

// check wants every result once, what was done before the crash not done again, and
// nothing left of it.
func (c crash) check(t *testing.T, before map[int]int) {
	t.Helper()
	if left := c.left(t); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	done, ran := c.done(t), c.ran(t)
	for task := range crashTasks {
		number := strconv.Itoa(task)
		if done[task] != 1 {
			t.Errorf("task %d is done %d times in the log, want once", task, done[task])
		}
		if n := ran[number]; n < 1 || n > 2 || n == 2 && before[task] > 0 {
			t.Errorf("task %d came to its end %d times; before the crash the log had it done %d times", task, n, before[task])
		}
		kept, err := filepath.Glob(filepath.Join(c.dir, "out", fmt.Sprintf("%07d-*", task), "stdout"))
		if err != nil || len(kept) != 1 {
			t.Fatalf("files of task %d: %q, %v, want one", task, kept, err)
		}
		if got, err := os.ReadFile(kept[0]); err != nil || string(got) != number+"\n" {
			t.Errorf("output of task %d = %q, %v", task, got, err)
		}
	}
}

func TestAKilledRunGoesOnWhereItWas(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	amid := 0
	for round := range *crashes {
		c := newCrash(t, round%2 == 0)
		c.killed(t, rand.IntN(crashTasks+10)-10)
		before := c.done(t)
		if n := len(before); n > 0 && n < crashTasks {
			amid++
		}
		var stderr bytes.Buffer
		again := c.run(t)
		again.Stderr = &stderr
		killAfter(t, again, time.Minute)
		if status := statusOf(t, again.Run()); status != 0 {
			t.Errorf("status %d of the resumed run, want 0; stderr %.300q", status, stderr.String())
		}
		c.check(t, before)
		if t.Failed() {
			t.Fatalf("round %d, guarded %v, with %d tasks done before the crash", round, c.guarded, len(before))
		}
	}
	t.Logf("%d of %d runs were killed with some tasks done and others not", amid, *crashes)
	if amid < *crashes/4 {
		t.Errorf("killed amid their tasks: %d of %d runs, want most", amid, *crashes)
	}
}
