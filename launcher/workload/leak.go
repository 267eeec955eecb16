package workload

import (
	"fmt"
	"sync"

	"github.com/poolscope/poolscope/launcher/worker"
)

func leakWorkload() Workload {
	var kept leak
	return Workload{
		Name:    "leak",
		Summary: "Take memory step by step and never give it back while the worker lives",
		Input:   anything(),
		Params: []Param{
			{Name: "max", Help: "MiB at which a worker stops taking more", Default: 256, Min: 1, Max: maxMiB, Whole: true},
			{Name: "step", Help: "MiB taken at a time", Default: 8, Min: 1, Max: 256, Whole: true},
			{Name: "pause", Help: "seconds between two steps", Default: 0.05, Max: 60},
		},
	}.crash(func(_ *worker.Call, a arguments) (any, error) {
		for {
			mib, err := kept.grow(a.whole("step"), a.whole("max"))
			if err != nil {
				return nil, fmt.Errorf("leak stopped at %d MiB: %w", mib, err)
			}
			if mib >= a.whole("max") {
				return mib, nil
			}
			wait(seconds(a.params["pause"]))
		}
	})
}

// leak is the memory that the tasks of one process lost. The tasks of a pool of
// threads share it; max bounds the process and not the task.
type leak struct {
	mu     sync.Mutex
	blocks []*block
	mib    int
}

// grow takes one step more, at most up to limit, and returns the MiB so far.
func (l *leak) grow(step, limit int) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	step = min(step, limit-l.mib)
	if step <= 0 {
		return l.mib, nil
	}
	b, err := newBlock(step * mebibyte)
	if err != nil {
		return l.mib, err
	}
	l.blocks = append(l.blocks, b)
	l.mib += step
	return l.mib, nil
}
