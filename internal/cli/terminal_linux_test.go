package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// newTerminal returns the two ends of a terminal of 100 columns.
func newTerminal(t *testing.T) (screen, terminal *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal: %v", err)
	}
	t.Cleanup(func() { _ = screen.Close() })
	fd := int(screen.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 25, Col: 100}); err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return screen, terminal
}

// shown runs poolscope on a terminal and returns all that was written there.
func shown(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	screen, terminal := newTerminal(t)
	cmd.Stdout, cmd.Stderr = terminal, terminal
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = terminal.Close()
	var all bytes.Buffer
	// Reading a terminal that nobody has open any more is EIO (pty(7)).
	if _, err := io.Copy(&all, screen); err != nil && !errors.Is(err, syscall.EIO) {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	return strings.ReplaceAll(all.String(), "\r\n", "\n")
}

// drawn finds a progress line as it is written: over the old one, up to the end.
func drawn() *regexp.Regexp {
	return regexp.MustCompile(`\r(\d+/\d+ tasks[^\x1b\r\n]*)\x1b\[K`)
}

func TestTerminalShowsProgressInOneLine(t *testing.T) {
	cmd := program(t, "run", planFile(t, "sleep", "[0.6, 0.6, 0.6, 0.6]"))
	cmd.Env = append(os.Environ(), "NO_COLOR=", "TERM=xterm")
	began := time.Now()
	text := shown(t, cmd)
	most := int(4*time.Since(began).Seconds()) + 2
	lines := drawn().FindAllStringSubmatch(text, -1)
	if len(lines) < 2 || len(lines) > most {
		t.Errorf("%d progress lines, want 2 to %d (four a second): %q", len(lines), most, text)
	}
	both := slices.IndexFunc(lines, func(l []string) bool { return strings.Contains(l[1], "2 running") })
	if both < 0 {
		t.Fatalf("screen = %q, want both workers running", text)
	}
	for _, l := range lines[:both] { // a worker takes its time to begin
		if !strings.Contains(l[1], "queued") {
			t.Errorf("progress %q, want the counts of the states", l[1])
		}
	}
	for _, l := range lines[both:] {
		if !strings.Contains(l[1], "2 running") && !strings.Contains(l[1], "done") {
			t.Errorf("progress %q, want the counts of the states", l[1])
		}
	}
	left := drawn().ReplaceAllString(text, "")
	if want := "0.6\n0.6\n0.6\n0.6\n4 tasks: 4 done\n"; !strings.Contains(strings.ReplaceAll(left, "\r\x1b[K", ""), want) {
		t.Errorf("besides progress the screen has %q, want %q in it", left, want)
	}
	if !strings.HasSuffix(text, "workers started 2, reaped 2, left over 0\n") {
		t.Errorf("screen ends with %q, want the workers counted", text[max(0, len(text)-80):])
	}
}

func TestTerminalHasNoEscapeOfATask(t *testing.T) {
	cmd := program(t, "run", "--quiet", planFile(t, "hello", `["\u001b[2J\u009b"]`))
	if text := shown(t, cmd); strings.ContainsAny(text, "\x1b\u009b") || !strings.Contains(text, "[2J") {
		t.Errorf("screen = %q, want the escape written out", text)
	}
}

func TestNoColorIsRespected(t *testing.T) {
	for _, tt := range []struct {
		env  string
		want bool
	}{{"NO_COLOR=", true}, {"NO_COLOR=1", false}} {
		cmd := program(t, "run", "--quiet", planFile(t, "raise", "[1]"))
		cmd.Env = append(os.Environ(), "TERM=xterm", tt.env)
		if text := shown(t, cmd); strings.Contains(text, "\x1b[31mtask 0") != tt.want || !strings.Contains(text, "task 0") {
			t.Errorf("%s: screen = %q, want red %v", tt.env, text, tt.want)
		}
	}
}
