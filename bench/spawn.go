//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/worker"
	"github.com/poolscope/poolscope/launcher/workload"
)

const (
	poolSize = 8
	rounds   = 41
	// bareEnv makes this program a child that says one byte.
	bareEnv   = "POOLSCOPE_BENCH_BARE"
	bareFD    = 3
	spawnGoal = 1.5
)

// functions has the built-in tasks, and one that tells that its worker is ready
// and keeps it so.
func functions() worker.Registry {
	all := workload.Registry()
	all["ready"] = func(c *worker.Call) (any, error) {
		if _, err := io.WriteString(c.Stdout, "ready\n"); err != nil {
			return nil, fmt.Errorf("say ready: %w", err)
		}
		<-time.After(time.Hour)
		return 0, nil
	}
	return all
}

// bareChild does in a child what a worker does at the least: reach main and say so.
func bareChild() {
	if os.Getenv(bareEnv) == "" {
		return
	}
	answer := os.NewFile(bareFD, "answer")
	if _, err := answer.WriteString("x"); err != nil {
		os.Exit(1)
	}
	<-time.After(time.Hour)
}

// spawn measures both in turns, so that whatever else the machine does hits both.
func spawn(ctx context.Context, out *log.Logger) (bool, error) {
	self, err := os.Executable()
	if err != nil {
		return false, fmt.Errorf("find this program: %w", err)
	}
	var pools, bares []float64
	for range rounds {
		pool, err := poolReady(ctx)
		if err != nil {
			return false, err
		}
		bare, err := bareReady(ctx, self)
		if err != nil {
			return false, err
		}
		pools, bares = append(pools, pool.Seconds()*1000), append(bares, bare.Seconds()*1000)
	}
	ratio := median(pools) / median(bares)
	out.Printf("  medians of %d rounds in turns: pool %.2f ms, fork+exec %.2f ms, ratio %.2f",
		rounds, median(pools), median(bares), ratio)
	return ratio <= spawnGoal, nil
}

// poolReady returns how long it takes until 8 workers have each run a task's
// first line.
func poolReady(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	// Events are taken by this goroutine until the pool closes them.
	events := make(chan launcher.Event, 64)
	pool, err := launcher.New(launcher.Config{Workers: poolSize, Grace: time.Second, Events: events})
	if err != nil {
		return 0, fmt.Errorf("make a pool: %w", err)
	}
	if err := pool.Start(ctx); err != nil {
		return 0, fmt.Errorf("start a pool: %w", err)
	}
	inputs := make([]json.RawMessage, poolSize)
	for i := range inputs {
		inputs[i] = json.RawMessage("0")
	}
	job := launcher.Job{Function: "ready", Inputs: launcher.Values(inputs), Total: poolSize, Method: launcher.IMapUnordered}
	if _, err := pool.SubmitEvents(job); err != nil {
		return 0, fmt.Errorf("submit tasks: %w", err)
	}
	took := awaitReady(pool, events, began)
	if err := pool.Join(); err != nil && !errors.Is(err, launcher.ErrTerminated) {
		return 0, fmt.Errorf("join a pool: %w", err)
	}
	if took == 0 {
		return 0, fmt.Errorf("the pool ended before its %d workers were ready", poolSize)
	}
	return took, nil
}

// awaitReady returns 0 when the events end too soon.
func awaitReady(pool *launcher.Pool, events <-chan launcher.Event, began time.Time) time.Duration {
	ready := map[string]bool{}
	took := time.Duration(0)
	for e := range events {
		said, ok := e.(launcher.TaskOutput)
		if !ok || took > 0 {
			continue
		}
		ready[said.Worker] = true
		if len(ready) == poolSize {
			took = time.Since(began)
			pool.Terminate()
		}
	}
	return took
}

// bareReady returns how long it takes to start the same program 8 times and to
// hear from each.
func bareReady(ctx context.Context, self string) (time.Duration, error) {
	began := time.Now()
	heard, tell, err := os.Pipe()
	if err != nil {
		return 0, fmt.Errorf("make a pipe: %w", err)
	}
	defer func() { _ = heard.Close() }() // only read from
	var children []*exec.Cmd
	defer func() {
		for _, c := range children {
			_ = c.Process.Kill()
			_ = c.Wait() // tells of the signal just sent
		}
	}()
	for range poolSize {
		child := exec.CommandContext(ctx, self)
		child.Env = append(os.Environ(), bareEnv+"=1")
		child.ExtraFiles = []*os.File{tell}
		if err := child.Start(); err != nil {
			return 0, fmt.Errorf("start a bare child: %w", err)
		}
		children = append(children, child)
	}
	if err := tell.Close(); err != nil {
		return 0, fmt.Errorf("close a pipe: %w", err)
	}
	if _, err := io.ReadFull(heard, make([]byte, poolSize)); err != nil {
		return 0, fmt.Errorf("hear from the bare children: %w", err)
	}
	return time.Since(began), nil
}
