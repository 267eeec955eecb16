//go:build linux

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// leaky says a byte, waits for one, begins 1,000 goroutines that never end, and says
// another.
const leaky = `package main

import (
	"os"
	"runtime"
)

func main() {
	os.Stdout.Write([]byte("a"))
	os.Stdin.Read(make([]byte, 1))
	for range 1000 {
		go func() { select {} }()
	}
	runtime.Gosched()
	os.Stdout.Write([]byte("b"))
	os.Stdin.Read(make([]byte, 1))
}
`

// built makes a program of a source in Go, with its symbols: those of a test have none.
func built(t *testing.T, source string) (program string) {
	t.Helper()
	dir := t.TempDir()
	file, program := filepath.Join(dir, "made.go"), filepath.Join(dir, "made")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, file)
	build.Env = append(desktop.Without("GOFLAGS"), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, said)
	}
	return program
}

func TestGoroutinesThatLeakAreSeenFromOutside(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	program := built(t, leaky)
	cmd := exec.CommandContext(ctx, program)
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close(); _ = cmd.Wait() }()
	said := make([]byte, 1)
	if _, err := out.Read(said); err != nil {
		t.Fatal(err)
	}
	g, err := goroutinesOf(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	defer g.close()
	before, err := g.most()
	if err != nil || before < 1 || before > 100 {
		t.Errorf("goroutines of a program that rests = %d, %v, want a few", before, err)
	}
	if _, err := in.Write(said); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(said); err != nil {
		t.Fatal(err)
	}
	if after, err := g.most(); err != nil || after-before < 900 {
		t.Errorf("goroutines after 1,000 more = %d, %v, before %d", after, err, before)
	}
}

func TestAProgramWithoutTheSymbolIsNamed(t *testing.T) {
	program := built(t, leaky)
	if _, err := symbol(program, "runtime.allglen"); err != nil {
		t.Errorf("a symbol that is there: %v", err)
	}
	if address, err := symbol(program, "runtime.noSuchVariable"); err == nil {
		t.Errorf("a symbol that is not there = %#x, want an error", address)
	}
}
