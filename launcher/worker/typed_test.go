package worker_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher/worker"
)

// on calls a function as a worker does.
func on(f worker.Func, input string) (any, error) {
	return f(&worker.Call{Worker: "Process-7", Input: json.RawMessage(input), Stdout: &strings.Builder{}})
}

func TestATypedFunctionGetsItsInputAndReturnsItsResult(t *testing.T) {
	type point struct{ X, Y int }
	functions := map[string]worker.Func{
		"2":             worker.Of(func(n int) (int, error) { return 2 * n, nil }),
		`{"X":1,"Y":2}`: worker.Of(func(p point) (point, error) { return point{X: p.Y, Y: p.X}, nil }),
		`[3,"x"]`:       worker.Of2(func(n int, s string) (string, error) { return strings.Repeat(s, n), nil }),
		`[1,2,3]`:       worker.Of3(func(a, b, c float64) (float64, error) { return a + b*c, nil }),
		`"me"`:          worker.OfCall(func(c *worker.Call, s string) (string, error) { return s + " in " + c.Worker, nil }),
	}
	wants := map[string]any{"2": 4, `{"X":1,"Y":2}`: point{2, 1}, `[3,"x"]`: "xxx", `[1,2,3]`: 7.0, `"me"`: "me in Process-7"}
	for input, f := range functions {
		if got, err := on(f, input); err != nil || got != wants[input] {
			t.Errorf("function of %s = %v, %v, want %v", input, got, err, wants[input])
		}
	}
}

func TestATypedFunctionsErrorIsItsOwn(t *testing.T) {
	own := errors.New("own")
	for input, f := range map[string]worker.Func{
		"1":       worker.Of(func(int) (int, error) { return 0, own }),
		"[1,2]":   worker.Of2(func(int, int) (int, error) { return 0, own }),
		"[1,2,3]": worker.Of3(func(int, int, int) (int, error) { return 0, own }),
	} {
		if _, err := on(f, input); !errors.Is(err, own) {
			t.Errorf("error of %s = %v, want its own", input, err)
		}
	}
}

func TestAnInputThatDoesNotFitIsShownWithWhatWouldBeRight(t *testing.T) {
	type point struct{ X, Y int8 }
	called := false
	one := worker.Of(func(int) (any, error) { called = true; return called, nil })
	two := worker.Of2(func(int, string) (any, error) { called = true; return called, nil })
	three := worker.Of3(func(int, int, int) (any, error) { called = true; return called, nil })
	field := worker.Of(func(point) (any, error) { called = true; return called, nil })
	for _, c := range []struct {
		f           worker.Func
		input, want string
	}{
		{one, `"x"`, `input "x" is a string, want int`},
		{one, `[1]`, `input [1] is an array, want int`},
		{one, `1.5`, `input 1.5 is a number 1.5, want int`},
		{one, ``, `input  does not fit int: unexpected end of JSON input`},
		{field, `{"X":1,"Y":300}`, `input {"X":1,"Y":300} does not fit: Y is a number 300, want int8`},
		{two, `7`, `input 7 is no list, want one of 2 arguments`},
		{two, `[7]`, `input [7] has 1 arguments, want 2`},
		{two, `[7,8]`, `input [7,8] does not fit: argument 2 is a number, want string`},
		{three, `[1,2,3,4]`, `input [1,2,3,4] has 4 arguments, want 3`},
	} {
		_, err := on(c.f, c.input)
		var misfit *worker.InputError
		if !errors.As(err, &misfit) || err.Error() != c.want || string(misfit.Input) != c.input {
			t.Errorf("error of %s = %v, want %s", c.input, err, c.want)
		}
	}
	if called {
		t.Error("a function was called with an input that does not fit")
	}
}

func TestALongInputIsCutInTheErrorOnly(t *testing.T) {
	long := `"` + strings.Repeat("é", 1<<20) + `"`
	_, err := on(worker.Of(func(int) (int, error) { return 0, nil }), long)
	var misfit *worker.InputError
	if !errors.As(err, &misfit) || len(misfit.Input) != len(long) {
		t.Fatalf("error = %T, want an InputError with all of the input", err)
	}
	if text := err.Error(); len(text) > 300 || !strings.Contains(text, strconv.Itoa(len(long))) || strings.ContainsRune(text, '�') {
		t.Errorf("text = %q, want it short, with the length", text)
	}
}
