//go:build linux

package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

//go:embed peer.py
var peerScript []byte

// peer is Python's multiprocessing.Pool, as peer.py drives it.
type peer struct {
	python string
	script string // a file, because workers that are spawned import it
}

// withPeer calls a function with a peer, which is gone afterwards.
func withPeer(use func(*peer) (bool, error)) (bool, error) {
	python, err := exec.LookPath("python3")
	if err != nil {
		return false, errors.New("python3 is not in PATH, and its multiprocessing.Pool is what this compares with: install Python 3.9 or newer")
	}
	dir, err := os.MkdirTemp("", "poolscope-bench-")
	if err != nil {
		return false, fmt.Errorf("make a folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder in /tmp that stays is no failure of a measure
	p := &peer{python, filepath.Join(dir, "peer.py")}
	if err := os.WriteFile(p.script, peerScript, 0o600); err != nil {
		return false, fmt.Errorf("write the peer's script: %w", err)
	}
	return use(p)
}

// seconds has the peer do n of some work, and returns what peer.py measured.
func (p *peer) seconds(ctx context.Context, work string, n int) (float64, error) {
	var said, complaint strings.Builder
	cmd := exec.CommandContext(ctx, p.python, p.script, work, strconv.Itoa(n))
	cmd.Stdout, cmd.Stderr = &said, &complaint
	// Its workers would outlive it when it is killed, and hold its streams.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("python3 peer.py %s %d: %w: %s", work, n, err, strings.TrimSpace(complaint.String()))
	}
	took, err := strconv.ParseFloat(strings.TrimSpace(said.String()), 64)
	if err != nil {
		return 0, fmt.Errorf("python3 peer.py %s %d said no seconds: %w", work, n, err)
	}
	return took, nil
}
