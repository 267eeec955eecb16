package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// limited returns the program as a shell starts it that has set a limit.
func limited(t *testing.T, limit string, args ...string) *exec.Cmd {
	t.Helper()
	return exec.Command("sh", slices.Concat([]string{"-c", limit + `; exec "$@"`, "sh", linked(t)}, args)...)
}

// Issue 4: ulimit -n 40 with 60 tasks: all done, with a warning.
func TestAllTasksAreDoneWithFewDescriptors(t *testing.T) {
	for _, flags := range [][]string{{}, {"--log", "log", "--joblog", "jobs", "--results", "out"}, {"--retries", "2", "--timeout", "60s"}} {
		dir := t.TempDir()
		cmd := limited(t, "ulimit -n 40", slices.Concat([]string{"run", "-j", "60"}, flags, []string{"--shell", `sleep 0.5; echo "$1"`, "--", ":::"})...)
		var want strings.Builder
		for task := range 60 {
			cmd.Args = append(cmd.Args, strconv.Itoa(task))
			_, _ = fmt.Fprintln(&want, task)
		}
		var stdout, stderr bytes.Buffer
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
		killAfter(t, cmd, 30*time.Second)
		if status := statusOf(t, cmd.Run()); status != 0 || stdout.String() != want.String() {
			t.Errorf("%v: status %d, stdout %q; want 0 and the output of all tasks", flags, status, stdout.String())
		}
		for _, said := range []string{"too many open files", "60 tasks: 60 done\n", "left over 0\n"} {
			if !strings.Contains(stderr.String(), said) {
				t.Errorf("%v: stderr = %q, want %q in it", flags, stderr.String(), said)
			}
		}
		if kept, err := filepath.Glob(filepath.Join(dir, "out", "*", "stdout")); err != nil || len(flags) > 4 && len(kept) != 60 {
			t.Errorf("files of %d tasks (%v), want 60", len(kept), err)
		}
	}
}

// Issue 4: a full disk marks the task's output incomplete. What is printed of it and
// what is said to be missing are all that there was.
func TestOutputThatTheDiskHasNoRoomForIsIncomplete(t *testing.T) {
	// The first task lasts until the second has printed all, which has to be kept.
	const script = `[ "$1" != first ] || { until [ -e all ]; do sleep 0.05; done; echo first; exit; }; head -c 40000000 /dev/zero; : >all`
	// A limit on the size of files stands for the full disk.
	cmd := limited(t, "ulimit -f 2000; trap '' XFSZ", "run", "-j", "2", "--shell", script, "--", ":::", "first", "second")
	tmp := t.TempDir()
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.Env = t.TempDir(), &stdout, &stderr, append(os.Environ(), "TMPDIR="+tmp)
	killAfter(t, cmd, 30*time.Second)
	if status := statusOf(t, cmd.Run()); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	found := regexp.MustCompile(`(?m)^the output of task 1 is incomplete, (\d+) bytes of it .*: file too large$`).FindStringSubmatch(stderr.String())
	if found == nil || !strings.Contains(stderr.String(), "2 tasks: 2 done\n") || strings.Contains(stderr.String(), "the output of task 0 ") {
		t.Fatalf("stderr = %q, want the loss of task 1 alone", stderr.String())
	}
	lost, err := strconv.Atoi(found[1])
	printed, whole := bytes.CutPrefix(stdout.Bytes(), []byte("first\n"))
	if err != nil || !whole || len(printed) != bytes.Count(printed, []byte{0}) || lost+len(printed) != 40_000_000 {
		t.Errorf("printed = %d bytes (after the first task's: %v), and %d are said to be lost, want 40000000 together", len(printed), whole, lost)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left in the folder of temporary files: %v, %v", left, err)
	}
}

// Issue 4: | head -1 ends at once and leaves nothing, with a guard as users have it.
func TestAPipeThatTakesOneLineEndsAllAtOnce(t *testing.T) {
	for name, line := range map[string]string{
		"tasks that print":         `timeout -s KILL 30 "$0" run -- sh -c 'echo $1; sleep 0.1' x ::: $(seq 1000) | head -1`,
		"tasks that wait":          `timeout -s KILL 30 "$0" run -j 3 --shell 'echo "$1"; [ "$1" = 1 ] || sleep 60' -- ::: 1 2 3 | head -1`,
		"output without end":       `timeout -s KILL 30 "$0" run -- yes ::: a | head -1`,
		"inputs without end":       `yes | timeout -s KILL 30 "$0" run -q --tag -- echo | head -1`,
		"what has left its group":  `timeout -s KILL 30 "$0" run --shell 'setsid sleep 60 & echo "$1"; sleep 60' -- ::: a b | head -1`,
		"what takes no signal":     `timeout -s KILL 30 "$0" run --shell 'trap "" TERM PIPE; echo "$1"; sleep 60; sleep 60' -- ::: a b | head -1`,
		"what waits for its order": `timeout -s KILL 30 "$0" run -j 2 --shell '[ "$1" = a ] && sleep 0.3 || head -c 20000000 /dev/zero; echo "$1"' -- ::: a b c d | head -1`,
	} {
		t.Run(name, func(t *testing.T) {
			c := newCrash(t, true)
			cmd := exec.Command("sh", "-c", line, linked(t))
			var stderr bytes.Buffer
			cmd.Dir, cmd.Stderr = c.dir, &stderr
			cmd.Env = append(os.Environ(), c.mark, guardedEnv+"=1")
			began := time.Now()
			out, err := cmd.Output()
			if err != nil || bytes.Count(out, []byte("\n")) != 1 {
				t.Errorf("output = %q, %v, want one line; stderr %q", out, err, stderr.String())
			}
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("ended after %s, want at once", took)
			}
			if left := c.left(t); len(left) > 0 {
				t.Errorf("left over: %v", left)
			}
		})
	}
}
