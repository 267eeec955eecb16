package journal

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/proc"
)

// shell starts a script as a worker would, in a process group of its own, and waits
// for its first line. All that it printed until then are PIDs.
func shell(t *testing.T, script string, environ ...string) (int, []int) {
	t.Helper()
	cmd := exec.Command("sh", "-c", script)
	cmd.Env = append(os.Environ(), environ...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	reaped := make(chan struct{})
	go func() { // the processes are no children of who resumes in truth
		_ = cmd.Wait()
		close(reaped)
	}()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-reaped
	})
	var pids []int
	for field := range strings.FieldsSeq(first) {
		if pid, err := strconv.Atoi(field); err == nil {
			pids = append(pids, pid)
		}
	}
	return cmd.Process.Pid, pids
}

// crashed is the log of a run that was cut off while its task 0 was this process.
func crashed(t *testing.T, pid int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, Lines, echo())
	w.Event(launcher.TaskStarted{Task: 0, PID: pid, Attempt: 1, Input: inputOf("a")})
	closed(t, w)
	return path
}

func living(pids []int) (alive []int) {
	for _, pid := range pids {
		if p, ok := proc.Read(pid); ok && !p.Dead() {
			alive = append(alive, pid)
		}
	}
	return alive
}

func TestWhatTheCrashLeftBehindIsEnded(t *testing.T) {
	for name, script := range map[string]string{
		"a process":        `echo; exec sleep 1000`,
		"a tree":           `sleep 1000 & child=$!; setsid sleep 1000 & echo $child $!; wait`,
		"an orphan":        `(sleep 1000 >/dev/null 2>&1 & echo $!); exec sleep 1000`,
		"ignores TERM":     `trap '' TERM; sleep 1000 & echo $!; while :; do wait; done`,
		"a stopped one":    `echo; kill -STOP $$; sleep 1000`,
		"one that forks":   `trap 'sleep 1000 & exit' TERM; echo; while :; do sleep 0.01; done`,
		"a group that won": `sh -c 'trap "" TERM; exec sleep 1000' & echo $!; exec sleep 1000`,
	} {
		t.Run(name, func(t *testing.T) {
			pid, others := shell(t, script)
			l := resume(t, crashed(t, pid)).Leftovers()
			ended, err := l.End(t.Context(), 100*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			if ended < len(others)+1 {
				t.Errorf("ended = %d, want %d or more", ended, len(others)+1)
			}
			if alive := living(append(others, pid)); len(alive) > 0 {
				t.Errorf("still alive: %v", alive)
			}
		})
	}
}

// It has to go on for that.
func TestStoppedProcessEndsByItself(t *testing.T) {
	pid, _ := shell(t, `echo; kill -STOP $$; sleep 1000`)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := resume(t, crashed(t, pid)).Leftovers().End(ctx, time.Hour); err != nil {
		t.Error(err)
	}
}

// It left the tree and the group, and the log has no word of it but the mark.
func TestMarkedProcessIsEndedWhereverItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, Lines, echo())
	starter, pids := shell(t, `(setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $!)`, w.Env())
	for len(living([]int{starter})) > 0 { // it has the mark too, until it is gone
		<-time.After(time.Millisecond)
	}
	closed(t, w)
	ended, err := resume(t, path).Leftovers().End(t.Context(), time.Second)
	if err != nil || ended != 1 {
		t.Errorf("ended = %d and %v, want 1", ended, err)
	}
	if alive := living(pids); len(alive) > 0 {
		t.Errorf("still alive: %v", alive)
	}
}

func TestOnlyWhatBelongsToTheRunIsEnded(t *testing.T) {
	pid, others := shell(t, `sleep 1000 & echo $!; wait`)
	log := string(content(t, crashed(t, pid)))
	p, ok := proc.Read(pid)
	if !ok {
		t.Fatal("the process is gone")
	}
	start := `"start_ticks":` + strconv.FormatUint(p.Start, 10)
	if !strings.Contains(log, start) {
		t.Fatalf("the log has no %s", start)
	}
	ended := `{"task":0,"input":"a","state":"done","attempt":1}` + "\n"
	for name, log := range map[string]string{
		"another start": strings.Replace(log, start, start+"0", 1),
		"no start":      strings.Replace(log, start, `"start_ticks":0`, 1),
		"another boot":  strings.Replace(log, `"boot_id":"`, `"boot_id":"x`, 1),
		"it ended":      log + ended,
		"no mark":       strings.Replace(strings.Replace(log, start, `"start_ticks":0`, 1), `"mark":"`, `"nark":"`, 1),
	} {
		if n, err := resume(t, logOf(t, []byte(log))).Leftovers().End(t.Context(), 0); n != 0 || err != nil {
			t.Errorf("%s: ended = %d and %v, want none", name, n, err)
		}
	}
	if alive := living(append(others, pid)); len(alive) != 2 {
		t.Errorf("alive = %v, want both", alive)
	}
}

// A PID that belongs to no child may be another's by the time it is looked at.
func TestProcessThatIsNoChildHasNoIdentity(t *testing.T) {
	if got := childStart(1); got != 0 {
		t.Errorf("start = %d, want 0", got)
	}
}

func TestEndingCanBeGivenUp(t *testing.T) {
	pid, _ := shell(t, `trap '' TERM; echo; while :; do sleep 0.1; done`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := resume(t, crashed(t, pid)).Leftovers().End(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want that it was given up", err)
	}
}
