package launcher

import (
	"encoding/json"
	"fmt"
)

// Args2 is one input of a function of two arguments: what starmap of Python's Pool
// unpacks. It is a list in JSON, which worker.Of2 takes apart. Two makes one.
type Args2[A, B any] struct {
	A A
	B B
}

// Two returns two arguments as one input.
func Two[A, B any](a A, b B) Args2[A, B] { return Args2[A, B]{A: a, B: b} }

// MarshalJSON returns the list of the arguments.
func (a Args2[A, B]) MarshalJSON() ([]byte, error) { return json.Marshal([]any{a.A, a.B}) }

// UnmarshalJSON reads a list of two arguments.
func (a *Args2[A, B]) UnmarshalJSON(text []byte) error { return unpack(text, &a.A, &a.B) }

// Args3 is one input of a function of three arguments. It is a list in JSON, which
// worker.Of3 takes apart. Three makes one.
type Args3[A, B, C any] struct {
	A A
	B B
	C C
}

// Three returns three arguments as one input.
func Three[A, B, C any](a A, b B, c C) Args3[A, B, C] { return Args3[A, B, C]{A: a, B: b, C: c} }

// MarshalJSON returns the list of the arguments.
func (a Args3[A, B, C]) MarshalJSON() ([]byte, error) { return json.Marshal([]any{a.A, a.B, a.C}) }

// UnmarshalJSON reads a list of three arguments.
func (a *Args3[A, B, C]) UnmarshalJSON(text []byte) error { return unpack(text, &a.A, &a.B, &a.C) }

// unpack reads a list of exactly as many values into them.
func unpack(text []byte, into ...any) error {
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	if len(list) != len(into) {
		return fmt.Errorf("a list of %d, want %d arguments", len(list), len(into))
	}
	for i, v := range into {
		if err := json.Unmarshal(list[i], v); err != nil {
			return fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return nil
}
