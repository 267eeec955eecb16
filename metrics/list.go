package metrics

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// Candidate is a process that can be watched. PID and Started together are its
// identity. What programs name themselves is kept raw.
type Candidate struct {
	PID     int
	Parent  int           // PID, 0 for none
	User    string        // who runs it, by name, or by number where it has none; "" where it is not known
	Name    string        // as the kernel has it: on Linux at most 15 bytes of the program's name (proc_pid_comm(5))
	Command string        // its arguments, each with a NUL byte at its end, as Member has them; "" where it has none or they cannot be read
	Started time.Time     // when it was made
	CPUTime time.Duration // used since then, in steps of a clock tick, or Unknown
	RSS     int64         // bytes, or Unknown
}

// List returns the processes that this user is shown, by PID: without the kernel's own
// threads, without those that only wait to be reaped, and without this process, what
// descends from it, and a parent that is the same program with the same arguments, as a
// guard is. It keeps nothing, and anyone may call it.
func List() ([]Candidate, error) {
	all, err := candidates()
	if err == nil && len(all) == 0 {
		err = errors.New("the system shows none")
	}
	if err != nil {
		return nil, fmt.Errorf("list the processes: %w", err)
	}
	slices.SortFunc(all, func(a, b Candidate) int { return cmp.Compare(a.PID, b.PID) })
	return withoutFamily(all, os.Getpid()), nil
}

// withoutFamily takes out a process, its guards and all that descends from them.
func withoutFamily(all []Candidate, pid int) []Candidate {
	byPID := make(map[int]*Candidate, len(all))
	for i := range all {
		byPID[all[i].PID] = &all[i]
	}
	family := map[int]bool{pid: true}
	for range all { // a list is read piece by piece: parents might go in a circle
		self := byPID[pid]
		if self == nil {
			break
		}
		parent := byPID[self.Parent]
		if parent == nil || parent.Command == "" || parent.Command != self.Command {
			break
		}
		pid = parent.PID
		family[pid] = true
	}
	for grown := true; grown; {
		grown = false
		for _, c := range all {
			if family[c.Parent] && !family[c.PID] {
				family[c.PID], grown = true, true
			}
		}
	}
	return slices.DeleteFunc(all, func(c Candidate) bool { return family[c.PID] })
}
