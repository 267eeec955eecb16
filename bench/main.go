//go:build linux

package main

import (
	"context"
	"flag"
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

func measures(s size) []measure {
	return []measure{
		{"unordered", "1,000,000 empty tasks one by one, 6 times as fast as Python's Pool.imap_unordered", s.unordered},
		{"map", "1,000,000 empty tasks in chunks, 1.5 times as fast as Python's Pool.map", s.mapped},
		{"roundtrip", "one task there and back, 6 times as fast as Python's Pool.apply", s.roundTrip},
		{"ready", "a pool of 8 ready, 1.3 times as fast as Python's Pool with fork, 15 times with spawn", s.ready},
		{"ahead", "short tasks and 1 in 50 long, 0.99 times as fast as without sending ahead", s.ahead},
		{"kept", "memory of the parent for each finished task, under 64 bytes", s.kept},
		{"first", "from the start of `poolscope-cli run` with the example four-numbers to its first output, under 20 ms", s.first},
		{"commands", "2,000 runs of /bin/true, captured and logged: 1.15 times as fast as xargs, 6 times as GNU parallel, 0.6 times as a loop in C", s.commands},
		{"watch", "10 samples a second of 100 processes at most 1.2 % of a core, of 500 at most 4, of 5,000 1.5 times as much for each at most", s.watch},
		{"interval", "95 % of 100 ms ticks within ±15 ms while every core is busy", s.interval},
		{"spawn", "a pool of 8 ready against a bare fork+exec of the same 8, at most 1.5", spawn},
		{"idle", "private memory of an idle worker, at most 6 MiB", idle},
		{"paint", "window from its start to its first picture, under 1.5 s", paint},
		{"cost", "window with 4 workers at 10 samples a second, at most 12 % of a core", cost},
		{"bands", "window with 16 workers, four bands of 600 points, 5 pictures a second: at most 15 % of a core, under 190 MiB; with 64 at most 1.4 times", s.bands},
		{"still", "window in which nothing runs, under 2 % of a core and no picture drawn", s.still},
		{"answer", "key or click to changed pixels while 200 jobs start a second, a task writes 1 GB and 10 stops are pending: 100 ms median, 200 ms worst of 100", s.answer},
		{"rows", "500 workers and 10,000 finished tasks: sort, scroll and filter under 150 ms each", s.tableRows},
		{"monitor", "window with 16 workers, drawn once a second, at most 2.5 times as much as gnome-system-monitor", s.monitor},
		{"growth", "resident memory of that window over 10 minutes, under 1 MiB after the first", growth},
		{"hour", "an hour with 16 workers: resident memory rises under 1 MiB in 10 minutes, no more goroutines", s.hour},
	}
}

func main() {
	worker.Main(functions())
	bareChild()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := begin(ctx, os.Args[1:])
	stop()
	os.Exit(status)
}

// begin reads the command line, and returns the exit status: 1 when a goal is
// missed or a measure failed, 2 for a command line that it does not understand.
func begin(ctx context.Context, args []string) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	part := flags.Int("part", 1, "do one in `N` of the tasks and 3 rounds, where a measure can: to see it work, not for its number")
	profile := flags.String("profile", "", "write what this process does with the processor to `FILE`")
	if err := flags.Parse(args); err != nil {
		return usage
	}
	if *part < 1 {
		fmt.Fprintf(os.Stderr, "bench: -part %d, want 1 or more\n", *part)
		return usage
	}
	taken := measures(size{*part})
	for _, n := range flags.Args() {
		if !slices.ContainsFunc(taken, func(m measure) bool { return m.name == n }) {
			fmt.Fprintf(os.Stderr, "bench: no measure is called %q\n", n)
			return usage
		}
	}
	status, err := profiled(*profile, func() int { return takeAll(ctx, taken, flags.Args()) })
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		return 1
	}
	return status
}

// usage is the exit status of a command line that is not understood.
const usage = 2

// longest is the measure that is only taken when it is named: it takes an hour.
const longest = "hour"

// takeAll takes the measures that are named, or all but the longest, and returns 1 when a goal is
// missed or a measure failed.
func takeAll(ctx context.Context, all []measure, names []string) int {
	status := 0
	out := log.New(os.Stdout, "", 0)
	for _, m := range all {
		if len(names) > 0 && !slices.Contains(names, m.name) || len(names) == 0 && m.name == longest {
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
