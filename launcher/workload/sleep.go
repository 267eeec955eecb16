package workload

import (
	"time"

	"github.com/poolscope/poolscope/launcher/worker"
)

func sleepWorkload() Workload {
	return Workload{
		Name:    "sleep",
		Summary: "Wait n seconds and burn nothing, as a task does that waits for a network",
		Input: Input{
			Help: "seconds to wait", Number: true, Max: longest,
			Examples: `[0.5, 1, 0.25, 0.75, 0.5, 1, 0.25, 0.75, 0.5, 1, 0.25, 0.75]`,
		},
	}.with(func(_ *worker.Call, a arguments) (any, error) {
		wait(seconds(a.n))
		return a.n, nil
	})
}

func wait(d time.Duration) {
	if d > 0 {
		<-time.NewTimer(d).C
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
