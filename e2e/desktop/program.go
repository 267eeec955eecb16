//go:build linux

package desktop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Program is a started program. Its methods may be called by any goroutine.
type Program struct {
	PID    int
	cmd    *exec.Cmd
	stderr tail
	ended  chan struct{} // closed by the goroutine that reaps the program
	exit   error
}

// Launch starts a program in an environment.
func Launch(environ []string, name string, args ...string) (*Program, error) {
	p := &Program{cmd: exec.Command(name, args...), ended: make(chan struct{})}
	p.cmd.Env = environ
	p.cmd.Stderr = &p.stderr
	p.cmd.Stdout = &p.stderr
	// A process left behind would hold the pipe for ever.
	p.cmd.WaitDelay = 5 * time.Second
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	p.PID = p.cmd.Process.Pid
	go func() {
		defer close(p.ended)
		p.exit = p.cmd.Wait()
	}()
	return p, nil
}

// Launch starts a program on the desktop.
func (d *Desktop) Launch(name string, args ...string) (*Program, error) {
	return Launch(d.Environ(), name, args...)
}

// Wait returns the program's exit status; -1 when a signal ended it.
func (p *Program) Wait(ctx context.Context) (int, error) {
	select {
	case <-ctx.Done():
		return 0, fmt.Errorf("wait for the program to exit: %w", ctx.Err())
	case <-p.ended:
	}
	if exit := (*exec.ExitError)(nil); p.exit != nil && !errors.As(p.exit, &exit) {
		return 0, fmt.Errorf("wait for the program to exit: %w", p.exit)
	}
	return p.cmd.ProcessState.ExitCode(), nil
}

// Kill ends the program by SIGKILL and reaps it.
func (p *Program) Kill() {
	// A program that has ended is what is wanted.
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// Dump ends a Go program that hangs, and returns the stacks of its goroutines
// with all else that it wrote. It ends by SIGABRT, which Poolscope leaves to the runtime.
func (p *Program) Dump(ctx context.Context) string {
	if pid, err := Guarded(p.PID); err == nil && !p.Ended() {
		_ = syscall.Kill(pid, syscall.SIGABRT) // one that has ended meanwhile has no stacks
	}
	select {
	case <-p.ended:
	case <-ctx.Done():
		p.Kill()
	}
	return p.Said()
}

// Ended reports whether the program has ended.
func (p *Program) Ended() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// Said returns what the program has written so far.
func (p *Program) Said() string { return p.stderr.String() }

// tail is written by the program's copier and read by the test.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.Write(b)
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
