package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher/proc"
)

// within reports whether something becomes true in time.
func within(limit time.Duration, done func() bool) bool {
	late := time.After(limit)
	for !done() {
		select {
		case <-late:
			return done()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return true
}

func TestNothingOutlivesTheKilledProgramOrItsGuard(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program := built(t)
	plan := filepath.Join(t.TempDir(), "hang.pool.toml")
	text := "[pool]\nworkers = 4\n[task]\nname = \"ignore-term\"\n[inputs]\nvalues = [60, 60, 60, 60]\n"
	if err := os.WriteFile(plan, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, victim := range map[string]func(guard, program int) int{
		"guard":   func(guard, _ int) int { return guard },
		"program": func(_, program int) int { return program },
	} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			cmd := exec.Command(program, "run", "--quiet", plan)
			cmd.Stdout, cmd.Stderr = &said, &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			var family []proc.Process
			// The program and its four workers.
			if !within(5*time.Second, func() bool { family = proc.Descendants(cmd.Process.Pid); return len(family) >= 5 }) {
				_ = cmd.Process.Kill()
				t.Fatalf("%d descendants, want 5; said %q", len(family), said.String())
			}
			if err := syscall.Kill(victim(cmd.Process.Pid, family[0].PID), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if got := cmd.ProcessState.Sys().(syscall.WaitStatus); !got.Signaled() || got.Signal() != syscall.SIGKILL {
				t.Errorf("started process: %v, want SIGKILL", cmd.ProcessState)
			}
			for _, p := range family {
				if !within(time.Second, func() bool { now, ok := proc.Read(p.PID); return !ok || now.Start != p.Start || now.Dead() }) {
					t.Errorf("after 1 s there is %s, want nothing", p.Command())
				}
			}
		})
	}
}

func TestOnlyWhatStartsProcessesIsGuarded(t *testing.T) {
	for line, want := range map[string]bool{
		"": true, "run": true, "run a.pool.toml": true, "a.pool.toml": true, "run -- tool help": true,
		"version": false, "help": false, "--help": false, "plan check a.pool.toml": false,
	} {
		if got := startsProcesses(strings.Fields(line)); got != want {
			t.Errorf("startsProcesses(%q) = %v, want %v", line, got, want)
		}
	}
}
