package worker

import (
	"encoding/json"
	"fmt"
	"io"
)

// Func is a function that a pool can apply to inputs. Its result is encoded as
// JSON; nil stands for no result.
type Func func(*Call) (any, error)

// Registry names the functions that a worker can be asked to apply.
type Registry map[string]Func

// Call is one task as its function sees it. It is valid until the function
// returns, and is used by one goroutine.
type Call struct {
	Worker  string // "Process-1"
	Lane    int    // thread of the worker, from 1
	Task    int    // index in input order, from 0
	Attempt int    // from 1
	Input   json.RawMessage
	Params  map[string]float64
	Stdout  io.Writer // captured for this task, byte for byte
	Stderr  io.Writer
	// Serial runs f while no other task of the pool is inside Serial: the part
	// of a job that Amdahl's law is about.
	Serial func(f func())
}

// Decode reads the input into v.
func (c *Call) Decode(v any) error {
	if err := json.Unmarshal(c.Input, v); err != nil {
		return fmt.Errorf("input %s: %w", c.Input, err)
	}
	return nil
}
