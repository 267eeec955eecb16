package workload

import (
	"bytes"
	"fmt"

	"github.com/poolscope/poolscope/launcher/worker"
)

func numberWorkload() Workload {
	return Workload{
		Name:    "number",
		Summary: "Print the worker's name and the input, and return nothing",
		Input:   Input{Help: "the number to print", Number: true, Min: -maxExact, Max: maxExact, Examples: `[1, 2, 3, 4]`},
	}.with(printNumber)
}

// printNumber prints the number as it was given, not as a float64 reads it.
func printNumber(call *worker.Call, _ arguments) (any, error) {
	if _, err := fmt.Fprintf(call.Stdout, "Process %s: %s\n", call.Worker, bytes.TrimSpace(call.Input)); err != nil {
		return nil, fmt.Errorf("print the number: %w", err)
	}
	return nil, nil
}
