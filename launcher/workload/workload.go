// Package workload holds the built-in tasks: real computations whose results a
// test can check, and the misbehaving ones of the crash lab.
//
// Random numbers come from the parameter seed and the task's index, never from
// the clock or the process: a plan gives the same results however many workers
// run it.
package workload

import (
	"github.com/poolscope/poolscope/launcher/worker"
)

// Param is a number that a workload takes besides its input; every task of a
// plan gets the same.
type Param struct {
	Name    string // key in the plan's [task.params]
	Help    string // a few words, with the unit
	Default float64
	Min     float64
	Max     float64
	Whole   bool // only whole numbers
}

// Input says what a workload makes of one input.
type Input struct {
	Help string // a few words, with the unit: "seconds to wait"
	// Number tells that the input must be a number in [Min, Max]; otherwise any
	// JSON value will do.
	Number   bool
	Whole    bool
	Min, Max float64
	Examples string // JSON array of inputs that make a good first run, such as "[1, 2, 3]"
}

// Workload is a built-in task.
type Workload struct {
	Name    string
	Summary string // one line for a person who chooses
	Crash   bool   // belongs to the crash lab
	Input   Input
	Params  []Param
	Func    worker.Func
}

// All returns the built-in tasks in the order a form shows them.
func All() []Workload {
	return []Workload{
		helloWorkload(),
		numberWorkload(),
		primesWorkload(),
		piWorkload(),
		fibWorkload(),
		matmulWorkload(),
		mandelbrotWorkload(),
		sortWorkload(),
		hashWorkload(),
		memoryWorkload(),
		sleepWorkload(),
		ioWorkload(),
		dialWorkload(),
		noopWorkload(),
		raiseWorkload(),
		exitWorkload(),
		segfaultWorkload(),
		hangWorkload(),
		leakWorkload(),
		ignoreTermWorkload(),
	}
}

// Lookup returns the built-in task of a name.
func Lookup(name string) (Workload, bool) {
	for _, w := range All() {
		if w.Name == name {
			return w, true
		}
	}
	return Workload{}, false
}

// Registry returns the functions of all built-in tasks by name.
func Registry() worker.Registry {
	r := worker.Registry{}
	for _, w := range All() {
		r[w.Name] = w.Func
	}
	return r
}

// arguments is what a workload's body works on, checked against its
// descriptor.
type arguments struct {
	n      float64            // the input, where it is a number
	params map[string]float64 // every parameter of the workload
}

func (a arguments) whole(param string) int { return int(a.params[param]) }

func (a arguments) seed() uint64 { return uint64(a.params["seed"]) }

type body func(*worker.Call, arguments) (any, error)

// with gives the workload a function that checks what it is called with before
// the body sees it: a worker may be driven by a program that checked nothing.
func (w Workload) with(f body) Workload {
	input, params := w.Input, w.Params
	w.Func = func(call *worker.Call) (any, error) {
		n, err := input.read(call.Input)
		if err != nil {
			return nil, err
		}
		if err := checkParams(params, call.Params); err != nil {
			return nil, err
		}
		return f(call, arguments{n: n, params: fill(params, call.Params)})
	}
	return w
}

// given is an input that is returned as it came.
func given(call *worker.Call) any {
	if len(call.Input) == 0 {
		return nil
	}
	return call.Input
}

func seedParam() Param {
	return Param{
		Name: "seed", Help: "where the random numbers begin", Default: 1,
		Max: maxExact, Whole: true,
	}
}
