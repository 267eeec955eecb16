//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// workshop makes a folder for what a measure needs. One in /tmp that stays is no failure
// of the measure.
func workshop() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", "poolscope-bench-")
	if err != nil {
		return "", nil, fmt.Errorf("make a folder: %w", err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}

// compiled returns a program made of a source in C, whose own name keeps the go command
// from taking it for its own.
func compiled(ctx context.Context, dir, name string, source []byte) (program string, err error) {
	file, program := filepath.Join(dir, name+".c"), filepath.Join(dir, name)
	if err := os.WriteFile(file, source, 0o600); err != nil {
		return "", fmt.Errorf("write %s: %w", file, err)
	}
	if said, err := exec.CommandContext(ctx, "cc", "-O2", "-o", program, file).CombinedOutput(); err != nil {
		return "", fmt.Errorf("compile %s: %w: %s", file, err, strings.TrimSpace(string(said)))
	}
	return program, nil
}
