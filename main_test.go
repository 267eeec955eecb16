package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// built returns the program without a window, as `CGO_ENABLED=0 go build .` makes it.
func built(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "poolscope-cli")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

func runProgram(t *testing.T, program string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Env = withoutDisplay()
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

func withoutDisplay() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "DISPLAY=") && !strings.HasPrefix(v, "WAYLAND_DISPLAY=") {
			env = append(env, v)
		}
	}
	return env
}

func TestProgramWithoutAWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program := built(t)

	began := time.Now()
	status, out, errs := runProgram(t, program)
	if status != 3 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "poolscope run") {
		t.Errorf("the window: status %d, stdout %q, stderr %q; want 3 and one line that names poolscope run", status, out, errs)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("no display took %v to be said, want at most 2s", took)
	}

	status, out, errs = runProgram(t, program, "run", "--quiet", filepath.Join("examples", "four-numbers.pool.toml"))
	want := "Process Process-1: 1\nProcess Process-2: 2\nProcess Process-3: 3\nProcess Process-4: 4\n"
	if status != 0 || out != want || errs != "" {
		t.Errorf("four numbers: status %d, stdout %q, stderr %q; want 0 and %q", status, out, errs, want)
	}

	status, _, errs = runProgram(t, program, "nothing.pool.toml")
	if status != 2 || !strings.Contains(errs, "nothing.pool.toml") {
		t.Errorf("a window on a missing plan: status %d, stderr %q; want 2 and its name", status, errs)
	}
}

func TestWorkersAreTheProgramBeside(t *testing.T) {
	folder := t.TempDir()
	window, beside := filepath.Join(folder, "poolscope"), filepath.Join(folder, "poolscope-cli")
	if got := workerProgram(window); got != "" {
		t.Errorf("program alone: worker %q, want itself", got)
	}
	if err := os.WriteFile(beside, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := workerProgram(window); got != beside {
		t.Errorf("worker = %q, want %q", got, beside)
	}
	if got := workerProgram(beside); got != "" {
		t.Errorf("poolscope-cli: worker %q, want itself", got)
	}
}
