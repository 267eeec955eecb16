//go:build !linux

package run

import (
	"os"
	"syscall"
)

func commandAttributes() *syscall.SysProcAttr { return nil }

// awaitEnd returns when a child has ended and was waited for, and what tells how.
func awaitEnd(child *os.Process) (wait func() (*os.ProcessState, error)) {
	state, err := child.Wait()
	return func() (*os.ProcessState, error) { return state, err }
}

// AdoptOrphans does nothing: only Linux gives orphans to an ancestor that asks for them.
func (*Watch) AdoptOrphans() (release func()) { return func() {} }

// ReapOrphans does nothing, as none come here.
func (*Watch) ReapOrphans() {}

// EndAll does nothing: what a command leaves behind cannot be signalled for certain
// without its descriptor.
func (*Watch) EndAll(syscall.Signal) {}

// waitedForNone is not known.
func waitedForNone(int) bool { return false }
