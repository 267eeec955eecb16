//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os/exec"
	"slices"
	"time"
)

const (
	cli         = "bin/poolscope-cli"
	firstRounds = 20
	firstGoal   = 0.020 // seconds
	fourNumbers = "examples/four-numbers.pool.toml"
)

// first measures how long a user waits for the first thing that a task says.
func (s size) first(ctx context.Context, out *log.Logger) (bool, error) {
	var took []float64
	for range s.rounds(firstRounds) {
		seconds, err := firstByte(ctx)
		if err != nil {
			return false, err
		}
		took = append(took, seconds)
	}
	middle := median(took)
	out.Printf("  median of %d starts: %.1f ms, slowest %.1f ms", len(took), middle*1000, slices.Max(took)*1000)
	return middle < firstGoal, nil
}

// firstByte returns the seconds from before the program is started until it
// writes to its standard output, where only tasks do.
func firstByte(ctx context.Context) (float64, error) {
	cmd := exec.CommandContext(ctx, cli, "run", fourNumbers)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, fmt.Errorf("make a pipe: %w", err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("start poolscope-cli: %w", err)
	}
	_, silent := io.ReadFull(stdout, make([]byte, 1))
	took := time.Since(began).Seconds()
	_, _ = io.Copy(io.Discard, stdout) // until its end, which Wait tells
	if err := cmd.Wait(); err != nil {
		return 0, fmt.Errorf("poolscope-cli run %s: %w", fourNumbers, err)
	}
	if silent != nil {
		return 0, fmt.Errorf("poolscope-cli run %s said nothing: %w", fourNumbers, silent)
	}
	return took, nil
}
