package workload

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher/worker"
)

func TestEveryPromisedTaskIsThere(t *testing.T) {
	want := []string{
		"hello", "number", "primes", "pi", "fib", "matmul", "mandelbrot", "sort", "hash", "memory", "sleep", "io",
		"dial", "noop", "raise", "exit", "segfault", "hang", "leak", "ignore-term",
	}
	var got []string
	for _, w := range All() {
		got = append(got, w.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("tasks = %q, want %q", got, want)
	}
	registry := Registry()
	for _, name := range want {
		if registry[name] == nil {
			t.Errorf("registry has no function %q", name)
		}
	}
	if len(registry) != len(want) {
		t.Errorf("registry has %d functions, want %d", len(registry), len(want))
	}
}

func TestLookupKnowsNoOtherName(t *testing.T) {
	for _, name := range []string{"", "Primes", "primes ", "rm"} {
		if w, ok := Lookup(name); ok {
			t.Errorf("Lookup(%q) = %q, want none", name, w.Name)
		}
	}
}

func TestDescriptorsAreComplete(t *testing.T) {
	for _, w := range All() {
		if w.Summary == "" || w.Input.Help == "" || w.Func == nil {
			t.Errorf("%s lacks a summary, a help or a function: %+v", w.Name, w)
		}
		if w.Input.Number && w.Input.Min >= w.Input.Max {
			t.Errorf("%s takes nothing between %v and %v", w.Name, w.Input.Min, w.Input.Max)
		}
		seen := map[string]bool{}
		for _, p := range w.Params {
			if p.Name == "" || p.Help == "" || seen[p.Name] || p.Min >= p.Max {
				t.Errorf("%s has a parameter that nobody can fill in: %+v", w.Name, p)
			}
			seen[p.Name] = true
		}
	}
}

func TestTheCrashLabIsMarked(t *testing.T) {
	lab := []string{"raise", "exit", "segfault", "hang", "leak", "ignore-term"}
	for _, w := range All() {
		if want := slices.Contains(lab, w.Name); w.Crash != want {
			t.Errorf("%s: crash = %t, want %t", w.Name, w.Crash, want)
		}
		if _, ok := w.Param("every"); ok != w.Crash {
			t.Errorf("%s has the parameter every: %t, want %t", w.Name, ok, w.Crash)
		}
	}
}

func TestExamplesAndDefaultsPassTheChecks(t *testing.T) {
	for _, w := range All() {
		var examples []json.RawMessage
		if err := json.Unmarshal([]byte(w.Input.Examples), &examples); err != nil || len(examples) == 0 {
			t.Errorf("%s: examples %q: %v", w.Name, w.Input.Examples, err)
		}
		for _, e := range examples {
			if err := w.CheckInput(e); err != nil {
				t.Errorf("%s: example %s: %v", w.Name, e, err)
			}
		}
		if err := w.CheckParams(w.Defaults()); err != nil {
			t.Errorf("%s: defaults: %v", w.Name, err)
		}
		if len(w.Defaults()) != len(w.Params) {
			t.Errorf("%s: %d defaults for %d parameters", w.Name, len(w.Defaults()), len(w.Params))
		}
	}
}

func TestInputsAreCheckedStrictly(t *testing.T) {
	const primes = "want a whole number from 0 to 100000000000 (n, the primes below it are counted)"
	tests := []struct{ task, input, want string }{
		{"primes", "1000000", ""},
		{"primes", "0", ""},
		{"primes", " 1e6 ", ""},
		{"primes", "3.0", ""},
		{"primes", "100000000000", ""},
		{"primes", "100000000001", "input 100000000001: " + primes},
		{"primes", "-1", "input -1: " + primes},
		{"primes", "1.5", "input 1.5: " + primes},
		{"primes", `"5"`, `input "5": ` + primes},
		{"primes", "null", "input null: " + primes},
		{"primes", "true", "input true: " + primes},
		{"primes", "[5]", "input [5]: " + primes},
		{"primes", "1e999", "input 1e999: " + primes},
		{"primes", "", "no input: " + primes},
		{"primes", "0x10", `input "0x10": ` + primes},
		{"primes", "0x1p4", `input "0x1p4": ` + primes},
		{"primes", "007", `input "007": ` + primes},
		{"primes", "5.", `input "5.": ` + primes},
		{"primes", "-Inf", `input "-Inf": ` + primes},
		{"primes", "5 6", `input "5 6": ` + primes},
		{"primes", "NaN", `input "NaN": ` + primes},
		{"primes", strings.Repeat("9", 100), `input "` + strings.Repeat("9", 60) + `" and so on: ` + primes},
		{"sleep", "0.25", ""},
		{"sleep", "86401", "input 86401: want a number from 0 to 86400 (seconds to wait)"},
		{"number", "-2.5", ""},
		{"hello", "", ""},
		{"hello", "null", ""},
		{"hello", `{"a": [1]}`, ""},
		{"hello", `{"a": `, `input "{\"a\": " is not JSON`},
	}
	for _, test := range tests {
		w, _ := Lookup(test.task)
		got := ""
		if err := w.CheckInput(input(test.input)); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s of %s: %q, want %q", test.task, test.input, got, test.want)
		}
	}
}

func TestParametersAreCheckedStrictly(t *testing.T) {
	tests := []struct {
		task   string
		params map[string]float64
		want   string
	}{
		{"dial", nil, ""},
		{"dial", map[string]float64{"cpu": 0, "jitter": 1, "serial": 0.5}, ""},
		{"dial", map[string]float64{"jitter": 1.01}, "jitter is 1.01: want a number from 0 to 1"},
		{"dial", map[string]float64{"cpu": -0.1}, "cpu is -0.1: want a number from 0 to 3600"},
		{"dial", map[string]float64{"cpu": math.NaN()}, "cpu is NaN: want a number from 0 to 3600"},
		{"dial", map[string]float64{"cpu": math.Inf(1)}, "cpu is +Inf: want a number from 0 to 3600"},
		{"dial", map[string]float64{"memory": 1.5}, "memory is 1.5: want a whole number from 0 to 4096"},
		{"dial", map[string]float64{"z": 1, "CPU": 1}, `no parameter "CPU": want one of cpu, wait, memory, jitter, serial, seed`},
		{"primes", map[string]float64{"seed": 1}, `no parameter "seed": this task takes none`},
		{"raise", map[string]float64{"every": 0}, "every is 0: want a whole number from 1 to 1000000000"},
		{"leak", map[string]float64{"max": 4097}, "max is 4097: want a whole number from 1 to 4096"},
	}
	for _, test := range tests {
		w, _ := Lookup(test.task)
		got := ""
		if err := w.CheckParams(test.params); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s with %v: %q, want %q", test.task, test.params, got, test.want)
		}
	}
}

func TestFunctionsCheckForThemselves(t *testing.T) {
	for _, w := range All() {
		if w.Name == "noop" {
			continue // it measures the pool, and has nothing to check
		}
		call := worker.Call{Task: 0, Input: input("{"), Stdout: &bytes.Buffer{}}
		if _, err := w.Func(&call); err == nil {
			t.Errorf("%s took the input %s", w.Name, call.Input)
		}
		call.Input, call.Params = input("1"), map[string]float64{"no such": 1}
		if _, err := w.Func(&call); err == nil || !strings.Contains(err.Error(), "no such") {
			t.Errorf("%s took an unknown parameter: %v", w.Name, err)
		}
	}
}

func TestDefaultsAreTheCallersOwn(t *testing.T) {
	w, _ := Lookup("dial")
	w.Defaults()["cpu"] = 99
	if got := w.Defaults()["cpu"]; got == 99 {
		t.Errorf("default of cpu = %v after a caller changed its map", got)
	}
}
