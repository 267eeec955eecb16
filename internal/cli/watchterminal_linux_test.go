package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// onTerminal runs a program in a session of its own on a terminal, types what is to be
// typed after a text was shown, and returns all that was shown.
func onTerminal(t *testing.T, cmd *exec.Cmd, typed ...[2]string) string {
	t.Helper()
	screen, terminal := newTerminal(t)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	cmd.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = terminal.Close()
	killAfter(t, cmd, 30*time.Second)
	var all bytes.Buffer
	part := make([]byte, 4096)
	for {
		n, err := screen.Read(part)
		all.Write(part[:n])
		if len(typed) > 0 && strings.Contains(all.String(), typed[0][0]) {
			if _, err := io.WriteString(screen, typed[0][1]); err != nil {
				t.Fatal(err)
			}
			typed = typed[1:]
		}
		if errors.Is(err, syscall.EIO) || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	_ = cmd.Wait()
	return strings.ReplaceAll(all.String(), "\r\n", "\n")
}

func TestCommandReadsTheTerminal(t *testing.T) {
	cmd := program(t, "watch", "--", "/bin/sh", "-c", `echo ready; read x; echo "<$x>"; exit 4`)
	if text := onTerminal(t, cmd, [2]string{"ready", "typed\n"}); !strings.Contains(text, "<typed>") || cmd.ProcessState.ExitCode() != 4 {
		t.Errorf("status %d, screen %q, want what was typed and 4", cmd.ProcessState.ExitCode(), text)
	}
}

// The script leaves the process group, so that only what watch passes on reaches it,
// and then has itself sent a SIGTERM that way, behind which any SIGINT would be.
const signalScript = `
import os, signal, sys, time
came = []
os.setsid()
signal.signal(signal.SIGINT, lambda *_: came.append("INT"))
signal.signal(signal.SIGTERM, lambda *_: came.append("TERM"))
print("ready", flush=True)
sys.stdin.readline()
os.kill(os.getppid(), signal.SIGTERM)
while "TERM" not in came: time.sleep(0.01)
print("came", *came)
sys.exit(5)
`

// The terminal sends Ctrl-C to all of the foreground group: watch must not do so again.
func TestCtrlCIsTheTerminalsToSend(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skipf("no python3: %v", err)
	}
	cmd := program(t, "watch", "--quiet", "--", "python3", "-c", signalScript)
	text := onTerminal(t, cmd, [2]string{"ready", "\x03"}, [2]string{"^C", "go on\n"})
	if !strings.Contains(text, "came TERM\n") || cmd.ProcessState.ExitCode() != 5 {
		t.Errorf("status %d, screen %q, want no SIGINT from watch and 5", cmd.ProcessState.ExitCode(), text)
	}
}

func TestCtrlCReachesTheCommand(t *testing.T) {
	cmd := program(t, "watch", "--quiet", "--", "/bin/sh", "-c", "trap 'exit 5' INT; echo ready; read x; exit 6")
	if text := onTerminal(t, cmd, [2]string{"ready", "\x03"}); cmd.ProcessState.ExitCode() != 5 {
		t.Errorf("status %d, screen %q, want 5", cmd.ProcessState.ExitCode(), text)
	}
}

func TestTableFollowsTheSizeOfTheTerminal(t *testing.T) {
	cmd := program(t, "watch", "--table", "--", "/bin/sh", "-c", "stty cols 200; sleep 0.8; stty cols 50; sleep 0.8")
	text := onTerminal(t, cmd)
	wide := regexp.MustCompile(`ever, CPU [^\n]*, Poolscope itself`)
	narrow := regexp.MustCompile(`,\x1b\[K\r?\n  [^\n]*Poolscope itself`)
	at := wide.FindStringIndex(text)
	if at == nil || !narrow.MatchString(text[at[1]:]) {
		t.Errorf("screen %q, want the totals on one line, then on several", text)
	}
}

func TestCtrlZStopsBothAndBothGoOn(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skipf("no shell with job control: %v", err)
	}
	for _, guarded := range []string{"", "1"} {
		watch := program(t)
		script := `ps() { exec -a poolscope "$0" watch -- /bin/sh -c 'echo ready; sleep 1; read x; echo "<$x>"; exit 6'; }
			(ps); echo "stopped $?"; jobs -l >&2; fg > /dev/null; echo "ended $?"`
		cmd := exec.Command(bash, "-mc", script, watch.Path)
		cmd.Env = append(os.Environ(), guardedEnv+"="+guarded)
		text := onTerminal(t, cmd, [2]string{"ready", "\x1a"}, [2]string{"stopped 14", "typed\n"})
		if !strings.Contains(text, "<typed>") || !strings.Contains(text, "ended 6") {
			t.Errorf("guarded %q: screen %q, want a stop, then an end with 6", guarded, text)
		}
	}
}

func TestTableIsDrawnInPlaceAndObeysNobody(t *testing.T) {
	for _, tt := range []struct {
		env  string
		bold bool
	}{{"NO_COLOR=", true}, {"NO_COLOR=1", false}} {
		stranger := quietly(t, "/bin/sh", "-c", "sleep 100; :", "a\x1b[31mb\n\u009b")
		cmd := program(t, "watch", "--for", "2s", strconv.Itoa(stranger.Process.Pid))
		cmd.Env = append(os.Environ(), "TERM=xterm", tt.env)
		text := onTerminal(t, cmd)
		if strings.Contains(text, "\x1b[1m") != tt.bold {
			t.Errorf("%s: bold %v, want %v", tt.env, !tt.bold, tt.bold)
		}
		own := regexp.MustCompile(`\x1b\[(\?7[lh]|[0-9]*[AKJ]|[01]m)|\r`)
		left := own.ReplaceAllString(text, "")
		if strings.ContainsAny(left, "\x1b\u009b") || !strings.Contains(left, `a\x1b[31mb\n\u009b`) {
			t.Errorf("besides the table's own escapes the screen has %q", left)
		}
		if drawn := strings.Count(text, "COMMAND"); drawn < 5 || drawn > 11 {
			t.Errorf("drawn %d times in two seconds, want about 8 and the summary", drawn)
		}
		if !strings.Contains(left, "└ sleep 100") {
			t.Errorf("screen %q, want the child below its parent", left)
		}
	}
}

func TestCommandOnATerminalHasItForItself(t *testing.T) {
	cmd := program(t, "watch", "--", "/bin/sh", "-c", "sleep 0.6; printf 'half a'; sleep 0.6; echo ' line'")
	text := onTerminal(t, cmd)
	if !strings.HasPrefix(text, "half a line\n    PID ") {
		t.Errorf("screen %q, want the command's line, then the summary", text)
	}
}
