package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// One with a reader has the lines, as a file has.
func TestLogIntoAPipeWaitsForNoReader(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	cmd := program(t, "watch", "--quiet", "--log", pipe, "--", "/bin/true")
	killAfter(t, cmd, 20*time.Second)
	out, err := cmd.CombinedOutput()
	if want := "nobody reads the pipe " + pipe; statusOf(t, err) != exitUsage || !strings.Contains(string(out), want) {
		t.Errorf("%v, output %q, want status %d and %q", err, out, exitUsage, want)
	}
	reader, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	cmd = program(t, "watch", "--quiet", "--log", pipe, "--", "/bin/true")
	killAfter(t, cmd, 20*time.Second)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	text := make([]byte, 64<<10)
	n, err := reader.Read(text)
	if lines := string(text[:n]); err != nil || !strings.HasPrefix(lines, `{"event":"run_started"`) || !strings.Contains(lines, `{"event":"run_finished"`) {
		t.Errorf("%v, %d bytes in the pipe, want all from run_started to run_finished", err, n)
	}
}
