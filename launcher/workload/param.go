package workload

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CheckParams says what is wrong with the parameters, nil when nothing is.
// What is missing has its default; a name that the workload does not have is
// wrong.
func (w Workload) CheckParams(params map[string]float64) error {
	return checkParams(w.Params, params)
}

// Defaults returns every parameter with its default, in a map of the caller's
// own.
func (w Workload) Defaults() map[string]float64 { return fill(w.Params, nil) }

// Param returns the parameter of a name.
func (w Workload) Param(name string) (Param, bool) { return find(w.Params, name) }

// Check says what is wrong with a value of the parameter, nil when nothing is.
func (p Param) Check(value float64) error {
	if !p.span().holds(value) {
		return fmt.Errorf("%s is %s: want %s", p.Name, decimal(value), p.span())
	}
	return nil
}

// checkParams goes through the names in order, so that the same plan is always
// told the same.
func checkParams(known []Param, params map[string]float64) error {
	if len(params) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		p, ok := find(known, name)
		if !ok {
			return unknownParam(known, name)
		}
		if err := p.Check(params[name]); err != nil {
			return err
		}
	}
	return nil
}

func unknownParam(known []Param, name string) error {
	if len(known) == 0 {
		return fmt.Errorf("no parameter %q: this task takes none", name)
	}
	names := make([]string, len(known))
	for i, p := range known {
		names[i] = p.Name
	}
	return fmt.Errorf("no parameter %q: want one of %s", name, strings.Join(names, ", "))
}

func find(known []Param, name string) (Param, bool) {
	i := slices.IndexFunc(known, func(p Param) bool { return p.Name == name })
	if i < 0 {
		return Param{}, false
	}
	return known[i], true
}

// fill completes the parameters with their defaults.
func fill(known []Param, params map[string]float64) map[string]float64 {
	full := make(map[string]float64, len(known))
	for _, p := range known {
		full[p.Name] = p.Default
	}
	maps.Copy(full, params)
	return full
}
