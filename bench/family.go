//go:build linux

package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

//go:embed family.c.txt
var familySource []byte

// family is a tree of processes to be watched, see family.c.txt.
type family struct {
	cmd *exec.Cmd
}

// startFamily returns once all n processes are there.
func startFamily(ctx context.Context, program string, n, working, burning int) (*family, error) {
	f := &family{exec.CommandContext(ctx, program, strconv.Itoa(n), strconv.Itoa(working), strconv.Itoa(burning))}
	f.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var complaint strings.Builder
	f.cmd.Stderr = &complaint
	said, err := f.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	if err := f.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %d processes: %w", n, err)
	}
	if line, _ := bufio.NewReader(said).ReadString('\n'); line != "ready\n" {
		f.end()
		return nil, fmt.Errorf("start %d processes: %w", n, errors.New(strings.TrimSpace(complaint.String())))
	}
	return f, nil
}

func (f *family) pid() int { return f.cmd.Process.Pid }

// end ends all of them.
func (f *family) end() {
	_ = syscall.Kill(-f.pid(), syscall.SIGKILL) // the group is there until it was waited for
	_ = f.cmd.Wait()                            // it was killed
}
