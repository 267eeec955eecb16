package guard_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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

// noEnd is a context that nobody ends.
func noEnd() context.Context { return context.Background() }

// pair is a guard and its program, seen from outside, in a process group of their own.
type pair struct {
	t       *testing.T
	cmd     *exec.Cmd
	out     *bufio.Scanner
	stdin   io.Closer
	program int
}

// guarded returns a program that is to have a guard.
func guarded(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args = append([]string{guardedName}, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// begin starts a program and waits until it is ready.
func begin(t *testing.T, cmd *exec.Cmd) *pair {
	t.Helper()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &pair{t: t, cmd: cmd, out: bufio.NewScanner(stdout), stdin: stdin}
	late := time.AfterFunc(20*time.Second, func() { _ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL) })
	t.Cleanup(func() {
		late.Stop()
		_ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
		_ = cmd.Wait()
	})
	if _, err := fmt.Sscanf(p.line(), "ready %d", &p.program); err != nil {
		t.Fatalf("program is not ready: %v", err)
	}
	return p
}

// line returns the next line of the program, "" at its end.
func (p *pair) line() string {
	p.out.Scan()
	return p.out.Text()
}

func (p *pair) kill(pid int, sig unix.Signal) {
	p.t.Helper()
	if err := unix.Kill(pid, sig); err != nil {
		p.t.Fatal(err)
	}
}

// status waits for the guard.
func (p *pair) status() syscall.WaitStatus {
	p.t.Helper()
	for p.out.Scan() {
		continue
	}
	err := p.cmd.Wait()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.cmd.ProcessState.Sys().(syscall.WaitStatus)
}

// within reports whether something becomes true in time.
func within(limit time.Duration, done func() bool) bool {
	late := time.After(limit)
	for !done() {
		select {
		case <-late:
			return done()
		case <-time.After(2 * time.Millisecond):
		}
	}
	return true
}

// marked returns the command lines that have a mark, of processes that are not dead.
func marked(mark string) []string {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var found []string
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err == nil && bytes.Contains(line, []byte(mark)) && !bytes.HasPrefix(line, []byte(guardedName)) {
			found = append(found, file+": "+strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}

func newMark() string { return "300." + strconv.FormatInt(time.Now().UnixNano(), 10) }

// ways are scripts that leave a process behind, or several.
func ways() map[string]string {
	return map[string]string{
		"in its group":       `sleep MARK &`,
		"in its own session": `setsid sleep MARK &`,
		"forked twice":       `setsid sh -c '(sleep MARK &) &' &`,
		"with a parent":      `setsid sh -c 'sleep MARK; :' &`,
		"ignoring TERM":      `setsid sh -c 'trap "" TERM; exec sleep MARK' &`,
		"many":               `for i in 1 2 3 4 5 6 7 8; do setsid sh -c 'setsid sleep MARK; :' & done`,
	}
}

func TestNothingOutlivesAKill(t *testing.T) {
	for _, victim := range []struct {
		name string
		mode string
		kill func(*pair)
	}{
		{"of the program", "pool", func(p *pair) { p.kill(p.program, unix.SIGKILL) }},
		{"of the guard", "pool", func(p *pair) { p.kill(p.cmd.Process.Pid, unix.SIGKILL) }},
		{"of the guard of a stopped program", "pool", func(p *pair) {
			p.kill(p.program, unix.SIGSTOP)
			p.awaitStopped("SIGSTOP")
			p.kill(p.cmd.Process.Pid, unix.SIGKILL)
		}},
		{"by TERM of a program that does not catch it", "pool", func(p *pair) { p.kill(p.cmd.Process.Pid, unix.SIGTERM) }},
		{"by a second signal", "ends", func(p *pair) {
			p.kill(p.cmd.Process.Pid, unix.SIGTERM)
			p.kill(-p.cmd.Process.Pid, unix.SIGINT)
		}},
	} {
		for way, script := range ways() {
			t.Run(victim.name+"/"+way, func(t *testing.T) {
				mark := newMark()
				p := begin(t, guarded(t, victim.mode, strings.ReplaceAll(script, "MARK", mark)))
				if !within(5*time.Second, func() bool { return strings.Contains(strings.Join(marked(mark), " "), ": sleep") }) {
					t.Fatal("nothing was left behind")
				}
				family := proc.Descendants(p.cmd.Process.Pid)
				victim.kill(p)
				if !within(time.Second, func() bool { return len(marked(mark)) == 0 }) {
					t.Errorf("after 1 s there is %v, want nothing", marked(mark))
				}
				for _, member := range family {
					if !within(time.Second, func() bool { return gone(member) }) {
						t.Errorf("after 1 s there is %s, want nothing", member.Command())
					}
				}
			})
		}
	}
}

// What a program has in its own process group is its guard's to end only where the
// program says so.
func TestGroupEndsWhereTheProgramSaysSo(t *testing.T) {
	killProgram := func(p *pair) { p.kill(p.program, unix.SIGKILL) }
	killGuard := func(p *pair) { p.kill(p.cmd.Process.Pid, unix.SIGKILL) }
	for _, tt := range []struct {
		name, mode string
		kill       func(*pair)
		ends       bool
	}{
		{"the program is killed", "endGroup", killProgram, true},
		{"the guard is killed", "endGroup", killGuard, true},
		{"the program is killed and said nothing", "group", killProgram, false},
		{"the guard is killed and the program said nothing", "group", killGuard, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mark := newMark()
			script := strings.ReplaceAll("exec > /dev/null 2>&1; sleep MARK & sh -c 'trap \"\" TERM HUP; sleep MARK; :' &", "MARK", mark)
			p := begin(t, guarded(t, tt.mode, script))
			tt.kill(p)
			_ = p.status()
			none := within(2*time.Second, func() bool { return len(marked(mark)) == 0 || !tt.ends })
			if left := len(marked(mark)); !none || tt.ends != (left == 0) {
				t.Errorf("%d processes are left, want some: %v", left, !tt.ends)
			}
		})
	}
}

// A shell that becomes the program by exec may have started what is not the program's.
func TestWhatWasThereBeforeTheGuardIsLeftAlone(t *testing.T) {
	for _, before := range []string{"sleep MARK > /dev/null 2>&1 &", "setsid sh -c 'sleep MARK; :' > /dev/null 2>&1 &"} {
		mark := newMark()
		inner := guarded(t, "endGroup", "true")
		script := strings.ReplaceAll(before, "MARK", mark) + ` exec -a ` + guardedName + ` "$0" endGroup :`
		cmd := exec.Command("bash", "-c", script, inner.Path)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		p := begin(t, cmd)
		there := func() bool { return strings.Contains(strings.Join(marked(mark), " "), ": sleep") }
		if !within(5*time.Second, there) {
			t.Fatal("nothing was started before")
		}
		p.kill(p.program, unix.SIGKILL)
		p.status()
		if !there() {
			t.Errorf("%s: it was ended, want it left alone", before)
		}
		endMarked(mark)
	}
}

// endMarked kills what has a mark.
func endMarked(mark string) {
	for _, line := range marked(mark) {
		var pid int
		if _, err := fmt.Sscanf(line, "/proc/%d/", &pid); err == nil {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
	}
}

// gone reports whether this very process has ended.
func gone(p proc.Process) bool {
	now, there := proc.Read(p.PID)
	return !there || now.Start != p.Start || now.Dead()
}

func TestAGuardEndsAsItsProgram(t *testing.T) {
	for _, status := range []int{0, 1, 3, 130} {
		cmd := guarded(t, "exit", strconv.Itoa(status))
		_ = cmd.Run()
		if got := cmd.ProcessState.ExitCode(); got != status {
			t.Errorf("exit status = %d, want %d", got, status)
		}
	}
	for _, sig := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM, syscall.SIGSEGV, syscall.SIGQUIT} {
		cmd := guarded(t, "die", strconv.Itoa(int(sig)))
		_ = cmd.Run()
		if got := cmd.ProcessState.Sys().(syscall.WaitStatus); !got.Signaled() || got.Signal() != sig {
			t.Errorf("ended with %v, want the signal %v", cmd.ProcessState, sig)
		}
	}
}

func TestASignalIsHeardOnceHoweverItCame(t *testing.T) {
	p := begin(t, guarded(t, "signals"))
	guardPID := p.cmd.Process.Pid
	for _, step := range []struct {
		to   int
		sig  unix.Signal
		want string
	}{
		// The kernel merges a signal with one of its kind that waits. What a process is
		// sent next is no second of a kind that it may not have taken yet.
		{p.program, unix.SIGINT, "SIGINT"},
		{guardPID, unix.SIGTERM, "SIGTERM"},
		{-guardPID, unix.SIGINT, "SIGINT"},
		{guardPID, unix.SIGTERM, "SIGTERM"},
		{-guardPID, unix.SIGINT, "SIGINT"},
		{-guardPID, unix.SIGTERM, "SIGTERM"},
	} {
		p.kill(step.to, step.sig)
		// What is heard twice shows as a line that the next step did not ask for.
		if got := p.line(); got != step.want {
			t.Fatalf("%v to %d: heard %q, want %q", step.sig, step.to, got, step.want)
		}
	}
	p.kill(p.program, unix.SIGKILL)
	if extra := p.line(); extra != "" {
		t.Errorf("heard %q as well, want each signal once", extra)
	}
}

// awaitStopped waits until guard and program are stopped.
func (p *pair) awaitStopped(when string) {
	p.t.Helper()
	p.awaitBoth(when+": it is stopped", proc.Process.Stopped)
}

// awaitRunning waits until guard and program go on.
func (p *pair) awaitRunning(when string) {
	p.t.Helper()
	p.awaitBoth(when+": it goes on", func(process proc.Process) bool { return !process.Stopped() })
}

func (p *pair) awaitBoth(what string, is func(proc.Process) bool) {
	p.t.Helper()
	for name, pid := range map[string]int{"program": p.program, "guard": p.cmd.Process.Pid} {
		if !within(2*time.Second, func() bool { s, _ := proc.Read(pid); return is(s) }) {
			p.t.Errorf("%s, %s: false, want true", name, what)
		}
	}
}

func TestBothStopAndGoOnTogether(t *testing.T) {
	p := begin(t, guarded(t, "stops"))
	guardPID := p.cmd.Process.Pid
	for _, step := range []struct {
		name           string
		stop, goOn     int
		stopBy, goOnBy unix.Signal
		want           string
	}{
		{"Ctrl-Z and fg", -guardPID, -guardPID, unix.SIGTSTP, unix.SIGCONT, "continued"},
		{"the guard alone", guardPID, guardPID, unix.SIGTSTP, unix.SIGCONT, "continued"},
		{"Ctrl-Z, the program alone", -guardPID, p.program, unix.SIGTSTP, unix.SIGCONT, "continued"},
		{"a stop that cannot be caught", p.program, guardPID, unix.SIGSTOP, unix.SIGCONT, ""},
		{"Ctrl-Z and fg again", -guardPID, -guardPID, unix.SIGTSTP, unix.SIGCONT, "continued"},
	} {
		p.kill(step.stop, step.stopBy)
		p.awaitStopped(step.name)
		p.kill(step.goOn, step.goOnBy)
		p.awaitRunning(step.name)
		if step.want != "" {
			if got := p.line(); got != step.want {
				t.Errorf("%s: %q, want %q", step.name, got, step.want)
			}
		}
	}
}

func TestAProgramInheritsWhatItsGuardDid(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	cmd := guarded(t, "inherits", "an", "argument")
	cmd.ExtraFiles = []*os.File{write}
	cmd.Env = append(os.Environ(), "POOLSCOPE_GUARD=3,"+strconv.Itoa(os.Getpid())) // forged by a parent
	cmd.Env = append(cmd.Env, "POOLSCOPE_GUARD=3,1")
	p := begin(t, cmd)
	_ = write.Close()
	parent, _ := strconv.Atoi(p.line())
	if parent != cmd.Process.Pid || p.program == cmd.Process.Pid {
		t.Errorf("program %d has parent %d, want the guard, %d", p.program, parent, cmd.Process.Pid)
	}
	if got := p.line(); got != "an argument" {
		t.Errorf("arguments = %q, want those of the guard", got)
	}
	if got := p.line(); got != "0" {
		t.Errorf("%s variables of the guard are left, want 0", got)
	}
	// The end comes only when nobody else has the pipe open.
	if text, err := io.ReadAll(read); err != nil || string(text) != "hello" {
		t.Errorf("pipe = %q, %v, want hello", text, err)
	}
	_ = p.stdin.Close()
	if got := p.status(); got.ExitStatus() != 0 {
		t.Errorf("exit status = %d, want 0", got.ExitStatus())
	}
}
