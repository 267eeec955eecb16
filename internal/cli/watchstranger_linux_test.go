package cli

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestStrangerIsWatchedAndNeverSignalled(t *testing.T) {
	stranger := quietly(t, "/bin/sleep", "100")
	cmd := program(t, "watch", "--every", "20ms", strconv.Itoa(stranger.Process.Pid))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, cmd, 20*time.Second)
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "1 process now") {
		continue
	}
	_ = cmd.Process.Signal(syscall.SIGINT)
	rest, _ := io.ReadAll(out)
	if status := statusOf(t, cmd.Wait()); status != 130 || !strings.Contains(string(rest), "lives on") {
		t.Errorf("status %d and %q, want 130 and the process living on", status, rest)
	}
	if err := stranger.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the process watched: %v, want it to live", err)
	}
}

func TestWatchEndsWithWhatItWatches(t *testing.T) {
	stranger := exec.Command("/bin/sh", "-c", "read x")
	in, err := stranger.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	cmd := program(t, "watch", "--json", "--every", "20ms", strconv.Itoa(stranger.Process.Pid))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, cmd, 20*time.Second)
	lines := bufio.NewScanner(out)
	lines.Scan() // it has begun
	_ = in.Close()
	_ = stranger.Wait()
	last := ""
	for lines.Scan() {
		last = lines.Text()
	}
	if status := statusOf(t, cmd.Wait()); status != 0 || !strings.Contains(last, `"cpu_exact":false`) {
		t.Errorf("status %d, last line %q, want 0 and a sampled total", status, last)
	}
}

func TestWatchEndsWhenNobodyReads(t *testing.T) {
	stranger := quietly(t, "/bin/sleep", "100")
	cmd := program(t, "watch", "--json", strconv.Itoa(stranger.Process.Pid))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, cmd, 20*time.Second)
	_, _ = bufio.NewReader(out).ReadString(10)
	_ = out.Close()
	if status := statusOf(t, cmd.Wait()); status != exitPipe {
		t.Errorf("status %d, want %d", status, exitPipe)
	}
}

func TestLogHasTheLinesOfJSON(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log.jsonl")
	cmd := program(t, "watch", "--quiet", "--log", log, "--", "/bin/sh", "-c", "echo out")
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "out\n" {
		t.Errorf("output %q, %v, want that of the command alone", out, err)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), `{"event":"run_started"`) || !strings.Contains(string(text), "\n"+`{"event":"run_finished"`) {
		t.Errorf("log %q, want all from run_started to run_finished", text)
	}
}

func TestLogStaysAsItIsWhereNothingIsWatched(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log.jsonl")
	before := strings.Repeat("of yesterday\n", 1000)
	if err := os.WriteFile(log, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := program(t, "watch", "--log", log, "999999999").CombinedOutput(); statusOf(t, err) != exitUsage {
		t.Errorf("error %v, want status %d", err, exitUsage)
	}
	if text, _ := os.ReadFile(log); string(text) != before {
		t.Errorf("log of %d bytes, want what was in it", len(text))
	}
	if out, err := program(t, "watch", "--quiet", "--log", log, "--", "/bin/true").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if text, _ := os.ReadFile(log); !strings.HasPrefix(string(text), `{"event":"run_started"`) || strings.Contains(string(text), "yesterday") {
		t.Errorf("log of %d bytes, want the lines of the latest watch alone", len(text))
	}
}

func TestWatchEndsWhereNothingCanBeWritten(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	stranger := quietly(t, "/bin/sleep", "100")
	cmd := program(t, "watch", "--every", "20ms", strconv.Itoa(stranger.Process.Pid))
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = full, &stderr
	killAfter(t, cmd, 20*time.Second)
	if status := statusOf(t, cmd.Run()); status != exitUnfinished || !strings.Contains(stderr.String(), "no space left") {
		t.Errorf("status %d, stderr %q, want %d and why", status, stderr.String(), exitUnfinished)
	}
}
