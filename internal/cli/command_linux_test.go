package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// linesOf starts a command and returns the lines of its standard output as they come.
func linesOf(t *testing.T, cmd *exec.Cmd) *bufio.Scanner {
	t.Helper()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, cmd, 2*time.Minute) // for what hangs; a slow machine may take a while
	return bufio.NewScanner(stdout)
}

// holdPrinted keeps hold of the process whose PID is the next line.
func holdPrinted(t *testing.T, lines *bufio.Scanner) *os.File {
	t.Helper()
	lines.Scan()
	pid, err := strconv.Atoi(lines.Text())
	if err != nil {
		t.Fatalf("line %q, want a PID", lines.Text())
	}
	return hold(t, pid)
}

func TestCommandsEndWhenNobodyReadsTheirOutput(t *testing.T) {
	endsUnread(t, program(t, "run", "-j", "2", "--shell", `echo $$; exec sleep "$1"`, "--", ":::", "0.3", "0.05", "0.05", "30", "30"))
}

func TestFullDiskIsAnErrorOfCommandsToo(t *testing.T) {
	device, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = device.Close() }()
	for _, flags := range [][]string{{}, {"--tag"}, {"--dry-run"}, {"--json"}} {
		var stderr bytes.Buffer
		cmd := program(t, append(append([]string{"run"}, flags...), "--", "echo", ":::", "a", "b")...)
		cmd.Stdout, cmd.Stderr = device, &stderr
		if status := statusOf(t, cmd.Run()); status != 1 {
			t.Errorf("%v: status %d, want 1", flags, status)
		}
		if want := "write standard output: no space left on device\n"; !strings.Contains(stderr.String(), want) {
			t.Errorf("%v: stderr = %q, want %q in it", flags, stderr.String(), want)
		}
	}
}

func TestSignalEndsCommandsAndWhatTheyStarted(t *testing.T) {
	var stderr bytes.Buffer
	cmd := program(t, "run", "--shell", "sleep 60 & echo $!; wait", "--", ":::", "a")
	cmd.Stderr = &stderr
	lines := linesOf(t, cmd)
	child := holdPrinted(t, lines)
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	if status := statusOf(t, cmd.Wait()); status != 130 {
		t.Errorf("status %d, want 130", status)
	}
	goneWithin(t, child, 0)
	for _, want := range []string{"1 task: 1 cancelled\n", "left over 0\n"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr = %q, want %q in it", stderr.String(), want)
		}
	}
}

func TestResumeEndsWhatACrashLeftBehind(t *testing.T) {
	dir := t.TempDir()
	const script = `test -e again && { echo again; exit; }; touch again; sleep 60 & echo $!; wait`
	args := []string{"run", "--log", filepath.Join(dir, "log"), "--dir", dir, "--shell", script, "--", ":::", "a"}
	first := program(t, args...)
	child := holdPrinted(t, linesOf(t, first))
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // killed, as it was meant
	var stdout, stderr bytes.Buffer
	second := program(t, append([]string{"run", "--resume"}, args[1:]...)...)
	second.Stdout, second.Stderr = &stdout, &stderr
	if status := statusOf(t, second.Run()); status != 0 || stdout.String() != "again\n" {
		t.Errorf("status %d, stdout %q, want 0 and the task done again; stderr %q", status, stdout.String(), stderr.String())
	}
	goneWithin(t, child, 0)
	if want := "that an earlier run had left behind\n"; !strings.Contains(stderr.String(), want) {
		t.Errorf("stderr = %q, want %q in it", stderr.String(), want)
	}
}

func TestRunKilledAtAnyInstantIsResumed(t *testing.T) {
	for round := range 20 {
		dir := t.TempDir()
		log := filepath.Join(dir, "log")
		line := []string{"run", "-q", "-j", "4", "--log", log, "--results", filepath.Join(dir, "out"), "--resume", "--", "sh", "-c", "echo $0", "{}", ":::"}
		for i := range 100 {
			line = append(line, strconv.Itoa(i))
		}
		first := program(t, line...)
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(rand.N(150 * time.Millisecond)) // the instant itself is what is tried
		_ = first.Process.Kill()                     // it may have ended
		_ = first.Wait()
		var stderr bytes.Buffer
		second := program(t, line...)
		second.Stderr = &stderr
		if status := statusOf(t, second.Run()); status != 0 {
			t.Fatalf("round %d: status %d of the resumed run, want 0; stderr %.300q", round, status, stderr.String())
		}
		text, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 100 {
			if got := bytes.Count(text, fmt.Appendf(nil, "{\"task\":%d,\"input\":\"%d\",\"state\":\"done\",", i, i)); got != 1 {
				t.Errorf("round %d: task %d is done %d times in the log, want once", round, i, got)
			}
			kept, err := filepath.Glob(filepath.Join(dir, "out", fmt.Sprintf("%07d-*", i), "stdout"))
			if err != nil || len(kept) != 1 {
				t.Fatalf("round %d: files of task %d: %q, %v, want one", round, i, kept, err)
			}
			if got, err := os.ReadFile(kept[0]); err != nil || string(got) != strconv.Itoa(i)+"\n" {
				t.Errorf("round %d: output of task %d = %q, %v", round, i, got, err)
			}
		}
	}
}

func TestInputsAreNotTyped(t *testing.T) {
	for _, args := range [][]string{{"--", "echo"}, {"--shell", "echo"}, {"--", "echo", ":::", "a", "::::", "-"}, {"--dry-run", "--", "echo"}} {
		_, terminal := newTerminal(t)
		var stderr bytes.Buffer
		cmd := program(t, append([]string{"run"}, args...)...)
		cmd.Stdin, cmd.Stderr = terminal, &stderr
		killAfter(t, cmd, 10*time.Second)
		if status := statusOf(t, cmd.Run()); status != 2 {
			t.Errorf("%v: status %d, want 2", args, status)
		}
		_ = terminal.Close()
		want := "poolscope: standard input is a terminal, and the inputs would have to be typed: " +
			"name them behind the command (::: a b), in a file (:::: FILE), or pipe them in, one a line\n"
		if !strings.HasPrefix(stderr.String(), want) {
			t.Errorf("%v: stderr = %q, want %q", args, stderr.String(), want)
		}
	}
}

func TestWhatIsWaitedForIsSaid(t *testing.T) {
	// No machine has all of its memory free.
	cmd := program(t, "run", "--min-free", "99.99%", "--", "echo", ":::", "a")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, cmd, 20*time.Second)
	lines := bufio.NewScanner(stderr)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "waiting: ") {
	}
	if !strings.Contains(lines.Text(), "min_free is 99.99%") {
		t.Errorf("line %q, want it to name min_free", lines.Text())
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	var rest strings.Builder
	for lines.Scan() {
		_, _ = fmt.Fprintln(&rest, lines.Text())
	}
	if status := statusOf(t, cmd.Wait()); status != 143 || !strings.Contains(rest.String(), "1 task: 1 not run\n") {
		t.Errorf("status %d, want 143; stderr goes on with %q, want the task not run", status, rest.String())
	}
}

func TestTerminalIsLeftWithoutProgress(t *testing.T) {
	cmd := program(t, "run", "-j", "2", "--", "sleep", ":::", "0.6", "0.6")
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "TERM=xterm")
	text := shown(t, cmd)
	lines := drawn().FindAllStringSubmatch(text, -1)
	if len(lines) == 0 || !strings.Contains(lines[0][1], "2 running") {
		t.Errorf("screen = %q, want a progress line with the running tasks", text)
	}
	if !strings.HasSuffix(text, "workers started 2, reaped 2, left over 0\n") || strings.Contains(text, "\x1b[3") {
		t.Errorf("screen ends with %q, want the workers counted, without colour", text[max(0, len(text)-80):])
	}
}

// Who is killed is the guard, whose PID a shell has: what the program then ends itself
// did not end by itself.
func TestWhatEndsWithAKilledGuardIsDoneAgain(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	args := []string{"run", "-q", "-j", "2", "--log", log, "--resume", "--shell", `echo $$; [ -e "$2" ] || exec sleep 30`, ":::", "a", "b", ":::", filepath.Join(filepath.Dir(log), "go")}
	cmd := program(t, args...)
	cmd.Env = append(os.Environ(), guardedEnv+"=1")
	lines := linesOf(t, cmd)
	running := holdPrinted(t, lines)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	goneWithin(t, running, 5*time.Second)
	for lines.Scan() { // until all that held the pipe are gone, the program itself too
		continue
	}
	_ = cmd.Wait()
	if err := os.WriteFile(args[len(args)-1], nil, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := program(t, args...).Output()
	if err != nil || bytes.Count(out, []byte("\n")) != 2 {
		record, _ := os.ReadFile(log)
		t.Errorf("the second run = %v with %q, want both tasks; the log:\n%s", err, out, record)
	}
}

func TestAReaderThatIsGoneEndsCommandsThatSayNothing(t *testing.T) {
	endsUnread(t, program(t, "run", "-j", "1", "--", "sh", "-c", `echo $1; [ $1 = a ] || exec sleep 30`, "x", ":::", "a", "b"))
}

// linked returns a path of the program under the name by which the test binary is it.
func linked(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "poolscope")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAStandardOutputThatIsTheNullDeviceOrClosedTakesAll(t *testing.T) {
	for _, redirection := range []string{"1<>/dev/null", "0<>/dev/null 1>&0", ">/dev/null", ">&-"} {
		for _, args := range [][]string{{"run", "-q", "--", "echo", ":::", "a"}, {"run", "-q", "--json", "--", "true", ":::", "a"}, {"version"}} {
			cmd := exec.Command("sh", append([]string{"-c", `exec "$@" ` + redirection, "sh", linked(t)}, args...)...)
			var stderr bytes.Buffer
			cmd.Stderr, cmd.Env = &stderr, append(os.Environ(), guardedEnv+"=1")
			if status := statusOf(t, cmd.Run()); status != exitDone || stderr.Len() > 0 {
				t.Errorf("%s %s: status %d, %q; want %d and nothing", args[0], redirection, status, stderr.String(), exitDone)
			}
		}
	}
}

func TestEachTaskWhoseFilesAreIncompleteIsNamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "r")
	out, err := exec.Command("sh", "-c", `ulimit -f 16; trap '' XFSZ; exec "$@"`, "sh", linked(t), "run", "-q", "--results", dir,
		"--", "sh", "-c", "head -c 100000 /dev/zero", "x", ":::", "a", "b").CombinedOutput()
	for _, task := range []string{"task 0", "task 1"} {
		if !bytes.Contains(out, []byte(task)) {
			t.Errorf("said %.300q (%v), want %s named", bytes.Trim(out, "\x00"), err, task)
		}
	}
}
