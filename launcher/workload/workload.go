// Package workload holds the built-in tasks: real computations whose results a
// test can check, and the misbehaving ones of the crash lab.
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
func All() []Workload { return nil }

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
