package launcher

import "fmt"

// Escapee is a process that a task started and that could not be ended with its
// worker, as one of another user, or one that the kernel does not let go.
type Escapee struct {
	PID     int
	Command string // its arguments separated by blanks
}

// String names the process for a person.
func (e Escapee) String() string { return fmt.Sprintf("%s (PID %d)", e.Command, e.PID) }
