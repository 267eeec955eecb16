//go:build linux

package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"

	"github.com/poolscope/poolscope/launcher/worker"
)

// measure is one benchmark. It writes its numbers and returns whether they meet
// the goal.
type measure struct {
	name string
	what string
	take func(ctx context.Context, out *log.Logger) (bool, error)
}

func measures() []measure {
	return []measure{
		{"spawn", "a pool of 8 ready against a bare fork+exec of the same 8, at most 1.5", spawn},
		{"idle", "private memory of an idle worker, at most 6 MiB", idle},
		{"paint", "window from its start to its first picture, under 1.5 s", paint},
		{"cost", "window with 4 workers at 10 samples a second, at most 12 % of a core", cost},
		{"growth", "resident memory of that window over 10 minutes, under 1 MiB after the first", growth},
	}
}

func main() {
	worker.Main(functions())
	bareChild()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:])
	stop()
	os.Exit(status)
}

// run takes the measures that are named, or all, and returns the exit status: 1
// when a goal is missed or a measure failed, 2 for a name it does not know.
func run(ctx context.Context, names []string) int {
	for _, n := range names {
		if !slices.ContainsFunc(measures(), func(m measure) bool { return m.name == n }) {
			fmt.Fprintf(os.Stderr, "bench: no measure is called %q\n", n)
			return 2
		}
	}
	status := 0
	out := log.New(os.Stdout, "", 0)
	for _, m := range measures() {
		if len(names) > 0 && !slices.Contains(names, m.name) {
			continue
		}
		out.Printf("%s: %s", m.name, m.what)
		met, err := m.take(ctx, out)
		switch {
		case err != nil:
			out.Printf("  failed: %v", err)
			status = 1
		case met:
			out.Print("  goal met")
		default:
			out.Print("  GOAL MISSED")
			status = 1
		}
	}
	return status
}

// median returns the middle of some numbers, which it sorts.
func median(numbers []float64) float64 {
	slices.Sort(numbers)
	middle := len(numbers) / 2
	if len(numbers)%2 == 1 {
		return numbers[middle]
	}
	return (numbers[middle-1] + numbers[middle]) / 2
}
