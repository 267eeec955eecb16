// Package cores tells how many cores this process may really use, and how much memory.
package cores

// Allowed returns the number of cores that this process may keep busy all the
// time, at least 1: those it may run on, and on Linux no more than the CPU quota
// of its control groups, rounded up. The answer may change while the process
// runs.
func Allowed() int { return max(1, allowed()) }
