package plan_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

func task(t *testing.T, name string) workload.Workload {
	t.Helper()
	w, ok := workload.Lookup(name)
	if !ok {
		t.Fatalf("no task %s", name)
	}
	return w
}

func TestFormTextBecomesInputs(t *testing.T) {
	tests := []struct {
		kind       plan.InputKind
		text, task string
		want       plan.Inputs
	}{
		{plan.Values, "1, 2, 3", "primes", values("1", "2", "3")},
		{plan.Values, "[1, 2, 3]", "primes", values("1", "2", "3")},
		{plan.Values, "1,\n2,\n3,\n", "primes", values("1", "2", "3")},
		{plan.Values, "1\n2\n\n3", "hello", values("1", "2", "3")},
		{plan.Values, " ", "primes", values()},
		{plan.Values, "[]", "primes", values()},
		{plan.Values, `"a", "b, c", true`, "hello", values(`"a"`, `"b, c"`, "true")},
		{plan.Values, "Ada\nGrace Hopper\n\"x, y\"\r\n", "hello", values(`"Ada"`, `"Grace Hopper"`, `"x, y"`)},
		{plan.Values, "[1, 2], [3]", "hello", values("[1,2]", "[3]")},
		{plan.Values, "[[1, 2]]", "hello", values("[1,2]")},
		{plan.Values, `{"b": 1, "a": 1E3}`, "hello", values(`{"b":1,"a":1000.0}`)},
		{plan.Range, "0, 100", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 100, 1}}},
		{plan.Range, "[10, 0, -2.5]", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{10, 0, -2.5}}},
		{plan.Repeat, " 20 ", "noop", plan.Inputs{Kind: plan.Repeat, Repeat: 20}},
		{plan.Lines, " a b.txt ", "noop", plan.Inputs{Kind: plan.Lines, File: "a b.txt"}},
		{plan.CSV, "a.csv", "noop", plan.Inputs{Kind: plan.CSV, File: "a.csv"}},
		{plan.Glob, "*.png", "noop", plan.Inputs{Kind: plan.Glob, Glob: "*.png"}},
		{plan.Stdin, "", "noop", plan.Inputs{Kind: plan.Stdin}},
	}
	for _, test := range tests {
		got, err := plan.ParseInputs(test.kind, test.text, task(t, test.task))
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s %q = %+v, %v, want %+v", test.kind, test.text, got, err, test.want)
			continue
		}
		again, err := plan.ParseInputs(got.Kind, got.Text(), task(t, test.task))
		if err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%s %q: Text = %q, which is read as %+v, %v", test.kind, test.text, got.Text(), again, err)
		}
	}
}

func TestBadFormTextIsRefused(t *testing.T) {
	tests := []struct {
		kind             plan.InputKind
		text, task, want string
	}{
		{plan.Values, "1 2 3", "primes", `inputs.values: primes takes numbers: want a list such as 1, 2, 3`},
		{plan.Values, "abc", "primes", `inputs.values: primes takes numbers: want a list such as 1, 2, 3`},
		{plan.Values, "1, -2", "primes", `inputs.values: value 2 of 2: input -2: want a whole number from 0`},
		{plan.Values, "Smith, John", "hello", `inputs.values: "Smith, John" is no list of values: want 1, 2, 3 or "a", "b", or one text a line`},
		{plan.Values, "[1, 2", "hello", `inputs.values: "[1, 2" is no list of values`},
		{plan.Values, "null", "hello", `inputs.values: "null" is no list of values`},
		{plan.Values, strings.Repeat("[", 100_000), "hello", `inputs.values: "[[[`},
		{plan.Range, "0", "noop", `inputs.range: [0] is not [FIRST, END] or [FIRST, END, STEP]`},
		{plan.Range, "0..9", "noop", `inputs.range: "0..9" is not FIRST, END or FIRST, END, STEP, such as 0, 100, 1`},
		{plan.Range, "0, 9, 0", "noop", `inputs.range: the step is 0`},
		{plan.Range, `0, "9"`, "noop", `inputs.range: [0, "9"] is not [FIRST, END]`},
		{plan.Repeat, "1.5", "noop", `inputs.repeat: 1.5 is not a whole number from 0 to 10^12`},
		{plan.Repeat, "", "noop", `inputs.repeat: "" is not a whole number from 0 to 10^12`},
		{plan.Lines, " ", "noop", `inputs.lines: "" is not the name of a file`},
		{plan.Glob, "*", "primes", `inputs.glob: primes takes numbers`},
		{"tea", "*", "primes", `inputs.tea: "tea" is not one of`},
	}
	for _, test := range tests {
		got, err := plan.ParseInputs(test.kind, test.text, task(t, test.task))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s %.20q = %+v, %v, want %s …", test.kind, test.text, got, err, test.want)
		}
	}
}

func TestEveryTaskHasExampleInputsThatFit(t *testing.T) {
	for _, w := range workload.All() {
		if _, err := plan.ParseInputs(plan.Values, w.Input.Examples, w); err != nil {
			t.Errorf("%s: %v", w.Name, err)
		}
	}
}
