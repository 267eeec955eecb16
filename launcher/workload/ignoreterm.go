package workload

import (
	"os/signal"
	"syscall"

	"github.com/poolscope/poolscope/launcher/worker"
)

func ignoreTermWorkload() Workload {
	return Workload{
		Name:    "ignore-term",
		Summary: "Ignore SIGTERM and burn n seconds of a processor: only SIGKILL ends it early",
		Input: Input{
			Help: "seconds of processor time to burn", Number: true, Max: longest,
			Examples: `[2, 2, 2, 2]`,
		},
	}.crash(func(_ *worker.Call, a arguments) (any, error) {
		// The worker ignores it from here on: another of its tasks may still be
		// at it, and a stubborn process stays stubborn.
		signal.Ignore(syscall.SIGTERM)
		return burn(seconds(a.n)).Seconds(), nil
	})
}
