package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// seen is what these tests read of the lines of watch --json.
type seen struct {
	Event     string
	Worker    string
	PID       int
	Parent    int
	Command   []string
	ExitCode  *int    `json:"exit_code"`
	Signal    *string `json:"signal"`
	CPU       float64 `json:"cpu_s"`
	Exact     bool    `json:"cpu_exact"`
	Workers   *struct{ Started, Reaped, LeftOver int }
	MaxRSS    *uint64 `json:"max_rss_bytes"`
	Processes []struct {
		PID int
		RSS *uint64 `json:"rss_bytes"`
		PSS *int64  `json:"pss_bytes"`
	}
	Roots []int
}

// watchLines runs watch with --json to its end and returns its lines and its status.
func watchLines(t *testing.T, args ...string) (lines []seen, status int, stderr string) {
	t.Helper()
	cmd := program(t, append([]string{"watch", "--json"}, args...)...)
	var out, rest bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &rest
	killAfter(t, cmd, 30*time.Second)
	status = statusOf(t, cmd.Run())
	for text := range strings.Lines(out.String()) {
		var l seen
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("line %q: %v", text, err)
		}
		lines = append(lines, l)
	}
	return lines, status, rest.String()
}

// of returns the lines of an event.
func of(lines []seen, event string) []seen {
	var found []seen
	for _, l := range lines {
		if l.Event == event {
			found = append(found, l)
		}
	}
	return found
}

// quietly is a process that sleeps until the end of the test, with what it starts.
func quietly(t *testing.T, words ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(words[0], words[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); _ = cmd.Wait() })
	return cmd
}

const poolScript = `
import multiprocessing, os, time
def work(n):
    while time.process_time() < 0.3: pass
    return os.getpid()
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(3) as pool: # else Python 3.14 has a server between
        print(*sorted(set(pool.map(work, range(3), 1))))
`

// pythonItself returns Python's own program, not what a shim in PATH makes of it, which
// starts programs of its own.
func pythonItself(t *testing.T) string {
	t.Helper()
	python, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		t.Skipf("no python3: %v", err)
	}
	return strings.TrimSpace(string(python))
}

func TestWatchShowsTheWorkersOfAPythonPool(t *testing.T) {
	python := pythonItself(t)
	script := filepath.Join(t.TempDir(), "script.py")
	if err := os.WriteFile(script, []byte(poolScript), 0o600); err != nil {
		t.Fatal(err)
	}
	lines, status, stderr := watchLines(t, "--", python, script)
	if status != 0 {
		t.Fatalf("status %d, stderr %q", status, stderr)
	}
	root := of(lines, "run_started")[0].Roots[0]
	var came, went []string
	for _, l := range of(lines, "worker_started") {
		if l.Parent == root && strings.HasSuffix(strings.Join(l.Command, " "), script) {
			came = append(came, strconv.Itoa(l.PID))
		}
	}
	for _, l := range of(lines, "worker_exited") {
		if l.PID != root {
			went = append(went, strconv.Itoa(l.PID))
		}
	}
	printed, _, _ := strings.Cut(stderr, "\n")
	for worker := range strings.FieldsSeq(printed) {
		if !strings.Contains(strings.Join(came, " "), worker) || !strings.Contains(strings.Join(went, " "), worker) {
			t.Errorf("worker %s: came %v, went %v, want it in both", worker, came, went)
		}
	}
	if len(came) != 3 {
		t.Errorf("workers %v, want 3; the script printed %q", came, printed)
	}
	end := of(lines, "run_finished")[0]
	if !end.Exact || end.CPU < 0.8 {
		t.Errorf("CPU %.2f s, exact %v, want that of all three workers, exact", end.CPU, end.Exact)
	}
}

func TestExitStatusIsThatOfTheCommand(t *testing.T) {
	for _, tt := range []struct {
		script string
		status int
		code   string
	}{
		{"exit 0", 0, "0"}, {"exit 7", 7, "7"}, {"kill -9 $$", 137, "SIGKILL"}, {"kill -TERM $$", 143, "SIGTERM"},
	} {
		lines, status, _ := watchLines(t, "--", "/bin/sh", "-c", tt.script)
		end := of(lines, "run_finished")[0]
		got := "none"
		if end.ExitCode != nil {
			got = strconv.Itoa(*end.ExitCode)
		} else if end.Signal != nil {
			got = *end.Signal
		}
		if status != tt.status || got != tt.code {
			t.Errorf("%s: status %d, exit %s, want %d, %s", tt.script, status, got, tt.status, tt.code)
		}
	}
}

func TestCommandKeepsItsStreams(t *testing.T) {
	cmd := program(t, "watch", "--", "/bin/sh", "-c", `cat; printf 'er\001r' >&2`)
	var out, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("in\x00\x1b"), &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if out.String() != "in\x00\x1b" || !strings.HasPrefix(stderr.String(), "er\x01r") {
		t.Errorf("stdout %q, stderr %q, want what the command read and wrote", out.String(), stderr.String())
	}
}

// What is too short for any reading counts, and so does what left its parent.
func TestCPUTimeOfACommandIsExact(t *testing.T) {
	const burn = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"
	one := exec.Command("/bin/sh", "-c", burn)
	if err := one.Run(); err != nil {
		t.Fatal(err)
	}
	truth := (one.ProcessState.UserTime() + one.ProcessState.SystemTime()).Seconds()
	daemon := fmt.Sprintf(`(setsid sh -c '%s; echo x' 2>&1 > "$0" &) ; read x < "$0"; %s`, burn, burn)
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	lines, _, stderr := watchLines(t, "--every", "20ms", "--", "/bin/sh", "-c", daemon, fifo)
	end := of(lines, "run_finished")[0]
	if !end.Exact || end.CPU < 1.2*truth {
		t.Errorf("CPU %.3f s, exact %v, want both loops of about %.3f s; %s", end.CPU, end.Exact, truth, stderr)
	}
}

func TestWhatTheCommandLeavesIsEndedAndNamed(t *testing.T) {
	lines, status, stderr := watchLines(t, "--", "/bin/sh", "-c", "setsid sleep 100 & echo $!; exit 3")
	var pid int
	if _, err := fmt.Sscan(stderr, &pid); err != nil {
		t.Fatalf("stderr %q: %v", stderr, err)
	}
	if status != 3 || !strings.Contains(stderr, fmt.Sprintf("process %d was left behind by the command", pid)) {
		t.Errorf("status %d, stderr %q, want 3 and process %d named", status, stderr, pid)
	}
	if unix.Kill(pid, 0) == nil {
		t.Errorf("process %d lives on", pid)
	}
	if end := of(lines, "run_finished")[0]; end.Workers.LeftOver != 0 {
		t.Errorf("%d left over, want none", end.Workers.LeftOver)
	}
}

func TestNothingOutlivesAWatchThatIsKilled(t *testing.T) {
	for name, victim := range map[string]func(started int) int{
		"the process that was started": func(started int) int { return started },
		"its child, which watches":     func(started int) int { return proc.Children(started)[0] },
	} {
		cmd := program(t, "watch", "--", "/bin/sh", "-c", "setsid sleep 100 & echo $!; sleep 100 & echo $!; wait")
		cmd.Env = append(os.Environ(), guardedEnv+"=1")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		killAfter(t, cmd, 30*time.Second)
		var daemon, child int
		if _, err := fmt.Fscan(out, &daemon, &child); err != nil {
			t.Fatal(err)
		}
		held := []*os.File{hold(t, daemon), hold(t, child)}
		if err := unix.Kill(victim(cmd.Process.Pid), unix.SIGKILL); err != nil {
			t.Fatal(name, err)
		}
		for _, process := range held {
			goneWithin(t, process, 10*time.Second)
		}
		_ = cmd.Wait()
	}
}

// What ends watch reaches the command, which may make of it what it likes.
func TestTermAndHangupArePassedOn(t *testing.T) {
	for sig, want := range map[syscall.Signal]int{syscall.SIGTERM: 3, syscall.SIGHUP: 4} {
		cmd := program(t, "watch", "--quiet", "--", "/bin/sh", "-c", "trap 'exit 3' TERM; trap 'exit 4' HUP; sleep 100 & echo ready; wait")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		killAfter(t, cmd, 20*time.Second)
		bufio.NewScanner(out).Scan()
		_ = cmd.Process.Signal(sig)
		if status := statusOf(t, cmd.Wait()); status != want {
			t.Errorf("%v: status %d, want %d, as the command ends with", sig, status, want)
		}
	}
}

func TestCommandIsAskedAndThenMadeToEndAfterItsTime(t *testing.T) {
	for script, want := range map[string]int{
		"trap 'exit 3' TERM; sleep 100 & wait": 3,
		"kill -STOP $$; exit 9":                143,
		"trap '' TERM; sleep 100; exit 9":      137,
	} {
		if _, status, stderr := watchLines(t, "--for", "1s", "--", "/bin/sh", "-c", script); status != want {
			t.Errorf("%s: status %d, want %d; stderr %q", script, status, want, stderr)
		}
	}
}

// ofRoot returns the line of the end of the command.
func ofRoot(t *testing.T, lines []seen) seen {
	t.Helper()
	root := of(lines, "run_started")[0].Roots[0]
	for _, l := range of(lines, "worker_exited") {
		if l.PID == root {
			return l
		}
	}
	t.Fatal("the end of the command was not told")
	return seen{}
}

// The kernel tells of a command and its children together.
func TestWhatChildrenUsedIsNotTheCommands(t *testing.T) {
	if _, err := exec.LookPath("perl"); err != nil {
		t.Skipf("no perl: %v", err)
	}
	const child = `perl -e '$x = "a" x 64000000; for ($i = 0; $i < 3000000; $i++) {}'; :`
	lines, _, _ := watchLines(t, "--every", "10s", "--", "/bin/sh", "-c", child)
	root, end := ofRoot(t, lines), of(lines, "run_finished")[0]
	if end.CPU < 0.04 || root.CPU > end.CPU/2 {
		t.Errorf("CPU time of the shell %.3f s of %.3f s, want next to nothing", root.CPU, end.CPU)
	}
	if root.MaxRSS != nil && *root.MaxRSS > 32<<20 {
		t.Errorf("peak of the shell %d bytes, want its own or none", *root.MaxRSS)
	}
}

func TestPeakOfACommandAloneIsTheKernels(t *testing.T) {
	if _, err := exec.LookPath("perl"); err != nil {
		t.Skipf("no perl: %v", err)
	}
	// The kernel counts a child's peak from that of whoever started it.
	var own unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &own); err != nil {
		t.Fatal(err)
	}
	size := own.Maxrss<<10 + 100<<20
	lines, _, _ := watchLines(t, "--every", "10s", "--", "perl", "-e", fmt.Sprintf(`$x = "a" x %d`, size))
	if root := ofRoot(t, lines); root.MaxRSS == nil || *root.MaxRSS < uint64(size)/100*95 {
		t.Errorf("peak %v, want about %d though no sample saw it", root.MaxRSS, size)
	}
}

func TestWhatNoSampleSawLongEnoughHasNoPeak(t *testing.T) {
	const most = 4 << 20 // that the program takes, if a sample meets it after all; the watch takes more
	met := 0
	for range 20 {
		lines, _, stderr := watchLines(t, "--", "/bin/true")
		if root := ofRoot(t, lines); root.MaxRSS != nil {
			if met++; *root.MaxRSS > most || met == 20 {
				t.Fatalf("peak of %d bytes, the %dth of 20, want none", *root.MaxRSS, met)
			}
			continue
		}
		if !strings.Contains(stderr, " n/a ") || !strings.Contains(stderr, "no process lived long enough") {
			t.Fatalf("summary %q, want n/a and why", stderr)
		}
	}
}

const sharingScript = `
import os, time
block = bytearray(64 << 20)
for i in range(3):
    if os.fork() == 0: break
time.sleep(100)
`

// Each page that four processes share counts once by PSS, four times by RSS, as soon
// as it was read anew since they came.
func TestSharedMemoryCountsOnceByPSS(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skipf("no python3: %v", err)
	}
	cmd := quietly(t, "python3", "-c", sharingScript)
	watch := program(t, "watch", "--json", strconv.Itoa(cmd.Process.Pid))
	out, err := watch.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, watch, 20*time.Second)
	const all = 64 << 20
	var rss, pss int64
	for lines := bufio.NewScanner(out); lines.Scan() && (rss < 4*all || pss < all || pss > 3*all/2); {
		var l seen
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		rss, pss = 0, 0
		for _, one := range l.Processes {
			if one.RSS != nil && one.PSS != nil {
				rss, pss = rss+int64(*one.RSS), pss+*one.PSS
			}
		}
	}
	if rss < 4*all || pss < all || pss > 3*all/2 {
		t.Errorf("RSS %d and PSS %d MiB, want more than 256 and about 64", rss>>20, pss>>20)
	}
	_ = watch.Process.Kill()
	_ = watch.Wait()
}

// asNobody has a program run as a user who owns nothing, with /proc mounted with some
// options where there are any: in a mount namespace and by a mount of its own, as to
// remount would change /proc for all (mount_namespaces(7), proc(5)).
func asNobody(t *testing.T, options string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can become somebody else")
	}
	self, err := os.Open(program(t).Path)
	if err != nil {
		t.Fatal(err)
	}
	defer self.Close()
	for _, tool := range []string{"bash", "setpriv", "unshare"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s: %v", tool, err)
		}
	}
	script := `exec setpriv --reuid 65534 --regid 65534 --clear-groups bash -c 'exec -a poolscope /proc/self/fd/3 "$@"' bash "$@"`
	if options != "" {
		script = "mount -t proc -o " + options + " proc /proc && " + script
	}
	cmd := exec.Command("unshare", append([]string{"-m", "/bin/sh", "-c", script, "sh"}, args...)...)
	cmd.Env, cmd.Dir = program(t).Env, "/"
	cmd.ExtraFiles = []*os.File{self} // its folder is not open to others
	var out, rest bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &rest
	killAfter(t, cmd, 20*time.Second)
	status = statusOf(t, cmd.Run())
	if strings.Contains(rest.String(), "Operation not permitted") {
		t.Skipf("no namespace of mounts: %s", rest.String())
	}
	return out.String(), rest.String(), status
}

func TestProcessOfAnotherUserIsShownAsFarAsItMayBe(t *testing.T) {
	stranger := quietly(t, "/bin/sleep", "100")
	out, stderr, status := asNobody(t, "", "watch", "--json", "--for", "300ms", strconv.Itoa(stranger.Process.Pid))
	if status != 0 || !strings.Contains(out, `"pss_bytes":null`) || strings.Contains(out, `"rss_bytes":null`) {
		t.Errorf("status %d, stderr %q, want 0, and RSS without PSS", status, stderr)
	}
	if !strings.Contains(stderr, "RSS of 1 process whose PSS is not known") {
		t.Errorf("stderr %q, want to be told which memory it is", stderr)
	}
	if err := stranger.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the process watched: %v, want it to live", err)
	}
}

func TestHiddenProcessIsSaidToBeHidden(t *testing.T) {
	stranger := quietly(t, "/bin/sleep", "100")
	for _, hidden := range []string{"hidepid=1", "hidepid=2"} {
		_, stderr, status := asNobody(t, hidden, "watch", "--for", "300ms", strconv.Itoa(stranger.Process.Pid))
		if status != exitUsage || !strings.Contains(stderr, "is not shown to this user") {
			t.Errorf("%s: status %d, stderr %q, want %d and that it is not shown", hidden, status, stderr, exitUsage)
		}
	}
}

// A command of one's own is all there where others are hidden.
func TestCommandIsWatchedWhereOthersAreHidden(t *testing.T) {
	out, stderr, status := asNobody(t, "hidepid=2", "watch", "--json", "--", "/bin/sh", "-c", "sleep 1; exit 5")
	if status != 5 || !strings.Contains(out, `"cpu_exact":true`) || !strings.Contains(out, `"command":["sleep","1"]`) {
		t.Errorf("status %d, stderr %q, want 5, the child and an exact time", status, stderr)
	}
}
