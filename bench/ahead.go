//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

const (
	unevenTasks = 1000
	longOneIn   = 50
	aheadRounds = 9
	aheadGoal   = 0.99 // times as fast as without sending ahead
)

// ahead measures what sending tasks ahead to a worker costs where now and then
// one is slow and holds up those behind it.
func (s size) ahead(ctx context.Context, out *log.Logger) (bool, error) {
	inputs, rounds := unevenInputs(s.tasks(unevenTasks)), s.rounds(aheadRounds)
	d, err := inTurns(ctx, rounds,
		func(ctx context.Context) (float64, error) { return unevenSeconds(ctx, unevenJob(inputs), false) },
		func(ctx context.Context) (float64, error) { return unevenSeconds(ctx, unevenJob(inputs), true) })
	if err != nil {
		return false, err
	}
	out.Printf("  medians of %d rounds in turns of %d tasks: %.3f s, without sending ahead %.3f s, ratio %.3f",
		rounds, len(inputs), median(d.ours), median(d.theirs), d.ratio())
	return d.ratio() >= aheadGoal, nil
}

// unevenInputs are seconds to sleep: 1 ms, and 50 ms for one in 50.
func unevenInputs(n int) []json.RawMessage {
	inputs := make([]json.RawMessage, n)
	for i := range inputs {
		inputs[i] = json.RawMessage("0.001")
		if i%longOneIn == longOneIn/2 {
			inputs[i] = json.RawMessage("0.05")
		}
	}
	return inputs
}

func unevenJob(inputs []json.RawMessage) launcher.Job {
	return launcher.Job{
		Function: "sleep", Inputs: launcher.Values(inputs), Total: len(inputs), Method: launcher.IMapUnordered, Chunk: 1,
	}
}

// unevenSeconds returns the seconds from before a pool of 2 is made until it is
// joined, with all of the job done; with noAhead nothing is sent ahead.
func unevenSeconds(ctx context.Context, j launcher.Job, noAhead bool) (float64, error) {
	began := time.Now()
	pool, err := launcher.New(launcher.Config{Workers: pairOfWorkers, NoAhead: noAhead})
	if err != nil {
		return 0, fmt.Errorf("make a pool: %w", err)
	}
	if err := pool.Start(ctx); err != nil {
		return 0, fmt.Errorf("start a pool: %w", err)
	}
	batch, err := pool.Submit(j)
	if err != nil {
		return 0, fmt.Errorf("submit tasks: %w", err)
	}
	pool.Close()
	done := 0
	for r := range batch.Results() {
		if r.State == launcher.Done {
			done++
		}
	}
	if err := pool.Join(); err != nil {
		return 0, fmt.Errorf("join a pool: %w", err)
	}
	if done != j.Total {
		return 0, fmt.Errorf("%d of %d tasks were done", done, j.Total)
	}
	return time.Since(began).Seconds(), nil
}
