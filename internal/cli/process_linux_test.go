package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// line is what these tests read of the lines of --json.
type line struct {
	Event  string
	Task   int
	Worker string
	PID    int
	State  string
	Signal string
	Tasks  json.RawMessage
}

// session is a poolscope that runs, seen from outside.
type session struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdout *bufio.Scanner
	stderr bytes.Buffer
}

// program returns the test binary, which is poolscope when its name says so.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args = append([]string{"poolscope"}, args...)
	return cmd
}

func planFile(t *testing.T, task, values string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.pool.toml")
	text := fmt.Sprintf("[pool]\nworkers = 2\nmethod = \"imap\"\n[task]\nname = %q\n[inputs]\nvalues = %s\n", task, values)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// begin starts a run with --json.
func begin(t *testing.T, args ...string) *session {
	t.Helper()
	s := &session{t: t, cmd: program(t, append([]string{"run", "--json"}, args...)...)}
	s.cmd.Stderr = &s.stderr
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.stdout = bufio.NewScanner(stdout)
	killAfter(t, s.cmd, 20*time.Second)
	return s
}

// killAfter sees to it that a run that hangs fails the test that waits for it,
// and is not left behind.
func killAfter(t *testing.T, cmd *exec.Cmd, limit time.Duration) {
	t.Helper()
	deadline := time.AfterFunc(limit, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() { deadline.Stop(); _ = cmd.Process.Kill() })
}

// until reads events up to the n-th of a kind and returns those of that kind.
func (s *session) until(n int, event string) []line {
	s.t.Helper()
	var found []line
	for len(found) < n && s.stdout.Scan() {
		var l line
		if err := json.Unmarshal(s.stdout.Bytes(), &l); err != nil {
			s.t.Fatalf("line %q: %v", s.stdout.Text(), err)
		}
		if l.Event == event {
			found = append(found, l)
		}
	}
	if len(found) < n {
		s.t.Fatalf("%d %s before the end, want %d; stderr %q", len(found), event, n, s.stderr.String())
	}
	return found
}

func (s *session) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// end reads the rest and returns the exit status and what was on standard error.
func (s *session) end() (status int, stderr string) {
	s.t.Helper()
	for s.stdout.Scan() {
	}
	return statusOf(s.t, s.cmd.Wait()), s.stderr.String()
}

func statusOf(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

// hold keeps hold of to a process, whoever reaps it and whoever gets its PID next.
func hold(t *testing.T, pid int) *os.File {
	t.Helper()
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatalf("process %d: %v", pid, err)
	}
	f := os.NewFile(uintptr(fd), "pidfd")
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// goneWithin waits for the end of a process.
func goneWithin(t *testing.T, process *os.File, limit time.Duration) {
	t.Helper()
	end := time.Now().Add(limit)
	for {
		fds := []unix.PollFd{{Fd: int32(process.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, max(0, int(time.Until(end).Milliseconds())))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n == 0 {
			t.Errorf("process is still there after %v (%v)", limit, err)
		}
		return
	}
}

func TestFourNumbersComeFromFourProcesses(t *testing.T) {
	s := begin(t, "--workers", "4", "--chunk", "1", planFile(t, "number", "[1, 2, 3, 4]"))
	pids := map[int]bool{}
	for _, l := range s.until(4, "task_finished") {
		pids[l.PID] = true
	}
	if status, stderr := s.end(); status != 0 || len(pids) != 4 {
		t.Errorf("status %d, %d processes, want 0 and 4; stderr %q", status, len(pids), stderr)
	}
}

func TestSignalEndsTheRun(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		t.Run(unix.SignalName(sig), func(t *testing.T) {
			s := begin(t, planFile(t, "hang", "[1, 2, 3]"))
			var workers []*os.File
			for _, l := range s.until(2, "task_started") {
				workers = append(workers, hold(t, l.PID))
			}
			s.signal(sig)
			finished := s.until(1, "run_finished")[0]
			status, stderr := s.end()
			if want := 128 + int(sig); status != want {
				t.Errorf("status %d, want %d; stderr %q", status, want, stderr)
			}
			if want := `{"total":3,"done":0,"failed":0,"timed_out":0,"killed":0,"cancelled":2,"not_run":1}`; string(finished.Tasks) != want {
				t.Errorf("tasks = %s, want %s", finished.Tasks, want)
			}
			if !strings.HasSuffix(stderr, "workers started 2, reaped 2, left over 0\n") {
				t.Errorf("stderr = %q, want the last line to count the workers", stderr)
			}
			for _, w := range workers {
				goneWithin(t, w, 0)
			}
		})
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	s := begin(t, planFile(t, "ignore-term", "[30, 30]"))
	var workers []*os.File
	for _, l := range s.until(2, "task_started") {
		workers = append(workers, hold(t, l.PID))
	}
	// The kernel merges two equal signals that wait; two kinds arrive as two.
	s.signal(syscall.SIGTERM)
	s.signal(syscall.SIGINT)
	began := time.Now()
	status, _ := s.end()
	if status != 128+int(syscall.SIGINT) && status != 128+int(syscall.SIGTERM) {
		t.Errorf("status %d, want 130 or 143", status)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("ended %v after the second signal, want at once", took)
	}
	for _, w := range workers {
		goneWithin(t, w, time.Second)
	}
}

func TestSignalIgnoredFromTheStartStaysIgnored(t *testing.T) {
	path := planFile(t, "sleep", "[0.3]")
	cmd := program(t)
	// The shell is what nohup(1) is: it ignores the signal, then becomes poolscope.
	shell := exec.Command("sh", "-c", `trap "" HUP; exec -a poolscope "$0" run --json "$1"`, cmd.Path, path)
	if bash, err := exec.LookPath("bash"); err == nil {
		shell.Path = bash // dash has no exec -a
	} else {
		t.Skip("needs bash")
	}
	s := &session{t: t, cmd: shell}
	shell.Stderr = &s.stderr
	stdout, err := shell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.stdout = bufio.NewScanner(stdout)
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	s.until(1, "task_started")
	s.signal(syscall.SIGHUP)
	if status, stderr := s.end(); status != 0 {
		t.Errorf("status %d, want 0; stderr %q", status, stderr)
	}
}

func TestKilledWorkerIsNamedAndTheOthersGoOn(t *testing.T) {
	s := begin(t, planFile(t, "sleep", "[30, 0.1, 0.1, 0.1]"))
	victim := s.until(1, "task_started")[0]
	for victim.Task != 0 {
		victim = s.until(1, "task_started")[0]
	}
	if err := syscall.Kill(victim.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	done := map[int]line{}
	for _, l := range s.until(4, "task_finished") {
		done[l.Task] = l
	}
	status, stderr := s.end()
	if status != 1 {
		t.Errorf("status %d, want 1; stderr %q", status, stderr)
	}
	for task, l := range done {
		want := "done"
		if task == 0 {
			want = "killed"
		}
		if l.State != want {
			t.Errorf("task %d: %s, want %s", task, l.State, want)
		}
	}
	if got := done[0].Signal; got != "SIGKILL" {
		t.Errorf("signal = %q, want SIGKILL", got)
	}
	if want := "task 0 (input 30) killed"; !strings.Contains(stderr, want) || !strings.Contains(stderr, victim.Worker) {
		t.Errorf("stderr = %q, want %q on %s", stderr, want, victim.Worker)
	}
	if want := "left over 0\n"; !strings.HasSuffix(stderr, want) {
		t.Errorf("stderr = %q, want it to end with %q", stderr, want)
	}
}

func TestNoWorkerOutlivesAKilledPoolscope(t *testing.T) {
	s := begin(t, planFile(t, "ignore-term", "[30, 30]"))
	var workers []*os.File
	for _, l := range s.until(2, "task_started") {
		workers = append(workers, hold(t, l.PID))
	}
	s.signal(syscall.SIGKILL)
	for _, w := range workers {
		goneWithin(t, w, time.Second)
	}
	_ = s.cmd.Wait()
}

func TestClosedStandardOutputEndsTheRun(t *testing.T) {
	endsUnread(t, program(t, "run", "--method", "imap", "--workers", "2", planFile(t, "sleep", "[0.05, 0.05, 0.05, 30, 30]")))
}

// endsUnread closes the standard output of a run after its first byte, and wants it to
// end with all that it started.
func endsUnread(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, cmd, 20*time.Second)
	if _, err := io.ReadFull(stdout, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	_ = stdout.Close()
	began := time.Now()
	status := statusOf(t, cmd.Wait())
	if status != 128+int(syscall.SIGPIPE) {
		t.Errorf("status %d, want 141; stderr %q", status, stderr.String())
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("ended after %v, want at once", took)
	}
	if want := "left over 0\n"; !strings.HasSuffix(stderr.String(), want) {
		t.Errorf("stderr = %q, want it to end with %q", stderr.String(), want)
	}
}

func TestFullDiskIsAnError(t *testing.T) {
	device, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = device.Close() }()
	for _, args := range [][]string{
		{"run", planFile(t, "noop", "[1, 2]")},
		{"run", "--json", planFile(t, "noop", "[1, 2]")},
		{"plan", "check", planFile(t, "noop", "[1, 2]")},
		{"help"},
		{"version"},
	} {
		var stderr bytes.Buffer
		cmd := program(t, args...)
		cmd.Stdout, cmd.Stderr = device, &stderr
		if status := statusOf(t, cmd.Run()); status != 1 {
			t.Errorf("%v: status %d, want 1", args, status)
		}
		if want := "no space left on device\n"; !strings.Contains(stderr.String(), want) {
			t.Errorf("%v: stderr = %q, want %q in it", args, stderr.String(), want)
		}
	}
}

func TestStuckReaderDoesNotKeepTheRunAlive(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the patience of a signal to end")
	}
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }() // nobody reads: the pipe is full in no time
	cmd := program(t, "run", "--method", "imap", "--workers", "2", planFile(t, "noop", "[\""+strings.Repeat("x", 1<<18)+"\", 1, 2]"))
	cmd.Stdout = write
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	killAfter(t, cmd, patience+10*time.Second)
	waitForBytes(t, read)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if status := statusOf(t, cmd.Wait()); status != 143 {
		t.Errorf("status %d, want 143", status)
	}
	if took := time.Since(began); took > patience+2*time.Second {
		t.Errorf("ended after %v, want at most %v", took, patience)
	}
}

// waitForBytes returns when there is something to read, and reads nothing.
func waitForBytes(t *testing.T, f *os.File) {
	t.Helper()
	fds := []unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(fds, 10_000)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if n != 1 {
			t.Fatalf("nothing was written: %v", err)
		}
		return
	}
}

// tellSuspender says what it is told on standard output.
type tellSuspender struct{}

func (tellSuspender) Suspend() { _, _ = os.Stdout.WriteString("suspend\n") }
func (tellSuspender) Resume()  { _, _ = os.Stdout.WriteString("resume\n") }

// suspendedEnv has TestCtrlZStopsTheWorkersFirst be the program that is stopped.
const suspendedEnv = "POOLSCOPE_TEST_SUSPENDED"

func TestCtrlZStopsTheWorkersFirst(t *testing.T) {
	if os.Getenv(suspendedEnv) != "" {
		defer catchStop(tellSuspender{})()
		_, _ = os.Stdout.WriteString("ready\n")
		_, _ = io.ReadAll(os.Stdin)
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestCtrlZStopsTheWorkersFirst$")
	cmd.Env = append(os.Environ(), suspendedEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // as a shell has it: a parent in another group
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, cmd, 20*time.Second)
	said := bufio.NewScanner(stdout)
	expect := func(want string) {
		t.Helper()
		if said.Scan(); said.Text() != want {
			t.Fatalf("said %q, want %q", said.Text(), want)
		}
	}
	expect("ready")
	for range 2 {
		if err := cmd.Process.Signal(syscall.SIGTSTP); err != nil {
			t.Fatal(err)
		}
		expect("suspend")
		awaitStop(t, cmd.Process.Pid)
		if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		expect("resume")
	}
	_ = stdin.Close()
	expect("PASS")
	if status := statusOf(t, cmd.Wait()); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
}

// awaitStop waits until a child is stopped.
func awaitStop(t *testing.T, pid int) {
	t.Helper()
	var info unix.Siginfo
	for {
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WSTOPPED, nil)
		if err == nil {
			return
		}
		if !errors.Is(err, unix.EINTR) {
			t.Fatalf("wait for the stop: %v", err)
		}
	}
}

// timeout(1) sends a signal to its child and to the child's group.
func TestTheSameSignalAtOnceIsTheFirst(t *testing.T) {
	s := begin(t, planFile(t, "hang", "[1, 2]"))
	s.until(2, "task_started")
	s.signal(syscall.SIGTERM)
	s.signal(syscall.SIGTERM)
	status, stderr := s.end()
	if status != 143 || !strings.HasSuffix(stderr, "left over 0\n") {
		t.Errorf("status %d, stderr %q; want 143, and the workers reaped and counted", status, stderr)
	}
}

func TestWhatASignalBeginsIsSaid(t *testing.T) {
	for workers, want := range map[int]string{1: "stopping 1 worker, SIGKILL in 3 s", 4: "stopping 4 workers, SIGKILL in 3 s"} {
		if got := stoppingNote(workers); !strings.HasPrefix(got, want) {
			t.Errorf("note = %q, want it to begin with %q", got, want)
		}
	}
}
