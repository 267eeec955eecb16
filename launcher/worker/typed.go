package worker

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Of makes a Func of a function with types of its own. Its input is read from JSON,
// and one that does not fit fails the task with an *InputError.
func Of[In, Out any](f func(In) (Out, error)) Func {
	return OfCall(func(_ *Call, in In) (Out, error) { return f(in) })
}

// OfCall is Of for a function that wants to know more about its call, or prints:
// what it writes to the call's Stdout is its task's.
func OfCall[In, Out any](f func(*Call, In) (Out, error)) Func {
	return func(c *Call) (any, error) {
		var in In
		if err := fit(c.Input, &in); err != nil {
			return nil, err
		}
		return f(c, in)
	}
}

// Of2 is Of for a function of two arguments, which its input lists: what starmap of
// Python's Pool does.
func Of2[A, B, Out any](f func(A, B) (Out, error)) Func {
	return func(c *Call) (any, error) {
		var a A
		var b B
		if err := spread(c.Input, &a, &b); err != nil {
			return nil, err
		}
		return f(a, b)
	}
}

// Of3 is Of for a function of three arguments, which its input lists.
func Of3[A, B, C, Out any](f func(A, B, C) (Out, error)) Func {
	return func(call *Call) (any, error) {
		var a A
		var b B
		var c C
		if err := spread(call.Input, &a, &b, &c); err != nil {
			return nil, err
		}
		return f(a, b, c)
	}
}

// InputError is an input that does not fit the function it was given to.
type InputError struct {
	Input   json.RawMessage // all of it
	Problem string          // "is a string, want int"
	Err     error           // of encoding/json; nil where a list has the wrong length
}

// Error shows the input, or the beginning of a long one, and what is wrong with it.
func (e *InputError) Error() string { return fmt.Sprintf("input %s %s", brief(e.Input), e.Problem) }

// Unwrap returns the error of encoding/json.
func (e *InputError) Unwrap() error { return e.Err }

// fit reads an input.
func fit(input json.RawMessage, into any) error {
	if err := json.Unmarshal(input, into); err != nil {
		return &InputError{Input: input, Problem: misfit(err, into), Err: err}
	}
	return nil
}

// spread reads an input that lists arguments.
func spread(input json.RawMessage, into ...any) error {
	var list []json.RawMessage
	if err := json.Unmarshal(input, &list); err != nil {
		return &InputError{Input: input, Problem: fmt.Sprintf("is no list, want one of %d arguments", len(into)), Err: err}
	}
	if len(list) != len(into) {
		return &InputError{Input: input, Problem: fmt.Sprintf("has %d arguments, want %d", len(list), len(into))}
	}
	for i, v := range into {
		if err := json.Unmarshal(list[i], v); err != nil {
			return &InputError{Input: input, Problem: fmt.Sprintf("does not fit: argument %d %s", i+1, misfit(err, v)), Err: err}
		}
	}
	return nil
}

// misfit says what JSON has where Go wants something else.
func misfit(err error, into any) string {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return fmt.Sprintf("does not fit %s: %v", reflect.TypeOf(into).Elem(), err)
	}
	text := fmt.Sprintf("is %s, want %s", article(wrong.Value), wrong.Type)
	if wrong.Field != "" {
		return "does not fit: " + wrong.Field + " " + text
	}
	return text
}

// article puts the article before what encoding/json calls a value: "number 300",
// "object", "bool".
func article(value string) string {
	if strings.HasPrefix(value, "o") || strings.HasPrefix(value, "a") {
		return "an " + value
	}
	return "a " + value
}

// briefLength bounds the bytes of an input in the text of an error.
const briefLength = 200

// brief is an input, or its beginning when it is long.
func brief(input json.RawMessage) string {
	if len(input) <= briefLength {
		return string(input)
	}
	return strings.ToValidUTF8(string(input[:briefLength]), "") + fmt.Sprintf("… (%d bytes)", len(input))
}
