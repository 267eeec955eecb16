package workload

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/poolscope/poolscope/launcher/worker"
)

// anything is the input of most of the crash lab: it is only named or returned.
func anything() Input {
	return Input{Help: "anything; it is returned where the task behaves", Examples: `[0, 1, 2, 3, 4, 5, 6, 7]`}
}

// crash completes a workload of the crash lab: f is called for the last of
// every so many tasks, and the others return their input at once.
func (w Workload) crash(f body) Workload {
	w.Crash = true
	w.Params = append([]Param{{
		Name: "every", Help: "misbehave in one of so many tasks; 1 is all of them", Default: 1,
		Min: 1, Max: 1e9, Whole: true,
	}}, w.Params...)
	return w.with(func(call *worker.Call, a arguments) (any, error) {
		if every := a.whole("every"); call.Task%every != every-1 {
			return given(call), nil
		}
		return f(call, a)
	})
}

func raiseWorkload() Workload {
	return Workload{
		Name:    "raise",
		Summary: "Fail with an error; the worker lives on",
		Input:   anything(),
	}.crash(func(call *worker.Call, _ arguments) (any, error) {
		return nil, fmt.Errorf("raised on purpose at input %s", quote(call.Input))
	})
}

func exitWorkload() Workload {
	return Workload{
		Name:    "exit",
		Summary: "Exit in the middle of the task; the worker is gone",
		Input:   anything(),
		Params:  []Param{{Name: "code", Help: "exit code, 0 to 255", Default: 3, Max: 255, Whole: true}},
	}.crash(func(_ *worker.Call, a arguments) (any, error) {
		os.Exit(a.whole("code"))
		return nil, nil
	})
}

func segfaultWorkload() Workload {
	return Workload{
		Name:    "segfault",
		Summary: "Write to memory that is not there; the system kills the worker",
		Input:   anything(),
	}.crash(func(*worker.Call, arguments) (any, error) {
		if err := segfault(); err != nil {
			return nil, fmt.Errorf("die of a segmentation fault: %w", err)
		}
		return nil, errors.New("survived a segmentation fault")
	})
}

func hangWorkload() Workload {
	return Workload{
		Name:    "hang",
		Summary: "Never return, and burn nothing: only a timeout or Stop ends it",
		Input:   anything(),
	}.crash(func(*worker.Call, arguments) (any, error) {
		for {
			wait(longest * time.Second) // a timer, because the runtime ends a process in which nothing can wake up
		}
	})
}
