//go:build linux

package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

func TestMonitorThatSamplesLessOftenDoesNotLookCheap(t *testing.T) {
	for _, c := range []struct {
		spent
		percent, each float64
	}{
		{spent{100 * time.Millisecond, 5 * time.Second, 50}, 2, 20},
		{spent{100 * time.Millisecond, 5 * time.Second, 25}, 4, 40},
		{spent{100 * time.Millisecond, 5 * time.Second, 0}, 2, 1000},
	} {
		if got := c.spent.percent(); math.Abs(got-c.percent) > 1e-9 {
			t.Errorf("%v with %d samples in %v = %v %% of a core, want %v", c.cpu, c.samples, c.wall, got, c.percent)
		}
		if got := c.spent.each(100); math.Abs(got-c.each) > 1e-9 {
			t.Errorf("%v with %d samples = %v µs for each of 100 processes, want %v", c.cpu, c.samples, got, c.each)
		}
	}
}

func TestSamplesInAFileAreCounted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "said")
	text := `{"event":"run_started","title":"sample"}
{"event":"sample","at":0.1}
{"event":"worker_exited","worker":"sample"}
{"event":"sample","at":0.2}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := countSamples(file); got != 2 {
		t.Errorf("samples = %d, want 2", got)
	}
	if got := countSamples(filepath.Join(t.TempDir(), "none")); got != 0 {
		t.Errorf("samples of no file = %d, want 0", got)
	}
}

func TestFamilyHasSoManyProcessesAndSomeThatWork(t *testing.T) {
	if _, err := exec.LookPath("cc"); err != nil {
		t.Skipf("no C compiler: %v", err)
	}
	program, err := compiled(t.Context(), t.TempDir(), "family", familySource)
	if err != nil {
		t.Fatal(err)
	}
	f, err := startFamily(t.Context(), program, 8, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer f.end()
	children, err := exec.Command("cat", fmt.Sprintf("/proc/%d/task/%d/children", f.pid(), f.pid())).Output()
	if err != nil {
		t.Skipf("this kernel lists no children: %v", err)
	}
	var pids [8]int
	n, err := fmt.Sscan(string(children), &pids[0], &pids[1], &pids[2], &pids[3], &pids[4], &pids[5], &pids[6], &pids[7])
	if n != 7 || err == nil {
		t.Fatalf("children = %d in %q, want 7", n, children)
	}
	for late := time.Now().Add(20 * time.Second); cpuOfTree(f.pid()) < 50*time.Millisecond; {
		if time.Now().After(late) {
			t.Fatal("the tree has used less than 50 ms in 20 s, want one of it to burn")
		}
	}
	burner, err := cpuTime(pids[0])
	if err != nil || burner < 25*time.Millisecond {
		t.Errorf("the first child used %v, %v, want most of 50 ms", burner, err)
	}
	asleep, err := cpuTime(pids[6])
	if err != nil || asleep > 10*time.Millisecond {
		t.Errorf("the last child used %v, %v, want next to nothing", asleep, err)
	}
}

func TestTerminalIsOneForWhoWritesToIt(t *testing.T) {
	terminal, err := openTerminal()
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	cmd := exec.Command("sh", "-c", "test -t 1 && stty size >&2")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin, cmd.Stdout = terminal.far, terminal.far
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(out)
	if err := cmd.Wait(); err != nil || string(said) != "50 120\n" {
		t.Errorf("a program on it says %q, %v, want a terminal of 50 120", said, err)
	}
	// More than its buffer takes: it blocks for ever where nobody reads.
	if _, err := terminal.far.Write(make([]byte, 1<<17)); err != nil {
		t.Errorf("write to it: %v", err)
	}
	terminal.close()
}
